import type { Kept } from '../../../../nodes/shared/conversations/watch/event.ts';
import { answer } from '../../../support/virtual-platform.mts';
import { minute, startedAt, Watching } from '../../../support/watching.mts';
import {
	DAY,
	A,
	QUEUE,
	DIVISION,
	begun,
	WEB_MESSAGING,
	whetherEnded,
} from '../../../support/watching-occurrences.mts';

describe('Watching for what happens at a moment', () => {
	describe('asks the index', () => {
		it('for what has started since what it knows, the latest first', async () => {
			const trigger = await begun('conversationStarted');
			await trigger.until(1);
			await trigger.poll();

			expect(trigger.queries).toEqual([
				{
					interval: expect.any(String) as unknown,
					order: 'desc',
					orderBy: 'conversationStart',
					paging: { pageSize: 100, pageNumber: 1 },
					segmentFilters: [WEB_MESSAGING],
				},
			]);
			expect(trigger.intervals).toEqual([[0, 6]]);
		});

		it('for what has ended, by the end, whenever it has started', async () => {
			const trigger = await begun('conversationEnded');
			await trigger.until(1);
			await trigger.poll();

			expect(trigger.queries).toMatchObject([
				{
					order: 'desc',
					orderBy: 'conversationEnd',
					conversationFilters: whetherEnded('exists'),
				},
			]);
			expect(trigger.intervals).toEqual([[6 - 31 * DAY, 6]]);
		});

		it('for what goes on although a customer has left, whenever it has started', async () => {
			const trigger = await begun('customerLeft');
			await trigger.until(1);
			await trigger.poll();

			expect(trigger.queries).toMatchObject([
				{
					order: 'asc',
					orderBy: 'conversationStart',
					segmentFilters: [
						WEB_MESSAGING,
						{
							type: 'or',
							clauses: ['customer', 'external'].map((value) => ({
								type: 'and',
								predicates: [
									{ type: 'dimension', dimension: 'purpose', operator: 'matches', value },
									{ type: 'dimension', dimension: 'segmentEnd', operator: 'exists' },
								],
							})),
						},
					],
					conversationFilters: whetherEnded('notExists'),
				},
			]);
			expect(trigger.intervals).toEqual([[6 - 31 * DAY, 6]]);
		});

		it('for nothing of before it began, also where the next poll is late, and for 31 days at most', async () => {
			const trigger = await begun('conversationStarted');
			const intervals = [];
			for (const minutes of [60, 40 * DAY]) {
				await trigger.until(minutes);
				await trigger.poll();
				intervals.push(...trigger.intervals);
			}

			expect(intervals).toEqual([
				[0, 65],
				[5 + 9 * DAY, 5 + 40 * DAY],
			]);
		});

		it('once when it begins, for what has happened by then is none of its business', async () => {
			const trigger = new Watching('conversationStarted');
			trigger.has(startedAt(A, -1));

			expect(await trigger.poll()).toMatchObject({ events: [], isProgress: true, givenUp: 0 });
			expect(trigger.platform.server.lines).toHaveLength(1);
			expect(trigger.intervals).toEqual([[0, 5]]);
		});

		it('within its queues and its division', async () => {
			const trigger = await begun('conversationStarted', { queueIds: [QUEUE], divisionId: DIVISION });
			await trigger.poll();

			expect(JSON.stringify(trigger.queries)).toContain(
				`"dimension":"queueId","operator":"matches","value":"${QUEUE}"`,
			);
			expect(JSON.stringify(trigger.queries)).toContain(
				`"dimension":"divisionId","operator":"matches","value":"${DIVISION}"`,
			);
		});
	});

	describe('when it begins', () => {
		it('keeps the moment, and nothing else', async () => {
			const trigger = await begun('conversationEnded');

			expect(trigger.kept).toEqual({
				...{ baseline: minute(0), readTo: minute(0), since: minute(0), known: {}, pending: {} },
				ahead: expect.any(Number) as unknown,
			});
		});

		it('finds out at once where the index cannot be read', async () => {
			const trigger = new Watching('customerLeft');
			trigger.lists(answer(400));

			await expect(trigger.poll()).rejects.toThrow('searching conversations');
		});

		it('does not begin without a time', async () => {
			const trigger = new Watching('conversationStarted');
			trigger.lists(...Array.from({ length: 5 }, () => answer(200, { totalHits: 0 }, { date: '' })));

			await expect(trigger.poll()).rejects.toThrow('does not tell what time it is');
		});

		it.each<[string, Kept]>([
			['baseline', { readTo: minute(-9), since: minute(-9) }],
			['readTo', { baseline: minute(-9), since: minute(-9) }],
			['since', { baseline: minute(-9), readTo: minute(-9) }],
		])('takes what was kept without its "%s" for nothing', async (_name, state) => {
			const trigger = new Watching('conversationStarted');
			trigger.has(startedAt(A, -1));
			trigger.kept = state;

			expect(await trigger.keys()).toEqual([]);
			expect(trigger.kept).toMatchObject({ baseline: minute(0), readTo: minute(0), since: minute(0) });
		});
	});
});
