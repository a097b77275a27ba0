import {
	GIVES_UP_AFTER_MS,
	lookAt,
	Tries,
	type Effort,
	type Rest,
} from '../../../../nodes/shared/conversations/watch/looks.ts';
import { RateLimitReached } from '../../../../nodes/shared/platform/failures.ts';
import { chat } from '../../../support/virtual-conversation.mts';
import {
	answer,
	limited,
	ok,
	SILENCE,
	VirtualPlatform,
	type Reply,
} from '../../../support/virtual-platform.mts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

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

describe('Looking at conversations', () => {
	const NOTHING_LEFT = { unread: new Set(), failed: new Set(), isCutShort: false, failure: undefined };
	const ids = (count: number) => Array.from({ length: count }, (_, i) => `c${i}`);
	let platform: VirtualPlatform;
	/** What is answered to whom; the others can be read. */
	let replies: Map<string, Reply>;
	let tries: Tries;
	let seen: string[];

	beforeEach(() => {
		platform = new VirtualPlatform();
		replies = new Map();
		tries = new Tries();
		seen = [];
		platform.server.always('GET', ({ path }) => {
			const id = path.split('/').at(-1) ?? '';
			return replies.get(id) ?? ok(chat({ id }));
		});
	});

	async function look(
		wanted: readonly string[],
		effort: Partial<Effort> = {},
		isEvent = true,
	): Promise<Rest> {
		const { client } = platform.run({ maxRetries: 0, maxWaitSeconds: 0 });
		return await platform.play(
			lookAt(
				client,
				wanted,
				{ most: 500, mayList: () => true, mayGoOn: () => true, ...effort },
				tries,
				(id, found) => {
					seen.push('missing' in found ? `no ${id}` : id);
					return isEvent;
				},
			),
		);
	}

	/** Who was asked for, in order. */
	const asked = () => platform.server.lines.map((line) => line.split('/').at(-1));
	const fail = (...failing: readonly string[]) => {
		for (const id of failing) replies.set(id, answer(400));
	};

	it('reads all in their order', async () => {
		const rest = await look(ids(25));

		expect(asked()).toEqual(ids(25));
		expect(seen).toEqual(ids(25));
		expect(rest).toEqual({ ...NOTHING_LEFT, read: 25 });
	});

	it('has nothing to do with none', async () => {
		expect(await look([])).toEqual({ ...NOTHING_LEFT, read: 0 });
	});

	it('ends where there is no time left, and tells what is left', async () => {
		let batchesLeft = 1;
		const rest = await look(ids(12), { mayGoOn: () => (batchesLeft -= 1) >= 0 });

		expect(seen).toEqual(ids(10));
		expect(rest).toMatchObject({ unread: new Set(['c10', 'c11']), failed: new Set(), read: 10 });
	});

	it('does not begin without time', async () => {
		expect(await look(ids(2), { mayGoOn: () => false })).toMatchObject({ read: 0, unread: new Set(ids(2)) });
		expect(platform.server.lines).toEqual([]);
	});

	it('reads no more than there is room for events', async () => {
		expect(await look(ids(20), { most: 3 })).toMatchObject({ read: 3 });
		expect(seen).toEqual(ids(3));
	});

	it('goes on as long as what it reads is no event', async () => {
		expect(await look(ids(7), { most: 3 }, false)).toMatchObject({ read: 7 });
	});

	it('fills what room is left', async () => {
		fail('c0', 'c2');

		expect(await look(ids(6), { most: 3 })).toMatchObject({ read: 3, failed: new Set(['c0', 'c2']) });
		expect(asked()).toEqual(ids(5));
	});

	it('keeps what cannot be read, and why the first of it was not', async () => {
		replies.set('c1', answer(400, { code: 'bad.request', message: 'First' }));
		replies.set('c2', answer(500, { code: 'oh.dear', message: 'Second' }));
		const rest = await look(ids(4));

		expect(rest).toMatchObject({ unread: new Set(['c1', 'c2']), failed: new Set(['c1', 'c2']), read: 2 });
		expect(rest.failure?.whatToDo).toContain('First');
		expect(seen).toEqual(['c0', 'c3']);
	});

	it('tries the last where the first ten cannot be read: they have become due since', async () => {
		fail(...ids(10));
		const rest = await look(ids(25));

		expect(asked()).toEqual([...ids(10), ...ids(25).slice(15), ...ids(15).slice(10)]);
		expect(rest).toMatchObject({ read: 15, failed: new Set(ids(10)), unread: new Set(ids(10)) });
	});

	it('goes on from the front where one of the last can be read', async () => {
		fail(...ids(10));
		await look(ids(45));

		expect(asked()).toEqual([...ids(10), ...ids(45).slice(35), ...ids(35).slice(10)]);
	});

	it('reads nothing twice where the last ones are among the first', async () => {
		fail(...ids(10));
		const rest = await look(ids(14));

		expect(asked()).toEqual(ids(14));
		expect(rest).toMatchObject({ read: 4 });
	});

	it('gives up after thirty where none can be read', async () => {
		fail(...ids(60));
		const rest = await look(ids(60));

		expect(platform.server.lines).toHaveLength(30);
		expect(rest).toMatchObject({ read: 0 });
		expect(rest.failed.size).toBe(30);
		expect(rest.unread.size).toBe(60);
	});

	it('goes on after any number where one can be read', async () => {
		fail(...ids(60).slice(1));

		expect((await look(ids(60))).failed.size).toBe(59);
	});

	it('stops where the rate limit is reached, and tells that rather than anything else', async () => {
		replies.set('c0', answer(400));
		replies.set('c1', limited(60));
		const rest = await look(ids(30));

		for (const id of ['c10', 'c29']) expect(asked()).not.toContain(id);
		expect(rest.failure).toBeInstanceOf(RateLimitReached);
	});

	it('holds the rate limit against no conversation', async () => {
		replies.set('c0', answer(400));
		replies.set('c9', limited(60));
		const rest = await look(ids(10));

		expect(rest).toMatchObject({ failed: new Set(['c0']), unread: new Set(['c0', 'c9']), isCutShort: true });
		expect(tries.isEmpty).toBe(true);
	});

	it('remembers that nothing at all was read because of the rate limit, until something is', async () => {
		replies.set('c0', limited(60));
		await look(ids(1));
		expect(tries.isEmpty).toBe(false);
		tries.keepOnly(new Map());
		expect(tries.isEmpty).toBe(false);
		tries.noteRead();

		expect(tries.isEmpty).toBe(true);
	});

	it('does not tell something else once the rate limit was reached', async () => {
		replies.set('c0', limited(60));
		replies.set('c1', answer(400));

		expect((await look(ids(2))).failure).toBeInstanceOf(RateLimitReached);
	});

	it('takes one that is not there for looked at, but not for read, and tells it where somebody asks', async () => {
		replies.set('c0', answer(404));
		const { missing, ...rest } = await look(ids(2));

		expect(seen).toEqual(['no c0', 'c1']);
		expect(rest).toEqual({ ...NOTHING_LEFT, read: 1 });
		expect(missing?.message).toContain('The conversation does not exist');
	});

	it.each([
		[2, 2, undefined],
		[3, 3, 'Not c0'],
		[3, 4, undefined],
	])('fails where it may see none of many (%d of %d not)', async (refused, all, whatToDo) => {
		for (const id of ids(refused))
			replies.set(id, answer(403, { code: 'missing.division.permission', message: `Not ${id}` }));

		const { failure } = await look(ids(all));
		if (whatToDo === undefined) expect(failure).toBeUndefined();
		else expect(failure?.whatToDo).toContain(whatToDo);
	});

	it('takes one in a division that it cannot see for looked at, but not for read, and tells why', async () => {
		const unseen = { code: 'missing.division.permission', message: 'Not this one' };
		replies.set('c0', answer(403, unseen));
		replies.set('c1', answer(403, { ...unseen, message: 'Nor that one' }));
		const rest = await look(ids(3));

		expect(seen).toEqual(['no c0', 'no c1', 'c2']);
		expect(rest).toMatchObject({ unread: new Set(), failed: new Set(), read: 1 });
		expect(rest.failure).toBeUndefined();
		expect(rest.missing?.whatToDo).toContain('Not this one');
	});

	/** Looks until everything ends after so many seconds. */
	async function lookFor(seconds: number, wanted: readonly string[]): Promise<Rest> {
		const run = platform.run({ maxRetries: 0 });
		const until = platform.clock.seconds + seconds;
		platform.after(seconds, () => {
			run.cancel();
		});
		return await platform.play(
			lookAt(
				run.client,
				wanted,
				{ most: 500, mayList: () => true, mayGoOn: () => platform.clock.seconds < until },
				tries,
				(id) => {
					seen.push(id);
					return true;
				},
			),
		);
	}

	it('takes one that hangs until the time is over for failed, the second time in a row: it would hold up the others', async () => {
		replies.set('c3', SILENCE);
		const once = await lookFor(10, ids(12));
		expect(once).toMatchObject({ failed: new Set(), isCutShort: true, read: 9, failure: undefined });
		expect(once.unread).toEqual(new Set(['c3', 'c10', 'c11']));
		expect(seen).toEqual(ids(10).filter((id) => id !== 'c3'));

		expect((await lookFor(10, ids(12))).failed).toEqual(new Set(['c3']));
	});

	it.each([
		['can be read', ok(chat({ id: 'c3' }))],
		['fails', answer(400)],
	])('holds nothing against one that hangs twice, but %s in between', async (_what, reply) => {
		replies.set('c3', SILENCE);
		await lookFor(10, ids(4));
		replies.set('c3', reply);
		await lookFor(10, ids(4));
		replies.set('c3', SILENCE);

		expect((await lookFor(10, ids(4))).failed).toEqual(new Set());
	});

	it('takes one for failed that hangs wherever it stands', async () => {
		replies.set('c10', SILENCE);
		await lookFor(10, ids(12));

		expect(await lookFor(10, ids(12))).toMatchObject({ failed: new Set(['c10']), read: 11 });
	});

	it('holds nothing against those that had only what time was left, however often', async () => {
		replies.set('c10', SILENCE);
		for (let i = 0; i < 3; i++)
			expect(await lookFor(4.9, ids(12))).toMatchObject({
				failed: new Set(),
				unread: new Set(['c10']),
				isCutShort: true,
				read: 11,
			});
	});

	it('holds nothing against those that waited for their turn, however long', async () => {
		platform.server.limit = { allowed: 4, seconds: 60 };
		for (let i = 0; i < 3; i++) {
			const rest = await lookFor(25, ids(9));
			expect(rest).toMatchObject({ failed: new Set(), isCutShort: true });
			expect(rest.unread.size).toBeGreaterThan(0);
		}
	});

	it('throws what is no matter of a single conversation', async () => {
		platform.server.next('c1', { thrown: new Error('The machine is on fire') });

		await expect(look(ids(3))).rejects.toThrow('on fire');
	});
});
