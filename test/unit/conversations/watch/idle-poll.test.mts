import { unpacked, unpackedTime } from '../../../../nodes/shared/conversations/watch/packed.ts';
import { asRead, asRow } from '../../../support/tiny-center.mts';
import { chat, party } from '../../../support/virtual-conversation.mts';
import { answer, ok } from '../../../support/virtual-platform.mts';
import { iso, minute, startedAt, then, Watching } from '../../../support/watching.mts';
import { DAY, A, B, QUEUE, OTHER_QUEUE, keyOf, begun, told } from '../../../support/watching-idle.mts';

describe('Watching for conversations that fall silent', () => {
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

		it('no silence again of which the last message is said later to have come a moment later', async () => {
			const trigger = await begun([startedAt(A, -10)]);
			await trigger.until(21);
			expect(await trigger.keys()).toHaveLength(1);
			const message = { messageId: 'm', messageTime: iso(-10 + 0.01) };
			trigger.reads(
				A,
				chat({ id: A, startTime: iso(-10), participants: [party('customer', {}, { messages: [message] })] }),
			);
			await trigger.until(52);

			expect(await trigger.keys()).toEqual([]);
			expect(trigger.read).toEqual([A]);
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
		const inQueue = (queueId: string, messageAt = -10) =>
			chat({
				id: A,
				participants: [
					party('customer', {}, { messages: [{ messageTime: iso(messageAt) }] }),
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

		it.each([
			[false, []],
			[true, [keyOf(A, -40)]],
		])(
			'what was silent for long enough before it began, and comes into the queue later, only if wanted (%s)',
			async (alreadyIdle, keys) => {
				const trigger = new Watching('conversationIdle', { queueIds: [QUEUE] });
				trigger.alreadyIdle = alreadyIdle;
				await trigger.poll();
				trigger.index.rows = [asRow(startedAt(A, -40))];
				trigger.reads(A, inQueue(QUEUE, -40));
				const given: string[] = [];
				for (const minutes of [11, 22, 33, 44]) {
					await trigger.until(minutes);
					given.push(...(await trigger.keys()));
				}

				expect(given).toEqual(keys);
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
});
