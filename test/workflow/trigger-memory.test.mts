import type { INodeParameters } from 'n8n-workflow';

import { openContactCenter } from '../support/contact-center.mts';
import { withTriggerScene } from '../support/trigger-scene.mts';
import { activate, ActiveTrigger } from '../support/trigger.mts';

const STARTED = { event: 'conversationStarted' };
const ENDED = { event: 'conversationEnded' };
const idle = (more: INodeParameters = {}) => ({ event: 'conversationIdle', idleForMinutes: 10, ...more });

/** What n8n keeps of a trigger, under another name. */
function renamed(trigger: ActiveTrigger, name: string) {
	return { [`node:${name}`]: trigger.kept[`node:${trigger.name}`] };
}

describe('The trigger', () => {
	const { bench, travel, world, minutes, startsNow } = withTriggerScene();

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

		it.each([5, 60])(
			'where it is renamed %d s after a poll that gave something, and n8n is restarted later',
			async (seconds) => {
				const trigger = await activate(bench(), STARTED);
				minutes(1);
				startsNow();
				expect(await trigger.poll()).toHaveLength(1);
				travel().pass(seconds * 1000);
				trigger.name = 'Chats';
				expect(await trigger.poll({ activation: 'update' })).toEqual([]);
				// What gives nothing is saved at the end of the activation only.
				const saved = structuredClone(trigger.kept);
				minutes(1);
				await trigger.poll();
				trigger.kept = saved;
				startsNow();
				minutes(5);
				trigger.restart();

				expect(await trigger.poll({ activation: 'init' })).toHaveLength(1);
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

	describe('that has the node ID of another one in its workflow', () => {
		const SAME_ID = { message: 'Two triggers of this workflow have the same node ID' };

		it('is an error for both, for neither can tell what is its own', async () => {
			const one = await activate(bench(), STARTED);
			const other = one.twin('Other', ENDED);
			await other.poll();
			await one.poll();

			for (const trigger of [other, one, other]) await expect(trigger.poll()).rejects.toMatchObject(SAME_ID);
		});

		it('is not thought to be one that is renamed back and forth, after at most one poll', async () => {
			const trigger = await activate(bench(), STARTED);
			for (const name of ['One', 'Two', 'One']) {
				trigger.name = name;
				expect(await trigger.poll()).toEqual([]);
			}
			trigger.name = 'Two';
			await expect(trigger.poll()).rejects.toMatchObject(SAME_ID);

			expect(await trigger.poll()).toEqual([]);
			trigger.name = 'Three';
			expect(await trigger.poll()).toEqual([]);
			trigger.name = 'One';
			minutes(7 * 24 * 60);
			expect(await trigger.poll()).toEqual([]);
		});
	});
});
