import { MINUTE_MS, DAY_MS } from '../../../simulator/durations.mts';
import { listConversations } from '../../../nodes/shared/conversations/get-many.ts';
import { NOON } from '../../support/virtual-clock.mts';
import { row } from '../../support/virtual-index.mts';
import { ok, VirtualPlatform } from '../../support/virtual-platform.mts';
import { ALL, rows, ids, Listing } from '../../support/listing.mts';

describe('Listing conversations', () => {
	let scene: Listing;

	beforeEach(() => {
		scene = new Listing();
	});

	describe('page by page', () => {
		it('asks once for what fits into a page, and gives the newest first', async () => {
			scene.index.rows = rows(99);

			expect(await scene.listed()).toEqual(ids(99));
			expect(scene.index.pages).toEqual([1]);
			expect(scene.index.asked[0]?.order).toBe('asc');
		});

		it('reads from the last page to the first', async () => {
			scene.index.rows = rows(250);

			expect(await scene.listed()).toEqual(ids(250));
			expect(scene.index.pages).toEqual([1, 3, 2, 1]);
		});

		it('looks a little further than the total says, for it is approximate', async () => {
			scene.index.rows = rows(199);
			scene.index.total = () => 191;

			expect(await scene.listed()).toEqual(ids(199));
			// 191 and a twentieth are a little more than two pages.
			expect(scene.index.pages[1]).toBe(3);
		});

		it('goes on while pages are full, whatever the total says', async () => {
			scene.index.rows = rows(450);
			scene.index.total = () => 120;

			expect(await scene.listed()).toEqual(ids(450));
			expect(scene.index.pages).toEqual([1, 2, 3, 4, 5, 4, 3, 2, 1]);
		});

		it('misses none where some end while it reads: what moves comes twice, and is given once', async () => {
			scene.index.rows = rows(250);
			let left = 30;
			scene.index.onPage = () => {
				// The oldest ends; all the others move to earlier pages.
				if (left > 0) scene.index.rows = scene.index.rows.slice(0, -1);
				left -= 10;
			};

			const found = await scene.listed();

			expect(found).toEqual(expect.arrayContaining(ids(247)));
			expect(new Set(found).size).toBe(found.length);
		});

		it('misses none where an older one comes in while it reads, such as by a transfer into the queue', async () => {
			scene.index.rows = rows(250);
			scene.index.onPage = ({ page }) => {
				// What was the last of this page is the first of the one behind it now.
				if (page === 2) scene.index.rows = [...rows(250), row('transferred', 400)];
			};

			expect(await scene.listed()).toEqual([...ids(250), 'transferred']);
			expect(scene.index.pages).toEqual([1, 3, 2, 3, 1]);
		});

		it('reads no page more than twice where they come all the time', async () => {
			scene.index.rows = rows(450);
			let come = 0;
			scene.index.onPage = () => {
				scene.index.rows = [...scene.index.rows, row(`new${come}`, -1), row(`old${come++}`, 900)];
			};

			const found = await scene.listed();

			expect(found).toEqual(expect.arrayContaining(ids(450)));
			expect(new Set(found).size).toBe(found.length);
			expect(scene.index.pages).toEqual([1, 5, 4, 5, 3, 4, 2, 3, 1, 2]);
		});

		it('fails where a page comes twice: the list would not be complete', async () => {
			scene.index.rows = rows(250);
			const same = ok({ conversations: rows(100).reverse(), totalHits: 250 });
			scene.platform.server.next('POST', same, same);

			await expect(scene.listed()).rejects.toMatchObject({
				message: 'Genesys Cloud sent the same page of conversations twice',
			});
		});

		it('fails where a page gives fewer rows than it says there are', async () => {
			scene.index.rows = rows(90);
			scene.index.total = () => 95;

			await expect(scene.listed()).rejects.toMatchObject({
				message: 'The answer does not seem to come from Genesys Cloud (searching conversations)',
			});
		});

		it.each(['150', -1, true, {}])('fails where the total cannot be read: %j', async (totalHits) => {
			scene.platform.server.next('POST', ok({ conversations: rows(1), totalHits }));

			await expect(scene.listed()).rejects.toMatchObject({
				message: 'The answer does not seem to come from Genesys Cloud (searching conversations)',
			});
		});

		it('takes a total that is a twentieth too high', async () => {
			scene.index.rows = rows(90);
			scene.index.total = () => 94;

			expect(await scene.listed()).toHaveLength(90);
		});

		it('fails where full pages do not end', async () => {
			let page = 0;
			const endless = new VirtualPlatform();
			endless.server.always('POST', () => {
				page += 1;
				return ok({
					conversations: Array.from({ length: 100 }, (_, i) => row(`p${page}-${i}`, i)),
					totalHits: 7_000,
				});
			});
			const first = listConversations(endless.run().client, ALL).next();

			await expect(endless.play(first)).rejects.toMatchObject({
				message: 'More than 8000 conversations match',
			});
			// The first one, and those from where the total ends to the deepest that can be read.
			expect(endless.server.arrivals).toHaveLength(1 + (80 - 74 + 1));
		});

		it('gives nothing where there is nothing', async () => {
			expect(await scene.listed()).toEqual([]);
			expect(scene.index.pages).toEqual([1]);
		});
	});

	describe('in spans of time', () => {
		const spans = () =>
			scene.index.asked.map(({ from, to }) => [(from - NOON) / DAY_MS, (to - NOON) / DAY_MS]);
		const LATE = (5 * MINUTE_MS) / DAY_MS;

		it('looks back 31 days, from a little after now: clocks run apart', async () => {
			await scene.listed();

			expect(spans()).toEqual([[LATE - 31, LATE]]);
		});

		it('looks as far as it is told, in spans that Genesys Cloud takes, the newest first', async () => {
			await scene.listed({ startedAfter: NOON - 70 * DAY_MS, startedBefore: NOON - DAY_MS });

			expect(spans()).toEqual([
				[-32, -1],
				[-63, -32],
				[-70, -63],
			]);
		});

		it('looks back 31 days from the latest start', async () => {
			await scene.listed({ startedBefore: NOON - 10 * DAY_MS });

			expect(spans()).toEqual([[-41, -10]]);
		});

		it.each([1, 20, 30_000])(
			'leaves out none of those where the latest start is %d days ahead',
			async (days) => {
				await scene.listed({ startedBefore: NOON + days * DAY_MS });

				expect(spans()).toEqual([[LATE - 31, LATE]]);
			},
		);

		it('asks for nothing where the earliest start is not before the latest', async () => {
			expect(await scene.listed({ startedAfter: NOON, startedBefore: NOON })).toEqual([]);
			expect(scene.index.asked).toEqual([]);
		});

		it('goes by the exact times, for Genesys Cloud takes whole days', async () => {
			scene.index.rows = rows(5);

			expect(
				await scene.listed({ startedAfter: NOON - 4 * MINUTE_MS, startedBefore: NOON - 2 * MINUTE_MS }),
			).toEqual(['c2', 'c3']);
		});

		it('splits a span that holds more than Genesys Cloud can page through, into whole days', async () => {
			scene.index.rows = rows(100);
			scene.index.total = (count) => (scene.index.asked.length === 1 ? 7_620 : count);

			expect(await scene.listed({ startedAfter: NOON - 3 * DAY_MS, startedBefore: NOON })).toEqual(ids(100));
			expect(spans().map(([from, to]) => [from, Math.round((to ?? 0) * DAY_MS) / DAY_MS])).toEqual([
				[-3, 0],
				[-1.5, 0],
				[-1.5, 0],
				[-1.5, 0],
				[-3, expect.closeTo(-1.5, 6)],
			]);
		});

		it.each([
			['believes that some have ended while it was read', 120, true],
			['does not believe that most have', 60, false],
		])('%s', async (_what, left, isBelieved) => {
			scene.index.rows = rows(150);
			scene.index.onPage = () => {
				if (scene.index.asked.length > 1) scene.index.rows = rows(left);
			};

			const list = scene.listed().catch((error: unknown) => error);

			await expect(list).resolves.toMatchObject(
				isBelieved ? { length: left } : { message: 'Genesys Cloud left some conversations out' },
			);
		});

		it('does not split a span that holds just as many', async () => {
			scene.index.rows = rows(7_619);

			expect(await scene.listed()).toHaveLength(7_619);

			expect(new Set(spans().map(String)).size).toBe(1);
			expect(scene.index.pages[1]).toBe(80);
		});

		it('fails where a single day holds more: better than an incomplete list', async () => {
			scene.index.rows = Array.from({ length: 8_100 }, (_, i) => row(`c${i}`, i / 100));

			await expect(
				scene.listed({ startedAfter: NOON - 120 * MINUTE_MS, startedBefore: NOON }),
			).rejects.toMatchObject({
				name: 'Failure',
				message: 'More than 8000 conversations match on a single day',
				whatToDo: 'Genesys Cloud cannot list that many. Add filters, such as a queue or a division.',
			});
			// It does not read thousands first.
			expect(scene.index.pages).toEqual([1, 80]);
		});

		it('lists all of a single day that holds just as many as can be paged through', async () => {
			scene.index.rows = Array.from({ length: 7_999 }, (_, i) => row(`c${i}`, 1 + i / 100));

			expect(await scene.listed({ startedAfter: NOON - 120 * MINUTE_MS, startedBefore: NOON })).toHaveLength(
				7_999,
			);
		});
	});
});
