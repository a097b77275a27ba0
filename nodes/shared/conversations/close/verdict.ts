import type { RateLimitReached } from '../../platform/failures';
import type { Conversation } from '../conversation';

/** How a close ended. Users rely on the names. */
export type VerdictStatus =
	| 'closed'
	| 'alreadyClosed'
	| 'closing'
	| 'wouldClose'
	| 'skippedAgentConnected'
	| 'skippedRecentMessage'
	| 'skippedNotWebMessaging'
	| 'stuck'
	| 'notFound'
	| 'notAttempted';

/** `told`: in this conversation. `elsewhere`: in another one of the customer. `unknown`: it may have been sent. */
export type GoodbyeOutcome = 'told' | 'elsewhere' | 'unknown' | 'notTold';

export type CloseMethod = 'disconnect' | 'graceful' | 'teardown';

/** What a close is about: a conversation, or one of its sessions. */
export interface Target {
	readonly conversationId: string;
	readonly sessionId?: string;
	readonly participantId?: string;
}

/** The answer to "close this". A verdict is a success whatever it says. */
export interface Verdict {
	readonly status: VerdictStatus;
	/** What it is about; no conversation where none was named. */
	readonly target: Omit<Target, 'conversationId'> & { readonly conversationId: string | null };
	/** Whether the target is known to have ended. */
	readonly closed: boolean;
	/** A sentence or two for people. */
	readonly reason: string;
	/** `open` or `closed` of a conversation, the leg's state of a session; absent where it was not read. */
	readonly previousState?: string | undefined;
	/** ISO 8601; present when the end was seen. */
	readonly closedAt?: string | undefined;
	/** Set where the answer to the close was lost, so that nobody knows whether it was carried out. */
	readonly isUnclear?: true;
	/** Set where it is closed and there is more to say than that: who ended it is not known, or a wrap-up could not be entered. */
	readonly hasMore?: true;
	/** What came of the goodbye, where one was wanted; `reason` tells more. */
	readonly goodbye?: GoodbyeOutcome;
	/** The conversation as it was last read, which tells who is meant; absent where it was not read. */
	readonly conversation?: Conversation | undefined;
}

/** Makes a verdict; details that are not known are left out. */
export function verdict(
	target: Verdict['target'],
	status: VerdictStatus,
	reason: string,
	details: Pick<Verdict, 'previousState' | 'closedAt' | 'conversation'> = {},
): Verdict {
	return {
		status,
		target,
		closed: status === 'closed' || status === 'alreadyClosed',
		reason,
		...details,
	};
}

/** The verdict on what Genesys does not show. */
export function notFound(target: Target): Verdict {
	return verdict(
		target,
		'notFound',
		'Genesys Cloud has no such conversation, or it is in a division that the credential cannot see.',
	);
}

/** That the rate limit has ended the run before this one. */
export function leftByRateLimit(target: Target, limit: RateLimitReached): Verdict {
	return verdict(target, 'notAttempted', `${limit.message}. ${limit.whatToDo}`);
}
