import type { Kept } from '../../../../nodes/shared/conversations/watch/event.ts';
import { asRow } from '../../../support/tiny-center.mts';
import { row } from '../../../support/virtual-index.mts';
import { answer } from '../../../support/virtual-platform.mts';
import { minute, startedAt, Watching } from '../../../support/watching.mts';
import { DAY, A, B, QUEUE, OTHER_QUEUE, begun, told } from '../../../support/watching-idle.mts';

describe('Watching for conversations that fall silent', () => {
	describe('asks the index', () => {
		it('for what goes on, in the order of the starts, of 31 days', async () => {
			const trigger = await begun([], { queueIds: [QUEUE], divisionId: OTHER_QUEUE });

			expect(trigger.queries).toMatchObject([
				{
					...{ order: 'asc', orderBy: 'conversationStart' },
					conversationFilters: [
						{
							predicates: [
								{ dimension: 'divisionId', value: OTHER_QUEUE },
								{ dimension: 'conversationEnd', operator: 'notExists' },
							],
						},
					],
				},
			]);
			expect(JSON.stringify(trigger.queries)).toContain(QUEUE);
			expect(trigger.intervals).toEqual([[5 - 31 * DAY, 5]]);
		});

		it.each([
			[10, [0, 6, 12, 18, 24, 30]],
			[30, [0, 16]],
			[240, [0, 16]],
		])('as soon as half of %d minutes is over, or a quarter of an hour', async (idleForMinutes, minutes) => {
			const trigger = new Watching('conversationIdle', { idleForMinutes });
			const listed: number[] = [];
			for (let now = 0; now <= 30; now++) {
				await trigger.until(now);
				await trigger.poll();
				if (trigger.queries.length > 0) listed.push(now);
			}

			expect(listed).toEqual(minutes);
		});

		it('and not at all where it fails at the beginning', async () => {
			const trigger = new Watching('conversationIdle');
			trigger.lists(answer(400));

			await expect(trigger.poll()).rejects.toThrow('searching conversations');
		});

		it('again where it fails, in the next poll', async () => {
			const trigger = await begun([]);
			const before = trigger.kept;
			await trigger.until(16);
			trigger.lists(answer(400));
			await expect(trigger.poll()).rejects.toThrow('searching conversations');
			expect(trigger.kept).toBe(before);
			await trigger.poll();

			expect(trigger.queries).toHaveLength(1);
		});

		it('for the rest of a list that was too long, and begins the next one in its time', async () => {
			const chats = Array.from({ length: 250 }, (_, i) => startedAt(`c${i}`, -1 - i / 100));
			const trigger = await begun([]);
			trigger.has(...chats);
			const pages: number[][] = [];
			for (const minutes of [16, 17, 18, 19, 33]) {
				trigger.index.asked.length = 0;
				await trigger.until(minutes);
				await trigger.poll({ mayList: () => false });
				pages.push(trigger.index.pages);
			}

			expect(pages.map((one) => one.length > 0)).toEqual([true, true, true, false, true]);
			expect(Object.keys(told(trigger.kept))).toHaveLength(250);
			expect(trigger.kept).toHaveProperty('toList');
			expect(trigger.keptTime('listedAt')).toBe(33);
		});

		/** So many that have just begun. */
		const young = (count: number) =>
			Array.from({ length: count }, (_, i) => asRow(startedAt(`c${i}`, -1 - i / 1_000)));

		it.each([
			['a page never comes', 250, 'the same page of conversations twice'],
			['a part is left out', 650, 'left some conversations out'],
		])('and does not begin where %s', async (_what, count, message) => {
			const trigger = new Watching('conversationIdle');
			trigger.index.rows = young(count);
			if (count === 250) trigger.index.isStuck = true;
			else trigger.index.leftOut = 4;

			await expect(trigger.poll()).rejects.toThrow(message);
		});

		it('and goes on with what it has where a page never comes, and tells why', async () => {
			const trigger = await begun([]);
			trigger.index.rows = young(250);
			await trigger.until(16);
			let pages = 0;
			trigger.index.onPage = () => {
				pages += 1;
				if (pages === 3) trigger.index.isStuck = true;
			};
			const { failure, isProgress } = await trigger.poll();

			expect(failure?.message).toContain('the same page of conversations twice');
			expect(isProgress).toBe(true);
			expect(trigger.kept).toHaveProperty('toList');
		});

		it('and fails where a part is left out', async () => {
			const trigger = await begun([]);
			trigger.index.rows = young(650);
			trigger.index.leftOut = 4;
			await trigger.until(16);

			await expect(trigger.poll()).rejects.toThrow('left some conversations out');
		});

		it('and keeps when a list of several polls was begun', async () => {
			const trigger = await begun([]);
			trigger.has(...Array.from({ length: 250 }, (_, i) => startedAt(`c${i}`, -1 - i / 100)));
			for (const minutes of [16, 17]) {
				await trigger.until(minutes);
				await trigger.poll({ mayList: () => false });
				expect(trigger.keptTime('listedAt')).toBe(16);
			}
		});
	});

	describe('when it begins', () => {
		it('keeps when each can be idle at the earliest, and reads none', async () => {
			const trigger = await begun([startedAt(A, -10), startedAt(B, -5)]);

			expect(trigger.read).toEqual([]);
			expect(told(trigger.kept)).toEqual({ [A]: '20', [B]: '25' });
			expect([trigger.keptTime('baseline'), trigger.keptTime('listedAt')]).toEqual([0, 0]);
			expect(trigger.kept).not.toHaveProperty('toList');
			expect(trigger.kept?.['past']).toEqual({});
		});

		it('looks at once at what the index does not date', async () => {
			const trigger = new Watching('conversationIdle');
			trigger.lists(
				answer(200, { conversations: [row('chat', 0, { conversationStart: 'no time' })], totalHits: 1 }),
			);
			await trigger.poll();

			await trigger.until(1);
			await trigger.poll().catch(() => undefined);
			expect(trigger.read).toEqual(['chat']);
		});

		it.each<[string, Kept]>([
			['baseline', { listedAt: minute(-9) }],
			['listedAt', { baseline: minute(-9) }],
		])('takes what was kept without its "%s" for nothing', async (_name, state) => {
			const trigger = new Watching('conversationIdle');
			trigger.has(startedAt(A, -40));
			trigger.kept = state;

			expect(await trigger.keys()).toEqual([]);
			expect(trigger.keptTime('baseline')).toBe(0);
		});
	});
});
