import type { CloseOptions } from './options';
import {
	foreignOpenSession,
	isAgentConnected,
	isWebMessaging,
	lastMessageTime,
	type Conversation,
} from '../conversation';
import { MINUTE_MS } from '../time';
import type { VerdictStatus } from './verdict';

/** Why a close is held back. */
export interface Held {
	readonly status: VerdictStatus;
	readonly reason: string;
}

/** Holds what is not, or not only, web messaging. */
export function holdsOtherMedia(conversation: Conversation): Held | undefined {
	if (!isWebMessaging(conversation)) {
		return { status: 'skippedNotWebMessaging', reason: 'The conversation has no web messaging session.' };
	}
	const foreign = foreignOpenSession(conversation);
	return (
		foreign && {
			status: 'skippedNotWebMessaging',
			reason: `Beside web messaging, the conversation has an open ${foreign.messageType ?? foreign.medium}. Close the single sessions instead.`,
		}
	);
}

/**
 * Holds what the user wants left alone right now.
 *
 * @param now milliseconds since 1970
 */
export function holdsGuard(conversation: Conversation, options: CloseOptions, now: number): Held | undefined {
	if (options.skipIfAgentConnected && isAgentConnected(conversation)) {
		return { status: 'skippedAgentConnected', reason: 'An agent is in the conversation.' };
	}
	const last = lastMessageTime(conversation);
	const quietMinutes = last === undefined ? Infinity : (now - Date.parse(last)) / MINUTE_MS;
	if (quietMinutes < options.skipIfMessageWithinMinutes) {
		return { status: 'skippedRecentMessage', reason: `The last message came at ${last}.` };
	}
	return undefined;
}
