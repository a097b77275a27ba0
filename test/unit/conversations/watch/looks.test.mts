import { lookAt, type Effort, type Rest } from '../../../../nodes/shared/conversations/watch/looks.ts';
import { Tries } from '../../../../nodes/shared/conversations/watch/tries.ts';
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
