import type { INodeParameters } from 'n8n-workflow';

import type { ConversationHandle } from '../../simulator/index.mts';
import { openContactCenter, openConversations } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { NODE } from '../harness/workbench.mts';
import { bySessionId, close, closeSession, FROM_ITEM } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

describe('Close, with a wrap-up', () => {
	const bench = withWorkbench();
	const solved = () => bench().simulator.world.addWrapUpCode({ name: 'Solved' }).id;
	const agentOf = ({ id }: ConversationHandle) =>
		bench()
			.simulator.world.conversation(id)
			.participants.find(({ purpose }) => purpose === 'agent');

	it('enters code and notes for the agent who is left owing one', async () => {
		const chat = openContactCenter(bench().simulator.world).chat();
		const wrapUpCodeId = solved();
		const wrapUpNotes = 'First line\n"second" line';

		const verdict = await bench().item({ parameters: close(chat.id, { wrapUpCodeId, wrapUpNotes }) });

		expect(verdict).toMatchObject({ status: 'closed' });
		expect(agentOf(chat)?.wrapUp).toMatchObject({ code: wrapUpCodeId, notes: wrapUpNotes });
		expect(agentOf(chat)?.communication.afterCallWork?.state).toBe('complete');
	});

	it('says where the code was empty: it cannot be entered any more', async () => {
		const center = openContactCenter(bench().simulator.world);
		const [one, other] = [center.chat(), center.chat()];
		const wrapUpCodeId = solved();
		const execution = await bench().run({
			parameters: close(FROM_ITEM, { wrapUpCodeId: '={{ $json.code }}' }),
			items: [{ conversationId: one.id, code: wrapUpCodeId }, { conversationId: other.id }],
		});

		expect(execution.json(NODE)).toMatchObject([{ status: 'closed' }, { status: 'closed' }]);
		expect([agentOf(one)?.wrapUp?.code, agentOf(other)?.wrapUp]).toEqual([wrapUpCodeId, undefined]);
		expect(execution.hints(NODE)).toContain(
			"'Wrap-Up Code' was empty for at least one item, for which no wrap-up is entered.",
		);
	});

	it('is refused where there are notes and the code is empty', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		const settings = { wrapUpCodeId: '={{ $json.code }}', wrapUpNotes: 'Solved' };

		const { description } = await failureOf(bench(), { parameters: close(id, settings) });

		expect(description).toBe("Notes need a wrap-up code, and 'Wrap-Up Code' is empty.");
		expect(bench().calls()).toEqual([]);
	});

	it('lets the agent go without one', async () => {
		const chat = openContactCenter(bench().simulator.world).chat();

		expect(await bench().item({ parameters: close(chat.id, { skipWrapUp: true }) })).toMatchObject({
			status: 'closed',
		});

		expect(agentOf(chat)).toMatchObject({ wrapUpSkipped: true });
		expect(agentOf(chat)?.communication.afterCallWork?.state).toBe('skipped');
	});

	it('leaves the agent owing one when nothing is said', async () => {
		const chat = openContactCenter(bench().simulator.world).chat();

		await bench().item({ parameters: close(chat.id) });

		expect(agentOf(chat)?.communication.afterCallWork?.state).toBe('pending');
	});

	it('asks nothing of an agent who owes none', async () => {
		const chat = openContactCenter(bench().simulator.world).chat({ stage: 'queue' });

		expect(await bench().item({ parameters: close(chat.id, { wrapUpCodeId: solved() }) })).toMatchObject({
			status: 'closed',
		});
		expect(
			bench()
				.calls()
				.filter((call) => call.includes('/participants/')),
		).toEqual([]);
	});

	it('enters it for the agent whose session is closed', async () => {
		const chat = openContactCenter(bench().simulator.world).chat();
		const wrapUpCodeId = solved();
		const choice = bySessionId(chat.agent?.sessionId ?? '');

		expect(await bench().item({ parameters: closeSession(chat.id, choice, { wrapUpCodeId }) })).toMatchObject(
			{ status: 'closed' },
		);

		expect(agentOf(chat)?.wrapUp).toMatchObject({ code: wrapUpCodeId });
	});

	it.each<readonly [which: string, choice: (chat: ConversationHandle) => INodeParameters]>([
		['by its ID', ({ customer }) => bySessionId(customer.sessionId)],
		["with all of the customer's", () => ({ closeWhich: 'customerSessions' })],
	])('enters none where the session of the customer is closed %s, and says so', async (_which, choice) => {
		const { simulator } = bench();
		simulator.configure({ assumptions: { agentLeavesWhenCustomerDoes: true } });
		const chat = openContactCenter(simulator.world).chat();

		const verdict = await bench().item({
			parameters: closeSession(chat.id, choice(chat), { wrapUpCodeId: solved() }),
		});

		expect(verdict).toMatchObject({
			status: 'closed',
			reason:
				'Disconnected Dana Example (customer). No wrap-up was entered: only the session of Dana Example (customer) was closed.',
		});
		expect(agentOf(chat)?.wrapUp).toBeUndefined();
	});

	it.each(['disconnect', 'graceful'])('enters none for an agent who was only rung (%s)', async (method) => {
		const { world } = bench().simulator;
		const chat = openContactCenter(world).chat({ stage: 'alerting' });

		await bench().item({ parameters: close(chat.id, { wrapUpCodeId: solved() }, { method }) });

		expect(openConversations(world)).toEqual([]);
		expect(agentOf(chat)?.wrapUp).toBeUndefined();
	});

	it('has closed, and says what went wrong, when there is no such code', async () => {
		const { world } = bench().simulator;
		const chat = openContactCenter(world).chat();

		const verdict = await bench().item({
			parameters: close(chat.id, { wrapUpCodeId: '00000000-0000-4000-8000-000000000000' }),
		});

		expect(verdict).toMatchObject({ status: 'closed', closed: true });
		expect(verdict['reason']).toMatch(/The wrap-up of .+ \(agent\) could not be entered/);
		expect(openConversations(world)).toEqual([]);
	});

	it.each([502, 503, 504])(
		'is not handed in twice when nobody knows if it got through (%s)',
		async (status) => {
			const { simulator } = bench();
			const chat = openContactCenter(simulator.world).chat();
			const fault = simulator.faults.add({
				kind: 'status',
				status,
				match: { method: 'POST', path: '/wrapup$' },
			});

			expect(await bench().item({ parameters: close(chat.id, { wrapUpCodeId: solved() }) })).toMatchObject({
				status: 'closed',
			});
			expect(fault.hits).toBe(1);
		},
	);

	it('is not handed in twice when the connection breaks over it', async () => {
		const { simulator } = bench();
		const chat = openContactCenter(simulator.world).chat();
		const fault = simulator.faults.add({
			kind: 'resetAfter',
			match: { method: 'POST', path: '/wrapup$' },
		});

		expect(await bench().item({ parameters: close(chat.id, { wrapUpCodeId: solved() }) })).toMatchObject({
			status: 'closed',
		});
		expect(fault.hits).toBe(1);
	});

	it('is handed in again when the rate limit has refused it', async () => {
		const { simulator } = bench();
		const chat = openContactCenter(simulator.world).chat();
		const wrapUpCodeId = solved();
		simulator.faults.add({
			kind: 'rateLimit',
			seconds: 0,
			times: 1,
			match: { method: 'POST', path: '/wrapup$' },
		});

		expect(await bench().item({ parameters: close(chat.id, { wrapUpCodeId }) })).toMatchObject({
			status: 'closed',
			reason: 'Disconnected Dana Example (customer) and Alex Agent (agent).',
		});
		expect(agentOf(chat)?.wrapUp).toMatchObject({ code: wrapUpCodeId });
	});
});
