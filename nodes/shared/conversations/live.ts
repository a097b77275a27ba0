import type { GenesysApi } from '../platform/api';
import { explainRefusal, explainUnreadable, isUnseenDivision } from '../platform/explain';
import { getConversation } from './calls';
import type { Conversation } from './conversation';
import { readConversation } from './read-conversation';

/** A conversation together with the answer that told about it, for those who want it raw. */
export interface LiveConversation {
	readonly conversation: Conversation;
	readonly raw: unknown;
}

/**
 * Reads a conversation as it is now (`GET /api/v2/conversations/{conversationId}`).
 *
 * @returns undefined when Genesys knows no such conversation, or keeps it in a division that the client cannot see
 * @throws ApiFailure
 */
export async function fetchConversation(
	api: GenesysApi,
	conversationId: string,
): Promise<LiveConversation | undefined> {
	const call = getConversation(conversationId);
	const answer = await api.request(call);
	if (answer.status === 404 || isUnseenDivision(answer)) return undefined;
	if (answer.status === 403) throw explainRefusal(answer, call);
	const conversation = readConversation(answer.body);
	if (!conversation) throw explainUnreadable(answer, call);
	return { conversation, raw: answer.body };
}
