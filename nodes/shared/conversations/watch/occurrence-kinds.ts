import {
	closedAt,
	isSessionOpen,
	isWebMessaging,
	type Conversation,
	type Participant,
	type Session,
} from '../conversation';
import { isCustomer, sessionsOf } from '../participants';
import { latest, timeOf } from '../time';
import type { DetailsQuery } from '../details-query';
import { hasBeenInOneOf, hasCustomerLeft, isInOneOf } from '../judge';
import type { LiveConversation, Missing } from '../live';
import type { EventType, Watch } from './event';
import { MENDED_WITHIN_MS } from './occurrence-state';

/** What happens at a moment that the index tells: a start, an end, a customer who leaves. */
type OccurrenceType = Exclude<EventType, 'conversationIdle'>;

export interface OccurrenceWatch extends Watch {
	readonly event: OccurrenceType;
}

export interface Kind {
	/** How the index is asked for it. */
	readonly query: Pick<DetailsQuery, 'openOnly' | 'endedOnly' | 'customerHasLeft' | 'orderBy'>;
	/** Whether it can happen to a conversation only once, whatever its time is said to be. */
	readonly happensOnce?: true;
	/** Whether a row of the index shows it. */
	isShown(row: Conversation): boolean;
	/** The moment as a row of the index tells it. */
	readonly indexTime: (row: Conversation) => number | undefined;
	/** The moment as the conversation itself tells it; undefined where it did not happen, or is over. */
	time(live: Conversation): number | undefined;
	/** Who has to have left for it to happen. */
	mustHaveLeft(live: Conversation): readonly Participant[];
	/** Whether the conversation is where it is watched for. */
	isInPlace(live: Conversation, queueIds: readonly string[]): boolean;
}

export const KINDS: Readonly<Record<OccurrenceType, Kind>> = {
	conversationStarted: {
		query: {},
		happensOnce: true,
		isShown: () => true,
		indexTime: ({ startTime }) => timeOf(startTime),
		time: ({ startTime }) => timeOf(startTime),
		mustHaveLeft: () => [],
		isInPlace: hasBeenInOneOf,
	},
	conversationEnded: {
		query: { endedOnly: true, orderBy: 'conversationEnd' },
		isShown: () => true,
		indexTime: ({ endTime }) => timeOf(endTime),
		time: (live) => timeOf(closedAt(live)),
		mustHaveLeft: ({ participants }) => participants,
		isInPlace: hasBeenInOneOf,
	},
	customerLeft: {
		query: { openOnly: true, customerHasLeft: true },
		isShown: hasCustomerLeft,
		indexTime: whenCustomerLeft,
		time: (live) => (hasCustomerLeft(live) ? whenCustomerLeft(live) : undefined),
		mustHaveLeft: ({ participants }) => participants.filter(isCustomer),
		isInPlace: (live, queueIds) => isInOneOf(live, queueIds) === true,
	},
};

function whenCustomerLeft(conversation: Conversation): number | undefined {
	return timeOf(latest(sessionsOf(conversation, 'customer').map(({ disconnectedTime }) => disconnectedTime)));
}

/** When what is watched for has happened; undefined where it has not, or not where it is watched for. */
export function occurredAt(
	found: LiveConversation | Missing,
	kind: Kind,
	{ queueIds }: Watch,
): number | undefined {
	if ('missing' in found) return undefined;
	const { conversation } = found;
	return isWebMessaging(conversation) && kind.isInPlace(conversation, queueIds)
		? kind.time(conversation)
		: undefined;
}

/**
 * Whether what has happened is what had happened before, though its time may have been mended: nobody of those who have left has
 * joined in between. Two times that are further apart are never the same, for nobody knows whether whoever comes back has to join
 * anew.
 *
 * @param before when that had happened
 * @param time when it has happened now; not earlier
 */
export function isSameAs(before: number, time: number, left: readonly Participant[]): boolean {
	if (time - before > MENDED_WITHIN_MS) return false;
	const joined = left.flatMap(({ sessions }) => sessions.filter(hasJoined));
	return (
		time === before || joined.every(({ connectedTime }) => (timeOf(connectedTime) ?? Infinity) <= before)
	);
}

/** Who was only rung has not. */
function hasJoined(session: Session): boolean {
	return session.connectedTime !== undefined || isSessionOpen(session);
}
