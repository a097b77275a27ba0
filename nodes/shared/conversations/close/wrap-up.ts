import type { GenesysApi } from '../../platform/api';
import { ApiFailure, RateLimitReached } from '../../platform/failures';
import type { JsonObject } from '../../platform/json';
import { handInWrapUp, skipWrapUp } from '../calls';
import { isAgent, isElsewhereToo } from '../participants';
import {
	isOpenChat,
	isWebMessagingSession,
	type Conversation,
	type Participant,
	type Session,
} from '../conversation';
import { latest } from '../time';
import type { WrapUp } from './options';
import { settle } from '../settle';

/** The wrap-up as a part of the PATCH that disconnects a participant (SDK: `MediaParticipantRequest`). */
export function wrapUpBody(wrapUp: WrapUp): JsonObject {
	return wrapUp.skip ? { wrapupSkipped: true } : { wrapup: codeAndNotes(wrapUp) };
}

/** A wrap-up that was not entered, or may not have been. */
export interface WrapUpTrouble {
	readonly of: readonly Participant[];
	readonly failure: ApiFailure;
}

const STILL_THERE = new ApiFailure(
	'Something else in the conversation goes on',
	'A wrap-up can be entered once the agent has left all of it.',
);

/**
 * Enters the wrap-up for those of the agents meant who have left and owe one.
 *
 * @returns what went wrong: the conversation is closed all the same
 */
export async function enterWrapUp(
	api: GenesysApi,
	conversation: Conversation,
	wrapUp: WrapUp | undefined,
	isMeant: (participant: Participant) => boolean,
): Promise<WrapUpTrouble[]> {
	if (!wrapUp) return [];
	const troubles: WrapUpTrouble[] = [];
	const meant = conversation.participants.filter((one) => isMeant(one) && isAgent(one) && one.owesWrapUp);
	// What only comes along with the chat, co-browsing say, goes with it.
	const goesOn = (one: Participant) => isElsewhereToo(one) || one.sessions.some(isOpenChat);
	const staying = meant.filter(goesOn);
	if (staying.length > 0) troubles.push({ of: staying, failure: STILL_THERE });
	const owing = meant.filter((one) => !goesOn(one));
	for (const [index, participant] of owing.entries()) {
		const leg = lastLeg(participant);
		if (!leg) continue;
		const call = wrapUp.skip
			? skipWrapUp(conversation.id, participant.id)
			: handInWrapUp(conversation.id, participant.id, leg.id, codeAndNotes(wrapUp));
		const entered = await settle(api.request(call));
		if ('value' in entered) continue;
		const { failure } = entered;
		// Nothing more is sent in this run.
		if (failure instanceof RateLimitReached) return [...troubles, { of: owing.slice(index), failure }];
		troubles.push({ of: [participant], failure });
	}
	return troubles;
}

function codeAndNotes({ codeId, notes }: Exclude<WrapUp, { skip: true }>): JsonObject {
	return { code: codeId, ...(notes !== undefined && { notes }) };
}

/** The leg with which an agent left last. */
function lastLeg({ sessions }: Participant): Session | undefined {
	const legs = sessions.filter(isWebMessagingSession);
	const end = latest(legs.map(({ disconnectedTime }) => disconnectedTime));
	return legs.find(({ disconnectedTime }) => disconnectedTime === end) ?? legs.at(-1);
}
