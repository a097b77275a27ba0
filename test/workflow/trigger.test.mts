import type { INodeParameters } from 'n8n-workflow';

import * as v from 'valibot';

import { messagesOf } from '../../simulator/world/model.mts';
import { callBeside, MINUTE_MS, openContactCenter } from '../support/contact-center.mts';
import { withTimeTravel } from '../support/time-travel.mts';
import { activate, ActiveTrigger } from '../support/trigger.mts';
import { withWorkbench } from '../support/workbench.mts';

const KEYED = v.object({ eventId: v.string(), eventTime: v.string() });
const STARTED = { event: 'conversationStarted' };
const ENDED = { event: 'conversationEnded' };
const LEFT = { event: 'customerLeft' };
const idle = (more: INodeParameters = {}) => ({ event: 'conversationIdle', idleForMinutes: 10, ...more });
const DETAILS = 'POST /api/v2/analytics/conversations/details/query';

/** What n8n keeps of a trigger, under another name. */
function renamed(trigger: ActiveTrigger, name: string) {
	return { [`node:${name}`]: trigger.kept[`node:${trigger.name}`] };
}

describe('The trigger', () => {
	const bench = withWorkbench();
	const travel = withTimeTravel();
	const world = () => bench().simulator.world;
	const minutes = (count: number) => {
		travel().pass(count * MINUTE_MS);
	};
	/** A chat that starts right now, a minute before anybody looks. */
	const startsNow = (more = {}) => {
		const handle = openContactCenter(world()).chat({ startedAt: world().now(), ...more });
		minutes(1);
		return handle;
	};

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
			const hungUpAt = new Date(world().now()).toISOString();
			minutes(1);

			expect(await trigger.ids()).toEqual([`customerLeft:${chat.id}:${hungUpAt}`]);
			expect(await trigger.poll()).toEqual([]);
		});
	});

	describe('when a conversation is idle', () => {
		it('gives it once, and again after another message', async () => {
			const now = world().now();
			const { id } = openContactCenter(world()).chat({
				messages: [{ from: 'customer', text: 'Hello', at: now }],
			});
			const trigger = await activate(bench(), idle());
			const ids: string[] = [];
			for (let minute = 1; minute <= 40; minute++) {
				minutes(1);
				if (minute === 21) world().customerWrites(id);
				ids.push(...(await trigger.ids()).map((key) => `${minute} ${key}`));
			}

			expect(ids).toEqual([
				`11 conversationIdle:${id}:${new Date(now).toISOString()}`,
				expect.stringMatching(`^32 conversationIdle:${id}:`),
			]);
		});

		it('reads a conversation once in the time that it may be silent, and lists the open ones twice', async () => {
			openContactCenter(world()).chat();
			const trigger = await activate(bench(), idle());
			const before = bench().calls().length;
			for (let minute = 0; minute < 60; minute++) {
				minutes(1);
				await trigger.poll();
			}

			const calls = bench().calls().slice(before);
			expect(calls.filter((call) => call.startsWith('GET')).length).toBeLessThanOrEqual(7);
			expect(calls.filter((call) => call === DETAILS).length).toBeLessThanOrEqual(12);
		});

		it.each([
			['leaves alone', false, 0],
			['gives, if that is wanted,', true, 1],
		])('%s what was idle before', async (_what, alreadyIdle, count) => {
			const at = world().now() - 60 * MINUTE_MS;
			openContactCenter(world()).chat({ startedAt: at, messages: [{ from: 'customer', text: 'Hello', at }] });
			const trigger = await activate(bench(), idle({ options: { alreadyIdle } }));
			minutes(1);

			expect(await trigger.poll()).toHaveLength(count);
			minutes(30);
			expect(await trigger.poll()).toEqual([]);
		});

		it('counts from each reply that the customer leaves without an answer', async () => {
			const { id } = openContactCenter(world()).chat();
			const trigger = await activate(bench(), idle({ idleSide: 'customerAfterAgent' }));
			const given: string[] = [];
			for (let minute = 1; minute <= 150; minute++) {
				minutes(1);
				if (minute === 40 || minute === 60) world().agentWrites(id);
				if (minute === 100) world().customerWrites(id);
				given.push(...(await trigger.ids()));
			}

			const replies = messagesOf(world().conversation(id)).filter(({ from }) => from === 'agent');
			expect(replies).toHaveLength(3);
			expect(given).toEqual(replies.map(({ at }) => `conversationIdle:${id}:${new Date(at).toISOString()}`));
		});

		it('gives a silence once, also where the conversation ends and is reopened in it', async () => {
			const { id } = openContactCenter(world()).chat();
			world().agentWrites(id);
			const trigger = await activate(bench(), idle({ idleSide: 'agent' }));
			const given: string[] = [];
			for (let minute = 1; minute <= 90; minute++) {
				minutes(1);
				if (minute === 20) world().end(id);
				if (minute === 45) world().reopen(id);
				given.push(...(await trigger.ids()));
			}

			expect(given).toHaveLength(1);
		});

		it.each([10, 240])(
			'finds within a quarter of an hour one that comes into the queue silent, where that is %d minutes long',
			async (idleForMinutes) => {
				const center = openContactCenter(world());
				const other = world().addQueue({ name: 'Other' });
				const [unknown, known] = [center.chat(), center.chat()];
				for (const { id } of [unknown, known]) world().customerWrites(id);
				world().transfer(known.id, other);
				const filters = { queueIds: [other.id] };
				const trigger = await activate(bench(), idle({ idleForMinutes, filters }));
				world().transfer(known.id, center.queue);
				minutes(idleForMinutes - 1);
				expect(await trigger.ids()).toEqual([]);
				minutes(2);
				expect(await trigger.ids()).toEqual([]);
				for (const { id } of [unknown, known]) world().transfer(id, other);
				const given: unknown[] = [];
				for (let minute = 0; minute < 17; minute++) {
					minutes(1);
					given.push(...(await trigger.poll()).map(({ conversationId }) => conversationId));
				}

				expect(given.toSorted()).toEqual([unknown.id, known.id].toSorted());
			},
		);

		it('gives what became idle while n8n was down', async () => {
			const { id } = openContactCenter(world()).chat();
			const trigger = await activate(bench(), idle());
			world().customerWrites(id);
			minutes(600);

			expect(await trigger.poll()).toMatchObject([{ conversationId: id }]);
		});
	});

	describe('keeps what it has seen', () => {
		it('while n8n is restarted', async () => {
			const trigger = await activate(bench(), STARTED);
			minutes(1);
			startsNow();
			expect(await trigger.poll()).toHaveLength(1);
			trigger.restart();

			expect(await trigger.poll()).toEqual([]);
			startsNow();
			expect(await trigger.poll()).toHaveLength(1);
		});

		it('where it is renamed, although n8n keeps it under the name', async () => {
			const trigger = await activate(bench(), STARTED);
			minutes(1);
			startsNow();
			expect(await trigger.poll()).toHaveLength(1);
			startsNow();
			trigger.name = 'Chats';

			expect(await trigger.poll({ activation: 'update' })).toHaveLength(1);
		});

		it('where it is renamed and then has its old name again', async () => {
			const trigger = await activate(bench(), STARTED);
			minutes(1);
			const given: string[] = [];
			for (const name of ['One', 'Two', 'One']) {
				trigger.name = name;
				startsNow();
				given.push(...(await trigger.ids()));
			}

			expect(given).toHaveLength(3);
			expect(new Set(given).size).toBe(3);
		});

		it.each([[undefined], [36_000]])(
			'where it is renamed amid events, with a budget of %s ms',
			async (budgetMs) => {
				const how = budgetMs === undefined ? {} : { budgetMs };
				const trigger = await activate(bench(), STARTED);
				minutes(1);
				for (let poll = 0; poll < 3; poll++) {
					startsNow();
					expect(await trigger.poll(how)).toHaveLength(1);
				}
				trigger.name = 'Chats';
				startsNow();

				expect(await trigger.poll(how)).toHaveLength(1);
			},
		);

		it('for itself: another trigger that has its name later begins anew', async () => {
			const trigger = await activate(bench(), STARTED);
			minutes(1);
			startsNow();
			trigger.addAgain();

			expect(await trigger.poll()).toEqual([]);
			startsNow();
			expect(await trigger.poll()).toHaveLength(1);
		});

		it('where two triggers swap their names', async () => {
			const [one, other] = await Promise.all([activate(bench(), STARTED), activate(bench(), ENDED)]);
			other.kept = one.kept = {
				...one.kept,
				[`node:${one.name}`]: {},
				...renamed(one, 'A'),
				...renamed(other, 'B'),
			};
			[one.name, other.name] = ['B', 'A'];
			minutes(1);
			world().end(startsNow().id);
			minutes(1);

			expect(await one.poll()).toHaveLength(1);
			expect(await other.poll()).toHaveLength(1);
		});

		it('where n8n puts back what it had kept before', async () => {
			const trigger = await activate(bench(), STARTED);
			const before = structuredClone(trigger.kept);
			minutes(1);
			startsNow();
			expect(await trigger.poll()).toHaveLength(1);
			trigger.kept = before;

			expect(await trigger.poll()).toEqual([]);
		});

		it('where another process has gone on from what was saved, and this one goes on from that', async () => {
			const trigger = new ActiveTrigger(bench(), STARTED);
			trigger.goTo('one');
			await trigger.poll();
			minutes(1);
			startsNow();
			expect(await trigger.poll()).toHaveLength(1);
			const saved = structuredClone(trigger.kept);
			// What gives nothing is not saved.
			for (let polls = 0; polls < 8; polls++) {
				minutes(1);
				await trigger.poll();
			}
			trigger.goTo('other');
			trigger.kept = saved;
			startsNow();
			expect(await trigger.poll()).toHaveLength(1);
			trigger.goTo('one');

			expect(await trigger.poll()).toEqual([]);
		});

		it('from the poll of the activation, where a durable cursor keeps nothing of it', async () => {
			const trigger = new ActiveTrigger(bench(), STARTED);
			await trigger.poll({ cursor: {} });
			minutes(1);
			startsNow();

			expect(await trigger.poll({ cursor: {}, activation: 'update' })).toHaveLength(1);
		});

		it('where n8n has read a durable cursor ahead that has nothing yet', async () => {
			const trigger = new ActiveTrigger(bench(), STARTED);
			await trigger.poll({ cursor: {} });
			minutes(1);
			startsNow();
			expect(await trigger.poll({ cursor: {} })).toHaveLength(1);
			travel().pass(2_000);

			expect(await trigger.poll({ cursor: {} })).toEqual([]);
		});

		it('as a durable cursor has it, where n8n discards what was given', async () => {
			const trigger = new ActiveTrigger(bench(), STARTED);
			const cursor = {};
			await trigger.poll({ cursor });
			const before = structuredClone(cursor);
			minutes(1);
			startsNow();
			expect(await trigger.poll({ cursor })).toHaveLength(1);
			minutes(1);

			expect(await trigger.poll({ cursor: before })).toHaveLength(1);
			expect(await trigger.poll({ cursor: before })).toEqual([]);
		});

		it('where n8n has read a durable cursor while another poll was under way', async () => {
			const trigger = new ActiveTrigger(bench(), STARTED);
			const cursor = {};
			await trigger.poll({ cursor });
			const [second, third] = [structuredClone(cursor), structuredClone(cursor)];
			minutes(1);
			startsNow();
			expect(await trigger.poll({ cursor })).toHaveLength(1);

			for (const readAhead of [second, third]) {
				expect(await trigger.poll({ cursor: readAhead })).toEqual([]);
				travel().pass(10_000);
			}
			minutes(1);
			startsNow();
			expect(await trigger.poll({ cursor })).toHaveLength(1);
		});

		it('of a change of what is watched, where a durable cursor keeps nothing of it', async () => {
			const trigger = new ActiveTrigger(bench(), ENDED);
			const cursor = {};
			await trigger.poll({ cursor });
			trigger.parameters = STARTED;
			await trigger.poll({ cursor: structuredClone(cursor), activation: 'update' });
			minutes(1);
			startsNow();

			expect(await trigger.poll({ cursor })).toHaveLength(1);
		});

		it('and forgets it where something else is to be watched', async () => {
			const trigger = await activate(bench(), STARTED);
			minutes(1);
			startsNow();
			trigger.parameters = ENDED;

			expect(await trigger.poll()).toEqual([]);
			trigger.parameters = STARTED;
			expect(await trigger.poll()).toEqual([]);
			minutes(1);
			startsNow();
			expect(await trigger.poll()).toHaveLength(1);
		});

		it('and forgets it also where a durable cursor has nothing of what was watched between', async () => {
			const trigger = new ActiveTrigger(bench(), STARTED);
			const cursor = {};
			const poll = async () => await trigger.poll({ cursor });
			await poll();
			minutes(1);
			startsNow();
			expect(await poll()).toHaveLength(1);
			trigger.parameters = ENDED;
			await trigger.poll({ cursor: structuredClone(cursor), activation: 'update' });
			startsNow();
			trigger.parameters = STARTED;

			expect(await poll()).toEqual([]);
		});

		it('and forgets it also where nothing has come of what was watched between, nor since', async () => {
			const trigger = new ActiveTrigger(bench(), STARTED);
			const cursor = {};
			await trigger.poll({ cursor });
			for (let polls = 0; polls < 2; polls++) {
				minutes(1);
				startsNow();
				expect(await trigger.poll({ cursor })).toHaveLength(1);
			}
			// Of a first poll that gives nothing, n8n keeps nothing.
			const publish = async (parameters: typeof STARTED) => {
				trigger.parameters = parameters;
				await trigger.poll({ cursor: structuredClone(cursor), activation: 'update' });
			};
			await publish(ENDED);
			startsNow();
			await publish(STARTED);
			minutes(1);

			expect(await trigger.poll({ cursor })).toEqual([]);
		});

		it('where only the form of the items, the overlap or the number has changed', async () => {
			const trigger = await activate(bench(), STARTED);
			minutes(1);
			startsNow();
			trigger.parameters = {
				...STARTED,
				output: 'selectedFields',
				fields: ['conversationId'],
				options: { maxEvents: 7, overlapMinutes: 60 },
			};

			const [item] = await trigger.poll();

			expect(Object.keys(item ?? {})).toEqual(['eventId', 'eventType', 'eventTime', 'conversationId']);
		});

		it('in about forty letters for each conversation', async () => {
			const center = openContactCenter(world());
			const count = 100;
			for (let one = 0; one < count; one++) center.chat();
			const trigger = await activate(bench(), idle());

			expect(JSON.stringify(trigger.state()).length / count).toBeLessThan(42);
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
