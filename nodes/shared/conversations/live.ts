import type { ApiCall, ApiResult, GenesysApi } from '../platform/api';
import { explainRefusal, explainForeign, isUnseenDivision } from '../platform/explain';
import type { ApiFailure } from '../platform/failures';
import { dateOf } from '../platform/http-date';
import { isSameId } from '../platform/ids';
import { getConversation } from './calls';
import type { Conversation } from './conversation';
import { readConversation } from './read-conversation';

/** A conversation together with the answer that told about it, for those who want it raw. */
export interface LiveConversation {
	readonly conversation: Conversation;
	readonly raw: unknown;
}

/** A conversation as somebody has looked at it. */
export interface LookedAt extends LiveConversation {
	/** When it was asked for, on the clock of {@link GenesysApi.elapsed}. */
	readonly askedAt: number;
}

/** Genesys Cloud itself says that there is no such conversation, or that it is in a division that the client cannot see. */
export interface Missing {
	/** That, as a failure for those who cannot go on without it. */
	readonly missing: ApiFailure;
}

/** Told of what was seen and is asked for again, as nobody could tell at what time it was so: it counts as seen all the same. */
type NoteDoubtful = (conversation: Conversation) => void;

/**
 * Reads a conversation as it is now.
 *
 * @returns undefined when it is {@link Missing}
 * @throws ApiFailure, also for an answer that is about something else or does not tell who is in the conversation
 */
export async function fetchConversation(
	api: GenesysApi,
	conversationId: string,
	noteDoubtful?: NoteDoubtful,
): Promise<LookedAt | undefined> {
	const live = await lookUpConversation(api, conversationId, noteDoubtful);
	return 'missing' in live ? undefined : live;
}

/** As {@link fetchConversation} (`GET /api/v2/conversations/{conversationId}`), and tells why there is nothing. */
export async function lookUpConversation(
	api: GenesysApi,
	conversationId: string,
	noteDoubtful?: NoteDoubtful,
): Promise<LookedAt | Missing> {
	const call = getConversation(conversationId);
	let answer = await api.request(call);
	// An age that cannot be told would leave a guard without a judgment; mostly, the next answer settles what time it is.
	for (let looks = 1; looks < MOST_DOUBTFUL_LOOKS && hasDoubtfulTime(answer, api); looks++) {
		const seen = readConversation(answer.body, answer.toldAt, api.now());
		if (seen && isSameId(seen.id, conversationId)) noteDoubtful?.(seen);
		answer = await api.request(call);
	}
	const missing = missingIn(answer, call);
	if (missing) return missing;
	const conversation = readConversation(answer.body, answer.toldAt, api.now());
	if (!conversation) throw explainForeign(answer, call, 'It does not say who is in the conversation.');
	if (!isSameId(conversation.id, conversationId)) {
		throw explainForeign(answer, call, 'It is about a different conversation.');
	}
	return { conversation, raw: answer.body, askedAt: answer.sentAt };
}

/**
 * What an answer says to be missing: nothing is there, or it is in a division that the client cannot see.
 *
 * @returns undefined where it says nothing of the kind
 * @throws ApiFailure for every other refusal by permission (403)
 */
export function missingIn(answer: ApiResult, call: ApiCall): Missing | undefined {
	if (answer.status === 404 || isUnseenDivision(answer)) return { missing: explainRefusal(answer, call) };
	if (answer.status === 403) throw explainRefusal(answer, call);
	return undefined;
}

/** A look that something depends on counts for this long. */
export const LOOK_COUNTS_MS = 2_000;
/** One that took longer than that is taken again before something is sent on it. */
const LONGEST_LOOK_MS = 10_000;

/**
 * Until when a look counts that has come in just now, on the clock of {@link GenesysApi.elapsed}. Where an answer is long in coming,
 * it tells how it was.
 */
export function countsUntil(api: GenesysApi, { askedAt }: LookedAt): number {
	return Math.min(api.elapsed() + LOOK_COUNTS_MS, askedAt + LONGEST_LOOK_MS);
}

/** Two answers agree at the latest when one of three was wrong. */
const MOST_DOUBTFUL_LOOKS = 3;

/** Where no answer ever tells the time, another one will not either. */
function hasDoubtfulTime(answer: ApiResult, api: GenesysApi): boolean {
	const isTold = dateOf(answer) !== undefined || api.isTimeKnown();
	return answer.status < 300 && answer.toldAt === undefined && isTold;
}
