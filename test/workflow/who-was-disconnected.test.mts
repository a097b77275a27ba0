import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { MINUTE_MS } from '../../simulator/durations.mts';
import { openContactCenter, whoIsIn } from '../support/contact-center.mts';
import { bySessionId, close, closeSession } from '../support/parameters.mts';
import { rawConversation, showInstead, withLegs } from '../support/raw-conversation.mts';
import { withWorkbench } from '../support/workbench.mts';

const bench = withWorkbench();
const METHODS = ['disconnect', 'graceful', 'teardown'] as const;
const BOTH = 'Dana Example (customer) and Alex Agent (agent)';
const NAMES = { customerName: 'Dana Example', queueName: 'Support', agentName: 'Alex Agent' };

const verdictOf = async (parameters: INodeParameters): Promise<IDataObject> =>
	await bench().item({ parameters });

describe('A verdict names people', () => {
	it.each(METHODS)('who were disconnected (%s)', async (method) => {
		const { id } = openContactCenter(bench().simulator.world).chat();

		expect(await verdictOf(close(id, {}, { method }))).toMatchObject({
			status: 'closed',
			reason: `Disconnected ${BOTH}.`,
			...NAMES,
		});
	});

	it.each(METHODS)('who would be disconnected (%s)', async (method) => {
		const chat = openContactCenter(bench().simulator.world).chat();

		expect(await verdictOf(close(chat.id, { dryRun: true }, { method }))).toMatchObject({
			status: 'wouldClose',
			reason: `Would disconnect ${BOTH}.`,
			...NAMES,
		});
		expect(whoIsIn(bench().simulator.world, chat)).toEqual(['customer', 'agent']);
	});

	it('who are in a session that is closed', async () => {
		const { id, customer, agent } = openContactCenter(bench().simulator.world).chat();

		expect(await verdictOf(closeSession(id, bySessionId(customer.sessionId)))).toMatchObject({
			reason: 'Disconnected Dana Example (customer).',
			purpose: 'customer',
			participantName: 'Dana Example',
		});
		expect(await verdictOf(closeSession(id, bySessionId(agent?.sessionId ?? '')))).toMatchObject({
			reason: 'Disconnected Alex Agent (agent).',
			purpose: 'agent',
			participantName: 'Alex Agent',
		});
	});

	it('only people, while there are any: a queue is not disconnected from anything', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat({ stage: 'queue' });

		expect(await verdictOf(close(id))).toMatchObject({
			reason: 'Disconnected Dana Example (customer).',
			agentName: null,
			queueName: 'Support',
		});
	});

	it('who are still there, and not those who had left', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat({ stage: 'customerLeft' });

		expect(await verdictOf(close(id))).toMatchObject({ reason: 'Disconnected Alex Agent (agent).' });
	});

	it('whose names are known: a guest without one is the customer', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat({ customerName: '', stage: 'queue' });

		expect(await verdictOf(close(id))).toMatchObject({
			reason: 'Disconnected the customer.',
			customerName: null,
		});
	});

	it('once it has ended, too', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat({ stage: 'ended' });

		expect(await verdictOf(close(id))).toMatchObject({
			status: 'alreadyClosed',
			reason: 'It had already ended. Nothing was changed.',
			customerName: 'Dana Example',
		});
	});

	it('of what was asked to close and did not end in time', async () => {
		bench().simulator.configure({ asyncCloseMs: 60_000 });
		const { id } = openContactCenter(bench().simulator.world).chat();

		expect(await verdictOf(close(id, { waitTimeoutSeconds: 1 }, { method: 'teardown' }))).toMatchObject({
			status: 'closing',
			reason: `Genesys Cloud accepted the request to disconnect ${BOTH}, but it had not ended after 1 second.`,
		});
	});

	it('also where nobody was looked at before: the end itself shows them', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();

		expect(await verdictOf(close(id, { checkFirst: false }))).toMatchObject({
			status: 'closed',
			reason: `Disconnected ${BOTH}.`,
		});
	});
});

describe('A guard says whom it protects', () => {
	const held = async (skipIfConnected: string, id: string, more: INodeParameters = {}) =>
		await verdictOf(close(id, { skipIfConnected, dryRun: true, ...more }));

	it.each([
		['agent', 'agent', 'Alex Agent (agent) is connected.'],
		['agent', 'parked', 'Alex Agent (agent) is connected.'],
		['agent', 'customerLeft', 'Alex Agent (agent) is connected.'],
		['agentAndCustomer', 'agent', `${BOTH} are connected.`],
		['agentAndCustomer', 'parked', `${BOTH} are connected.`],
	] as const)('Skip if Connected: %s holds (%s)', async (guard, stage, reason) => {
		const { id } = openContactCenter(bench().simulator.world).chat({ stage });

		expect(await held(guard, id)).toMatchObject({ status: 'skippedAgentConnected', reason });
	});

	it.each([
		['nobody', 'agent'],
		['agent', 'alerting'],
		['agent', 'queue'],
		['agentAndCustomer', 'customerLeft'],
		['agentAndCustomer', 'queue'],
		['agentAndCustomer', 'alerting'],
	] as const)('Skip if Connected: %s does not hold (%s)', async (guard, stage) => {
		const { id } = openContactCenter(bench().simulator.world).chat({ stage });

		expect(await held(guard, id)).toMatchObject({ status: 'wouldClose' });
	});

	it.each([
		['agent', 'Alex Agent (agent) is connected.'],
		['agentAndCustomer', `${BOTH} are connected.`],
	])('and is asked again at the moment of closing (%s)', async (skipIfConnected, reason) => {
		const { simulator } = bench();
		const center = openContactCenter(simulator.world);
		const chat = center.chat();
		const raw = await rawConversation(bench(), chat.id);
		const ringing = withLegs(raw, (leg, { purpose }) =>
			purpose === 'agent' ? { ...leg, state: 'alerting' } : leg,
		);
		showInstead(bench(), ringing, 1);
		simulator.faults.add({ kind: 'rateLimit', seconds: 1, times: 1, match: { method: 'PATCH' } });

		expect(await verdictOf(close(chat.id, { skipIfConnected }))).toMatchObject({
			status: 'skippedAgentConnected',
			reason,
		});
		expect(whoIsIn(simulator.world, chat)).toEqual(['customer', 'agent']);
	});

	it.each([
		[0.2, 'Dana Example (customer) wrote less than a minute ago.'],
		[1.5, 'Dana Example (customer) wrote 1 minute ago.'],
		[4.5, 'Dana Example (customer) wrote 4 minutes ago.'],
	])('who wrote, and when (%d minutes ago)', async (minutes, reason) => {
		const { world } = bench().simulator;
		const at = world.now() - minutes * MINUTE_MS;
		const { id } = openContactCenter(world).chat({
			startedAt: at - 10 * MINUTE_MS,
			messages: [{ from: 'customer', text: 'Hello', at }],
		});

		expect(await held('nobody', id, { skipIfMessageWithinMinutes: 10 })).toMatchObject({
			status: 'skippedRecentMessage',
			reason,
		});
	});
});

describe('What is not web messaging', () => {
	it('is told by its kind', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat({ medium: 'call' });

		expect(await verdictOf(close(id))).toMatchObject({
			status: 'skippedNotWebMessaging',
			reason: 'This is not a web messaging conversation (call).',
		});
	});
});
