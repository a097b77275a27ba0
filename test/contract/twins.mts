import type { INodeParameters } from 'n8n-workflow';
import type { Models } from 'purecloud-platform-client-v2';

import * as calls from '../../nodes/shared/conversations/calls.ts';
import type { ApiCall } from '../../nodes/shared/platform/api.ts';
import type { ConversationHandle, Stage } from '../../simulator/index.mts';
import { setExternalTag } from '../support/parameters.mts';
import type { Bodies } from './models.mts';
import { agentOf, DANA, type Organization } from './organization.mts';
import type { Sdk } from './sdk.mts';

/** What both twins work on. */
export interface Scene extends Organization {
	readonly conversation: ConversationHandle;
}

/** One request, made by the node inside n8n and by the official SDK. */
export interface Twin {
	readonly what: string;
	/** How far the conversation has come before. */
	readonly stage: Stage;
	/** The call that the node is expected to have sent. */
	call(scene: Scene): Pick<ApiCall, 'method' | 'path'>;
	/** The node's form; running it sends the request, perhaps among others. */
	node(scene: Scene): INodeParameters;
	/**
	 * The same request by the SDK.
	 *
	 * @param interval of the query that the node has sent, as start/end: it follows the clock
	 */
	sdk(sdk: Sdk, scene: Scene, interval: string): Promise<unknown>;
}

const DISCONNECTED = { state: 'disconnected' };
const NEW_TAG = 'ticket-4712';
const NOTES = 'Solved: “Grüße”, 100 % – 4 < 5';

/** The package's functions that build a request; in the compiler's eyes their module has a default export as well. */
type CallName = Exclude<keyof typeof calls, 'default'>;

/** For each function of the package that builds a request: the same request made in two ways. */
export const TWINS: { readonly [Call in CallName]: readonly Twin[] } = {
	getConversation: [
		{
			what: 'a conversation read',
			stage: 'agent',
			call: ({ conversation }) => calls.getConversation(conversation.id),
			node: ({ conversation }) => ({
				resource: 'conversation',
				operation: 'get',
				conversationId: { __rl: true, mode: 'id', value: conversation.id },
			}),
			sdk: (sdk, { conversation }) => sdk.conversations.getConversation(conversation.id),
		},
	],

	queryDetails: [
		{
			what: 'a search by external tag',
			stage: 'agent',
			call: () => calls.queryDetails({}),
			node: () => find({ findBy: 'externalTag', externalTag: DANA.tag }),
			sdk: (sdk, _, interval) =>
				sdk.analytics.postAnalyticsConversationsDetailsQuery({
					...query(interval),
					segmentFilters: [WEB_MESSAGING],
					conversationFilters: [{ type: 'and', predicates: [matches('externalTag', DANA.tag)] }],
				}),
		},
		{
			what: 'a search by external contact',
			stage: 'agent',
			call: () => calls.queryDetails({}),
			node: ({ contactId }) => find({ findBy: 'externalContactId', externalContactId: contactId }),
			sdk: (sdk, { contactId }, interval) =>
				sdk.analytics.postAnalyticsConversationsDetailsQuery({
					...query(interval),
					segmentFilters: [WEB_MESSAGING, ofContact(contactId)],
				}),
		},
		{
			what: 'a list of what is open in a queue',
			stage: 'agent',
			call: () => calls.queryDetails({}),
			node: ({ queueId }) => ({
				resource: 'conversation',
				operation: 'getAll',
				filters: { queueIds: [queueId] },
			}),
			sdk: (sdk, { queueId }, interval) =>
				sdk.analytics.postAnalyticsConversationsDetailsQuery({
					...query(interval),
					segmentFilters: [WEB_MESSAGING, { type: 'or', predicates: [matches('queueId', queueId)] }],
					conversationFilters: [{ type: 'and', predicates: [NOT_ENDED] }],
				}),
		},
	],

	getExternalContact: [
		{
			what: 'the contact read that is looked for',
			stage: 'agent',
			call: ({ mergedContactId }) => calls.getExternalContact(mergedContactId),
			node: ({ mergedContactId }) =>
				find({ findBy: 'externalContactId', externalContactId: mergedContactId }),
			sdk: (sdk, { mergedContactId }) => sdk.contacts.getExternalcontactsContact(mergedContactId),
		},
	],

	getMessageDetails: [
		{
			what: 'a message looked up',
			stage: 'agent',
			call: (scene) => calls.getMessageDetails(messageOf(scene)),
			node: (scene) => find({ findBy: 'messageId', messageId: messageOf(scene) }),
			sdk: (sdk, scene) => sdk.conversations.getConversationsMessageDetails(messageOf(scene)),
		},
	],

	getMessages: [
		{
			what: 'the messages of a conversation',
			stage: 'agent',
			call: ({ conversation }) => calls.getMessages(conversation.id, []),
			node: ({ conversation }) => ({
				resource: 'message',
				operation: 'getAll',
				conversationId: { __rl: true, mode: 'id', value: conversation.id },
			}),
			sdk: (sdk, { conversation: { id, messageIds } }) =>
				sdk.conversations.postConversationsMessageMessagesBulk(id, { body: [...messageIds] }),
		},
	],

	sendMessage: [
		{
			what: 'a message to the customer',
			stage: 'agent',
			call: () => calls.sendMessage('', '', ''),
			node: ({ conversation }) => ({
				resource: 'message',
				operation: 'send',
				conversationId: { __rl: true, mode: 'id', value: conversation.id },
				text: NOTES,
			}),
			sdk: (sdk, { deploymentId, contactId }) =>
				sdk.conversations.postConversationsMessagesAgentless({
					fromAddress: deploymentId,
					externalContactId: contactId,
					toAddressMessengerType: 'webmessaging',
					textBody: NOTES,
					useExistingActiveConversation: true,
				}),
		},
	],

	searchAttributes: [
		{
			what: 'a search of attributes',
			stage: 'agent',
			call: () => calls.searchAttributes('', '', undefined),
			node: () =>
				find({ findBy: 'customAttribute', attributeName: 'customerId', attributeValue: DANA.externalId }),
			sdk: (sdk, _, interval) =>
				sdk.conversations.postConversationsParticipantsAttributesSearch({
					query: [startedWithin(interval)],
				}),
		},
	],

	setExternalTag: [
		{
			what: 'an external tag set',
			stage: 'agent',
			call: ({ conversation }) => calls.setExternalTag(conversation.id, NEW_TAG),
			node: ({ conversation }) => setExternalTag({ __rl: true, mode: 'id', value: conversation.id }, NEW_TAG),
			sdk: (sdk, { conversation }) =>
				sdk.conversations.putConversationTags(conversation.id, { externalTag: NEW_TAG }),
		},
	],

	lookUpContact: [
		{
			what: 'a look-up by external ID',
			stage: 'agent',
			call: () => calls.lookUpContact('ExternalId', DANA.externalId),
			node: () => find({ findBy: 'externalId', externalId: DANA.externalId }),
			sdk: lookUp(() => ({ type: 'ExternalId', value: DANA.externalId })),
		},
		{
			what: 'a look-up by external ID of one source',
			stage: 'agent',
			call: () => calls.lookUpContact('ExternalId', DANA.externalId),
			node: ({ externalSourceId }) =>
				find({ findBy: 'externalId', externalId: DANA.externalId, options: { externalSourceId } }),
			sdk: lookUp(({ externalSourceId }) => ({
				type: 'ExternalId',
				value: DANA.externalId,
				externalSource: { id: externalSourceId },
			})),
		},
		{
			what: 'a look-up by email',
			stage: 'agent',
			call: () => calls.lookUpContact('Email', DANA.email),
			node: () => find({ findBy: 'email', email: DANA.email }),
			sdk: lookUp(() => ({ type: 'Email', value: DANA.email })),
		},
		{
			what: 'a look-up by phone',
			stage: 'agent',
			call: () => calls.lookUpContact('Phone', DANA.phone),
			node: () => find({ findBy: 'phone', phone: DANA.phone }),
			sdk: lookUp(() => ({ type: 'Phone', value: DANA.phone })),
		},
	],

	disconnectConversation: [
		{
			what: 'a conversation disconnected',
			stage: 'agent',
			call: ({ conversation }) => calls.disconnectConversation(conversation.id),
			node: closeConversation({ method: 'disconnect' }),
			sdk: (sdk, { conversation }) =>
				sdk.messageConversations.patchConversationsMessage(conversation.id, DISCONNECTED),
		},
	],

	disconnectParticipant: [
		{
			what: 'a customer disconnected',
			stage: 'agent',
			call: ({ conversation }) =>
				calls.disconnectParticipant(conversation.id, conversation.customer.participantId, {}),
			node: closeConversation({ method: 'graceful' }),
			sdk: (sdk, { conversation: { id, customer } }) =>
				sdk.conversations.patchConversationsMessageParticipant(id, customer.participantId, {
					body: DISCONNECTED,
				}),
		},
		{
			what: 'an agent disconnected with a wrap-up',
			stage: 'customerLeft',
			call: ({ conversation }) =>
				calls.disconnectParticipant(conversation.id, agentOf(conversation).participantId, {}),
			node: closeConversation({ method: 'graceful', wrapUp: ({ wrapUpCodeId }) => ({ wrapUpCodeId }) }),
			sdk: changeAgent(({ wrapUpCodeId }) => ({ ...DISCONNECTED, wrapup: { code: wrapUpCodeId } })),
		},
	],

	disconnectSession: [
		{
			what: 'a session disconnected',
			stage: 'agent',
			call: ({ conversation: { id, customer } }) =>
				calls.disconnectSession(id, customer.participantId, customer.sessionId),
			node: ({ conversation: { id, customer } }) => ({
				resource: 'session',
				operation: 'close',
				conversationId: { __rl: true, mode: 'id', value: id },
				closeWhich: 'bySessionId',
				sessionId: customer.sessionId,
			}),
			sdk: (sdk, { conversation: { id, customer } }) =>
				sdk.conversations.patchConversationsMessageParticipantCommunication(
					id,
					customer.participantId,
					customer.sessionId,
					DISCONNECTED,
				),
		},
	],

	tearDownConversation: [
		{
			what: 'a conversation torn down',
			stage: 'agent',
			call: ({ conversation }) => calls.tearDownConversation(conversation.id),
			node: closeConversation({ method: 'teardown' }),
			sdk: (sdk, { conversation }) => sdk.conversations.postConversationDisconnect(conversation.id),
		},
	],

	handInWrapUp: [
		{
			what: 'a wrap-up with notes',
			stage: 'agent',
			call: ({ conversation, wrapUpCodeId }) => {
				const { participantId, sessionId } = agentOf(conversation);
				return calls.handInWrapUp(conversation.id, participantId, sessionId, { code: wrapUpCodeId });
			},
			node: closeConversation({
				method: 'disconnect',
				wrapUp: ({ wrapUpCodeId }) => ({ wrapUpCodeId, wrapUpNotes: NOTES }),
			}),
			sdk: (sdk, { conversation, wrapUpCodeId }) => {
				const { participantId, sessionId } = agentOf(conversation);
				return sdk.conversations.postConversationsMessageParticipantCommunicationWrapup(
					conversation.id,
					participantId,
					sessionId,
					{ body: { code: wrapUpCodeId, notes: NOTES } },
				);
			},
		},
	],

	skipWrapUp: [
		{
			what: 'a wrap-up skipped',
			stage: 'agent',
			call: ({ conversation }) => calls.skipWrapUp(conversation.id, agentOf(conversation).participantId),
			node: closeConversation({ method: 'disconnect', wrapUp: () => ({ skipWrapUp: true }) }),
			sdk: changeAgent(() => ({ wrapupSkipped: true })),
		},
	],
};

const WEB_MESSAGING: Models.SegmentDetailQueryFilter = {
	type: 'and',
	predicates: [matches('mediaType', 'message'), matches('messageType', 'webmessaging')],
};

const NOT_ENDED: Models.ConversationDetailQueryPredicate = {
	type: 'dimension',
	dimension: 'conversationEnd',
	operator: 'notExists',
};

function query(interval: string): Models.ConversationQuery {
	return {
		interval,
		order: 'asc',
		orderBy: 'conversationStart',
		paging: { pageSize: 100, pageNumber: 1 },
	};
}

function matches(dimension: string, value: string): Models.SegmentDetailQueryPredicate {
	return { type: 'dimension', dimension, operator: 'matches', value };
}

function ofContact(id: string): Models.SegmentDetailQueryFilter {
	return {
		type: 'or',
		predicates: [matches('externalContactId', id), matches('canonicalExternalContactId', id)],
	};
}

function startedWithin(interval: string): Models.ConversationParticipantSearchCriteria {
	const [startValue = '', endValue = ''] = interval.split('/');
	return { type: 'DATE_RANGE', fields: ['startTime'], startValue, endValue };
}

/** The first message of the scene's conversation. */
function messageOf({ conversation }: Scene): string {
	const [messageId] = conversation.messageIds;
	if (messageId === undefined) throw new RangeError('Nobody has written yet');
	return messageId;
}

function find(by: INodeParameters): INodeParameters {
	return { resource: 'conversation', operation: 'find', ...by };
}

interface CloseForm {
	readonly method: string;
	readonly wrapUp?: (scene: Scene) => INodeParameters;
}

function closeConversation({ method, wrapUp }: CloseForm): Twin['node'] {
	return (scene) => ({
		resource: 'conversation',
		operation: 'close',
		method,
		conversationId: { __rl: true, mode: 'id', value: scene.conversation.id },
		options: wrapUp?.(scene) ?? {},
	});
}

type Identifier = Bodies['POST /api/v2/externalcontacts/identifierlookup/contacts'];

function lookUp(identifier: (scene: Scene) => Identifier): Twin['sdk'] {
	return (sdk, scene) => sdk.contactLookup.postExternalcontactsIdentifierlookupContacts(identifier(scene));
}

function changeAgent(body: (scene: Scene) => Models.MediaParticipantRequest): Twin['sdk'] {
	return (sdk, scene) => {
		const { id } = scene.conversation;
		const { participantId } = agentOf(scene.conversation);
		return sdk.conversations.patchConversationsMessageParticipant(id, participantId, { body: body(scene) });
	};
}
