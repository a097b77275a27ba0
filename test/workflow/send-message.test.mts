import { MINUTE_MS } from '../../simulator/durations.mts';
import { NOBODYS_ID, openContactCenter } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { FROM_ITEM, sendMessage } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

const AGENTLESS = '/messages/agentless';

describe('Message: Send', () => {
	const bench = withWorkbench();
	const world = () => bench().simulator.world;
	const chat = (init = {}) => openContactCenter(world()).chat(init);
	const sends = () => bench().simulator.requests.filter(({ path }) => path.endsWith(AGENTLESS)).length;
	const written = (id: string) =>
		world()
			.conversation(id)
			.participants.flatMap(({ communication }) => communication.messages.map(({ text }) => text));

	it('writes to the customer, and tells when and as what', async () => {
		const { id } = chat();

		const item = await bench().item({ parameters: sendMessage(id, 'Line one\nLine two') });

		expect(Object.keys(item)).toEqual(['sent', 'reason', 'conversationId', 'messageId', 'sentAt']);
		expect(item).toMatchObject({ sent: true, reason: 'Sent into the conversation.', conversationId: id });
		expect(item['sentAt']).toMatch(/^20\d\d-.*Z$/);
		expect(written(id)).toContain('Line one\nLine two');
		expect(bench().calls()).toEqual([
			`GET /api/v2/conversations/${id}`,
			`POST /api/v2/conversations${AGENTLESS}`,
		]);
	});

	it.each([
		[
			'has ended',
			(id: string) => {
				world().end(id);
			},
			'The conversation has ended.',
		],
		[
			'was left by the customer',
			(id: string) => {
				world().customerLeaves(id);
			},
			'The customer has left.',
		],
		[
			'has only just ended, without an end',
			(id: string) => {
				world().stick(id);
			},
			'The conversation has ended.',
		],
	])('writes nothing into a conversation that %s', async (_what, happen, reason) => {
		const { id } = chat();
		happen(id);

		expect(await bench().item({ parameters: sendMessage(id) })).toEqual({
			sent: false,
			reason,
			conversationId: id,
			messageId: null,
			sentAt: null,
		});
		expect(sends()).toBe(0);
	});

	it('writes nothing to what is no web messaging', async () => {
		const { id } = chat({ messageType: 'whatsapp' });

		expect(await bench().item({ parameters: sendMessage(id) })).toMatchObject({
			sent: false,
			reason: 'This is not a web messaging conversation (whatsapp).',
		});
		expect(sends()).toBe(0);
	});

	describe.each([true, false])(
		'where Genesys Cloud needs a known contact: %s',
		(agentlessNeedsKnownContact) => {
			beforeEach(() => {
				bench().simulator.configure({ assumptions: { agentlessNeedsKnownContact } });
			});

			it('tells what became of a message to an anonymous guest', async () => {
				const { id } = chat({ contact: world().addContact({ firstName: 'Guest', type: 'Ephemeral' }) });

				const item = await bench().item({ parameters: sendMessage(id) });

				expect(item['sent']).toBe(!agentlessNeedsKnownContact);
				expect(written(id).includes('Are you still there?')).toBe(!agentlessNeedsKnownContact);
				if (agentlessNeedsKnownContact) expect(item['reason']).toContain('Genesys Cloud says: "');
			});

			it('writes to a known one', async () => {
				expect(await bench().item({ parameters: sendMessage(chat().id) })).toMatchObject({ sent: true });
			});
		},
	);

	it('says that a guest without a contact cannot be addressed', async () => {
		const { id } = world().startConversation({
			customerName: 'Guest',
			queue: world().addQueue({ name: 'Support' }),
			stage: 'queue',
		});

		expect(await bench().item({ parameters: sendMessage(id) })).toMatchObject({
			sent: false,
			reason: 'The customer is not a known external contact, and Genesys Cloud addresses nobody else.',
		});
		expect(sends()).toBe(0);
	});

	describe('where the address of the customer’s messages is not the deployment', () => {
		beforeEach(() => {
			bench().simulator.configure({ assumptions: { addressToIsDeployment: false } });
		});

		it('sends nothing, and tells what Genesys Cloud says', async () => {
			expect(await bench().item({ parameters: sendMessage(chat().id) })).toMatchObject({ sent: false });
		});

		it('sends it from the deployment that was named', async () => {
			const deployment = world().addDeployment({ name: 'Messenger' });
			const { id } = chat({ deployment });
			const options = { deploymentId: deployment.id };

			expect(await bench().item({ parameters: sendMessage(id, 'Hi', { options }) })).toMatchObject({
				sent: true,
			});
		});
	});

	it.each(['listed', 'own'] as const)(
		'gives the ID of the message, whichever Genesys Cloud answers with: %s',
		async (agentlessMessageId) => {
			bench().simulator.configure({ assumptions: { agentlessMessageId } });

			const { id } = chat();
			const { messageId } = await bench().item({ parameters: sendMessage(id) });

			const listed = world()
				.conversation(id)
				.participants.flatMap(({ communication }) => communication.messages.map((message) => message.id));
			expect(listed).toContain(messageId);
		},
	);

	it('names the other conversation that Genesys Cloud has put it into, and leaves that alone', async () => {
		const center = openContactCenter(world());
		const older = center.chat({ startedAt: world().now() - 60 * MINUTE_MS });
		const newer = center.chat({ startedAt: world().now() - 30 * MINUTE_MS });

		expect(await bench().item({ parameters: sendMessage(older.id) })).toMatchObject({
			sent: true,
			reason: `Genesys Cloud put it into another conversation of the customer, ${newer.id}, which is left open.`,
			conversationId: older.id,
		});
	});

	it('sends once where the connection breaks, and says that nobody knows', async () => {
		const { id } = chat();
		bench().simulator.faults.add({ kind: 'resetAfter', match: { path: AGENTLESS } });

		expect(await failureOf(bench(), { parameters: sendMessage(id) })).toMatchObject({
			message: 'It is not known whether the message was sent',
		});
		expect(sends()).toBe(1);
	});

	it('names the permission that is missing', async () => {
		const { id } = chat();
		bench().restrict({ permissions: ['conversation:communication:view'] });

		const { description } = await failureOf(bench(), { parameters: sendMessage(id) });
		expect(description).toContain('Conversation > Message > Create');
	});

	it.each([
		['nothing', '={{ $json.nothing }}'],
		['blanks', ' \n '],
		['more than Genesys Cloud takes', 'x'.repeat(2_001)],
		['an expression that was not evaluated', 'Hi {{ $json.name }}'],
		['control characters', 'Hi\u0007'],
		['an object', { a: 1 }],
		['a number', '={{ 0 }}'],
		['half a character', '={{ "\\ud800" }}'],
		['characters that show nothing', '\u034f\ufe0f'],
	])('refuses a text of %s before any request', async (_what, text) => {
		expect(await failureOf(bench(), { parameters: sendMessage(NOBODYS_ID, text) })).toMatchObject({
			message: "The value of 'Text' cannot be used",
		});
		expect(bench().calls()).toEqual([]);
	});

	it('takes as much as Genesys Cloud takes', async () => {
		expect(await bench().item({ parameters: sendMessage(chat().id, 'x'.repeat(2_000)) })).toMatchObject({
			sent: true,
		});
	});

	it('refuses a deployment that is none', async () => {
		const parameters = sendMessage(NOBODYS_ID, 'Hi', { options: { deploymentId: 'messenger' } });

		expect(await failureOf(bench(), { parameters })).toMatchObject({
			message: "The value of 'Deployment ID' cannot be used",
		});
		expect(bench().calls()).toEqual([]);
	});

	it.each(['item', 'none'])('sends nothing for an item that says found: false (%s)', async (whenNotFound) => {
		const parameters = sendMessage(FROM_ITEM, 'Hi', { options: { whenNotFound } });

		expect(await bench().items({ parameters, items: [{ found: false }] })).toEqual(
			whenNotFound === 'none' ? [] : [{ found: false, conversationId: null }],
		);
		expect(bench().calls()).toEqual([]);
	});

	it.each([
		['is slow', { kind: 'slow', ms: 1_000 } as const],
		['has to be sent again', { kind: 'rateLimit', seconds: 1 } as const],
	])(
		'sends what several items say into a conversation in their order, also where the first %s',
		async (_what, fault) => {
			const { id } = chat();
			bench().simulator.faults.add({ ...fault, match: { path: AGENTLESS }, times: 1 });
			const texts = ['One', 'Two', 'Three'];

			await bench().items({
				parameters: sendMessage(id, '={{ $json.text }}'),
				items: texts.map((text) => ({ text })),
			});

			expect(written(id).slice(-3)).toEqual(texts);
		},
	);

	it('sends nothing after one that fails where the workflow stops at errors', async () => {
		const { id } = chat();
		bench().simulator.faults.add({ kind: 'status', status: 403, match: { path: AGENTLESS }, times: 1 });

		await failureOf(bench(), { parameters: sendMessage(id, 'Hi'), items: [{}, {}, {}] });

		expect(sends()).toBe(1);
	});
});
