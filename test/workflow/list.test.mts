import type { ConversationHandle } from '../../simulator/index.mts';
import { failureOf } from '../support/failure.mts';
import { callBeside, NOBODYS_ID, openContactCenter } from '../support/contact-center.mts';
import { get, list, selected } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

describe('List sessions', () => {
	const bench = withWorkbench();
	const listed = async ({ id }: ConversationHandle, more = {}) =>
		await bench().items({ parameters: list(id, more) });
	const purposes = async (chat: ConversationHandle, more = {}) =>
		(await listed(chat, more)).map(({ purpose }) => purpose);

	it('lists the open sessions unless told otherwise', async () => {
		const chat = openContactCenter(bench().simulator.world).chat();

		expect(await purposes(chat)).toEqual(['customer', 'agent']);
		expect(await purposes(chat, { sessionState: 'closed' })).toEqual(['workflow', 'acd']);
		expect(await purposes(chat, { sessionState: 'any' })).toEqual(['customer', 'workflow', 'acd', 'agent']);
	});

	it('returns a flat item with every key for each session', async () => {
		const { world } = bench().simulator;
		const chat = openContactCenter(world).chat();

		const [customer] = await listed(chat, { purposes: ['customer'] });
		const [flow] = await listed(chat, { purposes: ['workflow'], sessionState: 'any' });

		expect(customer).toEqual({
			purpose: 'customer',
			participantName: 'Dana Example',
			state: 'connected',
			open: true,
			connectedTime: expect.any(String) as string,
			lastMessageTime: expect.any(String) as string,
			disconnectedTime: null,
			sessionId: chat.customer.sessionId,
			participantId: chat.customer.participantId,
			conversationId: chat.id,
		});
		expect(flow).toMatchObject({
			state: 'disconnected',
			open: false,
			disconnectedTime: expect.any(String) as string,
			lastMessageTime: null,
		});
	});

	it('returns more of a session where it is asked for', async () => {
		const chat = openContactCenter(bench().simulator.world).chat();
		const more = selected('disconnectType', 'queueName', 'userId', 'messageType');

		const [customer] = await listed(chat, { purposes: ['customer'], ...more });
		const [flow] = await listed(chat, { purposes: ['workflow'], sessionState: 'any', ...more });
		const [agent] = await listed(chat, { purposes: ['agent'], ...more });

		expect(customer).toEqual({
			disconnectType: null,
			queueName: 'Support',
			userId: null,
			messageType: 'webmessaging',
		});
		expect(flow).toMatchObject({ disconnectType: 'transfer', userId: null });
		expect(agent).toEqual({
			disconnectType: null,
			queueName: 'Support',
			userId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
			messageType: 'webmessaging',
		});
	});

	it('lists only those who are asked for', async () => {
		const chat = openContactCenter(bench().simulator.world).chat();

		expect(await purposes(chat, { purposes: ['agent'] })).toEqual(['agent']);
		expect(await purposes(chat, { purposes: ['agent', 'customer'] })).toEqual(['customer', 'agent']);
		expect(await purposes(chat, { purposes: ['botflow'] })).toEqual([]);
	});

	it('lists everyone where nobody is chosen, and nobody where an expression chooses nobody', async () => {
		const chat = openContactCenter(bench().simulator.world).chat();

		expect(await purposes(chat, { purposes: [] })).toEqual(['customer', 'agent']);
		const parameters = list(chat.id, { purposes: '={{ $json.roles }}' });
		const { message } = await failureOf(bench(), { parameters, items: [{ roles: [] }] });
		expect(message).toBe("The value of 'Participants' cannot be used");
	});

	it('lists the agent who is left when the customer has gone', async () => {
		const chat = openContactCenter(bench().simulator.world).chat({ stage: 'customerLeft' });

		expect(await purposes(chat)).toEqual(['agent']);
	});

	it.each([
		['alerting', 'alerting'],
		['parked', 'parked'],
	] as const)('counts a session as open while it is %s', async (stage, state) => {
		const chat = openContactCenter(bench().simulator.world).chat({ stage });

		expect(await listed(chat, { purposes: ['agent'] })).toMatchObject([{ state, open: true }]);
	});

	it('lists nothing of an ended conversation or of a voice call', async () => {
		const center = openContactCenter(bench().simulator.world);

		expect(await listed(center.chat({ stage: 'ended' }))).toEqual([]);
		expect(await listed(center.chat({ medium: 'call' }), { sessionState: 'any' })).toEqual([]);
	});

	it('stops when there is no such conversation, and names the request for Genesys support', async () => {
		const failure = await failureOf(bench(), { parameters: list(NOBODYS_ID) });

		expect(failure).toMatchObject({
			message: 'The conversation does not exist (reading the conversation)',
			httpCode: '404',
		});
		expect(failure.description).toContain('Correlation ID');
	});

	it('goes on where there is nothing, so that a loop goes on as well, if that is wanted', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat({ stage: 'ended' });
		const ofNothing = async (conversationId: string, whenNotFound: string) =>
			await bench().items({ parameters: list(conversationId, { options: { whenNotFound } }) });

		for (const conversationId of [id, NOBODYS_ID]) {
			expect(await ofNothing(conversationId, 'item')).toEqual([{ found: false, conversationId }]);
			expect(await ofNothing(conversationId, 'none')).toEqual([]);
		}
	});

	it('leaves out the voice call beside the chat', async () => {
		const { world } = bench().simulator;
		const chat = openContactCenter(world).chat();
		const call = callBeside(world, chat);

		const sessions = await listed(chat, { sessionState: 'any' });

		expect(sessions).toHaveLength(4);
		expect(sessions.map(({ sessionId }) => sessionId)).not.toContain(call.communication.id);
	});

	it('returns what Genesys sent, with what it takes to close it, where that is wanted', async () => {
		const chat = openContactCenter(bench().simulator.world).chat();

		const items = await listed(chat, { output: 'raw', purposes: ['agent'] });

		expect(items).toMatchObject([
			{
				id: chat.agent?.sessionId,
				conversationId: chat.id,
				participantId: chat.agent?.participantId,
				purpose: 'agent',
				type: 'webmessaging',
			},
		]);
		const raw = await bench().item({ parameters: get(chat.id, { output: 'raw' }) });
		expect(JSON.stringify(raw)).toContain(JSON.stringify(items[0]?.['id']));
	});

	it.each(['documented', 'capital'] as const)(
		'gives enumerations in lower case (%s)',
		async (enumSpelling) => {
			bench().simulator.configure({ assumptions: { enumSpelling } });
			const chat = openContactCenter(bench().simulator.world).chat({ stage: 'ended' });

			const fields = selected('purpose', 'state', 'disconnectType');

			expect(await listed(chat, { sessionState: 'any', purposes: ['customer'], ...fields })).toEqual([
				{ purpose: 'customer', state: 'disconnected', disconnectType: 'peer' },
			]);
		},
	);
});
