import type { Models } from 'purecloud-platform-client-v2';
import { badRequest, conversationNotFound, missingDivision, usualError } from '../http/errors.mts';
import { ignoredFields, listOf, object, text } from '../http/fields.mts';
import type { Call, Need, Operation } from '../http/operation.mts';
import { bodyOf, ok, permissionsOf, seesDivision } from '../http/operation.mts';
import { messageStatus } from '../views/conversation.mts';
import { spelling } from '../views/spelling.mts';
import { isoTime } from '../world/clock.mts';
import type { Conversation, MessageRecord } from '../world/model.mts';
import { entriesOf } from '../world/model.mts';
import { messageConversationOf } from './conversations.mts';

const MESSAGES = '/api/v2/conversations/messages';
const VIEW: Need = { any: ['conversation:message:view', 'conversation:webmessaging:view'] };
const CREATE: Need = { any: ['conversation:message:create', 'conversation:webmessaging:create'] };

const additionalMessage = object({
	textBody: text({ max: 10_000 }),
	...ignoredFields(['mediaIds', 'stickerIds', 'messagingTemplate', 'content', 'useNormalizedMessage']),
});

function messageData(call: Call, conversation: Conversation, message: MessageRecord): Models.MessageData {
	const isInbound = message.from === 'customer';
	const direction = spelling(call.assumptions)(isInbound ? 'inbound' : 'outbound');
	return {
		id: message.id,
		conversationId: conversation.id,
		timestamp: isoTime(message.at),
		direction,
		messengerType: spelling(call.assumptions)(conversation.messageType),
		status: messageStatus(message),
		fromAddress: isInbound ? conversation.guestId : (conversation.deploymentId ?? ''),
		toAddress: isInbound ? (conversation.deploymentId ?? '') : conversation.guestId,
		normalizedMessage: {
			id: message.id,
			type: message.kind === 'Message' ? 'Text' : message.kind,
			text: message.text,
			...(message.events === undefined ? {} : { events: message.events.map(eventView) }),
			direction: isInbound ? 'Inbound' : 'Outbound',
			originatingEntity: message.from === 'workflow' ? 'Bot' : 'Human',
		},
		selfUri: `${MESSAGES}/${conversation.id}/messages/${message.id}`,
	};
}

function eventView({
	eventType,
	subType: type,
}: NonNullable<MessageRecord['events']>[number]): Models.ConversationMessageEvent {
	switch (eventType) {
		case 'CoBrowse':
			return { eventType, coBrowse: { type } };
		case 'Presence':
			return { eventType, presence: { type } };
		case 'Typing':
			return { eventType, typing: { type } };
		case 'Unknown':
			return { eventType };
	}
}

function messageOf(conversation: Conversation, messageId: string): MessageRecord {
	const message = entriesOf(conversation).find(({ id }) => id === messageId.toLowerCase());
	if (message === undefined) throw usualError(404);
	return message;
}

function detailsByMessageId(call: Call): Models.MessageData {
	const messageId = call.param('messageId').toLowerCase();
	const conversation = call.world.conversations.byMessageId(messageId);
	if (conversation === undefined) throw usualError(404);
	if (!seesDivision(call.client, conversation.divisionIds)) {
		throw call.assumptions.unseenDivision === 404
			? conversationNotFound()
			: missingDivision(permissionsOf(VIEW));
	}
	return messageData(call, conversation, messageOf(conversation, messageId));
}

function send(call: Call): Models.MessageData {
	const conversation = messageConversationOf(call, CREATE);
	const leg = conversation.participants.find(
		({ communication }) => communication.id === call.param('communicationId').toLowerCase(),
	);
	const { textBody } = bodyOf(call, additionalMessage);
	if (leg === undefined) throw usualError(404);
	if (leg.purpose !== 'agent') throw badRequest("Messages are sent on an agent's communication.");
	if (leg.communication.state === 'disconnected') throw usualError(409);
	return messageData(call, conversation, call.world.write(conversation, leg, textBody));
}

/** Single messages, and the way from a message id to its conversation. */
export const messageOperations: readonly Operation[] = [
	{
		method: 'GET',
		path: `${MESSAGES}/{messageId}/details`,
		needs: VIEW,
		answer: (call) => ok(detailsByMessageId(call)),
	},
	{
		method: 'GET',
		path: `${MESSAGES}/{conversationId}/messages/{messageId}`,
		needs: VIEW,
		answer(call) {
			const conversation = messageConversationOf(call, VIEW);
			return ok(messageData(call, conversation, messageOf(conversation, call.param('messageId'))));
		},
	},
	{
		method: 'POST',
		path: `${MESSAGES}/{conversationId}/messages/bulk`,
		needs: VIEW,
		answer(call) {
			const conversation = messageConversationOf(call, VIEW);
			const wanted = new Set(bodyOf(call, listOf(text(), 1000)));
			const found = entriesOf(conversation).filter(({ id }) => wanted.has(id));
			return ok({ entities: found.map((message) => messageData(call, conversation, message)) });
		},
	},
	{
		method: 'POST',
		path: `${MESSAGES}/{conversationId}/communications/{communicationId}/messages`,
		needs: CREATE,
		userOnly: true,
		answer: (call) => ok(send(call)),
	},
];
