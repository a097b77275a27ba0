import type { INodeParameters } from 'n8n-workflow';
import * as v from 'valibot';

import { MINUTE_MS } from '../../simulator/durations.mts';
import { callBeside, openContactCenter } from '../support/contact-center.mts';
import { withTriggerScene } from '../support/trigger-scene.mts';
import { activate } from '../support/trigger.mts';

const KEYED = v.object({ eventId: v.string(), eventTime: v.string() });
const STARTED = { event: 'conversationStarted' };
const ENDED = { event: 'conversationEnded' };
const LEFT = { event: 'customerLeft' };
const DETAILS = 'POST /api/v2/analytics/conversations/details/query';
const idle = (more: INodeParameters = {}) => ({ event: 'conversationIdle', idleForMinutes: 10, ...more });

describe('The trigger', () => {
	const { bench, travel, world, minutes, startsNow } = withTriggerScene();

	describe('when a conversation starts', () => {
		it('gives it once, read live, with its key in front', async () => {
			const trigger = await activate(bench(), STARTED);
			minutes(1);
			const { id } = startsNow();

			const items = await trigger.poll();

			expect(items).toMatchObject([
				{ eventId: `conversationStarted:${id}`, conversationId: id, state: 'open' },
			]);
			expect(Object.keys(items[0] ?? {})).toEqual([
				...['eventId', 'eventType', 'eventTime'],
				...['conversationId', 'state', 'customerName', 'customerConnected', 'queueName', 'agentName'],
				...['agentConnected', 'startTime', 'lastMessageTime', 'externalTag'],
			]);
			expect(await trigger.poll()).toEqual([]);
		});

		it('gives nothing from before it was activated', async () => {
			openContactCenter(world()).chat({ startedAt: world().now() - MINUTE_MS });

			const trigger = await activate(bench(), STARTED);

			expect(await trigger.poll()).toEqual([]);
		});

		it('gives it also where it has ended by then', async () => {
			const trigger = await activate(bench(), STARTED);
			minutes(1);
			world().end(startsNow().id);

			expect(await trigger.poll()).toMatchObject([{ eventType: 'conversationStarted', state: 'closed' }]);
		});
	});

	describe('when a conversation ends', () => {
		it('gives it once, with the time of its end', async () => {
			const { id } = openContactCenter(world()).chat();
			const trigger = await activate(bench(), ENDED);
			minutes(1);
			expect(await trigger.poll()).toEqual([]);
			world().end(id);
			minutes(1);

			const [item] = await trigger.poll();

			expect(item).toMatchObject({ eventType: 'conversationEnded', conversationId: id, state: 'closed' });
			const { eventId, eventTime } = v.parse(KEYED, item);
			expect(eventId).toBe(`conversationEnded:${id}:${eventTime}`);
			expect(await trigger.poll()).toEqual([]);
		});

		it('gives it again after the customer came back, with another key', async () => {
			const { id } = openContactCenter(world()).chat();
			const trigger = await activate(bench(), ENDED);
			const ids: string[] = [];
			for (let time = 0; time < 2; time++) {
				minutes(1);
				world().end(id);
				minutes(1);
				ids.push(...(await trigger.ids()));
				world().reopen(id);
			}

			expect(ids).toHaveLength(2);
			expect(new Set(ids).size).toBe(2);
		});

		it('gives it once where Genesys Cloud mends the time afterwards', async () => {
			const { id } = openContactCenter(world()).chat();
			const trigger = await activate(bench(), ENDED);
			minutes(1);
			world().end(id);
			minutes(1);
			const ids = await trigger.ids();
			for (const later of [1_500, -2_000]) {
				world().mendEnd(id, later);
				minutes(1);
				ids.push(...(await trigger.ids()));
			}

			expect(ids).toHaveLength(1);
		});

		it('gives it once where an agent was only rung, too', async () => {
			const { id } = openContactCenter(world()).chat({ stage: 'alerting' });
			const trigger = await activate(bench(), ENDED);
			minutes(1);
			world().end(id);
			minutes(1);
			const ids = await trigger.ids();
			world().mendEnd(id, 1_500);
			minutes(1);
			ids.push(...(await trigger.ids()));

			expect(ids).toHaveLength(1);
		});

		it('gives it again where the customer was back for some seconds', async () => {
			const { id } = openContactCenter(world()).chat();
			const trigger = await activate(bench(), ENDED);
			minutes(1);
			world().end(id);
			travel().pass(10_000);
			const ids = await trigger.ids();
			world().reopen(id);
			travel().pass(10_000);
			world().end(id);
			minutes(1);

			ids.push(...(await trigger.ids()));
			expect(new Set(ids).size).toBe(2);
		});

		it.each(['asked for', 'not kept to'])('finds it with the order by end %s', async (order) => {
			const center = openContactCenter(world());
			const chats = Array.from({ length: 3 }, () => center.chat());
			const trigger = await activate(bench(), ENDED);
			bench().simulator.configure({ assumptions: { ordersByEnd: order === 'asked for' } });
			for (const { id } of chats.toReversed()) {
				minutes(1);
				world().end(id);
			}
			minutes(1);

			const ids = (await trigger.poll()).map(({ conversationId }) => conversationId);

			expect(ids).toEqual(chats.map(({ id }) => id).toReversed());
		});
	});

	describe('when the customer leaves', () => {
		it('gives it once, while the conversation is open', async () => {
			const { id } = openContactCenter(world()).chat();
			const trigger = await activate(bench(), LEFT);
			minutes(1);
			expect(await trigger.poll()).toEqual([]);
			world().customerLeaves(id);
			minutes(1);

			expect(await trigger.poll()).toMatchObject([
				{ eventType: 'customerLeft', conversationId: id, customerConnected: false, state: 'open' },
			]);
			expect(await trigger.poll()).toEqual([]);
		});

		it('gives nothing where the conversation has ended by then, whatever the index says', async () => {
			const { id } = openContactCenter(world()).chat();
			const trigger = await activate(bench(), LEFT);
			minutes(1);
			world().customerLeaves(id);
			minutes(2);
			bench().simulator.configure({ analyticsLagMs: MINUTE_MS });
			world().end(id);

			expect(await trigger.poll()).toEqual([]);
		});
	});

	describe('when the customer leaves the chat and is still on the phone', () => {
		it('gives it when they hang up, with the time of that', async () => {
			const chat = openContactCenter(world()).chat();
			const call = callBeside(world(), chat);
			const trigger = await activate(bench(), LEFT);
			minutes(1);
			world().customerLeaves(chat.id);
			minutes(1);
			expect(await trigger.poll()).toEqual([]);
			world().disconnectLeg(world().conversation(chat.id), call, 'client', 'asQueueSays');
			const hungUpAt = new Date(call.communication.disconnectedTime ?? NaN).toISOString();
			minutes(1);

			expect(await trigger.ids()).toEqual([`customerLeft:${chat.id}:${hungUpAt}`]);
			expect(await trigger.poll()).toEqual([]);
		});
	});

	describe('finds', () => {
		it('what the index tells late', async () => {
			const trigger = await activate(bench(), STARTED);
			bench().simulator.configure({ analyticsLagMs: 10 * MINUTE_MS });
			minutes(1);
			const { id } = startsNow();
			expect(await trigger.poll()).toEqual([]);
			minutes(10);

			expect(await trigger.poll()).toMatchObject([{ conversationId: id }]);
		});

		it('the oldest first, and the rest with the next poll', async () => {
			const trigger = await activate(bench(), { ...STARTED, options: { maxEvents: 2 } });
			minutes(1);
			const chats = Array.from({ length: 5 }, () => startsNow());

			const polls = [await trigger.poll(), await trigger.poll(), await trigger.poll(), await trigger.poll()];

			expect(polls.map((items) => items.length)).toEqual([2, 2, 1, 0]);
			expect(polls.flat().map(({ conversationId }) => conversationId)).toEqual(chats.map(({ id }) => id));
		});

		it.each([
			['queue', 'queueIds'],
			['division', 'divisionId'],
		])('only what is in the %s', async (_what, filter) => {
			const elsewhere = world().addDivision({ name: 'Elsewhere' });
			const queue = world().addQueue({ name: 'Sales', divisionId: elsewhere.id });
			const value = filter === 'queueIds' ? [queue.id] : elsewhere.id;
			for (const parameters of [STARTED, ENDED, LEFT, idle()]) {
				const trigger = await activate(bench(), { ...parameters, filters: { [filter]: value } });
				minutes(1);
				const there = startsNow({ queue, divisionId: elsewhere.id });
				const here = startsNow();
				minutes(12);
				if (parameters === ENDED) for (const { id } of [here, there]) world().end(id);
				if (parameters === LEFT) for (const { id } of [here, there]) world().customerLeaves(id);
				minutes(1);

				expect((await trigger.poll()).map(({ conversationId }) => conversationId)).toEqual([there.id]);
			}
		});

		it.each([
			['raw', { output: 'raw' }, 'participants'],
			['selected', { output: 'selectedFields', fields: ['queueId'] }, 'queueId'],
		])('them as %s items, the key in front as well', async (_what, output, key) => {
			const trigger = await activate(bench(), { ...STARTED, ...output });
			minutes(1);
			startsNow();

			const [item] = await trigger.poll();

			expect(Object.keys(item ?? {}).slice(0, 3)).toEqual(['eventId', 'eventType', 'eventTime']);
			expect(item).toHaveProperty(key);
		});
	});

	it('asks once for a list in a quiet poll, and reads nothing', async () => {
		for (const parameters of [STARTED, ENDED, LEFT]) {
			const trigger = await activate(bench(), parameters);
			minutes(1);
			startsNow();
			await trigger.poll();
			const before = bench().calls().length;
			minutes(1);
			await trigger.poll();

			expect(bench().calls().slice(before)).toEqual([DETAILS]);
		}
	});

	it.each(['conversationStarted', 'conversationEnded', 'customerLeft'])(
		'gives nothing again when the overlap is made longer (%s)',
		async (event) => {
			const trigger = await activate(bench(), { event });
			const given: string[] = [];
			for (let chats = 0; chats < 40; chats++) {
				const { id } = openContactCenter(world()).chat({ startedAt: world().now() });
				if (event === 'conversationEnded') world().end(id);
				if (event === 'customerLeft') world().customerLeaves(id);
				minutes(1);
				given.push(...(await trigger.ids()));
			}
			expect(given).toHaveLength(40);
			trigger.parameters = { event, options: { overlapMinutes: 120 } };

			expect(await trigger.ids()).toEqual([]);
		},
	);
});
