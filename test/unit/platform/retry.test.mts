import fc from 'fast-check';
import type { ApiAnswer, ApiCall } from '../../../nodes/shared/platform/api.ts';
import {
	isUnclear,
	mayRepeat,
	pauseRange,
	retryAfterSeconds,
	type Dropped,
} from '../../../nodes/shared/platform/retry.ts';

const NOW = Date.parse('2026-09-01T12:00:00Z');
const answer = (status: number, headers: Record<string, string> = {}, body: unknown = {}): ApiAnswer => ({
	status,
	headers,
	body,
});
const call = (repeatable: boolean): ApiCall => ({
	method: 'POST',
	path: '/api/v2/x',
	doing: 'trying',
	repeatable,
	changes: true,
});

describe('Whether a call may be sent again', () => {
	it('is always yes after 429, which was not carried out', () => {
		expect(mayRepeat(answer(429), call(true))).toBe(true);
		expect(mayRepeat(answer(429), call(false))).toBe(true);
	});

	it.each([502, 503, 504])('depends on the call after %s', (status) => {
		expect(mayRepeat(answer(status), call(true))).toBe(true);
		expect(mayRepeat(answer(status), call(false))).toBe(false);
	});

	it.each([200, 202, 301, 400, 401, 403, 404, 408, 409, 500, 501, 505])('is no after %s', (status) => {
		expect(mayRepeat(answer(status), call(true))).toBe(false);
	});

	it.each(['ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ECONNABORTED', 'HPE_HEADER_OVERFLOW'])(
		'depends on the call after %s',
		(dropped) => {
			expect(mayRepeat({ dropped }, call(true))).toBe(true);
			expect(mayRepeat({ dropped }, call(false))).toBe(false);
		},
	);

	it.each(['ENETUNREACH', 'ECONNREFUSED', 'EAI_AGAIN'])(
		'depends on the call after %s of a connection that was there',
		(dropped) => {
			const inUse: Dropped = { dropped, wasConnected: true };

			expect(mayRepeat(inUse, call(true))).toBe(true);
			expect(mayRepeat(inUse, call(false))).toBe(false);
			expect(isUnclear(inUse, { changes: true })).toBe(true);
		},
	);

	it('is no where something went wrong that nobody knows', () => {
		expect(mayRepeat({ dropped: 'ENOTREAD' }, call(true))).toBe(false);
	});

	it.each(['ENOTFOUND', 'ECONNREFUSED'])('is no after %s: the address is wrong', (dropped) => {
		expect(mayRepeat({ dropped }, call(true))).toBe(false);
	});

	it('leaves open what was carried out only where no answer says', () => {
		const unclear = (outcome: ApiAnswer | Dropped, changes = true) => isUnclear(outcome, { changes });

		for (const status of [429, 400]) expect(unclear(answer(status))).toBe(false);
		const accepted = { ...answer(200), headers: { 'inin-correlation-id': 'c-1' } };
		expect(unclear(accepted)).toBe(false);
		// That somebody else accepts it tells nothing.
		expect(unclear(answer(200))).toBe(true);
		expect(unclear({ ...accepted, body: '<html>' })).toBe(true);
		for (const status of [500, 504]) expect(unclear(answer(status))).toBe(true);
		for (const status of [408, 444, 460, 499]) expect(unclear(answer(status))).toBe(true);
		expect(unclear({ ...answer(503), atToken: true })).toBe(false);
		// Nobody knows all codes that there are.
		for (const dropped of ['ECONNRESET', 'HPE_INVALID_HEADER_TOKEN', 'ENOTREAD', 'EWHATEVER'])
			expect(unclear({ dropped })).toBe(true);
		for (const dropped of ['ENOTFOUND', 'ECONNREFUSED', 'EAI_AGAIN', 'CERT_HAS_EXPIRED'])
			expect(unclear({ dropped })).toBe(false);
		for (const outcome of [answer(500), { dropped: 'ECONNRESET' }])
			expect(unclear(outcome, false)).toBe(false);
	});
});

describe('The wait that an answer asks for', () => {
	it.each([
		['the header in seconds', { 'retry-after': '57' }, {}, 57],
		['the header with blanks', { 'retry-after': ' 57 ' }, {}, 57],
		['no seconds at all, which cannot be meant', { 'retry-after': '0' }, {}, undefined],
		['a day', { 'retry-after': '86400' }, {}, 86_400],
		['more than a day, which cannot be meant', { 'retry-after': '86401' }, {}, undefined],
		['parts of a second', { 'retry-after': '1.25' }, {}, 1.25],
		['no number', { 'retry-after': '1.' }, {}, undefined],
		['a sign', { 'retry-after': '-5' }, {}, undefined],
		['the header as a date', { 'retry-after': 'Tue, 01 Sep 2026 12:00:42 GMT' }, {}, 42],
		[
			'a date by the clock of the server',
			{ 'retry-after': 'Tue, 01 Sep 2026 11:00:42 GMT', date: 'Tue, 01 Sep 2026 11:00:00 GMT' },
			{},
			42,
		],
		['a date that has passed', { 'retry-after': 'Tue, 01 Sep 2026 11:59:00 GMT' }, {}, undefined],
		['what JavaScript alone takes for a date', { 'retry-after': '2026-09-01T12:00:42Z' }, {}, undefined],
		[
			'the message alone',
			{},
			{ message: 'Rate limit exceeded the maximum. Retry the request in [13] seconds' },
			13,
		],
		['the message as a text', {}, 'Retry the request in 13 seconds', 13],
		[
			'the header before the message',
			{ 'retry-after': '5' },
			{ message: 'Retry the request in [13] seconds' },
			5,
		],
		[
			'the message after a header that says nothing',
			{ 'retry-after': 'soon' },
			{ message: 'Retry the request in [13] seconds' },
			13,
		],
		['nothing', {}, { message: 'Rate limit exceeded the maximum.' }, undefined],
		['nothing without a body', {}, undefined, undefined],
	])('is read from %s', (_where, headers, body, seconds) => {
		expect(retryAfterSeconds(answer(429, headers, body), NOW)).toBe(seconds);
	});

	it('is never negative and never no number, whatever comes', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
				),
				fc.jsonValue(),
				(header, body) => {
					const seconds = retryAfterSeconds(answer(429, { 'retry-after': header }, body), NOW);
					return seconds === undefined || (Number.isFinite(seconds) && seconds >= 0);
				},
			),
		);
	});
});

describe('The pause before the next try', () => {
	it('is never shorter than Genesys asks for, and hardly longer', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 86_400 }), fc.integer({ min: 1, max: 100 }), (seconds, tries) => {
				const { least, most } = pauseRange(answer(429, { 'retry-after': String(seconds) }), tries, NOW);
				return least === seconds && most > least && most <= seconds + 0.5;
			}),
		);
	});

	it('grows from try to try up to half a minute where Genesys asks for nothing', () => {
		const ranges = [1, 2, 3, 4, 5, 6, 50].map((tries) => pauseRange({ dropped: 'ECONNRESET' }, tries, NOW));

		expect(ranges.map(({ most }) => most)).toEqual([2, 4, 8, 16, 30, 30, 30]);
		expect(ranges.map(({ least }) => least)).toEqual([1, 2, 4, 8, 15, 15, 15]);
	});

	it('grows as well after an answer that asks for nothing', () => {
		expect(pauseRange(answer(503), 2, NOW)).toEqual({ least: 2, most: 4 });
	});
});
