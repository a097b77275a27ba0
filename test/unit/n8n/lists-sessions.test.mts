import { searchSessions } from '../../../nodes/shared/n8n/lists/sessions.ts';
import { Answer, formContext, genesysCloud, type N8nScene } from '../../support/n8n-context.mts';

const ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
const CALL = `GET conversations/${ID}`;

/** Somebody in the conversation, with one leg of web messaging that is connected unless `leg` says otherwise. */
const participant = (purpose: string, name?: string, leg: object = {}) => ({
	id: purpose,
	purpose,
	...(name !== undefined && { name }),
	messages: [{ id: `leg-${purpose}`, type: 'webmessaging', state: 'connected', ...leg }],
});
const ENDED = { state: 'disconnected' };
const conversation = (...participants: object[]) => ({ id: ID, participants });
type Value = NonNullable<N8nScene['parameters']>[string];
const form = (conversationId: Value, answer: object) =>
	formContext({ respond: genesysCloud({ [CALL]: answer }), parameters: { conversationId } });

describe('The list of sessions', () => {
	const whole = conversation(
		participant('customer', 'Marco Conti'),
		participant('workflow', 'Web Messaging', ENDED),
		participant('botflow', undefined, ENDED),
		participant('acd', 'Billing', ENDED),
		participant('agent', 'Bea Lindholm', { state: 'alerting' }),
	);

	it('tells who is in the conversation, as what and how, with those first who are still there', async () => {
		const { context } = form(ID, whole);

		expect(await searchSessions.call(context)).toEqual({
			results: [
				{ name: 'Marco Conti – customer – connected', value: 'leg-customer' },
				{ name: 'Bea Lindholm – agent – alerting', value: 'leg-agent' },
				{ name: 'Web Messaging – message flow – disconnected', value: 'leg-workflow' },
				{ name: 'Bot – disconnected', value: 'leg-botflow' },
				{ name: 'Billing – queue – disconnected', value: 'leg-acd' },
			],
		});
	});

	it.each([
		['external', 'Customer – connected'],
		['user', 'Agent – connected'],
		['surveyflow', 'Message flow – connected'],
		['campaign', 'Campaign – connected'],
	])('tells what somebody without a name is: %s', async (purpose, name) => {
		const { context } = form(ID, conversation(participant(purpose)));

		expect((await searchSessions.call(context)).results).toEqual([{ name, value: `leg-${purpose}` }]);
	});

	it('offers a session once, that is listed with two participants, as the one who is still there', async () => {
		const { context } = form(
			ID,
			conversation(
				participant('acd', 'Billing', { ...ENDED, id: 'LEG' }),
				participant('agent', 'Bea', { id: 'leg' }),
			),
		);

		expect((await searchSessions.call(context)).results).toEqual([
			{ name: 'Bea – agent – connected', value: 'leg' },
		]);
	});

	it('leaves out what is no web messaging', async () => {
		const caller = { id: 'caller', purpose: 'customer', calls: [{ id: 'call', state: 'connected' }] };
		const { context } = form(ID, conversation(caller, participant('agent', 'Bea')));

		expect((await searchSessions.call(context)).results.map(({ value }) => value)).toEqual(['leg-agent']);
	});

	it.each([
		[' MARCO ', ['leg-customer']],
		['queue', ['leg-acd']],
		['alerting', ['leg-agent']],
		['leg-bot', ['leg-botflow']],
		['nobody', []],
	])('is searched by all that it shows, and by the ID: %j', async (filter, ids) => {
		const { context } = form(ID, whole);

		expect((await searchSessions.call(context, filter)).results.map(({ value }) => value)).toEqual(ids);
	});

	it.each([` ${ID} `, `https://apps.mypurecloud.de/directory/#/analytics/interactions/${ID}/admin`])(
		'is that of the conversation in the form: %s',
		async (given) => {
			const { context } = form(given, whole);

			expect((await searchSessions.call(context)).results).toHaveLength(5);
		},
	);

	it.each(['', '={{ $json.conversationId }}', 'https://example.com', null, undefined, 5, {}])(
		'says that a conversation must be chosen first, and asks for nothing: %j',
		async (given) => {
			const { context, sent } = form(given, whole);

			await expect(searchSessions.call(context)).rejects.toMatchObject({
				message: 'Choose a conversation first',
				description:
					"This list shows the sessions of the conversation in the field 'Conversation'. If an expression stands there, run the steps before once, so that n8n knows which conversation it is.",
			});
			expect(sent).toEqual([]);
		},
	);

	it('says the same where n8n cannot work out the field', async () => {
		const { context } = form(ID, whole);
		context.getCurrentNodeParameter.mockImplementation(() => {
			throw new Error('Could not find property');
		});

		await expect(searchSessions.call(context)).rejects.toMatchObject({
			message: 'Choose a conversation first',
		});
	});

	it('says that there is no such conversation', async () => {
		const gone = new Answer(404, { code: 'conversation.error.conversation.not.found', message: 'Gone' });
		const { context } = form(ID, gone);

		await expect(searchSessions.call(context)).rejects.toMatchObject({
			message: 'The conversation does not exist (reading the conversation)',
		});
	});
});
