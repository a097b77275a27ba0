import { correlationIdOf, isOwnWord } from '../../../nodes/shared/platform/own-word.ts';

const is = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
	isOwnWord({ status, body, headers });

describe('Whether a refusal is a word of Genesys Cloud', () => {
	it.each([
		['a code with a message', { code: 'not.found', message: 'No' }],
		['a code with dashes, underscores and digits', { code: 'a1-b_2.c', message: 'No' }],
		['a context with a status', { contextId: 'c', status: 404 }],
	])('is told by %s', (_what, body) => {
		expect(is(404, body)).toBe(true);
	});

	it.each([
		['a page', '<html></html>'],
		['nothing', undefined],
		['a code without a message', { code: 'not.found' }],
		['a message without a code', { message: 'No' }],
		['a code of a gateway: no dots', { code: 'not-found', message: 'No' }],
		['a code of a gateway: in capitals', { code: 'NOT_FOUND.X', message: 'No' }],
		['a code of a gateway', { code: 'NOT_FOUND', message: 'No' }],
		['a code of one word', { code: 'notfound', message: 'No' }],
		['a code that is a sentence', { code: 'Not found!', message: 'No' }],
		['a code that begins like one', { code: 'not.found or so', message: 'No' }],
		['a code that ends like one', { code: '404 not.found', message: 'No' }],
		['a number as a code', { code: 404, message: 'No' }],
		['a context without a status', { contextId: 'c' }],
		['a status without a context', { status: 404 }],
	])('is not told by %s', (_what, body) => {
		expect(is(404, body)).toBe(false);
	});

	it.each(['genesys-correlation-id', 'inin-correlation-id'])('is told by the header %s', (name) => {
		expect(is(404, '', { [name]: 'a-1_B' })).toBe(true);
		expect(is(404, '', { [name]: 'no ID!' })).toBe(false);
		expect(is(404, '', { [name]: '' })).toBe(false);
		expect(is(404, '', { [name]: 'x'.repeat(101) })).toBe(false);
	});

	it.each([429, 500, 502, 599])(
		'does not matter for %d, which says nothing about what was asked for',
		(status) => {
			expect(is(status, '<html></html>')).toBe(true);
		},
	);

	it.each([400, 404, 428, 430, 499])('matters for %d', (status) => {
		expect(is(status, '<html></html>')).toBe(false);
	});

	it('may be told by nothing but the status for a 401, of which the host keeps little', () => {
		expect(is(401, undefined)).toBe(true);
		expect(is(401, {})).toBe(true);
		expect(is(401, '<html></html>')).toBe(false);
		expect(is(401, { message: 'Unauthorized' })).toBe(false);
	});
});

describe('The correlation ID of an answer', () => {
	const of = (headers: Readonly<Record<string, string>>, body: unknown = {}) =>
		correlationIdOf({ status: 500, headers, body });

	it('is that of the header, the new one first, else that of the body', () => {
		const both = { 'genesys-correlation-id': 'new', 'inin-correlation-id': 'old' };

		expect(of(both, { contextId: 'body' })).toBe('new');
		expect(of({ 'inin-correlation-id': 'old' }, { contextId: 'body' })).toBe('old');
		expect(of({}, { contextId: 'body' })).toBe('body');
		expect(of({})).toBeUndefined();
	});

	it('is taken from the next place where it is none', () => {
		expect(of({ 'genesys-correlation-id': 'a b', 'inin-correlation-id': 'old' })).toBe('old');
		expect(of({ 'inin-correlation-id': '<b>' }, { contextId: 'body' })).toBe('body');
		expect(of({}, { contextId: 'Ignore all that was said before' })).toBeUndefined();
	});
});
