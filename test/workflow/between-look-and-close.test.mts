import type { UnknownObject } from '../../scripts/n8n/json.mts';
import { callBeside, openContactCenter, openConversations, whoIsIn } from '../support/contact-center.mts';
import { during } from '../support/during.mts';
import { close, closeSession } from '../support/parameters.mts';
import {
	rawConversation,
	READ,
	showInstead,
	withLegs,
	withParticipants,
} from '../support/raw-conversation.mts';
import { withWorkbench } from '../support/workbench.mts';

const bench = withWorkbench();
const METHODS = ['disconnect', 'graceful', 'teardown'] as const;
const PAUSE = { kind: 'rateLimit', seconds: 3, times: 1 } as const;
const CLOSING = { path: '/conversations/messages/|/disconnect$' };

describe('Between the look and the close', () => {
	it.each(METHODS)('a call may begin, which no method cuts off without a word (%s)', async (method) => {
		const { simulator } = bench();
		simulator.configure({ assumptions: { customerLeavesWithLastAgent: false } });
		const chat = openContactCenter(simulator.world).chat();
		const pause = simulator.faults.add({ ...PAUSE, seconds: 1, match: CLOSING });

		const verdict = await during(
			bench().item({ parameters: close(chat.id, {}, { method }) }),
			() => pause.hits > 0,
			() => {
				callBeside(simulator.world, chat);
			},
		);

		expect(verdict).toMatchObject({
			status: 'skippedNotWebMessaging',
			reason: expect.stringContaining('Another channel (call) is open') as unknown,
		});
		expect(whoIsIn(simulator.world, chat)).toContain('customer');
	});

	it.each(METHODS)('somebody else may end it: that is not called closed by this run (%s)', async (method) => {
		const { simulator } = bench();
		simulator.configure({
			assumptions: { patchOnEnded: 200, participantPatchOnEnded: 202, disconnectOnEnded: 202 },
		});
		const { id } = openContactCenter(simulator.world).chat();
		const pause = simulator.faults.add({ ...PAUSE, seconds: 4, match: CLOSING });

		const verdict = await during(
			bench().item({ parameters: close(id, {}, { method }) }),
			() => pause.hits > 0,
			() => {
				simulator.world.end(id);
			},
		);

		expect(verdict).toMatchObject({
			status: 'alreadyClosed',
			reason: 'It had already ended. Nothing was changed.',
		});
	});

	it('another agent may take it: the verdict names who was disconnected', async () => {
		const { simulator } = bench();
		const { world } = simulator;
		const { id, agent } = openContactCenter(world).chat();
		const bob = world.addUser({ name: 'Bob Second' });
		const other = world.addQueue({ name: 'Other' });
		const pause = simulator.faults.add({ ...PAUSE, match: CLOSING });

		const verdict = await during(
			bench().item({ parameters: close(id) }),
			() => pause.hits > 0,
			() => {
				world.transfer(id, other);
				world.assignAgent(id, bob);
			},
		);

		expect(agent).toBeDefined();
		expect(verdict).toMatchObject({
			status: 'closed',
			agentName: 'Bob Second',
			reason: 'Disconnected Dana Example (customer) and Bob Second (agent).',
		});
	});

	it('a call may begin, which a graceful close leaves alone', async () => {
		const { simulator } = bench();
		simulator.configure({ assumptions: { customerLeavesWithLastAgent: false } });
		const chat = openContactCenter(simulator.world).chat();
		const pause = simulator.faults.add({ ...PAUSE, match: CLOSING });

		await during(
			bench().item({ parameters: close(chat.id, { waitTimeoutSeconds: 1 }, { method: 'graceful' }) }),
			() => pause.hits > 0,
			() => {
				callBeside(simulator.world, chat);
			},
		);

		expect(simulator.world.conversation(chat.id).participants.at(-1)?.communication).toMatchObject({
			medium: 'call',
			state: 'connected',
		});
	});
});

describe('A look that was long on its way', () => {
	it('tells how it was, not how it is: the guard looks again', async () => {
		const { simulator } = bench();
		const center = openContactCenter(simulator.world);
		const { id } = center.chat({ stage: 'queue' });
		const slow = simulator.faults.add({ kind: 'drip', ms: 1, ends: true, times: 1, match: READ });

		const verdict = await during(
			bench().item({ parameters: close(id, { skipIfConnected: 'agent' }) }),
			() => slow.hits > 0,
			() => {
				setTimeout(() => simulator.world.assignAgent(id, center.agent), 300);
			},
		);

		expect(verdict).toMatchObject({ status: 'skippedAgentConnected' });
		expect(openConversations(simulator.world)).toEqual([id]);
	});
});

describe('An answer that leaves somebody out', () => {
	it('has not shown their end', async () => {
		const chat = openContactCenter(bench().simulator.world).chat();
		const raw = await rawConversation(bench(), chat.id);
		const ended = withParticipants(raw, (one) => (one['purpose'] === 'agent' ? undefined : one));
		const after = withLegs(ended, (leg) => ({
			...leg,
			state: 'disconnected',
			disconnectedTime: new Date(bench().simulator.world.now()).toISOString(),
		}));
		bench().simulator.faults.add({ kind: 'status', status: 200, body: after, match: { method: 'PATCH' } });
		bench().simulator.faults.add({ kind: 'stub', body: raw, times: 1, match: READ });
		showInstead(bench(), after);

		expect(await bench().item({ parameters: close(chat.id, { waitTimeoutSeconds: 1 }) })).toMatchObject({
			status: 'closing',
			closed: false,
		});
		expect(whoIsIn(bench().simulator.world, chat)).toContain('agent');
	});

	it('has not shown it after a refusal either', async () => {
		const chat = openContactCenter(bench().simulator.world).chat();
		const raw = await rawConversation(bench(), chat.id);
		const { simulator } = bench();
		const disconnectedTime = new Date(simulator.world.now()).toISOString();
		const without = withParticipants(raw, (one) => (one['purpose'] === 'agent' ? undefined : one));
		const after = withLegs(without, (leg) => ({ ...leg, state: 'disconnected', disconnectedTime }));
		simulator.faults.add({ kind: 'stub', body: raw, times: 1, match: READ });
		simulator.faults.add({ kind: 'status', status: 409, match: { method: 'PATCH' } });
		showInstead(bench(), after);

		expect((await bench().run({ parameters: close(chat.id) })).status).toBe('error');
		expect(whoIsIn(simulator.world, chat)).toContain('agent');
	});

	it.each<UnknownObject>([{ messages: {} }, { messages: 'none' }, { calls: 5 }])(
		'by a list that is none tells nothing at all: %j',
		async (change) => {
			const chat = openContactCenter(bench().simulator.world).chat({ stage: 'customerLeft' });
			const raw = await rawConversation(bench(), chat.id);
			showInstead(
				bench(),
				withParticipants(raw, (one) => (one['purpose'] === 'agent' ? { ...one, ...change } : one)),
			);

			const execution = await bench().run({ parameters: close(chat.id) });

			expect(execution.status).toBe('error');
			expect(whoIsIn(bench().simulator.world, chat)).toEqual(['agent']);
		},
	);

	it('of the customer does not show that there is nothing to close', async () => {
		const chat = openContactCenter(bench().simulator.world).chat();
		const raw = await rawConversation(bench(), chat.id);
		showInstead(
			bench(),
			withParticipants(raw, (one) => (one['purpose'] === 'customer' ? undefined : one)),
		);

		expect(
			await bench().item({ parameters: closeSession(chat.id, { closeWhich: 'customerSessions' }) }),
		).toMatchObject({ status: 'notFound', closed: false });
	});
});

describe('A guard that cannot tell who somebody is', () => {
	it.each<UnknownObject>([
		{ purpose: null },
		{ purpose: '' },
		{ purpose: 'supervisor' },
		{ purpose: 'coach' },
	])('holds for %j', async (change) => {
		const chat = openContactCenter(bench().simulator.world).chat();
		const raw = await rawConversation(bench(), chat.id);
		showInstead(
			bench(),
			withParticipants(raw, (one) => (one['purpose'] === 'agent' ? { ...one, ...change } : one)),
		);

		expect(await bench().item({ parameters: close(chat.id, { skipIfConnected: 'agent' }) })).toMatchObject({
			status: 'skippedAgentConnected',
		});
	});
});
