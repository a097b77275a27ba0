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

	describe('where an answer contradicts', () => {
		const at = (time: number) => told(new Date(time).toUTCString());
		const HOUR = 3_600_000;
		let clock: ServerClock;

		beforeEach(() => {
			clock = new ServerClock();
		});

		/** So many answers a second apart that agree. */
		const agreeing = (count: number) => {
			for (let i = 0; i < count; i++) clock.learn(at(NOON + i * 1_000), i * 1_000);
		};

		it('what several have told, stays as it is, and that answer tells no time', () => {
			agreeing(2);

			expect(clock.learn(at(NOON + HOUR), 2_000)).toBeUndefined();
			expect(clock.now(2_000)).toBe(NOON + 2_000);
			expect(clock.learn(at(NOON + 3_000), 3_000)).toBe(NOON + 3_000);
		});

		it('what several have told, and so does the next, is set by the two', () => {
			agreeing(5);
			clock.learn(at(NOON + HOUR), 5_000);

			expect(clock.learn(at(NOON + HOUR + 1_000), 6_000)).toBe(NOON + HOUR + 1_000);
			expect(clock.now(7_000)).toBe(NOON + HOUR + 2_000);
		});

		it('what several have told, does not help a later one that says something else again', () => {
			agreeing(2);
			clock.learn(at(NOON + HOUR), 2_000);

			expect(clock.learn(at(NOON - HOUR), 3_000)).toBeUndefined();
			expect(clock.now(3_000)).toBe(NOON + 3_000);
		});

		it('a doubt that was dispelled does not count any more', () => {
			agreeing(2);
			clock.learn(at(NOON + HOUR), 2_000);
			clock.learn(at(NOON + 3_000), 3_000);

			expect(clock.learn(at(NOON + HOUR + 4_000), 4_000)).toBeUndefined();
		});

		it('what a single one has told, is as good as that', () => {
			agreeing(1);

			expect(clock.learn(at(NOON + HOUR), 1_000)).toBe(NOON + HOUR);
			expect(clock.now(1_000)).toBe(NOON + HOUR);
		});

		it.each([
			[60, 2_060_000],
			[-60, 1_940_000],
		])('by no more than answers take (%i s), agrees', (seconds, after) => {
			agreeing(2);

			expect(clock.learn(at(NOON + 2_000_000 + seconds * 1_000), 2_000_000)).toBe(NOON + after);
		});
	});

	it('is not set by a date from before there was anybody to answer', () => {
		const clock = new ServerClock();
		clock.learn(told('Thu, 01 Jan 1970 00:00:00 GMT'), 0);
		clock.learn(told('Wed, 31 Dec 2025 23:59:59 GMT'), 0);

		expect(clock.now(0)).toBeUndefined();
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
