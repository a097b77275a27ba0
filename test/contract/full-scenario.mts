import { DAY_MS } from '../../simulator/durations.mts';
import type { ConversationHandle, Simulator, Stage } from '../../simulator/index.mts';
import type { Card, MessageContent } from '../../simulator/world/content.mts';
import { EVENT_TYPES } from '../../simulator/world/model.mts';
import { agentOf, DANA, foundOrganization, type Organization } from './organization.mts';
import { logIn, signIn, type Sdk } from './sdk.mts';
import type { Witness } from './witness.mts';

const STAGES: readonly Stage[] = [
	'flow',
	'queue',
	'alerting',
	'agent',
	'parked',
	'customerLeft',
	'afterCallWork',
	'ended',
	'stuck',
];
const CARD: Card = {
	title: 'Router X2',
	description: 'The new one',
	image: 'https://example.com/x2.png',
	actions: [
		{ type: 'Postback', text: 'Order', payload: 'order-x2' },
		{ type: 'Link', text: 'More', url: 'https://example.com/x2' },
	],
};
/** One of each kind that a message can hold. */
const CONTENT: readonly MessageContent[] = [
	{
		contentType: 'Attachment',
		attachment: {
			mediaType: 'Image',
			filename: 'router.png',
			mime: 'image/png',
			url: 'https://example.com/router.png',
			contentSizeBytes: 2_048,
		},
	},
	{
		contentType: 'ButtonResponse',
		buttonResponse: { type: 'QuickReply', text: 'Yes', payload: 'yes', originatingMessageId: 'm-1' },
	},
	{ contentType: 'Card', card: CARD },
	{ contentType: 'Carousel', carousel: { cards: [CARD] } },
	{ contentType: 'QuickReply', quickReply: { text: 'Yes', payload: 'yes' } },
];
const DISCONNECTED = { state: 'disconnected' };
const PARTICIPANT = '/api/v2/conversations/messages/{conversationId}/participants/{participantId}';
const LEG = `${PARTICIPANT}/communications/{communicationId}` as const;

/** Calls every resource of the simulator through the official SDK, each before a witness. */
export async function playFullScenario(simulator: Simulator, sdk: Sdk, witness: Witness): Promise<void> {
	const props: Props = { sdk, witness, organization: foundOrganization(simulator.world) };
	await logIn(sdk);
	await readConversations(props);
	await search(props);
	await observe(props);
	await readMessages(props);
	await writeAgentless(props);
	await changeParticipants(props);
	await disconnect(props);
	await readContacts(props);
	await readDirectory(props);
	await readDeployments(props);
	await readTokens(props);
	await signIn(sdk, simulator.url, props.organization.agentId);
	await readOwn(props);
	await writeMessage(props);
	await giveTokenBack(props);
}

interface Props {
	readonly sdk: Sdk;
	readonly witness: Witness;
	readonly organization: Organization;
}

/** Conversations at each point of their life, and such as are no web messaging. */
async function readConversations(props: Props): Promise<void> {
	const { organization } = props;
	const { world, queueId } = organization;
	const others = [
		world.startConversation({ customerName: 'Caller', queue: queueId, stage: 'agent', medium: 'call' }),
		world.startConversation({
			customerName: 'Texter',
			queue: queueId,
			stage: 'agent',
			messageType: 'whatsapp',
		}),
	];
	const lingering = organization.start('ended');
	world.lingerInQueue(lingering.id);
	for (const { id } of [...STAGES.map((reached) => organization.start(reached)), ...others, lingering])
		await readInAllWays(props, id);
}

/** Live, as a message conversation, and as the index has it. */
async function readInAllWays({ sdk, witness }: Props, id: string): Promise<void> {
	await witness.model('GET /api/v2/conversations/{conversationId}', () =>
		sdk.conversations.getConversation(id),
	);
	await witness.model('GET /api/v2/conversations/messages/{conversationId}', () =>
		sdk.conversations.getConversationsMessage(id),
	);
	await witness.model('GET /api/v2/analytics/conversations/{conversationId}/details', () =>
		sdk.analytics.getAnalyticsConversationDetails(id),
	);
}

async function search({ sdk, witness, organization }: Props): Promise<void> {
	const { id } = organization.start('agent');
	const now = Date.now();
	const interval = `${new Date(now - DAY_MS / 2).toISOString()}/${new Date(now + DAY_MS / 2).toISOString()}`;
	const unheardOf = { type: 'dimension', dimension: 'externalTag', operator: 'matches', value: 'unheard-of' };
	for (const predicates of [[], [unheardOf]]) {
		await witness.model('POST /api/v2/analytics/conversations/details/query', () =>
			sdk.analytics.postAnalyticsConversationsDetailsQuery({
				interval,
				paging: { pageSize: 100, pageNumber: 1 },
				...(predicates.length > 0 && { conversationFilters: [{ type: 'and', predicates }] }),
			}),
		);
	}
	await witness.model('GET /api/v2/analytics/conversations/details', () =>
		sdk.analytics.getAnalyticsConversationsDetails({ id: [id] }),
	);
	await witness.model('POST /api/v2/conversations/participants/attributes/search', () =>
		sdk.conversations.postConversationsParticipantsAttributesSearch({
			query: [{ type: 'EXACT', fields: ['conversationId'], values: [id] }],
		}),
	);
}

/** Who waits and who interacts right now. */
async function observe({ sdk, witness, organization: { queueId } }: Props): Promise<void> {
	await witness.model('POST /api/v2/analytics/conversations/activity/query', () =>
		sdk.analytics.postAnalyticsConversationsActivityQuery({
			metrics: [{ metric: 'oInteracting', details: true }, { metric: 'oLongestWaiting' }],
			groupBy: ['queueId'],
		}),
	);
	await witness.model('POST /api/v2/analytics/queues/observations/query', () =>
		sdk.analytics.postAnalyticsQueuesObservationsQuery({
			filter: {
				type: 'and',
				predicates: [{ type: 'dimension', dimension: 'queueId', operator: 'matches', value: queueId }],
			},
			metrics: ['oInteracting', 'oWaiting'],
			detailMetrics: ['oInteracting'],
		}),
	);
}

async function readMessages({ sdk, witness, organization }: Props): Promise<void> {
	const { world } = organization;
	const { id, messageIds } = organization.start('agent');
	const others = [
		...EVENT_TYPES.map((eventType) => world.addEvent(id, { eventType })),
		world.addReceipt(id),
		...CONTENT.map((content) => world.agentWrites(id, { text: 'See here', content: [content] })),
	];
	const deleted = world.customerWrites(id, { text: 'Secret', content: [...CONTENT] }).message;
	world.deleteMessage(id, deleted.id);
	await witness.model('GET /api/v2/conversations/{conversationId}', () =>
		sdk.conversations.getConversation(id),
	);
	const ids = [...messageIds, ...[...others, deleted].map((entry) => entry.id)];
	for (const messageId of ids) {
		await witness.model('GET /api/v2/conversations/messages/{messageId}/details', () =>
			sdk.conversations.getConversationsMessageDetails(messageId),
		);
		await witness.model('GET /api/v2/conversations/messages/{conversationId}/messages/{messageId}', () =>
			sdk.conversations.getConversationsMessageMessage(id, messageId),
		);
	}
	await witness.model('POST /api/v2/conversations/messages/{conversationId}/messages/bulk', () =>
		sdk.conversations.postConversationsMessageMessagesBulk(id, { body: ids }),
	);
	// Without a user it is refused.
	await writeMessage({ sdk, witness, organization });
}

/** Into the ongoing conversation; as another one, which the customer answers; and to whom it is refused. */
async function writeAgentless(props: Props): Promise<void> {
	const { sdk, witness, organization } = props;
	const { world, contactId, deploymentId } = organization;
	organization.start('agent');
	const guest = world.addContact({ firstName: 'Guest', type: 'Ephemeral' });
	const sent = [];
	for (const { externalContactId, useExistingActiveConversation } of [
		{ externalContactId: contactId, useExistingActiveConversation: true },
		{ externalContactId: contactId, useExistingActiveConversation: false },
		{ externalContactId: guest.id, useExistingActiveConversation: true },
	]) {
		const answer = await witness.model('POST /api/v2/conversations/messages/agentless', () =>
			sdk.conversations.postConversationsMessagesAgentless({
				fromAddress: deploymentId,
				externalContactId,
				toAddressMessengerType: 'webmessaging',
				textBody: 'Goodbye',
				useExistingActiveConversation,
			}),
		);
		if (answer?.conversationId !== undefined) sent.push(answer.conversationId);
	}
	for (const id of sent) await readInAllWays(props, id);
}

async function changeParticipants(props: Props): Promise<void> {
	const { sdk, witness, organization } = props;
	const { id, customer } = organization.start('agent');
	const body = { attributes: { step: 'checked' } };
	await witness.nothing(
		'PATCH /api/v2/conversations/{conversationId}/participants/{participantId}/attributes',
		() => sdk.conversations.patchConversationParticipantAttributes(id, customer.participantId, body),
	);
	await witness.model(`PATCH ${PARTICIPANT}/attributes`, () =>
		sdk.conversations.patchConversationsMessageParticipantAttributes(id, customer.participantId, { body }),
	);
	await witness.text('PUT /api/v2/conversations/{conversationId}/tags', () =>
		sdk.conversations.putConversationTags(id, { externalTag: 'case-1' }),
	);
	await park(props);
	await wrapUp(props, organization.start('afterCallWork'));
}

async function park({ sdk, witness, organization }: Props): Promise<void> {
	const conversation = organization.start('agent');
	const { participantId } = agentOf(conversation);
	for (const state of ['parked', 'connected']) {
		await witness.nothing(`PATCH ${PARTICIPANT}/parkingstate`, () =>
			sdk.conversations.patchConversationsMessageParticipantParkingstate(conversation.id, participantId, {
				state,
			}),
		);
	}
}

async function wrapUp(
	{ sdk, witness, organization }: Props,
	conversation: ConversationHandle,
): Promise<void> {
	const { id } = conversation;
	const { participantId, sessionId } = agentOf(conversation);
	await witness.model(`GET ${PARTICIPANT}/wrapupcodes`, () =>
		sdk.conversations.getConversationsMessageParticipantWrapupcodes(id, participantId),
	);
	const body = { code: organization.wrapUpCodeId, notes: 'Solved', tags: ['late'], durationSeconds: 12 };
	await witness.nothing(`POST ${LEG}/wrapup`, () =>
		sdk.conversations.postConversationsMessageParticipantCommunicationWrapup(id, participantId, sessionId, {
			body,
		}),
	);
	await witness.model(`GET ${LEG}/wrapup`, () =>
		sdk.conversations.getConversationsMessageParticipantCommunicationWrapup(id, participantId, sessionId),
	);
	await witness.model(`GET ${PARTICIPANT}/wrapup`, () =>
		sdk.conversations.getConversationsMessageParticipantWrapup(id, participantId),
	);
	await witness.model('GET /api/v2/conversations/{conversationId}', () =>
		sdk.conversations.getConversation(id),
	);
}

/** Each way to disconnect, on what is open and then on what has ended. */
async function disconnect({ sdk, witness, organization }: Props): Promise<void> {
	const { conversations, messageConversations } = sdk;
	const ways: readonly ((ids: ConversationHandle) => Promise<unknown>)[] = [
		({ id }) =>
			witness.model('PATCH /api/v2/conversations/messages/{conversationId}', () =>
				messageConversations.patchConversationsMessage(id, DISCONNECTED),
			),
		({ id, customer: { participantId } }) =>
			witness.nothing(`PATCH ${PARTICIPANT}`, () =>
				conversations.patchConversationsMessageParticipant(id, participantId, { body: DISCONNECTED }),
			),
		({ id, customer: { participantId } }) =>
			witness.nothing('PATCH /api/v2/conversations/{conversationId}/participants/{participantId}', () =>
				conversations.patchConversationParticipant(id, participantId, DISCONNECTED),
			),
		({ id, customer: { participantId, sessionId } }) =>
			witness.model(`PATCH ${LEG}`, () =>
				conversations.patchConversationsMessageParticipantCommunication(
					id,
					participantId,
					sessionId,
					DISCONNECTED,
				),
			),
		({ id }) =>
			witness.text('POST /api/v2/conversations/{conversationId}/disconnect', () =>
				conversations.postConversationDisconnect(id),
			),
		({ id }) =>
			witness.nothing('DELETE /api/v2/conversations/{conversationId}', () =>
				conversations.deleteConversation(id),
			),
	];
	for (const disconnectBy of ways) {
		const conversation = organization.start('agent');
		await disconnectBy(conversation);
		await disconnectBy(conversation);
		await witness.model('GET /api/v2/conversations/{conversationId}', () =>
			conversations.getConversation(conversation.id),
		);
	}
}

async function readContacts({ sdk, witness, organization }: Props): Promise<void> {
	const { contacts } = sdk;
	const { contactId, mergedContactId } = organization;
	for (const value of [DANA.externalId, 'unheard-of']) {
		await witness.model('POST /api/v2/externalcontacts/identifierlookup/contacts', () =>
			contacts.postExternalcontactsIdentifierlookupContacts({ type: 'ExternalId', value }),
		);
	}
	for (const id of [contactId, mergedContactId]) {
		await witness.model('GET /api/v2/externalcontacts/contacts/{contactId}', () =>
			contacts.getExternalcontactsContact(id),
		);
	}
	for (const options of [{}, { q: 'Dana' }, { sortOrder: 'firstName:asc' }]) {
		await witness.model('GET /api/v2/externalcontacts/contacts', () =>
			contacts.getExternalcontactsContacts(options),
		);
	}
	await witness.model('GET /api/v2/externalcontacts/contacts/{contactId}/identifiers', () =>
		contacts.getExternalcontactsContactIdentifiers(contactId),
	);
	await witness.model('GET /api/v2/externalcontacts/reversewhitepageslookup', () =>
		contacts.getExternalcontactsReversewhitepageslookup(DANA.email),
	);
	await witness.model('GET /api/v2/externalcontacts/externalsources', () =>
		contacts.getExternalcontactsExternalsources(),
	);
}

async function readDirectory({ sdk, witness, organization }: Props): Promise<void> {
	const { conversations, routing, users } = sdk;
	const { agentId, queueId, wrapUpCodeId } = organization;
	await witness.model('GET /api/v2/routing/queues', () => routing.getRoutingQueues({ pageSize: 1 }));
	await witness.model('GET /api/v2/routing/queues/{queueId}', () => routing.getRoutingQueue(queueId));
	await witness.model('GET /api/v2/routing/wrapupcodes', () => routing.getRoutingWrapupcodes());
	await witness.model('GET /api/v2/routing/wrapupcodes/{codeId}', () =>
		routing.getRoutingWrapupcode(wrapUpCodeId),
	);
	await witness.model('GET /api/v2/users', () => users.getUsers());
	await witness.model('GET /api/v2/users/{userId}', () => users.getUser(agentId));
	await witness.model('GET /api/v2/authorization/divisions', () =>
		sdk.authorization.getAuthorizationDivisions(),
	);
	await witness.model('GET /api/v2/flows', () =>
		sdk.architect.getFlows({ type: ['inboundshortmessage'], sortBy: 'name', sortOrder: 'asc' }),
	);
	await witness.model('GET /api/v2/organizations/me', () => sdk.organization.getOrganizationsMe());
	await witness.model('GET /api/v2/conversations/messaging/threadingtimeline', () =>
		conversations.getConversationsMessagingThreadingtimeline(),
	);
	await witness.model('PUT /api/v2/conversations/messaging/threadingtimeline', () =>
		conversations.putConversationsMessagingThreadingtimeline({
			settings: [{ messengerType: 'webmessaging', timeoutInMinutes: 60 }],
		}),
	);
}

async function readDeployments({ sdk, witness, organization }: Props): Promise<void> {
	const { webDeployments } = sdk;
	const { deploymentId } = organization;
	await witness.model('GET /api/v2/webdeployments/deployments', () =>
		webDeployments.getWebdeploymentsDeployments(),
	);
	await witness.model('GET /api/v2/webdeployments/deployments/{deploymentId}', () =>
		webDeployments.getWebdeploymentsDeployment(deploymentId),
	);
	await witness.model('GET /api/v2/webdeployments/deployments/{deploymentId}/configurations', () =>
		webDeployments.getWebdeploymentsDeploymentConfigurations(deploymentId),
	);
}

async function readTokens({ sdk, witness }: Props): Promise<void> {
	await witness.model('GET /api/v2/tokens/me', () => sdk.tokens.getTokensMe());
	await witness.nothing('HEAD /api/v2/tokens/me', () => sdk.tokens.headTokensMe());
	await witness.model('GET /api/v2/oauth/scopes', () => sdk.oauth.getOauthScopes());
	await witness.model('GET /api/v2/users/me', () => sdk.users.getUsersMe());
}

async function writeMessage({ sdk, witness, organization }: Props): Promise<void> {
	const conversation = organization.start('agent');
	await witness.model(
		'POST /api/v2/conversations/messages/{conversationId}/communications/{communicationId}/messages',
		() =>
			sdk.conversations.postConversationsMessageCommunicationMessages(
				conversation.id,
				agentOf(conversation).sessionId,
				{ textBody: 'Goodbye' },
			),
	);
}

/** What is there for a signed-in user only. */
async function readOwn({ sdk, witness, organization }: Props): Promise<void> {
	organization.start('agent');
	await witness.model('GET /api/v2/users/me', () => sdk.users.getUsersMe());
	await witness.model('GET /api/v2/tokens/me', () => sdk.tokens.getTokensMe());
	await witness.model('GET /api/v2/conversations', () => sdk.conversations.getConversations());
	await witness.model('GET /api/v2/conversations/messages', () =>
		sdk.conversations.getConversationsMessages(),
	);
}

async function giveTokenBack({ sdk, witness }: Props): Promise<void> {
	await witness.nothing('DELETE /api/v2/tokens/me', () => sdk.tokens.deleteTokensMe());
	await witness.model('GET /api/v2/tokens/me', () => sdk.tokens.getTokensMe());
}
