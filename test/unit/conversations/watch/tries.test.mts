import { MINUTE_MS, HOUR_MS } from '../../../../simulator/durations.mts';
import { GIVES_UP_AFTER_MS, Tries } from '../../../../nodes/shared/conversations/watch/tries.ts';

describe('What is tried in vain', () => {
	/** Tries once more every so often, and tells after which tries it was to be given up. */
	const givenUpAt = (tries: Tries, count: number, everyMs: number, longestMs: number) =>
		Array.from({ length: count }, (_, i) => i)
			.filter((i) => tries.failed('a', 'unreadable', i * everyMs, longestMs))
			.map((i) => i + 1);

	it('takes a time that may be of before for true once three answers in a row have shown it', () => {
		const tries = new Tries();

		const shows = (id: string, time: number, minute: number) => tries.isShownOften(id, time, minute * 60_000);
		expect([1, 1, 2, 1, 1].map((time, minute) => shows('a', time, minute))).not.toContain(true);
		expect(shows('b', 1, 5)).toBe(false);
		expect(shows('a', 1, 3.9)).toBe(false);
		expect(shows('a', 1, 4)).toBe(true);
		tries.keepOnly(new Map());
		expect(shows('a', 1, 6)).toBe(false);
	});

	it('begins anew, and what answers have shown in a row is still known: the third of a minute counts', () => {
		const tries = new Tries();
		const shows = (minute: number) => tries.isShownOften('a', 1, minute * MINUTE_MS);
		tries.failed('a', 'notShown', 0, HOUR_MS);
		expect([shows(0), shows(0.5)]).toEqual([false, false]);
		tries.beginAnew('a');

		expect([tries.minutesOf('a'), tries.isEmpty]).toEqual([undefined, true]);
		expect(shows(1)).toBe(true);
		tries.forget('a');
		expect(shows(2)).toBe(false);
	});

	it('is nothing at first', () => {
		const tries = new Tries();

		expect(tries.isEmpty).toBe(true);
		expect(tries.minutesOf('a')).toBeUndefined();
		expect(tries.isGivenUp('a', 0)).toBe(false);
		expect(tries.isAllInVain(HOUR_MS, GIVES_UP_AFTER_MS)).toBe(false);
	});

	it('is given up after three tries at the earliest, however long they take', () => {
		expect(givenUpAt(new Tries(), 5, HOUR_MS, 1)).toEqual([3, 4, 5]);
		expect(givenUpAt(new Tries(), 5, HOUR_MS, 0)).toEqual([3, 4, 5]);
	});

	it('is given up after its time at the earliest, however often it is tried', () => {
		expect(givenUpAt(new Tries(), 8, MINUTE_MS, 5 * MINUTE_MS)).toEqual([6, 7, 8]);
	});

	it('counts an hour at most between two tries, for nobody knows how it was meanwhile', () => {
		expect(givenUpAt(new Tries(), 6, 10 * HOUR_MS, 3 * HOUR_MS)).toEqual([4, 5, 6]);
	});

	it('has its time in whole minutes', () => {
		const tries = new Tries();
		tries.failed('a', 'unreadable', 0, HOUR_MS);
		expect(tries.minutesOf('a')).toBe(0);
		tries.failed('a', 'unreadable', 2.9 * MINUTE_MS, HOUR_MS);

		expect(tries.minutesOf('a')).toBe(2);
		expect(tries.isEmpty).toBe(false);
	});

	it('begins anew where it fails for another reason', () => {
		const tries = new Tries();
		for (const at of [0, 1, 2]) tries.failed('a', 'unreadable', at * HOUR_MS, HOUR_MS);
		expect(tries.isGivenUp('a', 2 * HOUR_MS)).toBe(true);

		expect(tries.failed('a', 'notShown', 3 * HOUR_MS, 0)).toBe(false);
		expect(tries.minutesOf('a')).toBeUndefined();
		expect(tries.failed('a', 'notShown', 4 * HOUR_MS, 0)).toBe(false);
		expect(tries.failed('a', 'notShown', 5 * HOUR_MS, 0)).toBe(true);
	});

	it('ends after a day where what is seen changes, and time in which nothing could be read does not count', () => {
		const tries = new Tries();
		const seen = (hour: number) =>
			tries.failed('a', hour % 2 ? 'notShown' : 'otherwise', hour * HOUR_MS, 2 * HOUR_MS);
		for (let hour = 0; hour <= 23; hour++) expect(seen(hour)).toBe(false);
		expect(tries.failed('a', 'unreadable', 24 * HOUR_MS, 2 * HOUR_MS)).toBe(false);
		expect(seen(25)).toBe(false);
		expect(seen(26)).toBe(true);
	});

	it('is known from another process, and goes on from there', () => {
		const tries = new Tries();
		tries.recall('a', 59, 10 * HOUR_MS);
		expect(tries.minutesOf('a')).toBe(59);
		tries.failed('a', 'unreadable', 10 * HOUR_MS + MINUTE_MS, HOUR_MS);
		expect(tries.minutesOf('a')).toBe(60);
		// It counts for one try.
		expect(tries.isGivenUp('a', HOUR_MS)).toBe(false);

		expect(tries.failed('a', 'unreadable', 10 * HOUR_MS + 2 * MINUTE_MS, HOUR_MS)).toBe(true);
	});

	it('is given up where another process has given it up', () => {
		const tries = new Tries();
		tries.recall('a', 24 * 60, 0);
		tries.recall('b', 24 * 60 - 1, 0);

		expect(tries.isGivenUp('a', GIVES_UP_AFTER_MS)).toBe(true);
		expect(tries.isGivenUp('b', 0)).toBe(false);
	});

	it('is known better by this process than by another one', () => {
		const tries = new Tries();
		tries.failed('a', 'unreadable', 0, HOUR_MS);
		tries.recall('a', 30, MINUTE_MS);
		tries.recall('b', undefined, MINUTE_MS);

		expect(tries.minutesOf('a')).toBe(0);
		expect(tries.minutesOf('b')).toBeUndefined();
	});

	it('is forgotten one by one, or all that are not wanted', () => {
		const tries = new Tries();
		for (const id of ['a', 'b', 'c']) tries.failed(id, 'unreadable', 0, HOUR_MS);
		tries.forget('a');
		tries.keepOnly(new Map([['b', undefined]]));

		expect(['a', 'b', 'c'].map((id) => tries.minutesOf(id))).toEqual([undefined, 0, undefined]);
		tries.forget('b');
		expect(tries.isEmpty).toBe(true);
	});

	it('is everything only where nothing was read for an hour, and of three at least', () => {
		const tries = new Tries();
		for (const id of ['a', 'b', 'c']) {
			expect(tries.isAllInVain(HOUR_MS, 1_000 + HOUR_MS)).toBe(false);
			tries.failed(id, 'unreadable', 1_000, HOUR_MS);
		}
		// The first try counts, and none of those behind it.
		tries.failed('a', 'unreadable', 5_000, HOUR_MS);
		expect(tries.isAllInVain(HOUR_MS, 1_000 + HOUR_MS - 1)).toBe(false);
		expect(tries.isAllInVain(HOUR_MS, 1_000 + HOUR_MS)).toBe(true);
		tries.noteRead();
		expect(tries.isAllInVain(HOUR_MS, 1_000 + HOUR_MS)).toBe(false);
		// The hour begins with what fails after it.
		expect(tries.isAllInVain(HOUR_MS, 9 * HOUR_MS)).toBe(false);
		tries.failed('b', 'unreadable', 9 * HOUR_MS, HOUR_MS);
		expect(tries.isAllInVain(HOUR_MS, 10 * HOUR_MS - 1)).toBe(false);
		expect(tries.isAllInVain(HOUR_MS, 10 * HOUR_MS)).toBe(true);
		tries.forget('a');
		expect(tries.isAllInVain(HOUR_MS, 10 * HOUR_MS)).toBe(false);
		// What is tried in vain after nothing was begins anew.
		tries.keepOnly(new Map());
		for (const id of ['a', 'b', 'c']) tries.failed(id, 'unreadable', 20 * HOUR_MS, HOUR_MS);

		expect(tries.isAllInVain(HOUR_MS, 21 * HOUR_MS - 1)).toBe(false);
	});

	it('stands behind what was not tried yet, those with the fewest tries first, and else by their place', () => {
		const tries = new Tries();
		for (const [id, count] of [
			['often', 3],
			['once', 1],
		] as const)
			for (let i = 0; i < count; i++) tries.failed(id, 'unreadable', i, HOUR_MS);
		const places = new Map([
			['often', 0],
			['once', 1],
			['late', 9],
			['early', 2],
		]);

		expect(tries.inOrder(places, (place) => place, 0)).toEqual(['early', 'late', 'once', 'often']);
	});

	describe('because it is missing', () => {
		const many = Array.from({ length: 40 }, (_, i) => `c${i}`);
		/** Polls at a minute, and finds all missing that it looks for. */
		const look = (tries: Tries, ids: readonly string[], minute: number) => {
			const due = tries.inOrder(
				ids.map((id) => [id, undefined]),
				() => 0,
				minute * MINUTE_MS,
			);
			for (const id of due) tries.noteMissing(id, minute * MINUTE_MS);
			return due;
		};
		/** In which minutes each is looked for. */
		const looks = (ids: readonly string[], minutes: number) => {
			const tries = new Tries();
			const polls = Array.from({ length: minutes }, (_, minute) => look(tries, ids, minute));
			return ids.map((id) => polls.flatMap((due, minute) => (due.includes(id) ? [minute] : [])));
		};

		it('is looked for the more rarely the longer it is, and once in an hour at least', () => {
			const tries = new Tries();
			// Three that are due for longer are looked for in each poll.
			for (const id of ['a', 'b', 'c']) tries.noteMissing(id, -100 * MINUTE_MS);
			const minutes = Array.from({ length: 260 }, (_, minute) => minute).filter((minute) => {
				const due = tries.inOrder(
					['a', 'b', 'c', 'd'].map((id) => [id, undefined]),
					() => 0,
					minute * MINUTE_MS,
				);
				if (due.includes('d')) tries.noteMissing('d', minute * MINUTE_MS);
				return due.includes('d');
			});

			expect(minutes).toEqual([0, 1, 2, 4, 8, 16, 32, 64, 124, 184, 244]);
		});

		it('is looked for in each poll where there are three at most, and three are where there are more', () => {
			expect(looks(['a', 'b', 'c'], 90).map(({ length }) => length)).toEqual([90, 90, 90]);
			const tries = new Tries();
			const counts = Array.from({ length: 90 }, (_, minute) => look(tries, many.slice(0, 9), minute).length);

			expect(Math.min(...counts)).toBe(3);
		});

		it('is looked for with thirty at most in a poll, those first that are due for the longest', () => {
			const tries = new Tries();
			expect(look(tries, many, 0)).toEqual(many);

			expect(look(tries, many, 60)).toEqual(many.slice(0, 30));
			expect(look(tries, many, 61).slice(0, 10)).toEqual(many.slice(30));
		});

		it.each([
			[
				'fails',
				(tries: Tries) => {
					tries.noteAnswer('c5');
				},
			],
			[
				'is to begin anew',
				(tries: Tries) => {
					tries.beginAnew('c5');
				},
			],
		])('is looked for at once where it %s', (_what, happens) => {
			const tries = new Tries();
			for (const minute of [0, 60]) for (const id of many) tries.noteMissing(id, minute * MINUTE_MS);
			expect(look(tries, many, 61)).not.toContain('c5');
			happens(tries);

			expect(look(tries, many, 62)).toContain('c5');
		});

		it('is forgotten with all that is not wanted', () => {
			const tries = new Tries();
			for (const minute of [0, 60]) for (const id of many) tries.noteMissing(id, minute * MINUTE_MS);
			tries.keepOnly(new Map());

			expect(look(tries, many, 61)).toEqual(many);
		});
	});
});
