import { advice, type Advice } from '../platform/advice';
import { apiPath, type ApiCall } from '../platform/api';
import type { JsonObject } from '../platform/json';
import { WEB_MESSAGING } from './conversation';

// Every request that an operation sends, about a conversation or not, and those of the trigger, each as the Platform API documents it. Those for the
// lists of the forms are in `directory/directory.ts`. Nothing else gives a call its method and path, so these two files are all that the official SDK is compared with.

type AdviceMap = ReadonlyMap<string | number, Advice>;

const NOT_THERE = advice(
	'The conversation does not exist',
	"Check the ID, and that the OAuth client's role includes its division.",
);
const NO_SUCH_CONVERSATION: AdviceMap = new Map<string | number, Advice>([
	['conversation.error.conversation.not.found', NOT_THERE],
	[404, NOT_THERE],
]);

/** What can be wrong with a participant, or with the wrap-up of one. */
const OF_PARTICIPANT: AdviceMap = new Map<string | number, Advice>([
	['conversation.error.conversation.not.found', NOT_THERE],
	[
		'conversation.error.not.conversation.participant',
		advice(
			'The participant does not belong to this conversation',
			'Use the participantId that Session → List returns.',
		),
	],
	[
		'conversation.error.wrapup.code.required',
		advice('A wrap-up needs a code', "Choose a 'Wrap-Up Code' in Options that the queue uses."),
	],
	[413, advice('The request is too large for Genesys Cloud', 'Shorten the notes.')],
]);

const OF_IDENTIFIER: AdviceMap = new Map([
	[
		422,
		advice(
			'Genesys Cloud cannot search for this value',
			'Check the value. A phone number needs its country code.',
		),
	],
]);

const DISCONNECTED = { state: 'disconnected' };

/** What a close may be refused with when the conversation has changed or ended, or cannot be seen. */
const WORTH_A_LOOK = [400, 403, 404, 409];

const OF_SENDING: AdviceMap = new Map([
	[
		400,
		advice(
			'Genesys Cloud did not accept the message',
			"It may not write to this customer, or know the messenger by another deployment: the option 'Deployment ID' of Message → Send names one.",
		),
	],
]);

/** What a message may be refused with that cannot reach the customer. */
const NOT_ADDRESSED = [400, 404, 409, 422];

/** `GET /api/v2/conversations/{conversationId}`; permission conversation:communication:view. */
export function getConversation(conversationId: string): ApiCall {
	return {
		method: 'GET',
		path: apiPath`conversations/${conversationId}`,
		doing: 'reading the conversation',
		advice: NO_SUCH_CONVERSATION,
		repeatable: true,
		changes: false,
		// For a conversation in a division that the client cannot see, either may come.
		expectedRefusals: [403, 404],
	};
}

/** `POST /api/v2/analytics/conversations/details/query`; permission analytics:conversationDetail:view. */
export function queryDetails(query: JsonObject): ApiCall {
	return {
		method: 'POST',
		path: apiPath`analytics/conversations/details/query`,
		body: query,
		doing: 'searching conversations',
		repeatable: true,
		changes: false,
	};
}

export type IdentifierType = 'ExternalId' | 'Email' | 'Phone';

/**
 * `POST /api/v2/externalcontacts/identifierlookup/contacts`; permission externalContacts:contact:view. The only way to
 * contacts that Genesys made by itself, as it does for most guests.
 */
export function lookUpContact(type: IdentifierType, value: string, externalSourceId?: string): ApiCall {
	return {
		method: 'POST',
		path: apiPath`externalcontacts/identifierlookup/contacts`,
		body:
			externalSourceId === undefined
				? { type, value }
				: { type, value, externalSource: { id: externalSourceId } },
		doing: 'looking up the external contact',
		advice: OF_IDENTIFIER,
		repeatable: true,
		changes: false,
		expectedRefusals: [404],
	};
}

/** `GET /api/v2/externalcontacts/contacts/{contactId}`; permission externalContacts:contact:view. */
export function getExternalContact(contactId: string): ApiCall {
	return {
		method: 'GET',
		path: apiPath`externalcontacts/contacts/${contactId}`,
		doing: 'reading the external contact',
		repeatable: true,
		changes: false,
		expectedRefusals: [403, 404],
	};
}

/** `GET /api/v2/conversations/messages/{messageId}/details`; permission conversation:message:view or conversation:webmessaging:view. */
export function getMessageDetails(messageId: string): ApiCall {
	return {
		method: 'GET',
		path: apiPath`conversations/messages/${messageId}/details`,
		doing: 'looking up the message',
		repeatable: true,
		changes: false,
		expectedRefusals: [403, 404],
	};
}

/**
 * `POST /api/v2/conversations/messages/{conversationId}/messages/bulk`; permission conversation:message:view or
 * conversation:webmessaging:view. Gives those of some messages that Genesys Cloud still has, in whatever order.
 */
export function getMessages(conversationId: string, messageIds: readonly string[]): ApiCall {
	return {
		method: 'POST',
		path: apiPath`conversations/messages/${conversationId}/messages/bulk`,
		body: messageIds,
		doing: 'reading the messages',
		advice: NO_SUCH_CONVERSATION,
		repeatable: true,
		changes: false,
	};
}

/**
 * `POST /api/v2/conversations/messages/agentless`; permission conversation:message:create. Genesys Cloud puts the message into
 * the ongoing conversation of a customer, and begins another one where it finds none. Never sent twice.
 *
 * @param deploymentId of the messenger that the customer uses
 */
export function sendMessage(deploymentId: string, externalContactId: string, text: string): ApiCall {
	return {
		method: 'POST',
		path: apiPath`conversations/messages/agentless`,
		body: {
			fromAddress: deploymentId,
			externalContactId,
			toAddressMessengerType: WEB_MESSAGING,
			textBody: text,
			useExistingActiveConversation: true,
		},
		doing: 'sending the message',
		advice: OF_SENDING,
		repeatable: false,
		changes: true,
		outlivesRun: true,
		expectedRefusals: NOT_ADDRESSED,
	};
}

/**
 * `POST /api/v2/conversations/participants/attributes/search`; permission conversation:participant:attributesview. It can
 * be asked for times only: an attribute as a criterion is refused, and so may be an order.
 */
export function searchAttributes(
	startedAfter: string,
	startedBefore: string,
	cursor: string | undefined,
): ApiCall {
	return {
		method: 'POST',
		path: apiPath`conversations/participants/attributes/search`,
		body: {
			query: [
				{
					type: 'DATE_RANGE',
					fields: ['startTime'],
					startValue: startedAfter,
					endValue: startedBefore,
				},
			],
			...(cursor !== undefined && { cursor }),
		},
		doing: 'searching attributes',
		repeatable: true,
		changes: false,
	};
}

/** `PUT /api/v2/conversations/{conversationId}/tags`; permission conversation:externalTag:edit. */
export function setExternalTag(conversationId: string, externalTag: string): ApiCall {
	return {
		method: 'PUT',
		path: apiPath`conversations/${conversationId}/tags`,
		body: { externalTag },
		doing: 'setting the external tag',
		advice: NO_SUCH_CONVERSATION,
		expectedRefusals: [403, 404],
		repeatable: false,
		changes: true,
	};
}

/**
 * `PATCH /api/v2/conversations/messages/{conversationId}`; permission conversation:communication:disconnect. Ends every
 * leg of the conversation.
 */
export function disconnectConversation(conversationId: string): ApiCall {
	return ending({
		method: 'PATCH',
		path: apiPath`conversations/messages/${conversationId}`,
		body: DISCONNECTED,
	});
}

/**
 * `PATCH /api/v2/conversations/messages/{conversationId}/participants/{participantId}`; permission
 * conversation:communication:disconnect or conversation:participant:wrapup. Ends all legs of one participant and can say
 * in the same breath how it went; that is not said twice.
 */
export function disconnectParticipant(
	conversationId: string,
	participantId: string,
	wrapUp: JsonObject,
): ApiCall {
	const call = ending({
		method: 'PATCH',
		path: apiPath`conversations/messages/${conversationId}/participants/${participantId}`,
		body: { ...DISCONNECTED, ...wrapUp },
	});
	return Object.keys(wrapUp).length === 0 ? call : { ...call, repeatable: false };
}

/**
 * `PATCH /api/v2/conversations/messages/{conversationId}/participants/{participantId}/communications/{communicationId}`.
 * Ends one leg and leaves wrap-up alone. No permission is documented; conversation:communication:disconnect is likely.
 */
export function disconnectSession(conversationId: string, participantId: string, sessionId: string): ApiCall {
	return ending({
		method: 'PATCH',
		path: apiPath`conversations/messages/${conversationId}/participants/${participantId}/communications/${sessionId}`,
		body: DISCONNECTED,
	});
}

/**
 * `POST /api/v2/conversations/{conversationId}/disconnect`; permission conversation:communication:disconnect. Genesys's
 * way out for a conversation that is stuck; it writes a system code for agents who owe a wrap-up.
 */
export function tearDownConversation(conversationId: string): ApiCall {
	return ending({ method: 'POST', path: apiPath`conversations/${conversationId}/disconnect` });
}

/**
 * `PATCH /api/v2/conversations/messages/{conversationId}/participants/{participantId}` with nothing but the word that there
 * will be no wrap-up; permission conversation:participant:wrapup.
 */
export function skipWrapUp(conversationId: string, participantId: string): ApiCall {
	return enteringWrapUp({
		method: 'PATCH',
		path: apiPath`conversations/messages/${conversationId}/participants/${participantId}`,
		body: { wrapupSkipped: true },
	});
}

/**
 * `POST /api/v2/conversations/messages/{conversationId}/participants/{participantId}/communications/{communicationId}/wrapup`,
 * for an agent who has left; permission conversation:participant:wrapup.
 */
export function handInWrapUp(
	conversationId: string,
	participantId: string,
	sessionId: string,
	wrapUp: JsonObject,
): ApiCall {
	return enteringWrapUp({
		method: 'POST',
		path: apiPath`conversations/messages/${conversationId}/participants/${participantId}/communications/${sessionId}/wrapup`,
		body: wrapUp,
	});
}

function enteringWrapUp(call: Pick<ApiCall, 'method' | 'path' | 'body'>): ApiCall {
	return {
		...call,
		doing: 'setting the wrap-up',
		advice: OF_PARTICIPANT,
		repeatable: false,
		changes: true,
	};
}

/** What all calls that end something have in common. */
function ending(call: Pick<ApiCall, 'method' | 'path' | 'body'>): ApiCall {
	return {
		...call,
		doing: 'closing',
		advice: OF_PARTICIPANT,
		repeatable: true,
		changes: true,
		urgent: true,
		outlivesRun: true,
		expectedRefusals: WORTH_A_LOOK,
	};
}
