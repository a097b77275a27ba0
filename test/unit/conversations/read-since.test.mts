import { MINUTE_MS, DAY_MS } from '../../../simulator/durations.mts';
import { timeOf } from '../../../nodes/shared/conversations/time.ts';
import type { Conversation } from '../../../nodes/shared/conversations/conversation.ts';
import type { Stretch } from '../../../nodes/shared/conversations/details-list.ts';
import { readSince } from '../../../nodes/shared/conversations/read-since.ts';
import { NOON } from '../../support/virtual-clock.mts';
import { row, VirtualIndex } from '../../support/virtual-index.mts';
import { VirtualPlatform } from '../../support/virtual-platform.mts';

/** So many rows, one a minute; the first is the newest. */
const rows = (count: number) => Array.from({ length: count }, (_, i) => row(`c${i}`, i + 1));
const ids = (count: number) => Array.from({ length: count }, (_, i) => `c${i}`);

describe('Reading what has happened since a moment', () => {
	let platform: VirtualPlatform;
	let index: VirtualIndex;

	beforeEach(() => {
		platform = new VirtualPlatform();
		index = new VirtualIndex(platform);
	});

	const started = ({ startTime }: Conversation) => timeOf(startTime);

	async function read(minutesAgo: number, happenedAt = started): Promise<string[]> {
		const found: string[] = [];
		const interval = { from: NOON - 31 * DAY_MS, to: NOON };
		const all = async () => {
			const since = NOON - minutesAgo * MINUTE_MS;
			for await (const { rows: some } of readSince(
				platform.run().client,
				{},
				{ since, happenedAt, isOrdered: true },
				[interval],
			))
				found.push(...some.map(({ conversation }) => conversation.id));
		};
		await platform.play(all());
		return found;
	}

	it('takes one page where that reaches back far enough', async () => {
		index.rows = rows(1_000);

		expect(await read(60)).toEqual(ids(60));
		expect(index.pages).toEqual([1]);
	});

	it('takes the next page as long as all of one is new', async () => {
		index.rows = rows(1_000);

		expect(await read(250)).toEqual(ids(250));
		expect(index.pages).toEqual([1, 2, 3]);
	});

	it('takes all that there is where nothing is old', async () => {
		index.rows = rows(150);

		expect(await read(10_000)).toEqual(ids(150));
		expect(index.pages).toEqual([1, 2]);
	});

	it('gives what cannot be dated', async () => {
		index.rows = rows(3);
		const dated = (conversation: Conversation) =>
			conversation.id === 'c2' ? undefined : started(conversation);

		expect(await read(1, dated)).toEqual(['c0', 'c2']);
	});

	it('reads everything where the rows are not in order', async () => {
		index.rows = rows(250);
		index.shuffle = true;

		expect((await read(60)).sort()).toEqual(ids(60).sort());
		expect(index.pages.length).toBeGreaterThan(3);
	});

	it('reads in smaller parts what is more than Genesys Cloud can page through', async () => {
		index.rows = Array.from({ length: 9_000 }, (_, i) => row(`c${i}`, i * 4));

		expect(new Set(await read(40_000)).size).toBe(9_000);
		expect(Math.max(...index.pages)).toBeLessThanOrEqual(80);
	});

	it('fails where one page comes twice', async () => {
		index.rows = rows(500);
		index.isStuck = true;

		await expect(read(400)).rejects.toThrow('sent the same page of conversations twice');
	});
});

describe('Reading what has happened since a moment in several goes', () => {
	let platform: VirtualPlatform;
	let index: VirtualIndex;
	let found: string[];

	beforeEach(() => {
		platform = new VirtualPlatform();
		index = new VirtualIndex(platform);
		found = [];
	});

	/** Reads until so many parts were given; gives what is left. */
	async function go(stretches: readonly Stretch[], parts = 1, minutesAgo = 100_000) {
		let left: readonly Stretch[] = [];
		const what = {
			since: NOON - minutesAgo * MINUTE_MS,
			happenedAt: ({ startTime }: Conversation) => timeOf(startTime),
			isOrdered: true,
		};
		const some = async () => {
			let given = 0;
			for await (const { rows: page, rest } of readSince(platform.run().client, {}, what, stretches)) {
				found.push(...page.map(({ conversation }) => conversation.id));
				left = rest;
				if ((given += 1) === parts) break;
			}
		};
		await platform.play(some());
		return left;
	}

	const WHOLE = [{ from: NOON - 31 * DAY_MS, to: NOON + DAY_MS }];

	it('gets on by a page each time, though the one before is read again', async () => {
		index.rows = rows(350);
		const pages: number[][] = [];
		let left: readonly Stretch[] = WHOLE;
		for (let goes = 0; goes < 4; goes++) {
			index.asked.length = 0;
			left = await go(left);
			pages.push(index.pages);
		}

		expect(pages).toEqual([[1], [1, 2], [2, 3], [3, 4]]);
		expect(left).toEqual([]);
		expect(new Set(found).size).toBe(350);
	});

	it('misses nothing where some have gone meanwhile, and the others moved', async () => {
		index.rows = rows(350);
		const left = await go(WHOLE, 2);
		// Those that were read first have gone.
		index.rows = rows(350).slice(60);
		await go(left, 10);

		expect(new Set(found).size).toBe(350);
	});

	it('comes to its end with the last page, also where nobody asks for more', async () => {
		index.rows = rows(250);

		expect(await go(WHOLE, 3)).toEqual([]);
	});

	it('comes to its end with the page that goes back far enough', async () => {
		index.rows = rows(1_000);

		expect(await go(WHOLE, 3, 250)).toEqual([]);
	});

	it('goes on with the list of all where the order is not kept', async () => {
		index.rows = rows(450);
		index.shuffle = true;
		let left = await go(WHOLE, 2);
		expect(left).toMatchObject([{ isUnordered: true }]);
		let goes = 0;
		for (; left.length > 0 && goes < 10; goes++) left = await go(left);

		expect(goes).toBe(3);
		expect(new Set(found).size).toBe(450);
	});

	it('goes on with what else there is where a single day holds too many, and tells it', async () => {
		index.rows = [
			...Array.from({ length: 8_100 }, (_, i) => row(`c${i}`, i / 20)),
			...Array.from({ length: 50 }, (_, i) => row(`o${i}`, 3_000 + i)),
		];
		const failures: unknown[] = [];
		const what = {
			since: 0,
			happenedAt: ({ startTime }: Conversation) => timeOf(startTime),
			isOrdered: true,
		};
		const all = async () => {
			for await (const part of readSince(platform.run().client, {}, what, WHOLE)) {
				found.push(...part.rows.map(({ conversation }) => conversation.id));
				failures.push(...(part.failure ? [part.failure.message] : []));
			}
		};
		await platform.play(all());

		expect(failures).toEqual(['More than 8000 conversations match on a single day']);
		expect(found.filter((id) => id.startsWith('o'))).toHaveLength(50);
		expect(new Set(found).size).toBe(8_050);
	});

	it('goes on in halves where there are more than can be paged through', async () => {
		index.rows = Array.from({ length: 9_000 }, (_, i) => row(`c${i}`, i * 4));
		let left: readonly Stretch[] = WHOLE;
		let goes = 0;
		for (; goes < 30 && (goes === 0 || left.length > 0); goes++) left = await go(left, 10);

		expect(new Set(found).size).toBe(9_000);
		expect(left).toEqual([]);
		expect(index.asked.length).toBeLessThan(300);
	});
});
