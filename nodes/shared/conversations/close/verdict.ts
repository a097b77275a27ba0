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

export type CloseMethod = 'disconnect' | 'graceful' | 'teardown';

/** What a close is about: a conversation, or one of its sessions. */
export interface Target {
	readonly conversationId: string;
	readonly sessionId?: string;
	readonly participantId?: string;
}

/** The answer to "close this". A verdict is a success whatever it says; it never has a key `error`. */
export interface Verdict extends Target {
	readonly status: VerdictStatus;
	/** Whether the target is known to have ended. */
	readonly closed: boolean;
	/** One sentence for people. */
	readonly reason: string;
	/** `open` or `closed` of a conversation, the leg's state of a session; absent where it was not read. */
	readonly previousState?: string;
	/** ISO 8601; present when the end was seen. */
	readonly closedAt?: string;
	/** How the conversation was closed, or would be. */
	readonly method?: CloseMethod;
}

export interface VerdictDetails {
	readonly previousState?: string | undefined;
	readonly closedAt?: string | undefined;
	readonly method?: CloseMethod | undefined;
}

/** Makes a verdict; details that are not known are left out. */
export function verdict(
	target: Target,
	status: VerdictStatus,
	reason: string,
	details: VerdictDetails = {},
): Verdict {
	const { previousState, closedAt, method } = details;
	return {
		// In this order, because tables show the first keys first.
		status,
		closed: status === 'closed' || status === 'alreadyClosed',
		reason,
		...(previousState !== undefined && { previousState }),
		...(closedAt !== undefined && { closedAt }),
		...(method !== undefined && { method }),
		...target,
	};
}

/** The verdict on what Genesys does not show. */
export function notFound(target: Target, method?: CloseMethod): Verdict {
	const reason = 'There is no such conversation, or it is in a division that the credential cannot see.';
	return verdict(target, 'notFound', reason, { method });
}
