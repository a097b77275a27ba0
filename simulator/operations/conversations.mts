import { conversationNotFound, missingDivision, notAParticipant, usualError } from '../http/errors.mts';
import type { Call, Need, Operation } from '../http/operation.mts';
import { ok, seesDivision } from '../http/operation.mts';
import { checkPermissions, permissionsOf } from '../http/operation.mts';
import { conversationView } from '../views/conversation.mts';
import type { ViewContext } from '../views/conversation.mts';
import { messageConversationView } from '../views/message-conversation.mts';
import type { Conversation, Participant } from '../world/model.mts';

const VIEW: Need = { any: ['conversation:communication:view'] };

/** What the views need, from a call. */
export function viewContext({ world, assumptions }: Call): ViewContext {
	return { directory: world.directory, assumptions };
}

/**
 * The conversation of a call's path, if the caller may see it.
 * @throws ApiError 404 if there is none; 403 (or 404, unverified) if it is in a division out of reach
 */
export function conversationOf(call: Call, need: Need = VIEW): Conversation {
	const conversation = call.world.conversations.byId(call.param('conversationId').toLowerCase());
	if (conversation === undefined) throw conversationNotFound();
	checkDivision(call, conversation, need);
	if (conversation.analyticsBlindSince !== undefined && !call.assumptions.orphanReadable)
		throw conversationNotFound();
	return conversation;
}

/**
 * Refuses a conversation in a division out of reach.
 * @throws ApiError 403 (or 404, unverified)
 */
export function checkDivision(
	{ client, assumptions }: Call,
	{ divisionIds }: Conversation,
	need: Need,
): void {
	if (seesDivision(client, divisionIds)) return;
	throw assumptions.unseenDivision === 404 ? conversationNotFound() : missingDivision(permissionsOf(need));
}

/**
 * As `conversationOf`, for resources of messaging conversations.
 * @throws ApiError 404 also for another medium
 */
export function messageConversationOf(call: Call, need?: Need): Conversation {
	const conversation = conversationOf(call, need);
	if (conversation.medium !== 'message') throw conversationNotFound();
	return conversation;
}

/**
 * The participant of a call's path.
 * @throws ApiError 404 if it is none of this conversation's
 */
export function participantOf(call: Call, conversation: Conversation): Participant {
	const participantId = call.param('participantId').toLowerCase();
	const participant = conversation.participants.find(({ id }) => id === participantId);
	if (participant === undefined) throw notAParticipant();
	return participant;
}

/**
 * Checks the communication of a call's path.
 * @throws ApiError 404 if it is not this participant's
 */
export function checkCommunication(call: Call, participant: Participant): void {
	if (participant.communication.id !== call.param('communicationId').toLowerCase()) throw usualError(404);
}

/** Reading conversations. */
export const conversationOperations: readonly Operation[] = [
	{
		method: 'GET',
		path: '/api/v2/conversations/{conversationId}',
		needs: VIEW,
		answer: (call) => ok(conversationView(conversationOf(call), viewContext(call))),
	},
	{
		method: 'GET',
		path: '/api/v2/conversations/messages/{conversationId}',
		answer(call) {
			if (call.assumptions.messageViewNeedsPermission) checkPermissions(call.client, VIEW);
			return ok(messageConversationView(messageConversationOf(call), viewContext(call)));
		},
	},
];
