import type { CloseOptions } from './options';
import {
	foreignOpenSession,
	isAgentConnected,
	isWebMessaging,
	lastMessageTime,
	silentMinutes,
	type Conversation,
} from '../conversation';
import type { CloseMethod, VerdictStatus } from './verdict';

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

/** Holds what only a teardown can end: all of its legs have ended, and Genesys Cloud goes on all the same. */
export function holdsStuck({ state }: Conversation, method: CloseMethod | undefined): Held | undefined {
	if (state !== 'stuck' || method === 'teardown') return undefined;
	return {
		status: 'stuck',
		reason:
			"Everybody has left, but Genesys Cloud has not ended the conversation. Close it with the method 'Teardown'.",
	};
}

/** Holds what the user wants left alone right now. A guard that cannot judge holds. */
export function holdsGuard(conversation: Conversation, options: CloseOptions): Held | undefined {
	if (options.skipIfAgentConnected && isAgentConnected(conversation)) {
		return { status: 'skippedAgentConnected', reason: 'An agent is in the conversation.' };
	}
	if (options.skipIfMessageWithinMinutes === 0) return undefined;
	const silent = silentMinutes(conversation);
	if (silent === undefined)
		return { status: 'skippedRecentMessage', reason: 'It cannot be told when the last message came.' };
	if (silent >= options.skipIfMessageWithinMinutes) return undefined;
	return {
		status: 'skippedRecentMessage',
		reason: `The last message came at ${lastMessageTime(conversation) ?? ''}.`,
	};
}
