import type { INodeParameters } from 'n8n-workflow';

import { MINUTE_MS } from '../../simulator/durations.mts';
import { messagesOf } from '../../simulator/world/model.mts';
import { openContactCenter } from '../support/contact-center.mts';
import { withTriggerScene } from '../support/trigger-scene.mts';
import { activate } from '../support/trigger.mts';

const DETAILS = 'POST /api/v2/analytics/conversations/details/query';
const idle = (more: INodeParameters = {}) => ({ event: 'conversationIdle', idleForMinutes: 10, ...more });

describe('The trigger', () => {
	const { bench, world, minutes } = withTriggerScene();

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
});
