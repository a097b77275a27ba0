import type { Models } from 'purecloud-platform-client-v2';

import { HOUR_MS } from '../../simulator/durations.mts';
import {
	DEFAULT_CLIENT,
	startSimulator,
	type ConversationHandle,
	type Simulator,
} from '../../simulator/index.mts';
import { agentOf, DANA, foundOrganization, type Organization } from './organization.mts';
import { logIn, refusalOf, sdkAt, type Sdk } from './sdk.mts';

const DISCONNECTED = { state: 'disconnected' };
const UNKNOWN_ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

let simulator: Simulator;
let organization: Organization;
let sdk: Sdk;

beforeAll(async () => {
	simulator = await startSimulator();
});

beforeEach(async () => {
	simulator.reset();
	organization = foundOrganization(simulator.world);
	sdk = sdkAt(simulator.url);
	await logIn(sdk);
});

afterEach(() => {
	sdk.client.setReturnExtendedResponses(false);
});

afterAll(async () => {
	await simulator.close();
});

describe('The official SDK on the simulator', () => {
	it('logs in with client credentials', async () => {
		const { accessToken } = await sdk.client.loginClientCredentialsGrant(
			DEFAULT_CLIENT.id,
			DEFAULT_CLIENT.secret,
		);

		expect(accessToken).toMatch(/^\S+$/);
		expect(simulator.requests.at(-1)).toMatchObject({
			path: '/oauth/token',
			headers: { authorization: 'Basic ***' },
			body: { grant_type: 'client_credentials' },
			status: 200,
		});
	});

	it.each([
		{ what: 'an unknown client', id: UNKNOWN_ID, secret: 'x', status: 400, description: 'client not found' },
		{
			what: 'a wrong secret',
			id: DEFAULT_CLIENT.id,
			secret: 'wrong',
			status: 401,
			description: 'authentication failed',
		},
	])('is not logged in with $what', async ({ id, secret, status, description }) => {
		const refusal = await refusalOf(sdk.client.loginClientCredentialsGrant(id, secret));

		expect(refusal).toHaveProperty('response.status', status);
		expect(refusal).toHaveProperty('response.data', {
			error: 'invalid_client',
			description,
			error_description: description,
		});
	});

	it('reads whose token it has', async () => {
		const { OAuthClient, organization } = await sdk.tokens.getTokensMe();

		expect(OAuthClient).toMatchObject({ id: DEFAULT_CLIENT.id, authorizedGrantType: 'CLIENT-CREDENTIALS' });
		expect(organization).toEqual(simulator.world.directory.organization);
	});

	it('reads a conversation with its legs', async () => {
		const { id, customer, agent } = organization.start('agent');
		const conversation = await sdk.conversations.getConversation(id);

		expect(conversation.id).toBe(id);
		expect(conversation.endTime).toBeUndefined();
		expect(legIn(conversation, customer)).toMatchObject({ state: 'connected', type: 'webmessaging' });
		expect(legIn(conversation, agent)).toMatchObject({ state: 'connected', type: 'webmessaging' });
	});

	it('finds conversations in the index, by their external tag', async () => {
		const { id } = organization.start('agent');
		const found = await sdk.analytics.postAnalyticsConversationsDetailsQuery(queryByTag(DANA.tag));
		const none = await sdk.analytics.postAnalyticsConversationsDetailsQuery(queryByTag('another'));

		expect(found.conversations?.map(({ conversationId }) => conversationId)).toEqual([id]);
		expect(none).toEqual({ totalHits: 0 });
	});

	it.each([
		{ type: 'ExternalId', value: DANA.externalId },
		{ type: 'Email', value: DANA.email },
		{ type: 'Phone', value: DANA.phone },
	])('looks a contact up by its $type', async (identifier) => {
		const contact = await sdk.contacts.postExternalcontactsIdentifierlookupContacts(identifier);

		expect(contact).toMatchObject({ id: organization.contactId, firstName: 'Dana' });
	});

	it('sets the external tag', async () => {
		const { id } = organization.start('queue');
		await sdk.conversations.putConversationTags(id, { externalTag: 'case-1' });

		expect((await sdk.conversations.getConversation(id)).externalTag).toBe('case-1');
	});

	it('writes without an agent into the ongoing conversation, and reads what it wrote', async () => {
		const { contactId, deploymentId } = organization;
		const { id } = organization.start('agent');
		const sent = await sdk.conversations.postConversationsMessagesAgentless({
			fromAddress: deploymentId,
			externalContactId: contactId,
			toAddressMessengerType: 'webmessaging',
			textBody: 'Goodbye',
			useExistingActiveConversation: true,
		});
		const { participants } = await sdk.conversations.getConversation(id);
		const { entities } = await sdk.conversations.postConversationsMessageMessagesBulk(id, {
			body: [sent.id ?? ''],
		});

		expect(sent).toMatchObject({ conversationId: id, useExistingActiveConversation: true });
		expect(participants.at(-1)).toMatchObject({
			purpose: 'api',
			messages: [{ state: 'disconnected', messages: [{ messageId: sent.id }] }],
		});
		expect(entities).toMatchObject([{ id: sent.id, normalizedMessage: { text: 'Goodbye' } }]);
	});

	it("ends an agent's after-call work with a wrap-up", async () => {
		const { wrapUpCodeId } = organization;
		const handle = organization.start('afterCallWork');
		const wrapup = { code: wrapUpCodeId, notes: 'Solved' };
		const agent = agentOf(handle);
		await sdk.conversations.patchConversationsMessageParticipant(handle.id, agent.participantId, {
			body: { wrapup },
		});
		const { participants } = await sdk.conversations.getConversation(handle.id);

		expect(participants.find(({ id }) => id === agent.participantId)?.wrapup).toMatchObject(wrapup);
	});

	it('hands in the wrap-up of an agent who has left, by the communication', async () => {
		const handle = organization.start('afterCallWork');
		const { participantId, sessionId } = agentOf(handle);
		const body = { code: organization.wrapUpCodeId, notes: 'Solved' };
		await sdk.conversations.postConversationsMessageParticipantCommunicationWrapup(
			handle.id,
			participantId,
			sessionId,
			{ body },
		);
		const conversation = await sdk.conversations.getConversation(handle.id);

		expect(conversation.participants.find(({ id }) => id === participantId)?.wrapup).toMatchObject(body);
		expect(legIn(conversation, handle.agent)?.afterCallWork?.state).toBe('complete');
	});
});

describe('The official SDK disconnects', () => {
	const wholeConversation: Record<string, (handle: ConversationHandle) => Promise<unknown>> = {
		'as the messages resource has it': ({ id }) =>
			sdk.messageConversations.patchConversationsMessage(id, DISCONNECTED),
		'by force': ({ id }) => sdk.conversations.postConversationDisconnect(id),
		'by deleting it': ({ id }) => sdk.conversations.deleteConversation(id),
	};

	it.each(Object.entries(wholeConversation))('a whole conversation %s', async (_, disconnect) => {
		const handle = organization.start('agent');
		await disconnect(handle);
		const conversation = await sdk.conversations.getConversation(handle.id);

		expect(conversation.endTime).toBeDefined();
		expect(legIn(conversation, handle.customer)?.state).toBe('disconnected');
		expect(legIn(conversation, handle.agent)?.state).toBe('disconnected');
	});

	const customerOnly: Record<string, (handle: ConversationHandle) => Promise<unknown>> = {
		'as a participant of messages': ({ id, customer }) =>
			sdk.conversations.patchConversationsMessageParticipant(id, customer.participantId, {
				body: DISCONNECTED,
			}),
		'as a participant of any medium': ({ id, customer }) =>
			sdk.conversations.patchConversationParticipant(id, customer.participantId, DISCONNECTED),
		'as a communication': ({ id, customer }) =>
			sdk.conversations.patchConversationsMessageParticipantCommunication(
				id,
				customer.participantId,
				customer.sessionId,
				DISCONNECTED,
			),
	};

	it.each(Object.entries(customerOnly))('one leg %s', async (_, disconnect) => {
		const handle = organization.start('agent');
		await disconnect(handle);
		const conversation = await sdk.conversations.getConversation(handle.id);

		expect(conversation.endTime).toBeUndefined();
		expect(legIn(conversation, handle.customer)?.state).toBe('disconnected');
		expect(legIn(conversation, handle.agent)?.state).toBe('connected');
	});
});

describe('The official SDK is refused', () => {
	it.each([400, 404, 409] as const)('what has ended already, by %i', async (status) => {
		simulator.configure({ assumptions: { patchOnEnded: status } });
		const { id } = organization.start('ended');
		const refusal = await refusalOf(sdk.messageConversations.patchConversationsMessage(id, DISCONNECTED));

		expect(refusal).toMatchObject({ status });
	});

	it('what does not exist', async () => {
		expect(await refusalOf(sdk.conversations.getConversation(UNKNOWN_ID))).toMatchObject({
			status: 404,
			code: 'conversation.error.conversation.not.found',
		});
		const nobody = { type: 'ExternalId', value: 'CRM-0' };
		expect(await refusalOf(sdk.contacts.postExternalcontactsIdentifierlookupContacts(nobody))).toMatchObject({
			status: 404,
			code: 'not.found',
		});
	});

	it('without the permission, which is named', async () => {
		simulator.configure({
			clients: [{ ...DEFAULT_CLIENT, permissions: ['conversation:communication:view'] }],
		});
		const { id } = organization.start('agent');
		const refusal = await refusalOf(sdk.messageConversations.patchConversationsMessage(id, DISCONNECTED));

		expect(refusal).toMatchObject({ status: 403, code: 'missing.any.permissions' });
		expect(refusal).toHaveProperty(
			'message',
			expect.stringContaining('conversation:communication:disconnect'),
		);
	});

	it('with a token that has run out', async () => {
		simulator.faults.add({ kind: 'expireToken' });

		expect(await refusalOf(sdk.tokens.getTokensMe())).toMatchObject({ status: 401, code: 'bad.credentials' });
	});

	it('what needs a signed-in user', async () => {
		const handle = organization.start('agent');
		const { sessionId } = agentOf(handle);
		const calls = [
			sdk.conversations.getConversations(),
			sdk.conversations.postConversationsMessageCommunicationMessages(handle.id, sessionId, {
				textBody: 'Bye',
			}),
		];
		for (const call of calls) {
			expect(await refusalOf(call)).toMatchObject({ status: 400, code: 'not.a.user' });
		}
	});

	it('beyond the rate limit, with the seconds to wait', async () => {
		simulator.configure({ rateLimit: { allowed: 1 } });
		sdk.client.setReturnExtendedResponses(true);
		await sdk.tokens.getTokensMe();
		const refusal = await refusalOf(sdk.tokens.getTokensMe());

		expect(refusal).toMatchObject({ status: 429, body: { code: 'too.many.requests.retry.after' } });
		expect(refusal).toHaveProperty(['headers', 'retry-after'], expect.stringMatching(/^\d+$/));
	});
});

/** One leg as `GET /api/v2/conversations/{conversationId}` shows it. */
function legIn(
	{ participants }: Models.Conversation,
	ids: ConversationHandle['agent'],
): Models.Message | undefined {
	const participant = participants.find(({ id }) => id === ids?.participantId);
	return participant?.messages?.find(({ id }) => id === ids?.sessionId);
}

function queryByTag(externalTag: string): Models.ConversationQuery {
	const now = Date.now();
	const predicate = { type: 'dimension', dimension: 'externalTag', operator: 'matches', value: externalTag };
	return {
		interval: `${new Date(now - HOUR_MS).toISOString()}/${new Date(now + HOUR_MS).toISOString()}`,
		conversationFilters: [{ type: 'and', predicates: [predicate] }],
	};
}
