import type { GenesysApi } from '../../platform/api';
import type { ApiFailure } from '../../platform/failures';
import type { JsonObject } from '../../platform/json';
import { wrapUpParticipant } from '../calls';
import type { WrapUp } from './options';
import { isAgent, isSessionOpen, type Conversation, type Participant } from '../conversation';
import { settle } from './settle';

/** The wrap-up as the body of a participant's PATCH (SDK: `MediaParticipantRequest`). */
export function wrapUpBody(wrapUp: WrapUp | undefined): JsonObject {
	if (!wrapUp) return {};
	if (wrapUp.skip) return { wrapupSkipped: true };
	return { wrapup: { code: wrapUp.codeId, ...(wrapUp.notes !== undefined && { notes: wrapUp.notes }) } };
}

/**
 * Enters the wrap-up for the agents who have left and owe one.
 *
 * @returns what went wrong, if anything did: the conversation is closed all the same
 */
export async function enterWrapUp(
	api: GenesysApi,
	conversation: Conversation,
	wrapUp: WrapUp | undefined,
	isMeant: (participant: Participant) => boolean = () => true,
): Promise<ApiFailure | undefined> {
	if (!wrapUp) return undefined;
	for (const participant of conversation.participants.filter(isMeant)) {
		if (!owesWrapUp(participant)) continue;
		const entered = await settle(
			api.request(wrapUpParticipant(conversation.id, participant.id, wrapUpBody(wrapUp))),
		);
		if ('failure' in entered) return entered.failure;
	}
	return undefined;
}

function owesWrapUp(participant: Participant): boolean {
	return isAgent(participant) && participant.owesWrapUp && !participant.sessions.some(isSessionOpen);
}
