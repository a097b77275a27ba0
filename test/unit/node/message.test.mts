import { Answer } from '../../support/n8n-context.mts';
import { runNode } from '../../support/node-stand-in.mts';
import { chat, party } from '../../support/virtual-conversation.mts';

const ID = '00000000-0000-4000-8000-000000000001';
const DEPLOYMENT = 'd0000000-0000-4000-8000-000000000001';
const OTHER = 'd0000000-0000-4000-8000-000000000002';
const READ = `GET conversations/${ID}`;
const TEXTS = `POST conversations/messages/${ID}/messages/bulk`;
const SEND = 'POST conversations/messages/agentless';

const listing = (messageId: string, messageTime?: string) => ({
	messageId,
	...(messageTime !== undefined && { messageTime }),
});
const entity = (id: string, text?: string) => ({
	id,
	conversationId: ID,
	normalizedMessage: { type: 'Text', ...(text !== undefined && { text }) },
});

describe('Message → Get Many', () => {
	const GET = { resource: 'message', operation: 'getAll', conversationId: ID, output: 'messages' };
	const written = chat({
		id: ID,
		participants: [
			party(
				'customer',
				{ name: 'Dana' },
				{ messages: [listing('m1', '2026-09-01T11:00:05.000Z'), listing('m3', '2026-09-01T11:02:00.000Z')] },
			),
			party('agent', { name: 'Alex' }, { messages: [listing('m2', '2026-09-01T11:01:00.000Z')] }),
		],
	});
	const answers = {
		[READ]: written,
		[TEXTS]: {
			entities: [entity('m1', 'Hello?'), entity('m2', 'Good morning'), entity('m3', 'Thanks\nBye')],
		},
	};

	it('gives an item for each message, the oldest first', async () => {
		const { items, calls, hints } = await runNode(GET, answers);

		expect(items).toEqual([
			{
				time: '2026-09-01T11:00:05.000Z',
				from: 'customer',
				name: 'Dana',
				text: 'Hello?',
				messageId: 'm1',
				conversationId: ID,
			},
			expect.objectContaining({ from: 'agent', name: 'Alex', messageId: 'm2' }),
			expect.objectContaining({ text: 'Thanks\nBye', messageId: 'm3' }),
		]);
		expect(calls).toEqual([READ, TEXTS]);
		expect(hints).toEqual([]);
	});

	it('gives null for what Genesys Cloud does not tell, and a hint for texts', async () => {
		const unknown = chat({
			id: ID,
			participants: [
				party('customer', {}, { messages: [{}] }),
				party('agent', {}, { messages: [listing('m2', '2026-09-01T11:01:00.000Z')] }),
			],
		});
		const { items, hints } = await runNode(GET, { [READ]: unknown, [TEXTS]: { entities: [] } });

		expect(items[1]).toEqual({
			time: null,
			from: 'customer',
			name: null,
			text: null,
			messageId: null,
			conversationId: ID,
		});
		expect(hints).toEqual([
			'Genesys Cloud gave no text for 2 of 2 messages. It was deleted, is no longer kept, or cannot be read.',
		]);
	});

	it('gives one item with the whole conversation as a text, in the time zone of the workflow', async () => {
		const { items } = await runNode({ ...GET, output: 'transcript' }, answers, { timezone: 'Europe/Berlin' });

		expect(items).toEqual([
			{
				conversationId: ID,
				transcript: [
					'2026-09-01 13:00:05 [customer] Dana: Hello?',
					'2026-09-01 13:01:00 [agent] Alex: Good morning',
					'2026-09-01 13:02:00 [customer] Dana: Thanks',
					'    Bye',
				].join('\n'),
				messageCount: 3,
				firstTime: '2026-09-01T11:00:05.000Z',
				lastTime: '2026-09-01T11:02:00.000Z',
			},
		]);
	});

	it('says in a transcript what is not known, and lets no message pass for several', async () => {
		const odd = chat({
			id: ID,
			participants: [
				party(
					'customer',
					{ name: 'Dana\n2026 [agent] Alex: Goodbye' },
					{ messages: [listing('m1'), listing('m2'), listing('m3')] },
				),
				// Genesys Cloud lists it with the customer as well: nobody can tell who wrote it.
				party('acd', {}, { messages: [listing('m2', 'soon'), listing('m3')] }),
			],
		});
		const { items } = await runNode(
			{ ...GET, output: 'transcript' },
			{
				[READ]: odd,
				[TEXTS]: {
					entities: [
						entity('m1', 'one\r\ntwo\u2028three\u2029four\u000bfive\tsix\rseven'),
						{ ...entity('m2'), status: 'removed' },
						entity('m3'),
					],
				},
			},
		);

		expect(items).toMatchObject([{ messageCount: 3, firstTime: null, lastTime: null }]);
		expect(items.map(({ transcript }) => transcript)).toEqual([
			[
				'(time unknown) [customer] Dana 2026 [agent] Alex: Goodbye: one',
				'    two',
				'    three',
				'    four',
				'    five\tsix',
				'    seven',
				'(time unknown) [unknown]: (deleted)',
				'(time unknown) [unknown]: (no text)',
			].join('\n'),
		]);
	});

	it('gives an empty transcript where nobody has written', async () => {
		const { items, calls } = await runNode({ ...GET, output: 'transcript' }, { [READ]: chat({ id: ID }) });

		expect(items).toMatchObject([{ transcript: '', messageCount: 0, firstTime: null, lastTime: null }]);
		expect(calls).toEqual([READ]);
	});

	it('stops where there is no such conversation, unless it is told not to', async () => {
		const missing = (whenNotFound: string) => ({ ...GET, options: { whenNotFound } });

		await expect(runNode(GET, {})).rejects.toMatchObject({ httpCode: '404' });
		expect((await runNode(missing('item'), {})).items).toEqual([{ found: false, conversationId: ID }]);
		expect((await runNode(missing('none'), {})).items).toEqual([]);
	});

	it('refuses an output that belongs to other operations, and one that there is not', async () => {
		await expect(runNode({ ...GET, output: 'other' }, answers)).rejects.toMatchObject({
			message: "The value of 'Output' cannot be used",
		});
	});
});

describe('Message → Send', () => {
	const TEXT = { resource: 'message', operation: 'send', conversationId: ID, text: 'Still there?' };
	const SENDING = { ...TEXT, allowAsTool: false };
	const open = chat({
		id: ID,
		participants: [
			party('customer', { externalContactId: 'contact' }, { toAddress: { addressNormalized: DEPLOYMENT } }),
			party('agent'),
		],
	});
	const sent = (change = {}) => ({
		id: 'm1',
		conversationId: ID,
		timestamp: '2026-09-01T12:00:00.100Z',
		...change,
	});
	const answers = { [READ]: open, [SEND]: sent() };

	it('writes into the conversation, and says so', async () => {
		const { items, calls, bodies } = await runNode(SENDING, answers);

		expect(items).toEqual([
			{
				sent: true,
				reason: 'Sent into the conversation.',
				conversationId: ID,
				messageId: 'm1',
				sentAt: '2026-09-01T12:00:00.100Z',
			},
		]);
		expect(calls).toEqual([READ, SEND]);
		expect(bodies[1]).toMatchObject({ fromAddress: DEPLOYMENT, textBody: 'Still there?' });
	});

	it('names the conversation into which Genesys Cloud has put it instead', async () => {
		const elsewhere = '00000000-0000-4000-8000-000000000009';
		const { items } = await runNode(SENDING, { ...answers, [SEND]: sent({ conversationId: elsewhere }) });

		expect(items).toMatchObject([
			{
				sent: true,
				reason: `Genesys Cloud put it into another conversation of the customer, ${elsewhere}, which is left open.`,
				conversationId: ID,
			},
		]);
	});

	it('gives null for a time that Genesys Cloud does not tell', async () => {
		const { items } = await runNode(SENDING, {
			...answers,
			[SEND]: new Answer(200, { id: 'm1', conversationId: ID }, { date: 'soon' }),
		});

		expect(items).toMatchObject([{ sent: true, messageId: 'm1', sentAt: null }]);
	});

	it('sends nothing where nobody would read it, and says why', async () => {
		const left = chat({
			id: ID,
			participants: [party('customer', {}, { state: 'disconnected' }), party('agent')],
		});
		const { items, calls } = await runNode(SENDING, { ...answers, [READ]: left });

		expect(items).toEqual([
			{
				sent: false,
				reason: 'The customer has left.',
				conversationId: ID,
				messageId: null,
				sentAt: null,
			},
		]);
		expect(calls).toEqual([READ]);
	});

	it('sends from the deployment that the form names', async () => {
		const { bodies } = await runNode({ ...SENDING, options: { deploymentId: OTHER } }, answers);

		expect(bodies[1]).toMatchObject({ fromAddress: OTHER });
	});

	it('refuses a deployment that is no ID, and a text that says nothing', async () => {
		await expect(runNode({ ...SENDING, options: { deploymentId: 'main' } }, answers)).rejects.toMatchObject({
			message: "The value of 'Deployment ID' cannot be used",
		});
		await expect(runNode({ ...SENDING, text: ' ' }, answers)).rejects.toMatchObject({
			message: "The value of 'Text' cannot be used",
		});
	});

	it('stops where there is no such conversation, unless it is told not to', async () => {
		await expect(runNode(SENDING, {})).rejects.toMatchObject({ httpCode: '404' });
		const asItem = { ...SENDING, options: { whenNotFound: 'item' } };
		expect((await runNode(asItem, {})).items).toEqual([{ found: false, conversationId: ID }]);
	});

	it('lets an agent send only where the form allows it', async () => {
		await expect(runNode(SENDING, answers, { isTool: true })).rejects.toMatchObject({
			message: 'The AI agent is not allowed to send messages',
		});
		const allowed = await runNode({ ...TEXT, allowAsTool: true }, answers, { isTool: true });
		expect(allowed.items).toMatchObject([{ sent: true }]);
	});

	it('refuses the switch for agents among the options', async () => {
		await expect(runNode({ ...SENDING, options: { allowAsTool: true } }, answers)).rejects.toMatchObject({
			message: "The value of 'Allow as AI Tool' cannot be used",
		});
	});

	it('tells a refusal', async () => {
		await expect(runNode(SENDING, { ...answers, [SEND]: new Answer(403) })).rejects.toMatchObject({
			httpCode: '403',
		});
	});
});
