import { packed, packedTime } from '../../../../nodes/shared/conversations/watch/packed.ts';
import { asRead, asRow } from '../../../support/tiny-center.mts';
import { chat, party } from '../../../support/virtual-conversation.mts';
import { row } from '../../../support/virtual-index.mts';
import { answer, ok } from '../../../support/virtual-platform.mts';
import { iso, minute, startedAt, then } from '../../../support/watching.mts';
import {
	A,
	B,
	QUEUE,
	DIVISION,
	endedAt,
	leftAt,
	begun,
	kept,
} from '../../../support/watching-occurrences.mts';

describe('Watching for what happens at a moment', () => {
	describe('gives', () => {
		it('a start, named by its conversation and dated by its moment, with the conversation as it was read', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 1));
			await trigger.until(2);

			expect((await trigger.poll()).events).toEqual([
				{
					...{ id: `conversationStarted:${A}`, type: 'conversationStarted', time: minute(1) },
					live: expect.objectContaining({ raw: asRead(startedAt(A, 1)) }) as unknown,
				},
			]);
		});

		it('an end by its moment, as the conversation tells it and not as the index does', async () => {
			const trigger = await begun('conversationEnded');
			trigger.has(endedAt(A, 1));
			trigger.reads(A, asRead(endedAt(A, 1.5)));
			await trigger.until(2);

			expect((await trigger.poll()).events).toMatchObject([
				{ id: `conversationEnded:${A}:${iso(1.5)}`, time: minute(1.5) },
			]);
			expect(trigger.kept?.['known']).toEqual(
				packed(new Map([[A, 0]]), () => `${packedTime(minute(1))}.${packedTime(minute(1.5))}`),
			);
		});

		it('a customer who left by the moment in which the last leg ended', async () => {
			const twice = then(leftAt(A, 1), ['the customer comes back', 1.25], ['the customer leaves', 1.5]);
			const trigger = await begun('customerLeft');
			trigger.has(twice);
			await trigger.until(2);

			expect((await trigger.poll()).events).toMatchObject([
				{ id: `customerLeft:${A}:${iso(1.5)}`, time: minute(1.5) },
			]);
		});

		it('nothing of a customer who is back, whether the index or only the conversation tells it', async () => {
			const back = then(leftAt(A, 1), ['the customer comes back', 1.5]);
			const trigger = await begun('customerLeft');
			trigger.has(leftAt(A, 1));
			trigger.reads(A, asRead(back));
			await trigger.until(2);
			expect(await trigger.keys()).toEqual([]);
			expect(trigger.read).toEqual([A]);

			const other = await begun('customerLeft');
			other.has(back);
			await other.until(2);
			expect(await other.keys()).toEqual([]);
			expect(other.read).toEqual([]);
		});

		it('nothing of an end that was taken back', async () => {
			const trigger = await begun('conversationEnded');
			trigger.has(endedAt(A, 1));
			trigger.reads(A, asRead(then(endedAt(A, 1), ['the conversation is reopened', 1.5])));
			await trigger.until(2);

			expect(await trigger.keys()).toEqual([]);
		});

		it('the oldest first, whatever order they are in', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 2), startedAt(B, 1));
			await trigger.until(3);

			expect(await trigger.keys()).toEqual([`conversationStarted:${B}`, `conversationStarted:${A}`]);
			expect(trigger.read).toEqual([B, A]);
		});

		it('the oldest first where only some may be given, and the others the next time', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 2), startedAt(B, 1));
			await trigger.until(3);

			expect(await trigger.keys({ most: 1 })).toEqual([`conversationStarted:${B}`]);
			expect(trigger.kept).toMatchObject({ known: kept({ [B]: 1 }), pending: kept({ [A]: 2 }) });
			expect(await trigger.keys({ most: 1 })).toEqual([`conversationStarted:${A}`]);
		});

		it('nothing that is no web messaging, whatever the index says', async () => {
			const trigger = await begun('conversationStarted');
			trigger.index.rows = [row('chat', -1)];
			trigger.reads(
				'chat',
				chat({ startTime: iso(1), participants: [party('customer', {}, { type: 'whatsapp' })] }),
			);
			await trigger.until(2);

			expect(await trigger.keys()).toEqual([]);
			expect(trigger.read).toEqual(['chat']);
		});

		it.each([
			['conversationStarted', 1],
			['customerLeft', 0],
		] as const)('%s of what has been in its queue, and is elsewhere: %d', async (event, count) => {
			const trigger = await begun(event, { queueIds: [QUEUE] });
			const gone = { state: 'disconnected', disconnectedTime: iso(1) };
			const participants = [
				party('acd', { queueId: QUEUE }, { ...gone, disconnectedTime: iso(0.5) }),
				party('agent', { queueId: DIVISION }),
				party('customer', {}, event === 'customerLeft' ? gone : {}),
			];
			trigger.index.rows = [asRow(event === 'customerLeft' ? leftAt('chat', 1) : startedAt('chat', 1))];
			trigger.reads('chat', chat({ startTime: iso(1), participants }));
			await trigger.until(2);

			expect(await trigger.keys()).toHaveLength(count);
		});

		it('a customer who has left what is in its queue', async () => {
			const trigger = await begun('customerLeft', { queueIds: [QUEUE] });
			const gone = { state: 'disconnected', disconnectedTime: iso(1) };
			trigger.index.rows = [asRow(leftAt('chat', 1))];
			trigger.reads(
				'chat',
				chat({ participants: [party('customer', {}, gone), party('agent', { queueId: QUEUE })] }),
			);
			await trigger.until(2);

			expect(await trigger.keys()).toEqual([`customerLeft:chat:${iso(1)}`]);
		});

		it('nothing from before it began, although the index dates it later', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 1));
			trigger.reads(A, asRead(startedAt(A, -1)));
			await trigger.until(2);

			expect(await trigger.keys()).toEqual([]);
			expect(await trigger.keys()).toEqual([]);
			expect(trigger.read).toEqual([]);
		});

		it('what happened in the moment in which it began', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 0));
			await trigger.until(1);

			expect(await trigger.keys()).toEqual([`conversationStarted:${A}`]);
		});

		it.each([
			['from then on', 20, ['conversationStarted:chat']],
			['of long ago', 1, []],
		])('what the index does not date only where the conversation is %s', async (_what, minutes, keys) => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(B, 19));
			for (const minutesThen of [20, 36]) {
				await trigger.until(minutesThen);
				await trigger.poll();
			}
			trigger.index.rows = [row('chat', -36, { conversationStart: 'no time' })];
			// It is on no page of an interval, but Genesys Cloud may have its reasons.
			trigger.lists(answer(200, { conversations: trigger.index.rows, totalHits: 1 }));
			trigger.reads('chat', chat({ startTime: iso(minutes) }));
			await trigger.until(37);

			expect(await trigger.keys()).toEqual(keys);
			expect(trigger.keptTime('readTo')).toBe(19);
			trigger.lists(answer(200, { conversations: trigger.index.rows, totalHits: 1 }));
			expect(await trigger.keys()).toEqual([]);
			// What is of long ago is not remembered, and so it is read again as long as it is listed.
			expect(trigger.read).toEqual(keys.length > 0 ? [] : ['chat']);
		});

		it('a customer who left by the end of the own leg, and not by that of the agent', async () => {
			const gone = (minutes: number) => ({ state: 'disconnected', disconnectedTime: iso(minutes) });
			const trigger = await begun('customerLeft');
			trigger.has(leftAt('chat', 1));
			trigger.reads(
				'chat',
				chat({ participants: [party('customer', {}, gone(1)), party('agent', {}, gone(1.5)), party('acd')] }),
			);
			await trigger.until(2);

			expect(await trigger.keys()).toEqual([`customerLeft:chat:${iso(1)}`]);
		});

		it('nothing of a customer who left before it began, and does not read it', async () => {
			const trigger = await begun('customerLeft');
			trigger.has(leftAt(A, -1));
			await trigger.until(1);

			expect(await trigger.keys()).toEqual([]);
			expect(trigger.read).toEqual([]);
			expect(trigger.kept).not.toHaveProperty('isOrdered');
		});

		it.each([
			['is not found', answer(404)],
			['does not show it', ok(asRead(endedAt('chat', -9)))],
		])('another one where there is room for one only, and one %s', async (_what, reply) => {
			const trigger = await begun('customerLeft');
			trigger.has(leftAt('chat', 1), leftAt(B, 2));
			trigger.replies('chat', reply);
			await trigger.until(3);

			expect(await trigger.keys({ most: 1 })).toEqual([`customerLeft:${B}:${iso(2)}`]);
			expect(trigger.read).toEqual(['chat', B]);
		});
	});

	describe('gives nothing twice', () => {
		it('as long as the index shows it, and asks for nothing more', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 1));
			await trigger.until(2);
			await trigger.poll();

			for (const minutes of [3, 20, 40]) {
				await trigger.until(minutes);
				expect(await trigger.poll()).toMatchObject({ events: [], isProgress: true, failure: undefined });
				expect(trigger.read).toEqual([]);
			}
		});

		it('where the index writes its ID in capitals', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 1));
			await trigger.until(2);
			await trigger.poll();
			trigger.index.rows = [asRow(startedAt(A.toUpperCase(), 1))];

			expect(await trigger.keys()).toEqual([]);
			expect(trigger.read).toEqual([]);
		});

		it('where the index tells another time for a start later', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 1));
			await trigger.until(2);
			await trigger.poll();
			trigger.has(startedAt(A, 1.5));

			expect(await trigger.keys()).toEqual([]);
			expect(trigger.read).toEqual([A]);
			expect(await trigger.keys()).toEqual([]);
			expect(trigger.read).toEqual([]);
		});

		it('where the index tells an end late that the conversation has told before', async () => {
			const trigger = await begun('conversationEnded');
			const again = then(endedAt(A, 1), ['the conversation is reopened', 2], ['the conversation ends', 3]);
			trigger.has(endedAt(A, 1));
			trigger.reads(A, asRead(again));
			await trigger.until(4);
			expect(await trigger.keys()).toEqual([`conversationEnded:${A}:${iso(3)}`]);
			trigger.has(again);

			expect(await trigger.keys()).toEqual([]);
			expect(trigger.read).toEqual([]);
		});

		it('where it is said later to have been a moment later, also after a long quiet time', async () => {
			const trigger = await begun('conversationEnded');
			trigger.has(endedAt(A, 1));
			await trigger.until(2);
			await trigger.poll();
			trigger.has(endedAt(A, 1), endedAt(B, 16.3));
			for (const minutes of [17, 18, 60]) {
				await trigger.until(minutes);
				await trigger.poll();
			}
			trigger.has(endedAt(A, 1.5), endedAt(B, 16.3));

			expect(await trigger.keys()).toEqual([]);
		});

		it.each([
			['an agent is rung', 'agent', { state: 'alerting' }],
			['an agent joins', 'agent', { connectedTime: iso(5.2) }],
			['the flow goes on', 'workflow', { connectedTime: iso(6) }],
		] as const)('where the customer is said to have left a moment later, and %s', async (_what, who, leg) => {
			const trigger = await begun('customerLeft');
			const leftAt = (minutes: number) =>
				chat({
					...{ id: A, startTime: iso(1) },
					participants: [
						party(
							'customer',
							{},
							{ state: 'disconnected', connectedTime: iso(1), disconnectedTime: iso(minutes) },
						),
						party(who, {}, leg),
					],
				});
			trigger.index.rows = [asRow(then(startedAt(A, 1), ['the customer leaves', 5]))];
			trigger.reads(A, leftAt(5));
			await trigger.until(6.5);
			expect(await trigger.keys()).toEqual([`customerLeft:${A}:${iso(5)}`]);
			trigger.index.rows = [asRow(then(startedAt(A, 1), ['the customer leaves', 5.1]))];
			trigger.reads(A, leftAt(5.1));
			await trigger.until(7);

			expect(await trigger.keys()).toEqual([]);
		});

		it('but an end that comes again has a key of its own', async () => {
			const trigger = await begun('conversationEnded');
			trigger.has(endedAt(A, 1));
			await trigger.until(2);
			await trigger.poll();
			trigger.has(then(endedAt(A, 1), ['the conversation is reopened', 2], ['the conversation ends', 3]));
			await trigger.until(4);

			expect(await trigger.keys()).toEqual([`conversationEnded:${A}:${iso(3)}`]);
			expect(trigger.kept?.['known']).toEqual(kept({ [A]: 3 }));
		});

		it('where the index tells the same end with another time', async () => {
			const trigger = await begun('conversationEnded');
			trigger.has(endedAt(A, 1));
			await trigger.until(2);
			await trigger.poll();
			trigger.index.rows = [asRow(endedAt(A, 1.5))];

			expect(await trigger.keys()).toEqual([]);
			expect(trigger.read).toEqual([A]);
		});
	});
});
