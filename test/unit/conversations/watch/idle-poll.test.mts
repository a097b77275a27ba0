import type { Kept, Watch } from '../../../../nodes/shared/conversations/watch/event.ts';
import {
	packed,
	packedTime,
	unpacked,
	unpackedTime,
} from '../../../../nodes/shared/conversations/watch/packed.ts';
import type { MessageDetailsPayload } from '../../../../nodes/shared/conversations/payloads.ts';
import { asRead, asRow, type Chat } from '../../../support/tiny-center.mts';
import { chat, party } from '../../../support/virtual-conversation.mts';
import { row } from '../../../support/virtual-index.mts';
import { answer, ok } from '../../../support/virtual-platform.mts';
import { inMinutes, iso, minute, startedAt, then, Watching } from '../../../support/watching.mts';

const DAY = 1_440;
const A = 'aaaaaaaa-0000-4000-8000-000000000001';
const B = 'bbbbbbbb-0000-4000-8000-000000000002';
const QUEUE = 'cccccccc-0000-4000-8000-000000000003';
const OTHER_QUEUE = 'dddddddd-0000-4000-8000-000000000004';

const keyOf = (id: string, minutes: number) => `conversationIdle:${id}:${iso(minutes)}`;

/** A trigger for what is idle that has begun at noon with some chats. */
async function begun(chats: readonly Chat[], watch: Partial<Watch> = {}): Promise<Watching> {
	const trigger = new Watching('conversationIdle', watch);
	trigger.has(...chats);
	await trigger.poll();
	return trigger;
}

/** What is kept, in minutes from noon on: when it may be idle, in brackets when it was given, and behind ? how long it is in vain. */
function told(kept: Kept | undefined, name: 'open' | 'past' = 'open'): Record<string, string> {
	const inWords = (text: string) =>
		text.replace(/(\?)?([0-9a-z]+)/g, (_all, isVain: string | undefined, time: string) => {
			const number = unpackedTime(time) ?? NaN;
			return isVain ? `?${number}` : String(inMinutes(number));
		});
	return Object.fromEntries(unpacked(kept?.[name], inWords));
}

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

	describe('gives', () => {
		it('each when it has been silent for long enough, once, with its last message and the moment', async () => {
			const silent = startedAt(A, -10);
			const trigger = await begun([silent]);
			await trigger.until(19);
			expect(await trigger.keys()).toEqual([]);
			expect(trigger.read).toEqual([]);
			await trigger.until(21);

			expect((await trigger.poll()).events).toMatchObject([
				{ id: keyOf(A, -10), type: 'conversationIdle', time: minute(20), live: { raw: asRead(silent) } },
			]);
			expect(told(trigger.kept)).toEqual({ [A]: '51.-10' });
			await trigger.until(50);
			expect(await trigger.keys()).toEqual([]);
			expect(trigger.read).toEqual([]);
			await trigger.until(52);
			expect(await trigger.keys()).toEqual([]);
			expect(trigger.read).toEqual([A]);
		});

		it('it again after the next message', async () => {
			const trigger = await begun([startedAt(A, -10)]);
			await trigger.until(21);
			await trigger.poll();
			trigger.has(then(startedAt(A, -10), ['the agent writes', 22]));
			await trigger.until(51.5);
			expect(await trigger.keys()).toEqual([]);
			expect(trigger.read).toEqual([A]);
			await trigger.until(53);

			expect(await trigger.keys()).toEqual([keyOf(A, 22)]);
		});

		it('nobody who has written meanwhile, and looks when that may be over, two seconds later', async () => {
			const trigger = await begun([startedAt(A, -10)]);
			trigger.has(then(startedAt(A, -10), ['the customer writes', 10]));
			await trigger.until(21);
			expect(await trigger.keys()).toEqual([]);
			const [text = ''] = unpacked(trigger.kept?.['open'], (one) => one).values();

			expect(unpackedTime(text)).toBe(minute(40) + 2_000);
		});

		it.each([
			[false, []],
			[true, [keyOf(A, -40)]],
		])('what was idle when it began only if that is wanted (%s)', async (alreadyIdle, keys) => {
			const trigger = new Watching('conversationIdle');
			trigger.alreadyIdle = alreadyIdle;
			trigger.has(startedAt(A, -40));
			await trigger.poll();
			await trigger.until(1);
			expect(await trigger.keys()).toEqual(keys);
			expect(told(trigger.kept)).toEqual({ [A]: '31.-40' });

			await trigger.until(32);
			expect(await trigger.keys()).toEqual([]);
		});

		it('what became idle in the moment in which it began', async () => {
			const trigger = await begun([startedAt(A, -30)]);
			await trigger.until(1);

			expect(await trigger.keys()).toEqual([keyOf(A, -30)]);
		});

		it('no more than it may, the oldest first', async () => {
			const trigger = await begun([startedAt(A, -9), startedAt(B, -10)]);
			await trigger.until(22);

			expect(await trigger.keys({ most: 1 })).toEqual([keyOf(B, -10)]);
			expect(await trigger.keys({ most: 1 })).toEqual([keyOf(A, -9)]);
		});

		it.each([
			['is not found', answer(404)],
			['is not silent', ok(asRead(then(startedAt(A, -10), ['the customer writes', 20])))],
		])('another one where there is room for one only, and one %s', async (_what, reply) => {
			const trigger = await begun([startedAt(A, -10), startedAt(B, -9)]);
			trigger.replies(A, reply);
			await trigger.until(22);

			expect(await trigger.keys({ most: 1 })).toEqual([keyOf(B, -9)]);
		});

		it('nothing of a conversation that has ended, or is no web messaging', async () => {
			const trigger = await begun([startedAt(A, -10), startedAt(B, -10)]);
			trigger.reads(A, asRead(then(startedAt(A, -10), ['the conversation ends', 5])));
			trigger.reads(
				B,
				chat({
					id: B,
					participants: [party('customer', {}, { type: 'open', messages: [{ messageTime: iso(-10) }] })],
				}),
			);
			await trigger.until(21);

			expect(await trigger.keys()).toEqual([]);
			expect(told(trigger.kept)).toEqual({ [A]: '!36', [B]: '51' });
		});

		it('whom the index shows late, at once', async () => {
			const trigger = await begun([]);
			await trigger.until(10);
			trigger.has(startedAt(A, -25));
			await trigger.until(16);

			expect(await trigger.keys()).toEqual([keyOf(A, -25)]);
		});

		it('whom the index leaves out, for it is known', async () => {
			const trigger = await begun([startedAt(A, -10)]);
			trigger.index.rows = [];
			await trigger.until(21);

			expect(await trigger.keys()).toEqual([keyOf(A, -10)]);
		});

		it('one conversation whether the index writes its ID in capitals or not', async () => {
			const trigger = await begun([startedAt(A, -10)]);
			trigger.index.rows = [asRow(startedAt(A.toUpperCase(), -10))];
			await trigger.until(21);
			await trigger.poll();

			expect(Object.keys(told(trigger.kept))).toEqual([A]);
		});
	});

	describe('in a queue', () => {
		const inQueue = (queueId: string) =>
			chat({
				id: A,
				participants: [
					party('customer', {}, { messages: [{ messageTime: iso(-10) }] }),
					party('agent', { queueId }),
				],
			});

		it.each([
			[60, 51, 66],
			[10, 2, 12],
		])(
			'looks again soon at what is elsewhere for now (%d minutes)',
			async (idleForMinutes, minutes, next) => {
				const trigger = await begun([startedAt(A, -10)], { queueIds: [QUEUE], idleForMinutes });
				trigger.reads(A, inQueue(OTHER_QUEUE));
				await trigger.until(minutes);
				expect(await trigger.keys()).toEqual([]);
				expect(told(trigger.kept)).toEqual({ [A]: String(next) });
				trigger.reads(A, inQueue(QUEUE));
				await trigger.until(next + 1);

				expect(await trigger.keys()).toEqual([keyOf(A, -10)]);
			},
		);
	});

	describe('after an end', () => {
		const over = then(startedAt(A, -10), ['the conversation ends', 25]);

		/** It was given as idle, has ended, and was seen to have. */
		async function ended(): Promise<Watching> {
			const trigger = await begun([startedAt(A, -10)]);
			await trigger.until(21);
			await trigger.poll();
			trigger.reads(A, asRead(over));
			await trigger.until(52);
			await trigger.poll();
			return trigger;
		}

		it('goes on with what the index still lists', async () => {
			const trigger = await ended();
			expect(told(trigger.kept)).toEqual({ [A]: '!67.-10' });
			await trigger.until(68);
			await trigger.poll();

			expect(told(trigger.kept)).toEqual({ [A]: '!83.-10' });
		});

		it('forgets what the index lists no more, but for three days not what it has given', async () => {
			const trigger = await ended();
			trigger.index.rows = [];
			await trigger.until(68);
			await trigger.poll();
			expect(told(trigger.kept)).toEqual({});
			expect(told(trigger.kept, 'past')).toEqual({ [A]: `-10.${68 + 3 * DAY}` });
			trigger.has(then(over, ['the conversation is reopened', 69]));
			await trigger.until(84);
			expect(await trigger.keys()).toEqual([]);
			expect(trigger.read).toEqual([A]);
			expect(told(trigger.kept)).toEqual({ [A]: '114.-10' });
			trigger.index.rows = [];
			await trigger.until(68 + 3 * DAY - 1);
			await trigger.poll();
			expect(told(trigger.kept, 'past')).toEqual({ [A]: `-10.${68 + 3 * DAY}` });
			await trigger.until(68 + 3 * DAY + 16);
			await trigger.poll();
			expect(told(trigger.kept, 'past')).toEqual({});
		});

		it('forgets all of what was never given', async () => {
			const trigger = await begun([startedAt(A, -10)]);
			trigger.reads(A, asRead(over));
			await trigger.until(21);
			await trigger.poll();
			trigger.index.rows = [];
			await trigger.until(37);
			await trigger.poll();

			expect(trigger.kept).toMatchObject({ open: {}, past: {} });
		});

		it('keeps what goes on again before it was forgotten, and gives it with its next message', async () => {
			const trigger = await ended();
			trigger.has(then(over, ['the conversation is reopened', 60], ['the customer writes', 60]));
			await trigger.until(68);
			expect(await trigger.keys()).toEqual([]);
			await trigger.until(91);

			expect(await trigger.keys()).toEqual([keyOf(A, 60)]);
		});
	});

	describe('where nobody can tell', () => {
		it('tries one that is not found in each poll, and after a quarter of an hour as one that has ended', async () => {
			const trigger = await begun([startedAt(A, -10)]);
			trigger.replies(A, answer(404));
			const kept: unknown[] = [];
			for (const minutes of [21, 22, 36.5, 37]) {
				await trigger.until(minutes);
				expect(await trigger.keys()).toEqual([]);
				kept.push(told(trigger.kept)[A]);
			}

			expect(kept).toEqual(['21?0', '22?0', '!51.5', '!51.5']);
			const tried: number[] = [];
			for (const minutes of [45, 51, 52, 53, 60, 66, 67.5, 68]) {
				await trigger.until(minutes);
				await trigger.poll();
				if (trigger.read.includes(A)) tried.push(minutes);
			}
			expect(tried).toEqual([52, 67.5]);
			trigger.reads(A, asRead(startedAt(A, -10)));
			await trigger.until(83);

			expect(await trigger.keys()).toEqual([keyOf(A, -10)]);
			expect(trigger.tries.isEmpty).toBe(true);
		});

		it('knows after a restart what it has given up, and tells it no more', async () => {
			const trigger = await begun([startedAt(A, -10)]);
			const inVain = `${packedTime(minute(20))}?${DAY.toString(36)}`;
			trigger.kept = { ...trigger.kept, open: packed(new Map([[A, inVain]]), (text) => text) };
			trigger.restart();
			trigger.replies(A, answer(400));
			await trigger.until(21);

			expect(await trigger.poll()).toMatchObject({ events: [], givenUp: 0, isProgress: true });
			expect(told(trigger.kept)).toEqual({ [A]: '+51?1440' });
		});

		it('tries one with a message that is not dated in each poll, and then once in its time', async () => {
			const trigger = await begun([startedAt(A, -10)]);
			trigger.reads(
				A,
				chat({ id: A, participants: [party('customer', {}, { messages: [{ messageId: 'm' }] })] }),
			);
			const kept: unknown[] = [];
			for (const minutes of [21, 30, 36.5, 37]) {
				await trigger.until(minutes);
				expect(await trigger.keys()).toEqual([]);
				kept.push(told(trigger.kept)[A]);
			}

			expect(kept).toEqual(['21?0', '30?8', '66.5', '66.5']);
		});

		it('gives no silence again that seems to have begun earlier, because the last message is not told any more', async () => {
			const trigger = await begun([startedAt(A, -10)], { idleSide: 'customerAfterAgent' });
			const replied = (...messages: MessageDetailsPayload[]) =>
				chat({ id: A, participants: [party('customer'), party('agent', {}, { messages })] });
			const [first, last] = [1, 5].map((minutes) => ({ messageTime: iso(minutes) }));
			trigger.reads(A, replied({ ...first }, { ...last }));
			await trigger.until(36);
			expect(await trigger.keys()).toEqual([keyOf(A, 5)]);
			trigger.reads(A, replied({ ...first }));
			await trigger.until(67);
			expect(await trigger.keys()).toEqual([]);
			trigger.reads(A, replied({ ...first }, { messageTime: iso(68) }));
			await trigger.until(99);

			expect(await trigger.keys()).toEqual([keyOf(A, 68)]);
		});

		it('keeps what was given of one that is not found for the moment', async () => {
			const trigger = await begun([startedAt(A, -10)]);
			await trigger.until(21);
			await trigger.poll();
			trigger.replies(A, answer(404));
			await trigger.until(52);
			await trigger.poll();
			expect(told(trigger.kept)).toEqual({ [A]: '52.-10?0' });
			trigger.reads(A, asRead(startedAt(A, -10)));
			await trigger.until(53);

			expect(await trigger.keys()).toEqual([]);
			expect(told(trigger.kept)).toEqual({ [A]: '83.-10' });
		});

		it('keeps one that cannot be read due, behind the others, and tells why', async () => {
			const trigger = await begun([startedAt(A, -12), startedAt(B, -10)]);
			trigger.replies(A, answer(400));
			await trigger.until(21);
			const polled = await trigger.poll();
			expect(polled).toMatchObject({ events: [{ id: keyOf(B, -10) }], isProgress: true, givenUp: 0 });
			expect(polled.failure?.message).toContain('reading the conversation');
			expect(told(trigger.kept)).toEqual({ [A]: '+21?0', [B]: '51.-10' });
			await trigger.until(22);

			await expect(trigger.poll()).rejects.toThrow('reading the conversation');
			trigger.reads(A, asRead(startedAt(A, -12)));
			expect(await trigger.keys()).toEqual([keyOf(A, -12)]);
			expect(trigger.tries.isEmpty).toBe(true);
		});

		it('gives up one that cannot be read for a day, tells it once, and tries it in its time', async () => {
			const trigger = await begun([startedAt(A, -12), startedAt(B, -10)]);
			trigger.replies(A, answer(400));
			const givenUp: number[] = [];
			const tried: number[] = [];
			for (let hour = 1; hour <= 27; hour++) {
				await trigger.until(hour * 60);
				trigger.reads(B, asRead(then(startedAt(B, -10), ['the customer writes', hour * 60 - 1])));
				const polled = await trigger.poll();
				if (polled.givenUp > 0) givenUp.push(hour);
				expect(polled.isProgress).toBe(true);
				await trigger.until(hour * 60 + 20);
				await trigger.poll().catch(() => undefined);
				if (trigger.read.includes(A)) tried.push(hour);
			}

			expect(givenUp).toHaveLength(1);
			expect(tried.at(-1)).toBeLessThanOrEqual(25);
			expect(told(trigger.kept)[A]).toMatch(/\?1[45]\d\d$/);
			trigger.index.rows = [asRow(startedAt(B, -10))];
			await trigger.until(28 * 60);
			await trigger.poll();
			expect(told(trigger.kept)).not.toHaveProperty(A);
		});

		it('is no error while nothing is due, however many were given up and however long nothing was to be read', async () => {
			const silent = ['c1', 'c2', 'c3'].map((id) => startedAt(id, -400));
			const trigger = await begun([...silent, startedAt(A, -5)], { idleForMinutes: 240 });
			for (const { id } of silent) trigger.replies(id, answer(400));
			await trigger.until(5);
			await trigger.poll().catch(() => undefined);
			const given: string[] = [];
			const failed: number[] = [];
			const lists: number[] = [];
			for (let minutes = 30; minutes <= 3_000; minutes += 30) {
				// Somebody writes now and then, so that there is always one that can be read.
				trigger.reads(A, asRead(then(startedAt(A, -5), ['the customer writes', minutes - 1])));
				await trigger.until(minutes);
				const polled = await trigger.poll().catch(() => undefined);
				given.push(...(polled?.events ?? []).map(({ id }) => id));
				if (minutes <= 2 * DAY) continue;
				lists.push(trigger.queries.length);
				if (!polled && trigger.read.length === 0) failed.push(minutes);
			}

			expect(given).toEqual([]);
			expect(failed).toEqual([]);
			expect(Math.max(...lists)).toBe(1);
		});

		it('goes on with one that the index leaves out and nobody could date for a day', async () => {
			const trigger = await begun([startedAt(A, -10)]);
			trigger.reads(
				A,
				chat({ id: A, participants: [party('customer', {}, { messages: [{ messageId: 'm' }] })] }),
			);
			for (let minutes = 21; minutes < 2 * DAY; minutes += 7) {
				if (minutes > 30) trigger.index.rows = [];
				await trigger.until(minutes);
				await trigger.poll();
			}
			trigger.reads(A, asRead(then(startedAt(A, -10), ['the customer writes', 2 * DAY])));
			await trigger.until(2 * DAY + 65);

			expect(await trigger.keys()).toEqual([keyOf(A, 2 * DAY)]);
		});

		it('tells that it gives up the only one there is, and errs no more about it', async () => {
			const trigger = await begun([startedAt(A, -10)]);
			trigger.replies(A, answer(400));
			const givenUp: number[] = [];
			const failed: number[] = [];
			const tried: number[] = [];
			for (let minutes = 21; minutes < 2 * DAY; minutes += 5) {
				await trigger.until(minutes);
				const polled = await trigger.poll().catch(() => undefined);
				if (!polled) failed.push(minutes);
				if (polled && polled.givenUp > 0) givenUp.push(minutes);
				if (trigger.read.length > 0) tried.push(minutes);
			}

			expect(givenUp).toHaveLength(1);
			expect(failed.filter((minutes) => minutes > DAY + 30)).toEqual([]);
			expect(tried.filter((minutes) => minutes > DAY + 60).length).toBeLessThan(50);
		});

		it('is no error where three are not found, and others are read once in a long time', async () => {
			const well = ['c1', 'c2'].map((id) => startedAt(id, -10));
			const lost = ['c3', 'c4', 'c5'].map((id) => startedAt(id, -12));
			const trigger = await begun([...well, ...lost], { idleForMinutes: 480 });
			for (const { id } of lost) trigger.replies(id, answer(404));
			for (let minutes = 10; minutes < 2 * DAY; minutes += 10) {
				for (const one of well)
					trigger.reads(one.id, asRead(then(one, ['the customer writes', minutes - (minutes % 60)])));
				await trigger.until(minutes);

				expect(await trigger.poll()).toMatchObject({ events: [], failure: undefined });
			}
		});

		it('is an error where no answer tells the time', async () => {
			const trigger = await begun([startedAt(A, -10)]);
			await trigger.until(19);
			await trigger.poll();
			trigger.replies(A, ok(asRead(startedAt(A, -10)), { date: '' }));
			await trigger.until(21);

			await expect(trigger.poll()).rejects.toThrow('does not tell what time it is');
		});

		it('is no error about the time where another one tells it', async () => {
			const trigger = await begun([startedAt(A, -12), startedAt(B, -10)]);
			trigger.replies(A, ok(asRead(startedAt(A, -12)), { date: '' }));
			await trigger.until(21);

			expect(await trigger.poll()).toMatchObject({ events: [{ id: keyOf(B, -10) }], failure: undefined });
		});

		it('keeps no try of what it does not know any more', async () => {
			const trigger = await begun([startedAt(A, -10)]);
			trigger.replies(A, answer(400));
			await trigger.until(21);
			await trigger.poll();
			trigger.kept = { ...trigger.kept, open: {} };
			trigger.index.rows = [];
			await trigger.until(22);
			await trigger.poll();

			expect(trigger.tries.isEmpty).toBe(true);
		});
	});
});

describe('An example of an idle conversation', () => {
	it('is the newest one that is silent for long enough, since whenever', async () => {
		const trigger = new Watching('conversationIdle');
		trigger.has(startedAt(A, -20 * DAY), startedAt(B, -3 * DAY), startedAt('chat', -10));

		expect(await trigger.latest()).toMatchObject({ id: keyOf(B, -3 * DAY), time: minute(30 - 3 * DAY) });
		expect(trigger.read).toEqual([B]);
	});

	it('is an older one where the newer ones cannot be found, have ended, or are not silent', async () => {
		const trigger = new Watching('conversationIdle');
		const ids = ['c1', 'c2', 'c3', 'c4'];
		trigger.has(...ids.map((id, i) => startedAt(id, -100 + i)));
		trigger.replies('c4', answer(404));
		trigger.reads('c3', asRead(then(startedAt('c3', -98), ['the conversation ends', -1])));
		trigger.reads('c2', asRead(then(startedAt('c2', -99), ['the customer writes', -1])));

		expect(await trigger.latest()).toMatchObject({ id: keyOf('c1', -100) });
		expect(trigger.read).toEqual(['c4', 'c3', 'c2', 'c1']);
	});

	it('is none where there is none', async () => {
		expect(await new Watching('conversationIdle').latest()).toBeUndefined();
	});

	it('is looked for in fifty conversations at most', async () => {
		const trigger = new Watching('conversationIdle');
		trigger.index.rows = Array.from({ length: 60 }, (_, i) => asRow(startedAt(`c${i}`, -100 - i)));

		expect(await trigger.latest()).toBeUndefined();
		expect(trigger.read).toHaveLength(50);
	});

	it('cannot be told without a time', async () => {
		const trigger = new Watching('conversationIdle');
		trigger.has(startedAt(A, -40));
		trigger.replies(A, ok(asRead(startedAt(A, -40)), { date: '' }));

		await expect(trigger.latest()).rejects.toThrow('does not tell what time it is');
	});

	it('may be there where a part is left out and there is none, so it fails', async () => {
		const trigger = new Watching('conversationIdle');
		trigger.index.rows = Array.from({ length: 650 }, (_, i) => asRow(startedAt(`c${i}`, -1 - i / 1_000)));
		trigger.index.leftOut = 4;

		await expect(trigger.latest()).rejects.toThrow('left some conversations out');
		expect(trigger.read).toEqual([]);
	});
});
