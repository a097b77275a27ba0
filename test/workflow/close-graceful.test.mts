import type { Fault } from '../../simulator/index.mts';
import { NODE } from '../harness/workbench.mts';
import { openContactCenter, openConversations, whoIsIn } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { close, FROM_ITEM } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

describe('Close conversation gracefully', () => {
	const bench = withWorkbench();
	const gracefully = async (id: string, options = {}) =>
		await bench().item({ parameters: close(id, options, { method: 'graceful' }) });
	/** Lets something go wrong with the step of one participant. */
	const troubleWith = (leg: { readonly participantId: string } | undefined, fault: Fault) => {
		if (!leg) throw new Error('Nobody is there whose step could go wrong');
		bench().simulator.faults.add({ ...fault, match: { method: 'PATCH', path: leg.participantId } });
	};
	const changes = () =>
		bench()
			.calls()
			.filter((call) => !call.startsWith('GET'));

	it('lets the customer go first and then the agent', async () => {
		const chat = openContactCenter(bench().simulator.world).chat();

		expect(await gracefully(chat.id)).toMatchObject({ status: 'closed' });

		const participant = (id: string | undefined) =>
			`PATCH /api/v2/conversations/messages/${chat.id}/participants/${id ?? ''}`;
		expect(changes()).toEqual([
			participant(chat.customer.participantId),
			participant(chat.agent?.participantId),
		]);
	});

	it('leaves the agent to go alone where Genesys sees to that', async () => {
		const { simulator } = bench();
		simulator.configure({ assumptions: { agentLeavesWhenCustomerDoes: true } });
		const chat = openContactCenter(simulator.world).chat();

		expect(await gracefully(chat.id)).toMatchObject({ status: 'closed' });
		expect(changes()).toEqual([expect.stringContaining(chat.customer.participantId)]);
	});

	it('leaves the agent the after-call work', async () => {
		const { world } = bench().simulator;
		const chat = openContactCenter(world).chat();

		await gracefully(chat.id);

		const agent = world.conversation(chat.id).participants.find(({ purpose }) => purpose === 'agent');
		expect(agent?.communication.afterCallWork?.state).toBe('pending');
		expect(agent?.wrapUp).toBeUndefined();
	});

	it('ends the agent too where there is no such wrap-up code, and says so', async () => {
		const { world } = bench().simulator;
		const chat = openContactCenter(world).chat();

		const verdict = await gracefully(chat.id, { wrapUpCodeId: '00000000-0000-4000-8000-000000000000' });

		expect(verdict).toMatchObject({ status: 'closed', closed: true });
		expect(verdict['reason']).toMatch(/The wrap-up of .+ \(agent\) could not be entered: /);
		expect(openConversations(world)).toEqual([]);
	});

	it.each([409, 422])('ends the agent too where the wrap-up is refused (%d)', async (status) => {
		const { simulator } = bench();
		const chat = openContactCenter(simulator.world).chat();
		const code = simulator.world.addWrapUpCode({ name: 'Solved' });
		troubleWith(chat.agent, { kind: 'status', status, times: 1 });

		expect(await gracefully(chat.id, { wrapUpCodeId: code.id })).toMatchObject({ status: 'closed' });

		const agent = simulator.world
			.conversation(chat.id)
			.participants.find(({ purpose }) => purpose === 'agent');
		expect(agent?.wrapUp).toMatchObject({ code: code.id });
	});

	it('is under way, and counts, where a step may have been carried out and the next try fails', async () => {
		const { simulator } = bench();
		simulator.configure({ asyncCloseMs: 3_000, assumptions: { customerLeavesWithLastAgent: false } });
		const center = openContactCenter(simulator.world);
		const chat = center.chat();
		simulator.world.customerLeaves(chat.id);
		const code = simulator.world.addWrapUpCode({ name: 'Solved' });
		troubleWith(chat.agent, { kind: 'resetAfter', times: 1 });
		troubleWith(chat.agent, { kind: 'status', status: 409, times: 1 });
		troubleWith(chat.agent, { kind: 'status', status: 401 });

		const options = { wrapUpCodeId: code.id, waitTimeoutSeconds: 0, maxCloses: 1 };
		const items = [chat, center.chat()].map(({ id }) => ({ conversationId: id }));
		const execution = await bench().run({
			parameters: close(FROM_ITEM, options, { method: 'graceful' }),
			items,
		});

		expect(execution.json(NODE).map(({ status }) => status)).toEqual(['closing', 'notAttempted']);
	});

	it.each([403, 404, 409])(
		'says who may be there still, and why, where the agent stays (%d)',
		async (status) => {
			const { simulator } = bench();
			const chat = openContactCenter(simulator.world).chat();
			troubleWith(chat.agent, { kind: 'status', status });

			expect(await gracefully(chat.id, { waitTimeoutSeconds: 1 })).toMatchObject({
				status: 'closing',
				closed: false,
				reason: expect.stringMatching(
					/^Genesys Cloud accepted the request to disconnect [\w ]+ \(customer\)\. [\w ]+ \(agent\) may still be connected: .+ \(closing\)\. .*Correlation ID: /,
				) as unknown,
			});
		},
	);

	it('leaves the agent with a customer who cannot be disconnected', async () => {
		const { simulator } = bench();
		const chat = openContactCenter(simulator.world).chat();
		troubleWith(chat.customer, { kind: 'status', status: 409 });

		const parameters = close(chat.id, {}, { method: 'graceful' });

		expect(await failureOf(bench(), { parameters })).toMatchObject({
			message: expect.stringContaining('at the same time') as string,
		});
		expect(whoIsIn(simulator.world, chat)).toEqual(['customer', 'agent']);
	});

	it('leaves the agent with a customer whose step was lost and then refused', async () => {
		const { simulator } = bench();
		simulator.configure({ assumptions: { customerLeavesWithLastAgent: false } });
		const chat = openContactCenter(simulator.world).chat();
		troubleWith(chat.customer, { kind: 'resetBefore', times: 1 });
		troubleWith(chat.customer, { kind: 'status', status: 409 });

		const verdict = await gracefully(chat.id);

		expect(verdict).toMatchObject({ status: 'closing' });
		expect(verdict['reason']).toMatch(/^The answer to the request to close it was lost, .* at the same time/);
		expect(whoIsIn(simulator.world, chat)).toEqual(['customer', 'agent']);
	});

	it('enters the wrap-up for the agent if one is given', async () => {
		const { world } = bench().simulator;
		const chat = openContactCenter(world).chat();
		const code = world.addWrapUpCode({ name: 'Solved' });

		expect(await gracefully(chat.id, { wrapUpCodeId: code.id, wrapUpNotes: 'By the robot' })).toMatchObject({
			status: 'closed',
		});

		const agent = world.conversation(chat.id).participants.find(({ purpose }) => purpose === 'agent');
		expect(agent?.wrapUp).toMatchObject({ code: code.id, notes: 'By the robot' });
		expect(agent?.communication.afterCallWork?.state).toBe('complete');
	});

	it('tells that it has begun when the second half is refused', async () => {
		const { simulator } = bench();
		const chat = openContactCenter(simulator.world).chat();
		troubleWith(chat.agent, { kind: 'status', status: 500 });

		const verdict = await gracefully(chat.id, { waitTimeoutSeconds: 0 });

		expect(verdict).toMatchObject({ status: 'closing', closed: false });
		expect(verdict['reason']).toContain('Genesys Cloud had an internal error');
		expect(whoIsIn(simulator.world, chat)).toEqual(['agent']);
	});

	it('stops when the first half is refused, with nobody disconnected', async () => {
		const { simulator } = bench();
		const chat = openContactCenter(simulator.world).chat();
		simulator.faults.add({ kind: 'status', status: 403, match: { method: 'PATCH' } });

		const parameters = close(chat.id, {}, { method: 'graceful' });

		expect(await failureOf(bench(), { parameters })).toMatchObject({
			message: expect.stringContaining('not allowed') as string,
			httpCode: '403',
		});
		expect(openConversations(simulator.world)).toEqual([chat.id]);
	});
});
