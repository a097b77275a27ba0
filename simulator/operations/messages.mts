import type { Models } from 'purecloud-platform-client-v2';
import { badRequest, usualError } from '../http/errors.mts';
import { ignoredFields, listOf, object, text } from '../http/fields.mts';
import type { Call, Need, Operation } from '../http/operation.mts';
import { bodyOf, ok } from '../http/operation.mts';
import { messageData } from '../views/message-data.mts';
import type { Conversation, MessageRecord } from '../world/model.mts';
import { entriesOf } from '../world/model.mts';
import { checkDivision, messageConversationOf } from './conversations.mts';

const MESSAGES = '/api/v2/conversations/messages';
const VIEW: Need = { any: ['conversation:message:view', 'conversation:webmessaging:view'] };
const CREATE: Need = { any: ['conversation:message:create', 'conversation:webmessaging:create'] };

const additionalMessage = object({
	textBody: text({ max: 10_000 }),
	...ignoredFields(['mediaIds', 'stickerIds', 'messagingTemplate', 'content', 'useNormalizedMessage']),
});

function messageOf(conversation: Conversation, messageId: string): MessageRecord {
	const message = kept(conversation).find(({ id }) => id === messageId.toLowerCase());
	if (message === undefined) throw usualError(404);
	return message;
}

/** What can still be read, oldest first. */
function kept(conversation: Conversation): MessageRecord[] {
	return entriesOf(conversation).filter(({ goneAt }) => goneAt === undefined);
}

function detailsByMessageId(call: Call): Models.MessageData {
	const messageId = call.param('messageId').toLowerCase();
	const conversation = call.world.conversations.byMessageId(messageId);
	if (conversation === undefined) throw usualError(404);
	checkDivision(call, conversation, VIEW);
	return messageData(conversation, messageOf(conversation, messageId), call);
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
	return messageData(conversation, call.world.write(conversation, leg, textBody), call);
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
			return ok(messageData(conversation, messageOf(conversation, call.param('messageId')), call));
		},
	},
	{
		method: 'POST',
		path: `${MESSAGES}/{conversationId}/messages/bulk`,
		needs: VIEW,
		answer(call) {
			const conversation = messageConversationOf(call, VIEW);
			const wanted = new Set(bodyOf(call, listOf(text(), 1000)).map((id) => id.toLowerCase()));
			const found = kept(conversation).filter(({ id }) => wanted.has(id));
			// No order is documented; this one is neither that of the ids asked for nor that of the legs.
			const entities = found.reverse().map((message) => messageData(conversation, message, call));
			return ok({ entities });
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
