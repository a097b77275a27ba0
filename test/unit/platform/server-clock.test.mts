import { readHttpDate, ServerClock } from '../../../nodes/shared/platform/server-clock.ts';

const NOON = Date.parse('2026-09-01T12:00:00Z');
const told = (date: string) => ({ status: 200, headers: { date }, body: {} });

describe('The clock of the server', () => {
	it('is not known before an answer has told it', () => {
		expect(new ServerClock().now(5_000)).toBeUndefined();
	});

	it('goes on from what the last answer told', () => {
		const clock = new ServerClock();
		clock.learn(told('Tue, 01 Sep 2026 11:00:00 GMT'), 1_000);
		clock.learn(told('Tue, 01 Sep 2026 12:00:00 GMT'), 5_000);

		expect(clock.now(5_000)).toBe(NOON);
		expect(clock.now(6_500)).toBe(NOON + 1_500);
	});

	it('is not set by an answer that tells no time', () => {
		const clock = new ServerClock();
		clock.learn(told('Tue, 01 Sep 2026 12:00:00 GMT'), 5_000);
		clock.learn({ status: 200, headers: {}, body: {} }, 6_000);
		clock.learn(told('soon'), 6_000);

		expect(clock.now(6_000)).toBe(NOON + 1_000);
	});
});

describe('A date of HTTP', () => {
	it('is read in the form that HTTP writes', () => {
		expect(readHttpDate('Tue, 01 Sep 2026 12:00:00 GMT')).toBe(NOON);
		expect(readHttpDate(' Tue, 01 Sep 2026 12:00:00 GMT ')).toBe(NOON);
	});

	it.each([
		undefined,
		'',
		'2026-09-01T12:00:00Z',
		'Tue, 01 Sep 2026 12:00:00',
		'Tue, 01 Sep 2026 12:00:00 +0200',
		'Tue, 1 Sep 2026 12:00:00 GMT',
		'Tue, 01 Sep 26 12:00:00 GMT',
		'Tue, 01 Sep 2026 12:00 GMT',
		'tue, 01 Sep 2026 12:00:00 GMT',
		'Tuesday, 01 Sep 2026 12:00:00 GMT',
		'x Tue, 01 Sep 2026 12:00:00 GMT',
		'Tue, 01 Sep 2026 12:00:00 GMT x',
		'Tue, 01 Xyz 2026 12:00:00 GMT',
		'5',
	])('is read in no other: %j', (text) => {
		expect(readHttpDate(text)).toBeUndefined();
	});
});
