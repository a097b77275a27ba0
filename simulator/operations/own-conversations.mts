import type { Call, Operation } from '../http/operation.mts';
import { ok } from '../http/operation.mts';
import { conversationView } from '../views/conversation.mts';
import { messageConversationView } from '../views/message-conversation.mts';
import type { Conversation } from '../world/model.mts';
import { endTimeOf } from '../world/model.mts';
import { viewContext } from './conversations.mts';

/** The conversations that the signed-in user takes part in right now. */
function ownConversations({ world, token }: Call): Conversation[] {
	return [...world.conversations.all()].filter(
		(conversation) =>
			endTimeOf(conversation) === undefined &&
			conversation.participants.some(
				({ userId, communication }) => userId === token.userId && communication.state !== 'disconnected',
			),
	);
}

/** The signed-in user's own active conversations: not for client credentials. */
export const ownConversationOperations: readonly Operation[] = [
	{
		method: 'GET',
		path: '/api/v2/conversations',
		userOnly: true,
		answer(call) {
			const entities = ownConversations(call).map((one) => conversationView(one, viewContext(call)));
			return ok({ entities, selfUri: '/api/v2/conversations' });
		},
	},
	{
		method: 'GET',
		path: '/api/v2/conversations/messages',
		userOnly: true,
		answer(call) {
			const messages = ownConversations(call).filter(({ medium }) => medium === 'message');
			const entities = messages.map((one) => messageConversationView(one, viewContext(call)));
			return ok({ entities, selfUri: '/api/v2/conversations/messages' });
		},
	},
];
