import { currentOf, hasOpenSession, hasUnknownRole, isCustomer } from './participants';
import { isOpen, type Conversation } from './conversation';
import { silentMinutes, type IdleSide } from './silence';

/**
 * Whether there is silence in an open conversation, and for long enough. Who never wrote is waited for, not idle, and what
 * cannot be judged is not idle either.
 */
export function isIdle(conversation: Conversation, side: IdleSide, minutes: number): boolean {
	const silent = silentMinutes(conversation, side);
	return isOpen(conversation) && silent !== undefined && silent < Infinity && silent >= minutes;
}

/** Whether the customer has left a conversation that is open all the same. Somebody unknown may be the customer. */
export function hasCustomerLeft(conversation: Conversation): boolean {
	const { participants } = conversation;
	const customers = participants.filter(isCustomer);
	const maybe = participants.filter(hasUnknownRole);
	return isOpen(conversation) && customers.length > 0 && ![...customers, ...maybe].some(hasOpenSession);
}

/**
 * Whether an open conversation is in one of the queues now, and not only has been in it; without queues it is.
 *
 * @returns undefined where nobody can tell
 */
export function isInOneOf({ participants }: Conversation, queueIds: readonly string[]): boolean | undefined {
	if (queueIds.length === 0) return true;
	const current = currentOf(participants.filter(({ queueId }) => queueId !== undefined));
	return current?.queueId === undefined ? undefined : isOneOf(queueIds, current.queueId);
}

/** Queues are chosen in lower case. */
function isOneOf(queueIds: readonly string[], queueId: string): boolean {
	return queueIds.includes(queueId.toLowerCase());
}

/** Whether a conversation is, or has been, in one of the queues; without queues it is. */
export function hasBeenInOneOf({ participants }: Conversation, queueIds: readonly string[]): boolean {
	return (
		queueIds.length === 0 ||
		participants.some(({ queueId }) => queueId !== undefined && isOneOf(queueIds, queueId))
	);
}
