import { MINUTE_MS } from '../../simulator/durations.mts';
import {
	callBeside,
	NOBODYS_ID,
	openContactCenter,
	openConversations,
	whoIsIn,
} from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { bySessionId, closeSession } from '../support/parameters.mts';
import { READ } from '../support/raw-conversation.mts';
import { withWorkbench } from '../support/workbench.mts';

const ALL = { closeWhich: 'allOpenSessions' };
const CUSTOMER = { closeWhich: 'customerSessions' };

describe('Close session', () => {
	const bench = withWorkbench();
	const closed = async (id: string, choice: Parameters<typeof closeSession>[1], options = {}) =>
		await bench().items({ parameters: closeSession(id, choice, options) });
	const changes = () =>
		bench()
			.calls()
			.filter((call) => !call.startsWith('GET'));

	it('says what has to come before it where the item has no session', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		const parameters = closeSession(id, {
			closeWhich: 'bySessionId',
			sessionId: { __rl: true, mode: 'id', value: '={{ $json.sessionId }}' },
		});

		const { description } = await failureOf(bench(), { parameters, items: [{ conversationId: id }] });

		expect(description).toMatch(/returned nothing for item 0\. .* put List before this step/);
	});

	it('tells in a dry run of whoever is left what would be, where the customer came in before', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		const run = (dryRun: boolean) => ({
			parameters: closeSession(id, { closeWhich: '={{ $json.which }}' }, { dryRun }),
			items: [{ which: 'customerSessions' }, { which: 'allOpenSessions' }],
		});
		const statuses = async (dryRun: boolean) =>
			(await bench().items(run(dryRun))).map(({ purpose, status }) => [purpose, status]);

		expect(await statuses(true)).toEqual([
			['customer', 'wouldClose'],
			['customer', 'notAttempted'],
			['agent', 'wouldClose'],
		]);
		expect(await statuses(false)).toEqual([
			['customer', 'closed'],
			['agent', 'closed'],
		]);
	});

	it('closes nobody where somebody is named, and all are to go', async () => {
		const chat = openContactCenter(bench().simulator.world).chat();
		const parameters = closeSession(chat.id, ALL, { participantId: chat.customer.participantId });

		const { description } = await failureOf(bench(), { parameters });

		expect(description).toContain('Set Close Which to Session by ID to close one session');
		expect(changes()).toEqual([]);
	});

	it('takes a session from List as Raw', async () => {
		const { world } = bench().simulator;
		const chat = openContactCenter(world).chat();
		const raw = {
			resource: 'session',
			operation: 'list',
			conversationId: chat.id,
			purposes: ['customer'],
			output: 'raw',
		};
		const items = await bench().items({ parameters: raw });
		const fromItem = (value: string) => ({ __rl: true, mode: 'id', value });

		await bench().items({
			parameters: {
				resource: 'session',
				operation: 'close',
				conversationId: fromItem('={{ $json.conversationId }}'),
				closeWhich: 'bySessionId',
				sessionId: fromItem('={{ $json.sessionId }}'),
			},
			items,
		});

		expect(whoIsIn(world, chat)).toEqual(['agent']);
	});

	it('closes the one session and leaves the others alone', async () => {
		const { world } = bench().simulator;
		const chat = openContactCenter(world).chat();
		const { sessionId, participantId } = chat.customer;

		expect(await closed(chat.id, bySessionId(sessionId))).toEqual([
			{
				status: 'closed',
				closed: true,
				reason: 'Disconnected Dana Example (customer).',
				purpose: 'customer',
				participantName: 'Dana Example',
				previousState: 'connected',
				closedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
				sessionId,
				participantId,
				conversationId: chat.id,
			},
		]);
		expect(whoIsIn(world, chat)).toEqual(['agent']);
		expect(changes()).toEqual([
			`PATCH /api/v2/conversations/messages/${chat.id}/participants/${participantId}/communications/${sessionId}`,
		]);
	});

	it('takes conversation and session from the item that comes in where nothing is filled in', async () => {
		const { world } = bench().simulator;
		const chat = openContactCenter(world).chat();
		const { sessionId, participantId } = chat.customer;

		expect(
			await bench().items({
				parameters: { resource: 'session', operation: 'close' },
				items: [{ conversationId: chat.id, sessionId, participantId: NOBODYS_ID }],
			}),
		).toMatchObject([{ conversationId: chat.id, sessionId, participantId, status: 'closed' }]);
		expect(whoIsIn(world, chat)).toEqual(['agent']);
	});

	it('changes nothing the second time', async () => {
		const chat = openContactCenter(bench().simulator.world).chat();
		const choice = bySessionId(chat.customer.sessionId);
		await closed(chat.id, choice);

		expect(await closed(chat.id, choice)).toMatchObject([
			{
				sessionId: chat.customer.sessionId,
				status: 'alreadyClosed',
				closed: true,
				previousState: 'disconnected',
				closedAt: expect.any(String) as string,
			},
		]);
		expect(changes()).toHaveLength(1);
	});

	it.each([200, 400, 404, 409] as const)(
		'recognizes a session that had ended without looking (%s)',
		async (communicationPatchOnEnded) => {
			const { simulator } = bench();
			simulator.configure({ assumptions: { communicationPatchOnEnded } });
			const chat = openContactCenter(simulator.world).chat({
				stage: 'ended',
				endedAt: simulator.world.now() - 60_000,
			});
			const choice = bySessionId(chat.customer.sessionId, chat.customer.participantId);

			expect(await closed(chat.id, choice, { checkFirst: false })).toMatchObject([
				{ status: 'alreadyClosed', closed: true },
			]);
		},
	);

	it('saves the look when it knows the participant', async () => {
		const chat = openContactCenter(bench().simulator.world).chat();
		const { sessionId, participantId } = chat.customer;

		await closed(chat.id, bySessionId(sessionId, participantId), {
			checkFirst: false,
			waitUntilClosed: false,
		});

		expect(bench().calls()).toEqual(changes());
		expect(changes()).toHaveLength(1);
	});

	it("closes the customer's sessions only", async () => {
		const { world } = bench().simulator;
		const chat = openContactCenter(world).chat();

		expect(await closed(chat.id, CUSTOMER)).toMatchObject([
			{ sessionId: chat.customer.sessionId, status: 'closed' },
		]);
		expect(whoIsIn(world, chat)).toEqual(['agent']);
	});

	it('closes all open sessions with a verdict for each', async () => {
		const { world } = bench().simulator;
		const chat = openContactCenter(world).chat();

		expect(await closed(chat.id, ALL)).toMatchObject([
			{ sessionId: chat.customer.sessionId, participantId: chat.customer.participantId, status: 'closed' },
			{ sessionId: chat.agent?.sessionId, participantId: chat.agent?.participantId, status: 'closed' },
		]);
		expect(openConversations(world)).toEqual([]);
	});

	it.each([ALL, CUSTOMER])('gives one verdict without a session where none is open (%j)', async (choice) => {
		const { id } = openContactCenter(bench().simulator.world).chat({ stage: 'ended' });

		const [verdict, ...others] = await closed(id, choice);

		expect(others).toEqual([]);
		expect(verdict).toMatchObject({
			status: 'alreadyClosed',
			closed: true,
			purpose: null,
			participantName: null,
			previousState: null,
			sessionId: null,
			participantId: null,
			conversationId: id,
		});
		expect(changes()).toEqual([]);
	});

	it.each([ALL, CUSTOMER])(
		'says where a conversation without an open session is stuck (%j)',
		async (choice) => {
			const { world } = bench().simulator;
			const { id } = openContactCenter(world).chat({
				stage: 'stuck',
				startedAt: world.now() - 60 * MINUTE_MS,
			});

			const verdict = await bench().item({ parameters: closeSession(id, choice) });

			expect(verdict).toMatchObject({ status: 'alreadyClosed', sessionId: null });
			expect(verdict['reason']).toContain('Nothing was changed. Everyone has left, but Genesys Cloud');
			expect(verdict['reason']).toContain('Teardown');
		},
	);

	it('has nothing to close where the customer has gone and an agent is left', async () => {
		const { world } = bench().simulator;
		const chat = openContactCenter(world).chat({ stage: 'customerLeft' });

		expect(await closed(chat.id, CUSTOMER)).toMatchObject([{ status: 'alreadyClosed', closed: true }]);
		expect(whoIsIn(world, chat)).toEqual(['agent']);
	});

	it('closes the chat and leaves the voice call beside it alone', async () => {
		const { simulator } = bench();
		const { world } = simulator;
		simulator.configure({ assumptions: { customerLeavesWithLastAgent: false } });
		const chat = openContactCenter(world).chat();
		const call = callBeside(world, chat);

		expect(await closed(chat.id, bySessionId(call.communication.id))).toMatchObject([
			{ status: 'skippedNotWebMessaging', closed: false },
		]);
		expect((await closed(chat.id, ALL)).map(({ status }) => status)).toEqual(['closed', 'closed']);
		expect(call.communication.state).toBe('connected');
	});

	it.each([{ messageType: 'whatsapp' }, { medium: 'call' }] as const)(
		'leaves another medium alone (%j)',
		async (init) => {
			const chat = openContactCenter(bench().simulator.world).chat(init);

			for (const choice of [ALL, CUSTOMER, bySessionId(chat.customer.sessionId)]) {
				expect(await closed(chat.id, choice)).toMatchObject([
					{ status: 'skippedNotWebMessaging', closed: false },
				]);
			}
			expect(changes()).toEqual([]);
		},
	);

	it.each([true, false])(
		'says when there is no such session or conversation, checking first or not (%s)',
		async (checkFirst) => {
			const chat = openContactCenter(bench().simulator.world).chat();
			const choices = [
				[NOBODYS_ID, ALL],
				[NOBODYS_ID, CUSTOMER],
				[NOBODYS_ID, bySessionId(chat.customer.sessionId, chat.customer.participantId)],
				[chat.id, bySessionId(NOBODYS_ID)],
				[chat.id, bySessionId(NOBODYS_ID, chat.customer.participantId)],
				[chat.id, bySessionId(chat.customer.sessionId, NOBODYS_ID)],
			] as const;

			for (const [id, choice] of choices) {
				const parameters = closeSession(id, choice, { checkFirst });
				expect(await bench().items({ parameters })).toMatchObject([
					{ conversationId: id, status: 'notFound', closed: false },
				]);
				const told = closeSession(id, choice, { checkFirst, whenNotFound: 'error' });
				expect(await failureOf(bench(), { parameters: told })).toMatchObject({ httpCode: '404' });
			}
		},
	);

	it('gives each verdict where one session is not found and another is closed, also with Stop the Workflow', async () => {
		const { faults, world } = bench().simulator;
		const chat = openContactCenter(world).chat();
		// The list of sessions, and the looks before and after the first close come through; the look before the second one does not.
		faults.add({ kind: 'slow', ms: 1, times: 3, match: READ });
		faults.add({ kind: 'status', status: 404, times: 3, match: READ });

		expect(await closed(chat.id, ALL, { whenNotFound: 'error' })).toMatchObject([
			{ sessionId: chat.customer.sessionId, status: 'closed' },
			{ sessionId: chat.agent?.sessionId, status: 'notFound' },
		]);
	});

	it('takes no agent from a customer who was not found', async () => {
		const { faults, world } = bench().simulator;
		const chat = openContactCenter(world).chat();
		faults.add({ kind: 'slow', ms: 1, times: 1, match: READ });
		faults.add({ kind: 'status', status: 404, times: 3, match: READ });

		expect(await closed(chat.id, ALL)).toMatchObject([
			{ sessionId: chat.customer.sessionId, status: 'notFound' },
			{ sessionId: chat.agent?.sessionId, participantName: 'Alex Agent', status: 'notAttempted' },
		]);
		expect(changes()).toEqual([]);
	});

	it.each([true, false])(
		'takes a division that it cannot see for not found, checking first or not (%s)',
		async (checkFirst) => {
			const { simulator } = bench();
			const elsewhere = simulator.world.addDivision({ name: 'Elsewhere' });
			const chat = openContactCenter(simulator.world).chat({ divisionId: elsewhere.id });
			bench().restrict({ divisions: [simulator.world.directory.homeDivision.id] });

			for (const choice of [ALL, bySessionId(chat.customer.sessionId, chat.customer.participantId)]) {
				expect(await closed(chat.id, choice, { checkFirst })).toMatchObject([
					{ status: 'notFound', closed: false },
				]);
			}
		},
	);
});
