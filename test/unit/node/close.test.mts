import { runNode } from '../../support/node-stand-in.mts';
import { Answer, Each } from '../../support/n8n-context.mts';
import { chat, leg, party } from '../../support/virtual-conversation.mts';

const ID = '00000000-0000-4000-8000-000000000001';
const LEG = '00000000-0000-4000-8000-000000000002';
const CODE = '00000000-0000-4000-8000-000000000003';
const READ = `GET conversations/${ID}`;
const CLOSES = `PATCH conversations/messages/${ID}`;

const open = chat({
	id: ID,
	participants: [
		party('customer', { messages: [leg({ id: LEG })] }),
		party('agent', { wrapupRequired: true }),
	],
});
const ended = chat({
	id: ID,
	participants: [
		party('customer', { messages: [leg({ id: LEG, state: 'disconnected' })] }),
		party('agent', { wrapupRequired: true }, { state: 'disconnected' }),
	],
});
const CLOSE = {
	resource: 'conversation',
	operation: 'close',
	conversationId: ID,
	method: 'disconnect',
	dryRun: false,
	allowAsTool: false,
};
const answers = { [READ]: open, [CLOSES]: ended };

describe('Conversation → Close', () => {
	it('closes, and gives the verdict', async () => {
		const { items, calls } = await runNode(CLOSE, answers);

		expect(items).toMatchObject([{ status: 'closed', conversationId: ID }]);
		expect(calls).toEqual([READ, CLOSES]);
	});

	it('gives every key in this order, null for what is not known', async () => {
		const [closed = {}] = (await runNode(CLOSE, answers)).items;
		const [missing] = (await runNode(CLOSE, {})).items;

		expect(Object.keys(closed)).toEqual([
			'status',
			'closed',
			'reason',
			'customerName',
			'queueName',
			'agentName',
			'previousState',
			'closedAt',
			'conversationId',
		]);
		expect(missing).toEqual({
			status: 'notFound',
			closed: false,
			reason:
				'Genesys Cloud has no such conversation, or it is in a division that the credential cannot see.',
			customerName: null,
			queueName: null,
			agentName: null,
			previousState: null,
			closedAt: null,
			conversationId: ID,
		});
	});

	it('gives null for a state that Genesys Cloud does not tell', async () => {
		const stateless = chat({ id: ID, participants: [party('customer', {}, { id: LEG, state: null })] });
		const session = {
			...CLOSE,
			resource: 'session',
			closeWhich: 'bySessionId',
			sessionId: LEG,
			dryRun: true,
		};
		const { items } = await runNode(session, { [READ]: stateless });

		expect(items).toMatchObject([{ status: 'wouldClose', sessionId: LEG, previousState: null }]);
	});

	it('names who was in it', async () => {
		const participants = [
			party('customer', { name: 'Dana' }),
			party('agent', { name: 'Alex', queueId: 'q', queueName: 'Support' }),
		];
		const { items } = await runNode({ ...CLOSE, dryRun: true }, { [READ]: chat({ id: ID, participants }) });

		expect(items).toMatchObject([{ customerName: 'Dana', queueName: 'Support', agentName: 'Alex' }]);
	});

	it('closes in the way that is chosen', async () => {
		const left = { state: 'disconnected', disconnectedTime: '2026-09-01T10:00:00.000Z' };
		const { calls } = await runNode(
			{ ...CLOSE, method: 'teardown', options: { checkFirst: false, waitUntilClosed: false } },
			{
				[READ]: chat({ id: ID, participants: [party('customer', {}, left)] }),
				[`POST conversations/${ID}/disconnect`]: new Answer(202),
			},
		);

		// The end of what is torn down may be dated back, so that it has to be seen before, whatever Check First says.
		expect(calls).toEqual([READ, `POST conversations/${ID}/disconnect`]);
		await expect(runNode({ ...CLOSE, method: 'other' }, answers)).rejects.toMatchObject({
			message: "The value of 'Method' cannot be used",
		});
	});

	it.each([
		['Dry Run', { dryRun: true }, 'wouldClose'],
		['Max Closes', { options: { maxCloses: 0 } }, 'notAttempted'],
		['Skip if Connected', { options: { skipIfConnected: 'agent' } }, 'skippedAgentConnected'],
		['both', { options: { skipIfConnected: 'agentAndCustomer' } }, 'skippedAgentConnected'],
	])('holds what is to be held: %s', async (_option, change, status) => {
		const { items, calls } = await runNode({ ...CLOSE, ...change }, answers);

		expect(items).toMatchObject([{ status }]);
		expect(calls).toEqual([READ]);
	});

	it('holds nothing for nobody', async () => {
		const { items } = await runNode({ ...CLOSE, options: { skipIfConnected: 'nobody' } }, answers);

		expect(items).toMatchObject([{ status: 'closed' }]);
	});

	it('takes what the form keeps of a step that looks: When Not Found, Return Nothing', async () => {
		const { items } = await runNode({ ...CLOSE, options: { whenNotFound: 'none' } }, {});

		expect(items).toMatchObject([{ status: 'notFound' }]);
	});

	it('says goodbye first', async () => {
		const participants = [
			party('customer', { externalContactId: 'contact' }, { toAddress: { addressNormalized: CODE } }),
		];
		const { bodies } = await runNode(
			{ ...CLOSE, options: { goodbyeMessage: 'Bye' } },
			{
				...answers,
				[READ]: chat({ id: ID, participants }),
				'POST conversations/messages/agentless': { id: 'm', conversationId: ID },
			},
		);

		expect(bodies).toContainEqual(expect.objectContaining({ textBody: 'Bye' }));
	});

	it('closes step by step where that is chosen', async () => {
		const step = `PATCH conversations/messages/${ID}/participants/customer`;
		let looks = 0;
		const looked = new Each(() => (looks++ === 0 ? open : ended));
		const { calls } = await runNode(
			{ ...CLOSE, method: 'graceful' },
			{ [READ]: looked, [step]: new Answer(202) },
		);

		expect(calls.slice(0, 2)).toEqual([READ, step]);
	});

	it('holds what was just written in', async () => {
		const messages = [{ messageTime: new Date().toISOString() }];
		const talking = chat({ id: ID, participants: [party('customer', {}, { messages })] });
		const options = { skipIfMessageWithinMinutes: 5 };

		expect((await runNode({ ...CLOSE, options }, { [READ]: talking })).items).toMatchObject([
			{ status: 'skippedRecentMessage' },
		]);
	});

	it('enters the wrap-up', async () => {
		const hands = `POST conversations/messages/${ID}/participants/agent/communications/agent-leg/wrapup`;
		const options = { wrapUpCodeId: CODE, wrapUpNotes: 'Solved' };
		const { bodies } = await runNode({ ...CLOSE, options }, { ...answers, [hands]: {} });

		expect(bodies[2]).toEqual({ code: CODE, notes: 'Solved' });
	});

	it('lets agents go without a wrap-up', async () => {
		const skips = `PATCH conversations/messages/${ID}/participants/agent`;
		const { bodies } = await runNode(
			{ ...CLOSE, options: { skipWrapUp: true } },
			{ ...answers, [skips]: {} },
		);

		expect(bodies[2]).toEqual({ wrapupSkipped: true });
	});

	it.each([
		[
			'skipping it with a code',
			{ skipWrapUp: true, wrapUpCodeId: CODE },
			'Skip Wrap-Up',
			"It cannot be combined with 'Wrap-Up Code'. Remove one of the two.",
		],
		[
			'skipping it with notes',
			{ skipWrapUp: true, wrapUpNotes: 'Solved' },
			'Skip Wrap-Up',
			"It cannot be combined with 'Wrap-Up Notes'. Remove one of the two.",
		],
		[
			'notes without a code',
			{ wrapUpNotes: 'Solved' },
			'Wrap-Up Notes',
			"Notes need a wrap-up code. Fill in 'Wrap-Up Code' too.",
		],
	])('refuses a wrap-up that makes no sense: %s', async (_what, options, field, description) => {
		await expect(runNode({ ...CLOSE, options }, answers)).rejects.toMatchObject({
			message: `The value of '${field}' cannot be used`,
			description,
		});
	});

	it.each([['dryRun'], ['allowAsTool']])(
		'refuses a switch among the options that is none there: %s',
		async (name) => {
			await expect(runNode({ ...CLOSE, options: { [name]: true } }, answers)).rejects.toMatchObject({
				description: 'It is a separate switch and does not work inside Options. Remove it there.',
			});
		},
	);

	it('gives an item for what is not there, or stops', async () => {
		expect((await runNode(CLOSE, {})).items).toMatchObject([{ status: 'notFound' }]);
		await expect(runNode({ ...CLOSE, options: { whenNotFound: 'error' } }, {})).rejects.toMatchObject({
			message: 'There is nothing to close',
			httpCode: '404',
		});
		expect((await runNode({ ...CLOSE, options: { whenNotFound: 'error' } }, answers)).items).toMatchObject([
			{ status: 'closed' },
		]);
	});

	it.each([
		['a tool', { isTool: true }],
		['a tool by the name of its type', { type: 'x.genesysWebMessagingTool' }],
	])('does not close as %s of an AI agent, unless the form allows it', async (_what, scene) => {
		await expect(runNode(CLOSE, answers, scene)).rejects.toMatchObject({
			message: 'The AI agent is not allowed to close conversations',
			description: "The owner of the workflow can allow it with 'Allow as AI Tool'.",
		});
		expect((await runNode({ ...CLOSE, allowAsTool: true }, answers, scene)).items).toMatchObject([
			{ status: 'closed' },
		]);
		expect((await runNode({ ...CLOSE, dryRun: true }, answers, scene)).items).toMatchObject([
			{ status: 'wouldClose' },
		]);
	});
});

describe('Session → Close', () => {
	const SESSION = { ...CLOSE, resource: 'session', closeWhich: 'customerSessions' };
	const closesLeg = `PATCH conversations/messages/${ID}/participants/customer/communications/${LEG}`;
	const quick = { checkFirst: false, waitUntilClosed: false };

	it('closes those of the customer, or all', async () => {
		const { items } = await runNode(
			{ ...SESSION, options: quick },
			{ [READ]: open, [closesLeg]: new Answer(202) },
		);

		expect(items).toMatchObject([{ status: 'closing', sessionId: LEG, participantId: 'customer' }]);
		const all = await runNode({ ...SESSION, closeWhich: 'allOpenSessions', dryRun: true }, { [READ]: open });
		expect(all.items).toMatchObject([{ sessionId: LEG }, { sessionId: 'agent-leg' }]);
	});

	it('gives every key in this order, null for what is not known', async () => {
		const one = { ...SESSION, closeWhich: 'bySessionId', sessionId: LEG, dryRun: true };
		const [known = {}] = (await runNode(one, { [READ]: open })).items;
		const [missing] = (await runNode(one, {})).items;

		expect(Object.entries(known)).toEqual([
			['status', 'wouldClose'],
			['closed', false],
			['reason', 'Would disconnect the customer.'],
			['purpose', 'customer'],
			['participantName', null],
			['previousState', 'connected'],
			['closedAt', null],
			['sessionId', LEG],
			['participantId', 'customer'],
			['conversationId', ID],
		]);
		expect(missing).toEqual({
			status: 'notFound',
			closed: false,
			reason:
				'Genesys Cloud has no such conversation, or it is in a division that the credential cannot see.',
			purpose: null,
			participantName: null,
			previousState: null,
			closedAt: null,
			sessionId: LEG,
			participantId: null,
			conversationId: ID,
		});
	});

	it('closes one by its ID, with one request where the participant is given', async () => {
		const participantId = ID;
		const closes = closesLeg.replace('customer', participantId);
		const { calls } = await runNode(
			{ ...SESSION, closeWhich: 'bySessionId', sessionId: LEG, options: { ...quick, participantId } },
			{ [closes]: new Answer(202) },
		);

		expect(calls).toEqual([closes]);
	});

	it.each([
		['customerSessions', ID],
		['allOpenSessions', ID],
		['allOpenSessions', ''],
		['allOpenSessions', 'garbage'],
	])(
		'refuses a participant with %s, which would close others as well (%j)',
		async (closeWhich, participantId) => {
			await expect(
				runNode({ ...SESSION, closeWhich, options: { ...quick, participantId } }, { [READ]: open }),
			).rejects.toMatchObject({
				message: "The value of 'Participant ID' cannot be used",
				description:
					"It only says whose session 'Session by ID' means. Set Close Which to Session by ID to close one session, or remove this option to close them all.",
			});
		},
	);

	it('looks for the participant where none is given', async () => {
		const { items, calls } = await runNode(
			{ ...SESSION, closeWhich: 'bySessionId', sessionId: LEG, options: { ...quick, participantId: '' } },
			{ [READ]: open, [closesLeg]: new Answer(202) },
		);

		expect(items).toMatchObject([{ participantId: 'customer' }]);
		expect(calls).toEqual([READ, closesLeg]);
	});

	it('does not close as a tool of an AI agent either', async () => {
		await expect(runNode(SESSION, { [READ]: open }, { isTool: true })).rejects.toMatchObject({
			message: 'The AI agent is not allowed to close conversations',
		});
	});

	it('gives the verdicts of the others where one is not found, though it is to stop then', async () => {
		const stops = { whenNotFound: 'error', waitUntilClosed: false };
		const reads = [open, open];
		const { items } = await runNode(
			{ ...SESSION, closeWhich: 'allOpenSessions', options: stops },
			{ [READ]: new Each(() => reads.shift() ?? new Answer(404)), [closesLeg]: new Answer(202) },
		);

		expect(items.map(({ status }) => status)).toEqual(['closing', 'notFound']);
	});

	it('gives the verdicts of what was done before it fails', async () => {
		const agentLeg = closesLeg
			.replace('participants/customer', 'participants/agent')
			.replace(LEG, 'agent-leg');
		const { items } = await runNode(
			{ ...SESSION, closeWhich: 'allOpenSessions', options: { waitUntilClosed: false } },
			{ [READ]: open, [closesLeg]: new Answer(202), [agentLeg]: new Answer(403) },
			{ continueOnFail: true },
		);

		expect(items).toMatchObject([
			{ status: 'closing', sessionId: LEG },
			{ error: expect.stringMatching(/\S/) as unknown },
		]);
	});

	it('is told of an incoming item that had nothing', async () => {
		const scene = { saved: { conversationId: '={{ $json.conversationId }}' }, items: [{ found: false }] };
		const none = { ...SESSION, conversationId: '' };

		expect((await runNode({ ...none, output: 'verdicts' }, {}, scene)).items).toMatchObject([
			{ status: 'notFound', participantName: null },
		]);
		const [summary] = (await runNode({ ...none, output: 'summary' }, {}, scene)).items;
		expect(summary?.['text']).toContain('Incoming item');
	});

	it('stops where there is none, if that is wanted', async () => {
		await expect(runNode({ ...SESSION, options: { whenNotFound: 'error' } }, {})).rejects.toMatchObject({
			message: 'There is nothing to close',
		});
	});
});
