import { DAY_MS } from '../../../simulator/durations.mts';
import { readStretches, type Stretch } from '../../../nodes/shared/conversations/details-list.ts';
import { readSince } from '../../../nodes/shared/conversations/read-since.ts';
import { NOON } from '../../support/virtual-clock.mts';
import { row, VirtualIndex } from '../../support/virtual-index.mts';
import { VirtualPlatform } from '../../support/virtual-platform.mts';

/** So many rows, one a minute; the first is the newest. */
const rows = (count: number) => Array.from({ length: count }, (_, i) => row(`c${i}`, i + 1));

describe('Reading an interval in several goes', () => {
	let platform: VirtualPlatform;
	let index: VirtualIndex;

	beforeEach(() => {
		platform = new VirtualPlatform();
		index = new VirtualIndex(platform);
	});

	/** Reads so many pages; gives what they had, what is left, and what was not to be read. */
	async function go(stretches: readonly Stretch[], pages: number) {
		const found: string[] = [];
		const failures: unknown[] = [];
		let left: readonly Stretch[] = [];
		const some = async () => {
			let read = 0;
			const { client } = platform.run();
			const what = { since: 0, happenedAt: () => undefined, isOrdered: false };
			const parts = stretches.some(({ isUnordered }) => isUnordered)
				? readSince(client, {}, what, stretches)
				: readStretches(client, { order: 'asc' }, stretches);
			for await (const { rows: page, rest, failure } of parts) {
				found.push(...page.map(({ conversation }) => conversation.id));
				failures.push(...(failure ? [failure.message] : []));
				left = rest;
				if ((read += 1) === pages) break;
			}
		};
		await platform.play(some());
		return { found, failures, left };
	}

	const WHOLE = [{ from: NOON - 31 * DAY_MS, to: NOON + DAY_MS }];

	it('reads no page again for a total that wavers, nor after somebody else has stopped', async () => {
		index.rows = rows(1_050);
		// An estimate, another one for each page, which grows from page to page.
		index.total = (count) => count - 20 + index.asked.length;
		const first = await go(WHOLE, 4);
		const second = await go(first.left, 100);

		expect(index.pages).toEqual([1, 11, 10, 9, 8, 1, 8, 7, 6, 5, 4, 3, 2, 1]);
		expect(new Set([...first.found, ...second.found]).size).toBe(1_050);
	});

	it('goes by a total again that is a count, also after somebody else has stopped', async () => {
		index.rows = rows(450);
		const first = await go(WHOLE, 2);
		const asked = index.asked.length;
		index.onPage = ({ page }) => {
			// What was the last of this page is the first of the one behind it now.
			if (page === 2) index.rows = [...rows(450), row('old', 900)];
		};
		const second = await go(first.left, 100);

		expect(index.pages.slice(asked)).toEqual([1, 4, 3, 2, 3, 1]);
		expect(new Set([...first.found, ...second.found]).size).toBe(451);
	});

	it('finds all that was there from the beginning, though many come and go meanwhile', async () => {
		index.rows = rows(1_000);
		const first = await go(WHOLE, 4);
		const fresh = Array.from({ length: 300 }, (_, i) => row(`n${i}`, -i - 1));
		// Every tenth has ended.
		index.rows = [...fresh, ...rows(1_000).filter((_row, i) => i % 10 > 0)];
		const second = await go(first.left, 4);
		const third = await go(second.left, 100);

		const found = new Set([...first.found, ...second.found, ...third.found]);
		expect(third.left).toEqual([]);
		expect(index.rows.slice(300).every(({ conversationId }) => found.has(conversationId ?? ''))).toBe(true);
	});

	it('misses none where some have come in before the others, and moved them', async () => {
		index.rows = rows(250);
		const first = await go(WHOLE, 1);
		index.rows = [...rows(250), ...Array.from({ length: 5 }, (_, i) => row(`o${i}`, 1_000 + i))];
		const second = await go(first.left, 100);

		expect(new Set([...first.found, ...second.found]).size).toBe(255);
	});

	it('goes on with what else there is where a single day holds too many, and tells it', async () => {
		index.rows = [
			...Array.from({ length: 8_100 }, (_, i) => row(`c${i}`, i / 20)),
			...Array.from({ length: 50 }, (_, i) => row(`o${i}`, 3_000 + i)),
		];
		const { found, failures } = await go(WHOLE, 100);

		expect(failures).toEqual(['More than 8000 conversations match on a single day']);
		expect(found.filter((id) => id.startsWith('o'))).toHaveLength(50);
		expect(new Set(found).size).toBe(8_050);
	});

	it('reads all of a single day that holds just as many as can be paged through', async () => {
		index.rows = Array.from({ length: 7_700 }, (_, i) => row(`c${i}`, i / 20));
		const { found, failures } = await go(WHOLE, 100);

		expect(failures).toEqual([]);
		expect(new Set(found).size).toBe(7_700);
	});

	it.each([false, true])(
		'begins anew where a page was left out, and tells it (to be read in any order: %s)',
		async (isUnordered) => {
			index.rows = rows(650);
			index.leftOut = 4;
			const stretches = WHOLE.map((one): Stretch => (isUnordered ? { ...one, isUnordered } : one));
			const { found, failures, left } = await go(stretches, 100);
			expect(failures).toEqual(['Genesys Cloud left some conversations out']);
			expect(left).toEqual(stretches);
			expect(new Set(found).size).toBeLessThan(650);
			index.leftOut = 0;
			const again = await go(left, 100);

			expect(new Set(again.found).size).toBe(650);
			expect(again.left).toEqual([]);
		},
	);

	it('goes on in the part that it had come to, where there are too many for one', async () => {
		index.rows = Array.from({ length: 9_000 }, (_, i) => row(`c${i}`, i * 4));
		const found = new Set<string>();
		let left: readonly Stretch[] = WHOLE;
		for (let goes = 0; goes < 20 && left.length > 0; goes++) {
			const some = await go(left, 10);
			for (const id of some.found) found.add(id);
			({ left } = some);
		}

		expect(found.size).toBe(9_000);
		expect(left).toEqual([]);
		expect(index.asked.length).toBeLessThan(150);
	});
});
