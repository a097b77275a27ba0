import type { LegIds, Simulator } from '../../simulator/index.mts';
import { openParticipants } from '../../simulator/world/model.mts';
import { agentCalls, callBeside } from '../support/contact-center.mts';
import type { Api } from './rig.mts';
import { withSimulator } from './rig.mts';

const NOW = '2026-09-01T10:00:00.000Z';

describe('closing', () => {
	let simulator: Simulator;
	let api: Api;

	withSimulator(NOW, (...started) => {
		[simulator, api] = started;
	});

	const start = (stage: 'agent' | 'ended' | 'queue' = 'agent') =>
		simulator.world.startConversation({
			customerName: 'Dana Example',
			queue: simulator.world.addQueue({ name: 'Web Support' }),
			stage,
		});

	const states = async (id: string) => {
		const { json } = await api('GET', `/api/v2/conversations/${id}`);
		return json.list('participants').map((leg) => [leg.at('purpose'), leg.at('messages', 0, 'state')]);
	};

	test('a PATCH of the conversation disconnects every leg and answers with the ended conversation', async () => {
		const { id } = start();
		const answer = await api('PATCH', `/api/v2/conversations/messages/${id}`, { state: 'disconnected' });
		expect(answer.status).toBe(200);
		expect(answer.json.at('endTime')).toBe(NOW);
		expect((await states(id)).map(([, state]) => state)).toEqual(Array(4).fill('disconnected'));
	});

	test('a PATCH with any other state is refused and changes nothing', async () => {
		const { id } = start();
		const answer = await api('PATCH', `/api/v2/conversations/messages/${id}`, { state: 'closed' });
		expect([answer.status, answer.json.at('code')]).toEqual([400, 'invalid.value']);
		expect((await api('GET', `/api/v2/conversations/${id}`)).json.at('endTime')).toBeUndefined();
	});

	test('nobody is put into a queue without a customer', () => {
		const { id } = start('ended');
		const { participants } = simulator.world.conversation(id);
		const before = participants.length;
		const queue = simulator.world.addQueue({ name: 'Other' });
		expect(() => {
			simulator.world.transfer(id, queue);
		}).toThrow('no open customer');
		expect(participants).toHaveLength(before);
	});

	test('a customer who leaves the messenger stays on the phone, writes nothing into the call, and can come back', async () => {
		const chat = start();
		const call = callBeside(simulator.world, chat);
		simulator.world.customerLeaves(chat.id);
		expect(await states(chat.id)).toContainEqual(['customer', 'disconnected']);
		expect(call.communication.state).toBe('connected');
		expect(() => simulator.world.customerWrites(chat.id)).toThrow('read-only');
		expect(call.communication.messages).toEqual([]);
		simulator.world.customerReturns(chat.id);
		expect(await states(chat.id)).toContainEqual(['customer', 'connected']);
	});

	test('a PATCH of a participant who is also on the phone ends both', async () => {
		const chat = start();
		const call = agentCalls(simulator.world, chat.id);
		const path = `/api/v2/conversations/messages/${chat.id}/participants/${call.id}`;
		const agents = async () => {
			const { json } = await api('GET', `/api/v2/conversations/${chat.id}`);
			return json
				.list('participants')
				.filter((one) => one.at('purpose') === 'agent')
				.map((one) => [one.at('messages', 0, 'state'), one.at('calls', 0, 'state'), one.at('endTime')]);
		};
		expect(await agents()).toEqual([['connected', 'connected', undefined]]);
		expect((await api('PATCH', path, { state: 'disconnected' })).status).toBe(202);
		expect(await agents()).toEqual([['disconnected', 'disconnected', NOW]]);
	});

	test('a customer who comes back finds the agent who is still there', () => {
		const { id } = start();
		const { world } = simulator;
		world.customerLeaves(id);
		world.customerReturns(id);
		expect(openParticipants(world.conversation(id)).map(({ purpose }) => purpose)).toEqual([
			'agent',
			'customer',
		]);
		expect(() => world.customerReturns(id)).toThrow('The customer is there');
	});

	test('a PATCH of a participant is accepted first and takes effect after the set delay', async () => {
		simulator.configure({ asyncCloseMs: 3000 });
		const { id, customer } = start('queue');
		const path = `/api/v2/conversations/messages/${id}/participants/${customer.participantId}`;
		const answer = await api('PATCH', path, { state: 'disconnected' });
		expect([answer.status, answer.text]).toEqual([202, '']);
		simulator.world.clock.advance(2999);
		expect(await states(id)).toContainEqual(['customer', 'connected']);
		simulator.world.clock.advance(1);
		expect(await states(id)).toContainEqual(['customer', 'disconnected']);
	});

	test('the agent stays when only the customer is disconnected, unless the assumption is flipped', async () => {
		const first = start();
		const close = async ({ id, customer }: typeof first) =>
			api('PATCH', `/api/v2/conversations/${id}/participants/${customer.participantId}`, {
				state: 'disconnected',
			});
		await close(first);
		expect(await states(first.id)).toContainEqual(['agent', 'connected']);
		simulator.configure({ assumptions: { agentLeavesWhenCustomerDoes: true } });
		const second = start();
		await close(second);
		expect(await states(second.id)).toContainEqual(['agent', 'disconnected']);
	});

	test('the state may be spelled in capitals, on the conversation, the participant and the communication', async () => {
		const ways = [
			() => '',
			({ participantId }: LegIds) => `/participants/${participantId}`,
			({ participantId, sessionId }: LegIds) => `/participants/${participantId}/communications/${sessionId}`,
		];
		for (const below of ways) {
			const { id, customer } = start();
			const path = `/api/v2/conversations/messages/${id}${below(customer)}`;
			expect((await api('PATCH', path, { state: 'Disconnected' })).status).toBe(400);
			expect((await api('PATCH', path, { state: 'DISCONNECTED' })).status).toBeLessThan(300);
			expect(await states(id)).toContainEqual(['customer', 'disconnected']);
		}
	});

	test('a wrap-up is handed in on the communication of an agent who has left', async () => {
		const code = simulator.world.addWrapUpCode({ name: 'Closed by workflow' });
		const { id, agent, customer } = start();
		const wrapUp = async (leg: LegIds | undefined, body: unknown) =>
			api(
				'POST',
				`/api/v2/conversations/messages/${id}/participants/${leg?.participantId ?? ''}/communications/${agent?.sessionId ?? ''}/wrapup`,
				body,
			);
		await api('PATCH', `/api/v2/conversations/messages/${id}`, { state: 'disconnected' });
		const shown = async () =>
			(await api('GET', `/api/v2/conversations/${id}`)).json.list('participants').at(-1);
		expect((await shown())?.at('messages', 0, 'afterCallWork', 'state')).toBe('pending');
		expect((await wrapUp(agent, { code: 'no-such-code' })).json.at('code')).toBe('invalid.value');
		expect((await wrapUp(agent, {})).json.at('code')).toBe('conversation.error.wrapup.code.required');
		expect((await wrapUp(customer, { code: code.id })).status).toBe(404);
		simulator.configure({ assumptions: { wrapUpByClientCredentials: false } });
		expect((await wrapUp(agent, { code: code.id })).json.at('code')).toBe('not.a.user');
		simulator.configure({ assumptions: { wrapUpByClientCredentials: true }, asyncCloseMs: 1000 });
		const answer = await wrapUp(agent, { code: code.id, notes: 'Solved' });
		expect([answer.status, answer.text]).toEqual([202, '']);
		expect((await shown())?.at('wrapup')).toBeUndefined();
		simulator.world.clock.advance(1000);
		expect((await shown())?.at('wrapup')).toMatchObject({ code: code.id, notes: 'Solved' });
		expect((await shown())?.at('messages', 0, 'afterCallWork', 'state')).toBe('complete');
	});

	test('a PATCH of a communication takes nothing but disconnected', async () => {
		const { id, agent } = start();
		const path = `/api/v2/conversations/messages/${id}/participants/${agent?.participantId ?? ''}/communications/${agent?.sessionId ?? ''}`;
		const refused = await api('PATCH', path, { state: 'parked' });
		expect([refused.status, refused.json.at('code')]).toEqual([400, 'communication.state.required']);
		const answer = await api('PATCH', path, { state: 'disconnected' });
		expect([answer.status, answer.json.value]).toEqual([200, {}]);
		expect(await states(id)).toContainEqual(['agent', 'disconnected']);
	});

	test('the disconnect resource puts a system wrap-up on the agent, a participant PATCH the one given', async () => {
		const code = simulator.world.addWrapUpCode({ name: 'Closed by workflow' });
		const torn = start();
		expect((await api('POST', `/api/v2/conversations/${torn.id}/disconnect`)).status).toBe(202);
		const tornAgent = (await api('GET', `/api/v2/conversations/${torn.id}`)).json.list('participants').at(-1);
		expect(tornAgent?.at('wrapup', 'code')).toBe('ININ-WRAP-UP-TIMEOUT');

		const closed = start();
		const path = `/api/v2/conversations/messages/${closed.id}/participants/${closed.agent?.participantId ?? ''}`;
		const body = { state: 'disconnected', wrapup: { code: code.id, notes: 'Closed by workflow' } };
		expect((await api('PATCH', path, body)).status).toBe(202);
		const agent = (await api('GET', `/api/v2/conversations/${closed.id}`)).json.list('participants').at(-1);
		expect(agent?.at('wrapup', 'code')).toBe(code.id);
		expect(agent?.at('messages', 0, 'afterCallWork', 'state')).toBe('complete');
	});

	test('DELETE answers 204 and leaves the agent in after-call work', async () => {
		const { id } = start();
		expect((await api('DELETE', `/api/v2/conversations/${id}`)).status).toBe(204);
		const agent = (await api('GET', `/api/v2/conversations/${id}`)).json.list('participants').at(-1);
		expect(agent?.at('messages', 0, 'afterCallWork', 'state')).toBe('pending');
	});

	test.each([
		['patchOnEnded', 200],
		['patchOnEnded', 400],
		['patchOnEnded', 404],
		['patchOnEnded', 409],
	] as const)('closing what has ended answers as the assumption %s says: %d', async (name, status) => {
		simulator.configure({ assumptions: { [name]: status } });
		const { id } = start('ended');
		const answer = await api('PATCH', `/api/v2/conversations/messages/${id}`, { state: 'disconnected' });
		expect(answer.status).toBe(status);
	});

	test('a conversation re-opened by threading keeps its id, grows legs and loses its end', async () => {
		const { id } = start('ended');
		simulator.world.reopen(id);
		const { json } = await api('GET', `/api/v2/conversations/${id}`);
		expect(json.at('endTime')).toBeUndefined();
		expect(json.list('participants').length).toBeGreaterThan(4);
		simulator.configure({ assumptions: { reopenKeepsEndTime: true } });
		expect((await api('GET', `/api/v2/conversations/${id}`)).json.at('endTime')).toEqual(expect.any(String));
	});

	test('a queue that ends idle conversations does so at its deadline, with disconnect type inactivity', async () => {
		const queue = simulator.world.addQueue({ name: 'Impatient', inactivityMinutes: 30 });
		const { id } = simulator.world.startConversation({
			customerName: 'Eva',
			queue,
			stage: 'agent',
			startedAt: NOW,
		});
		simulator.world.clock.set('2026-09-01T10:29:59.999Z');
		const open = (await api('GET', `/api/v2/conversations/${id}`)).json;
		expect([open.at('endTime'), open.at('inactivityTimeout')]).toEqual([
			undefined,
			'2026-09-01T10:30:00.000Z',
		]);
		simulator.world.clock.set('2026-09-01T12:00:00.000Z');
		const ended = (await api('GET', `/api/v2/conversations/${id}`)).json;
		expect(ended.at('endTime')).toBe('2026-09-01T10:30:00.000Z');
		expect(ended.at('participants', 0, 'messages', 0, 'disconnectType')).toBe('inactivity');
	});

	test('a parked conversation is resumed at its time, unless it was closed before', async () => {
		const [resumed, closed] = [start(), start()];
		for (const { id } of [resumed, closed]) simulator.world.park(id, '2026-09-01T10:05:00.000Z');
		expect(await states(resumed.id)).toContainEqual(['agent', 'parked']);
		await api('PATCH', `/api/v2/conversations/messages/${closed.id}`, { state: 'disconnected' });
		simulator.world.clock.set('2026-09-01T10:05:00.000Z');
		expect(await states(resumed.id)).toContainEqual(['agent', 'connected']);
		expect(await states(closed.id)).toContainEqual(['agent', 'disconnected']);
	});

	test('after-call work with a timeout ends by itself', async () => {
		const queue = simulator.world.addQueue({
			name: 'Timed',
			wrapUpPrompt: 'MANDATORY_TIMEOUT',
			wrapUpTimeoutMs: 1000,
		});
		const { id } = simulator.world.startConversation({ customerName: 'Eva', queue, stage: 'agent' });
		await api('PATCH', `/api/v2/conversations/messages/${id}`, { state: 'disconnected' });
		const work = async () => {
			const { json } = await api('GET', `/api/v2/conversations/${id}`);
			return json.list('participants').at(-1)?.at('messages', 0, 'afterCallWork', 'state');
		};
		expect(await work()).toBe('pending');
		simulator.world.clock.advance(1000);
		expect(await work()).toBe('complete');
	});

	test('the customer follows the last agent out, unless the assumption is flipped', async () => {
		const first = start();
		simulator.world.agentLeaves(first.id);
		expect(await states(first.id)).toContainEqual(['customer', 'disconnected']);
		simulator.configure({ assumptions: { customerLeavesWithLastAgent: false } });
		const second = start();
		simulator.world.agentLeaves(second.id);
		expect(await states(second.id)).toContainEqual(['customer', 'connected']);
	});

	test('a message after the end re-opens within the threading timeline and starts anew after it', async () => {
		simulator.world.addDeployment({ name: 'Lenient', onDisconnect: 'Send' });
		const { id } = start('ended');
		expect(simulator.world.customerWrites(id).conversationId).toBe(id);
		simulator.world.end(id);
		await api('PUT', '/api/v2/conversations/messaging/threadingtimeline', {
			settings: [{ messengerType: 'webmessaging', timeoutInMinutes: 1 }],
		});
		simulator.world.clock.advance(60_000);
		expect(simulator.world.customerWrites(id).conversationId).not.toBe(id);
	});
});
