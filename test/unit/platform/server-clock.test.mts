import { MINUTE_MS, HOUR_MS, DAY_MS } from '../../../simulator/durations.mts';
import { ServerClock } from '../../../nodes/shared/platform/server-clock.ts';

const NOON = Date.parse('2026-09-01T12:00:00Z');
const header = (date: string) => ({ headers: { date } });
const at = (time: number) => header(new Date(time).toUTCString());

describe('The clock of the server', () => {
	let clock: ServerClock;

	beforeEach(() => {
		clock = new ServerClock();
	});

	/** It is noon, by this machine as well, when the clock that only goes forward shows 0. */
	const moment = (cameAt: number, took = 0, machineAhead = 0) => ({
		sentAt: cameAt - took,
		cameAt,
		timeOfDay: NOON + cameAt + machineAhead,
	});

	it('is not known before an answer has told it', () => {
		expect(clock.now(5_000)).toBeUndefined();
	});

	it('goes on from what was told', () => {
		expect(clock.learn(at(NOON + 5_000), moment(5_000))).toBe(NOON + 5_000);

		expect(clock.now(5_000)).toBe(NOON + 5_000);
		expect(clock.now(6_500)).toBe(NOON + 6_500);
	});

	it('is not set by an answer that tells no time', () => {
		clock.learn(at(NOON), moment(0));

		for (const answer of [{ headers: {} }, header('soon')])
			expect(clock.learn(answer, moment(1_000))).toBeUndefined();
		expect(clock.now(6_000)).toBe(NOON + 6_000);
	});

	it.each(['Thu, 01 Jan 1970 00:00:00 GMT', 'Wed, 31 Dec 2025 23:59:59 GMT'])(
		'is not set by a date from before there was anybody to answer: %s',
		(date) => {
			expect(clock.learn(header(date), moment(0))).toBeUndefined();
			expect(clock.now(0)).toBeUndefined();
		},
	);

	describe('that this machine contradicts', () => {
		const far = (cameAt: number) => moment(cameAt, 0, HOUR_MS);

		it('is not believed by the first answer alone, but good enough for looking', () => {
			expect(clock.learn(at(NOON), far(0))).toBeUndefined();
			expect(clock.now(0)).toBe(NOON);
		});

		it('is believed by the second', () => {
			clock.learn(at(NOON), far(0));
			expect(clock.isSure).toBe(false);

			expect(clock.learn(at(NOON + 1_000), far(1_000))).toBe(NOON + 1_000);
			expect(clock.isSure).toBe(true);
		});

		it.each([367, 800])('is not believed by several that are %d days away from it', (days) => {
			for (const cameAt of [0, 1_000, 9 * MINUTE_MS])
				expect(clock.learn(at(NOON + days * 24 * HOUR_MS + cameAt), moment(cameAt))).toBeUndefined();
			expect(clock.now(9 * MINUTE_MS)).toBeUndefined();

			const time = NOON + days * 24 * HOUR_MS + 11 * MINUTE_MS;
			expect(clock.learn(at(time), moment(11 * MINUTE_MS))).toBe(time);
		});

		it('is not believed by a second that contradicts the first', () => {
			clock.learn(at(NOON), far(0));

			expect(clock.learn(at(NOON - HOUR_MS), far(1_000))).toBeUndefined();
			expect(clock.learn(at(NOON - HOUR_MS), far(1_000))).toBe(NOON - HOUR_MS);
		});
	});

	describe('that another process has known', () => {
		const far = (cameAt: number) => moment(cameAt, 0, HOUR_MS);

		it('is not known by that alone', () => {
			clock.recall(0);

			expect(clock.isSure).toBe(false);
			expect(clock.now(0)).toBeUndefined();
			expect(clock.aheadOfMachine).toBeUndefined();
		});

		it('is not what two answers say that contradict it and this machine', () => {
			clock.recall(0);

			for (const cameAt of [0, 1_000, 2_000])
				expect(clock.learn(at(NOON + 26 * HOUR_MS + cameAt), moment(cameAt))).toBeUndefined();
			expect(clock.now(3_000)).toBeUndefined();
			expect(clock.learn(at(NOON + 3_000), moment(3_000))).toBe(NOON + 3_000);
		});

		it('is what they say if they go on saying it', () => {
			clock.recall(0);
			clock.learn(at(NOON + HOUR_MS), moment(0));

			expect(clock.learn(at(NOON + HOUR_MS + 11 * MINUTE_MS), moment(11 * MINUTE_MS))).toBe(
				NOON + HOUR_MS + 11 * MINUTE_MS,
			);
		});

		it('is what the first answer says that agrees with it, though this machine’s is another', () => {
			clock.recall(-HOUR_MS);

			expect(clock.learn(at(NOON), far(0))).toBe(NOON);
			expect(clock.aheadOfMachine).toBe(-HOUR_MS);
		});

		it('is what two answers say that agree with this machine, whose clock was mended', () => {
			clock.recall(-HOUR_MS);

			expect(clock.learn(at(NOON), moment(0))).toBeUndefined();
			expect(clock.learn(at(NOON + 1_000), moment(1_000))).toBe(NOON + 1_000);
		});

		it('is what the next answer says, though the last one in that process was slow', () => {
			const ahead = 2 * MINUTE_MS;
			const before = (cameAt: number, took = 0) => moment(cameAt, took, -ahead);
			for (const second of [0, 1]) clock.learn(at(NOON + second * 1_000), before(second * 1_000));
			clock.learn(at(NOON + 2_000), before(14_000, 12_000));
			const kept = clock.aheadOfMachine ?? NaN;
			clock = new ServerClock();
			clock.recall(kept);

			expect(clock.learn(at(NOON + 60_000), before(60_000))).toBe(NOON + 60_000);
		});

		it('is not what a single answer has said before, to somebody else', () => {
			clock.learn(at(NOON + 26 * HOUR_MS), moment(0));
			clock.recall(0);

			expect(clock.now(0)).toBeUndefined();
			expect(clock.learn(at(NOON + 26 * HOUR_MS), moment(1_000))).toBeUndefined();
			expect(clock.learn(at(NOON + 2_000), moment(2_000))).toBe(NOON + 2_000);
		});

		it('is what the first answer says where the clocks have come apart a little since', () => {
			clock.recall(-HOUR_MS);

			expect(clock.learn(at(NOON + 18_000), far(0))).toBe(NOON + 18_000);
			expect(clock.isSure).toBe(true);
		});

		it('is soon right again where the first answer was wrong by less than anybody notices', () => {
			clock.recall(-HOUR_MS);
			clock.learn(at(NOON + 18_000), far(0));

			expect(clock.learn(at(NOON + 1_000), far(1_000))).toBeUndefined();
			expect(clock.learn(at(NOON + 2_000), far(2_000))).toBe(NOON + 2_000);
		});

		it('is what they say once a day if they go on saying it, though the clocks come apart', () => {
			clock.recall(0);
			clock.learn(at(NOON + HOUR_MS), moment(0));

			expect(clock.learn(at(NOON + DAY_MS + HOUR_MS + 9_000), moment(DAY_MS))).toBe(
				NOON + DAY_MS + HOUR_MS + 9_000,
			);
		});

		it('is what this process knows by itself, where it does', () => {
			clock.learn(at(NOON), moment(0));
			clock.recall(HOUR_MS);

			expect(clock.aheadOfMachine).toBe(0);
		});
	});

	describe('that two have agreed on', () => {
		beforeEach(() => {
			clock.learn(at(NOON), moment(0));
		});

		it('is not changed by one that contradicts, and that one tells no time', () => {
			expect(clock.learn(at(NOON + HOUR_MS), moment(2_000))).toBeUndefined();
			expect(clock.now(2_000)).toBe(NOON + 2_000);
			expect(clock.learn(at(NOON + 3_000), moment(3_000))).toBe(NOON + 3_000);
		});

		it('is not changed by some in a row that agree on something else', () => {
			for (let minute = 0; minute < 10; minute++)
				expect(
					clock.learn(at(NOON + HOUR_MS + minute * MINUTE_MS), moment(minute * MINUTE_MS)),
				).toBeUndefined();

			expect(clock.learn(at(NOON + 9.5 * MINUTE_MS), moment(9.5 * MINUTE_MS))).toBe(NOON + 9.5 * MINUTE_MS);
		});

		it('is changed by what is told for ten minutes without a break', () => {
			clock.learn(at(NOON + HOUR_MS), moment(0));
			clock.learn(at(NOON + HOUR_MS + 5 * MINUTE_MS), moment(5 * MINUTE_MS));

			const time = NOON + HOUR_MS + 10 * MINUTE_MS;
			expect(clock.learn(at(time), moment(10 * MINUTE_MS))).toBe(time);
			expect(clock.now(11 * MINUTE_MS)).toBe(time + MINUTE_MS);
			// Now they are the ones to be contradicted.
			expect(clock.learn(at(NOON - HOUR_MS), moment(11 * MINUTE_MS))).toBeUndefined();
		});

		it.each([-3, 0, 3])(
			'goes on after this machine has slept, with its time of day %d hours apart',
			(hoursApart) => {
				clock = new ServerClock();
				const day = (cameAt: number, asleep: number) => moment(cameAt, 0, hoursApart * HOUR_MS + asleep);
				clock.learn(at(NOON), day(0, 0));
				clock.learn(at(NOON + 1_000), day(1_000, 0));

				const time = NOON + 2_000 + HOUR_MS;
				expect(clock.learn(at(time), day(2_000, HOUR_MS))).toBe(time);
				expect(clock.now(3_000)).toBe(time + 1_000);
			},
		);

		it('is corrected by two that this machine agrees with, and not by one', () => {
			clock = new ServerClock();
			clock.learn(at(NOON + HOUR_MS), moment(0));
			expect(clock.learn(at(NOON + HOUR_MS + 1_000), moment(1_000))).toBe(NOON + HOUR_MS + 1_000);

			expect(clock.learn(at(NOON + 2_000), moment(2_000))).toBeUndefined();
			expect(clock.now(2_000)).toBe(NOON + HOUR_MS + 2_000);
			expect(clock.learn(at(NOON + 3_000), moment(3_000))).toBe(NOON + 3_000);
		});

		it('is corrected by two that agree with what was believed before', () => {
			const far = (cameAt: number) => moment(cameAt, 0, -2 * HOUR_MS);
			clock = new ServerClock();
			for (const time of [0, 1_000]) clock.learn(at(NOON + time), far(time));
			for (const minute of [1, 6, 12])
				clock.learn(at(NOON - HOUR_MS + minute * MINUTE_MS), far(minute * MINUTE_MS));
			expect(clock.now(13 * MINUTE_MS)).toBe(NOON - HOUR_MS + 13 * MINUTE_MS);

			expect(clock.learn(at(NOON + 14 * MINUTE_MS), far(14 * MINUTE_MS))).toBeUndefined();
			expect(clock.learn(at(NOON + 15 * MINUTE_MS), far(15 * MINUTE_MS))).toBe(NOON + 15 * MINUTE_MS);
		});

		it("goes on while this machine's time of day is set", () => {
			expect(clock.learn(at(NOON + 1_000), moment(1_000, 0, HOUR_MS))).toBe(NOON + 1_000);
			expect(clock.learn(at(NOON + 2_000), moment(2_000, 0, -HOUR_MS))).toBe(NOON + 2_000);
		});

		it('is not changed by two that agree with nobody', () => {
			clock.learn(at(NOON + HOUR_MS), moment(0));

			expect(clock.learn(at(NOON - HOUR_MS), moment(1_000))).toBeUndefined();
			expect(clock.now(1_000)).toBe(NOON + 1_000);
		});

		it('is not changed by a doubt that was dispelled', () => {
			clock.learn(at(NOON + HOUR_MS), moment(0));
			clock.learn(at(NOON + 1_000), moment(1_000));

			expect(clock.learn(at(NOON + HOUR_MS + 2_000), moment(2_000))).toBeUndefined();
		});

		it.each([
			['five seconds ahead', 5_000, true],
			['six seconds ahead', 7_000, false],
			['five seconds behind', -6_000, true],
			['seven seconds behind', -7_000, false],
		])('allows for clocks that run apart: %s', (_what, apart, agrees) => {
			expect(clock.learn(at(NOON + 100_000 + apart), moment(100_000))).toBe(
				agrees ? NOON + 100_000 + apart : undefined,
			);
		});

		it('allows for an answer that took its time, and goes on by those that did not', () => {
			expect(clock.learn(at(NOON + 10_000), moment(50_000, 40_000))).toBe(NOON + 10_000);
			expect(clock.now(50_000)).toBe(NOON + 50_000);
			expect(clock.learn(at(NOON + 51_000), moment(51_000))).toBe(NOON + 51_000);
		});
	});

	describe('that Genesys Cloud marks its answers with', () => {
		const marked = (time: number) => ({
			headers: { ...at(time).headers, 'inin-correlation-id': 'c0rrelat10n' },
		});
		/** This machine is 40 minutes ahead. */
		const far = (cameAt: number) => moment(cameAt, 0, 40 * MINUTE_MS);

		it('is told by no other answer', () => {
			for (const time of [0, 1_000]) clock.learn(marked(NOON + time), far(time));

			for (const time of [2_000, 3_000, 9 * MINUTE_MS])
				expect(clock.learn(at(NOON + 40 * MINUTE_MS + time), far(time))).toBeUndefined();
			expect(clock.now(10 * MINUTE_MS)).toBe(NOON + 10 * MINUTE_MS);
		});

		it('is told by an answer without the mark where that agrees with it', () => {
			for (const time of [0, 1_000]) clock.learn(marked(NOON + time), far(time));

			expect(clock.learn(at(NOON + 5_000), far(5_000))).toBe(NOON + 5_000);
		});

		it('is told by any answer once none has had the mark for ten minutes', () => {
			for (const time of [0, 1_000]) clock.learn(marked(NOON + time), far(time));
			const asleep = (cameAt: number) => moment(cameAt, 0, 40 * MINUTE_MS + HOUR_MS);

			expect(clock.learn(at(NOON + HOUR_MS + 2_000), asleep(2_000))).toBeUndefined();
			const time = 11 * MINUTE_MS;
			expect(clock.learn(at(NOON + HOUR_MS + time), asleep(time))).toBe(NOON + HOUR_MS + time);
		});

		it('is not what others have told before', () => {
			expect(clock.learn(at(NOON + 40 * MINUTE_MS), far(0))).toBe(NOON + 40 * MINUTE_MS);

			clock.learn(marked(NOON + 1_000), far(1_000));
			expect(clock.now(1_000)).toBe(NOON + 1_000);
			expect(clock.learn(marked(NOON + 2_000), far(2_000))).toBe(NOON + 2_000);
		});

		it('is what another process has known, whoever told it', () => {
			clock.recall(-40 * MINUTE_MS);

			expect(clock.learn(marked(NOON), far(0))).toBe(NOON);
		});
	});

	it.each([0.000_1, -0.000_1])('is believed all week, though this machine’s clock drifts (%d)', (drift) => {
		const refused: number[] = [];
		for (let second = 0; second < 7 * 24 * 3_600; second += 20) {
			const cameAt = second * 1_000 * (1 + drift);
			const took = 50 + (second % 7) * 100;
			const answer = at(Math.floor((NOON + second * 1_000 - took / 2) / 1_000) * 1_000);
			if (clock.learn(answer, { sentAt: cameAt - took, cameAt, timeOfDay: NOON + cameAt }) === undefined)
				refused.push(second);
		}

		expect(refused).toEqual([]);
	});

	it('is known more exactly by a fast answer than by a slow one before it', () => {
		clock.learn(at(NOON), moment(40_000, 40_000));
		expect(clock.now(40_000)).toBe(NOON);

		clock.learn(at(NOON + 41_000), moment(41_000));

		expect(clock.now(41_000)).toBe(NOON + 41_000);
	});
});
