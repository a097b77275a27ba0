import { randomUUID } from 'node:crypto';

import type { INodeParameters } from 'n8n-workflow';

import { MINUTE_MS } from '../../simulator/durations.mts';
import type { UnknownObject } from '../../scripts/n8n/json.mts';
import { NOBODYS_ID, openContactCenter, openConversations, whoIsIn } from '../support/contact-center.mts';
import { getMany } from '../support/get-many.mts';
import {
	bySessionId,
	close,
	closeSession,
	find,
	findByAttribute,
	get,
	list,
} from '../support/parameters.mts';
import { rawConversation, showInstead, withLegs, withParticipants } from '../support/raw-conversation.mts';
import { withWorkbench } from '../support/workbench.mts';

const bench = withWorkbench();
const ago = (minutes: number) => new Date(bench().simulator.world.now() - minutes * MINUTE_MS).toISOString();

/** Somebody of a conversation, there for some minutes or until now. */
function party(purpose: string, of: UnknownObject, from: number, to?: number): UnknownObject {
	const times = { connectedTime: ago(from), ...(to !== undefined && { disconnectedTime: ago(to) }) };
	const state = to === undefined ? 'connected' : 'disconnected';
	const leg = { id: randomUUID(), type: 'webmessaging', state, ...times };
	return { id: randomUUID(), purpose, ...of, messages: [leg] };
}

/** Shows a chat with these participants, in this order. */
async function show(participants: readonly UnknownObject[]): Promise<string> {
	const { id } = openContactCenter(bench().simulator.world).chat();
	const raw = await rawConversation(bench(), id);
	showInstead(bench(), { ...raw, participants: [...participants] });
	return id;
}

/** Both orders: where somebody stands in the list says nothing. */
const ORDERS: ReadonlyArray<readonly [name: string, order: (all: UnknownObject[]) => UnknownObject[]]> = [
	['as they came', (all) => all],
	['the other way round', (all) => [...all].reverse()],
];

describe.each(ORDERS)('Of several participants, %s,', (_name, order) => {
	it('the queue is the one that the conversation is in after a transfer back', async () => {
		const id = await show(
			order([
				party('customer', { name: 'Dana' }, 60),
				party('acd', { queueName: 'Support' }, 60, 50),
				party('acd', { queueName: 'Sales' }, 50, 20),
				party('acd', { queueName: 'Support' }, 20),
			]),
		);

		expect(await bench().item({ parameters: get(id) })).toMatchObject({ queueName: 'Support' });
	});

	it('the customer is the one who came back', async () => {
		const id = await show(
			order([
				party('customer', { name: 'Guest' }, 90, 60),
				party('customer', { name: 'Dana' }, 30),
				party('agent', { name: 'Alex' }, 60),
			]),
		);

		expect(await bench().item({ parameters: get(id) })).toMatchObject({ customerName: 'Dana' });
	});

	it('the agent is the one who is there, or else who left last', async () => {
		const [first, second] = [
			party('agent', { name: 'Alex' }, 60, 10),
			party('agent', { name: 'Robin' }, 50, 20),
		];
		const there = await show(order([party('customer', {}, 60), first, party('agent', { name: 'Kim' }, 55)]));
		expect(await bench().item({ parameters: get(there) })).toMatchObject({ agentName: 'Kim' });
		bench().simulator.faults.clear();

		const left = await show(order([party('customer', {}, 60), first, second]));
		expect(await bench().item({ parameters: get(left) })).toMatchObject({ agentName: 'Alex' });
	});
});

describe.each(ORDERS)('Whose conversation it is, of several, %s,', (_name, order) => {
	const isFound = async (parameters: INodeParameters) => {
		const items = await bench().items({ parameters });
		return items.some(({ found }) => found !== false);
	};
	const scene = async (participants: (dana: UnknownObject) => UnknownObject[]) => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const { id } = center.chat({ attributes: { customerId: 'A-1' } });
		const dana = { name: 'Dana', externalContactId: center.dana.id, attributes: { customerId: 'A-1' } };
		const raw = await rawConversation(bench(), id);
		showInstead(bench(), { ...raw, participants: order(participants(dana)) });
		return center.dana.id;
	};
	const EVE = { name: 'Eve', externalContactId: NOBODYS_ID };

	it('is not told by the attribute of who has left while somebody else goes on', async () => {
		const dana = await scene((one) => [
			party('customer', one, 60, 20),
			party('customer', EVE, 10),
			party('agent', { name: 'Alex' }, 60),
		]);

		expect(await isFound(findByAttribute('customerId', 'A-1'))).toBe(false);
		expect(await isFound(find('externalContactId', dana))).toBe(false);
	});

	it('is told by the attribute of who has left where nobody says that it is somebody else', async () => {
		await scene((one) => [party('customer', one, 60, 20), party('customer', { name: 'Guest' }, 10)]);

		expect(await isFound(findByAttribute('customerId', 'A-1'))).toBe(true);
	});

	it('is who left last, where all have left', async () => {
		const dana = await scene((one) => [
			party('customer', one, 60, 50),
			party('customer', EVE, 40, 10),
			party('agent', { name: 'Alex' }, 60),
		]);

		expect(await isFound(find('externalContactId', dana))).toBe(false);
		expect(await isFound(getMany({ externalContactId: dana, customer: 'left' }))).toBe(false);
		expect(await isFound(findByAttribute('customerId', 'A-1'))).toBe(false);
	});

	it('is not who is only in a call beside the chat', async () => {
		const dana = await scene((one) => [
			{
				...party('customer', one, 60, 50),
				calls: [{ id: randomUUID(), state: 'connected', connectedTime: ago(5) }],
			},
			party('customer', EVE, 40),
			party('agent', { name: 'Alex' }, 60),
		]);

		expect(await isFound(find('externalContactId', dana))).toBe(false);
	});
});

describe('A filter by queue', () => {
	it.each(ORDERS)('goes by the queue that an open conversation is in now (%s)', async (_name, order) => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const sales = world.addQueue({ name: 'Sales' });
		const { id } = center.chat();
		const raw = await rawConversation(bench(), id);
		const [support, other] = [center.queue.id, sales.id];
		showInstead(bench(), {
			...raw,
			participants: order([
				party('customer', {}, 60),
				party('acd', { queueId: support }, 60, 50),
				party('acd', { queueId: other }, 50, 20),
				party('acd', { queueId: support }, 20),
			]),
		});
		const live = { options: { verifyLive: true } };

		expect(await bench().items({ parameters: getMany({ queueIds: [support] }, live) })).toMatchObject([
			{ conversationId: id },
		]);
	});
});

/** Of an agent's leg: what is neither ringing nor ended counts as being there. */
const THERE = ['connected', 'parked', 'contacting', 'offering', 'dialing', 'held', 'x', 'CONNECTED', null];
const NOT_THERE = ['alerting', 'ALERTING', 'disconnected', 'terminated'];

describe('An agent in a state that nobody knew', () => {
	const GUARD = { skipIfConnected: 'agent' };
	const chatIn = async (state: string | null) => {
		const { id, customer } = openContactCenter(bench().simulator.world).chat();
		const raw = await rawConversation(bench(), id);
		const changed = withLegs(raw, (leg, { purpose }) => (purpose === 'agent' ? { ...leg, state } : leg));
		showInstead(bench(), changed);
		return { id, sessionId: customer.sessionId };
	};

	it.each(THERE)('counts as being there, so that the guard holds (%j)', async (state) => {
		const { id, sessionId } = await chatIn(state);

		for (const parameters of [
			close(id, GUARD),
			close(id, GUARD, { method: 'graceful' }),
			close(id, GUARD, { method: 'teardown' }),
			closeSession(id, bySessionId(sessionId), GUARD),
		])
			expect(await bench().item({ parameters })).toMatchObject({ status: 'skippedAgentConnected' });
		expect(openConversations(bench().simulator.world)).toEqual([id]);
	});

	it.each(NOT_THERE)('does not, where the state says that nobody is there (%j)', async (state) => {
		const { id } = await chatIn(state);

		expect(await bench().item({ parameters: close(id, { ...GUARD, dryRun: true }) })).toMatchObject({
			status: 'wouldClose',
		});
	});
});

describe('A message leg that does not tell its kind, in a web messaging conversation,', () => {
	const KINDS = [undefined, null, '', 'unknown', 'Unknown'];
	const chatWith = async (type: string | null | undefined) => {
		const chat = openContactCenter(bench().simulator.world).chat();
		const raw = await rawConversation(bench(), chat.id);
		const changed = withLegs(raw, ({ type: usual, ...leg }, { purpose }) =>
			purpose === 'agent' ? { ...leg, ...(type !== undefined && { type }) } : { ...leg, type: usual ?? null },
		);
		showInstead(bench(), changed, 1);
		return chat;
	};

	it.each(KINDS)('is of web messaging: it is listed (%j)', async (type) => {
		const { id } = await chatWith(type);

		const sessions = await bench().items({ parameters: list(id) });

		expect(sessions.map(({ purpose }) => purpose)).toContain('agent');
	});

	it.each(KINDS)('holds no close, and goes with it (%j)', async (type) => {
		const chat = await chatWith(type);

		expect(await bench().item({ parameters: close(chat.id) })).toMatchObject({ status: 'closed' });
		expect(whoIsIn(bench().simulator.world, chat)).toEqual([]);
	});

	it.each(KINDS)('is among all open sessions (%j)', async (type) => {
		const chat = await chatWith(type);

		await bench().items({ parameters: closeSession(chat.id, { closeWhich: 'allOpenSessions' }) });

		expect(whoIsIn(bench().simulator.world, chat)).toEqual([]);
	});

	it('is not, where the conversation is of two kinds', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		const raw = await rawConversation(bench(), id);
		const leg = (type: UnknownObject) => ({ messages: [{ id: randomUUID(), state: 'connected', ...type }] });
		const changes: Readonly<Record<string, UnknownObject>> = {
			agent: leg({}),
			acd: leg({ type: 'whatsapp' }),
		};
		showInstead(
			bench(),
			withParticipants(raw, (one) => ({ ...one, ...changes[String(one['purpose'])] })),
		);

		expect(await bench().item({ parameters: close(id) })).toMatchObject({ status: 'skippedNotWebMessaging' });
		expect(openConversations(bench().simulator.world)).toEqual([id]);
	});
});
