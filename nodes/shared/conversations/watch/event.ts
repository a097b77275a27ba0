import type { Failure } from '../../platform/failures';
import type { DetailsQuery } from '../details-query';
import type { LiveConversation } from '../live';
import type { IdleSide } from '../silence';
import { MINUTE_MS } from '../time';
import type { Rest } from './looks';

/** What can be waited for. */
export const EVENT_TYPES = [
	'conversationEnded',
	'conversationIdle',
	'conversationStarted',
	'customerLeft',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** What to watch for, and where. */
export interface Watch {
	readonly event: EventType;
	/** Any queue where there is none. */
	readonly queueIds: readonly string[];
	readonly divisionId: string | undefined;
	/** How long there must have been silence; only for idle conversations. */
	readonly idleForMinutes: number;
	readonly idleSide: IdleSide;
}

/** Something that has happened in a conversation. */
export interface WatchedEvent {
	/** The same whoever gives it, and however often: what has it as a key happens once. */
	readonly id: string;
	readonly type: EventType;
	/** By Genesys Cloud's clock, in milliseconds since 1970. */
	readonly time: number;
	/** The conversation as it was read then. */
	readonly live: LiveConversation;
}

/** What is kept from one time to the next: small, flat, and JSON. */
export type Kept = Readonly<Record<string, number | Readonly<Record<string, string>>>>;

/** What came of looking for events. */
export interface Polled {
	readonly events: readonly WatchedEvent[];
	/** What to begin with the next time. */
	readonly state: Kept;
	/** Whether anything was got on with; where nothing was, somebody has to know. */
	readonly isProgress: boolean;
	/** Why something could not be read or listed. */
	readonly failure: Failure | undefined;
	/** How many were given up now, because they could not be read for so long. */
	readonly givenUp: number;
}

/** Answers that take their time tell the same clock a little differently. */
const SAME_TIME_MS = 5_000;

/** When the watching began; a moment that is still to come was set by a clock that was wrong, and would hide everything until then. */
export function baselineBy(now: number, baseline: number): number {
	return Math.min(baseline, now + SAME_TIME_MS);
}

/** What comes of the first time. */
export const NOTHING_YET = { events: [], isProgress: true, failure: undefined, givenUp: 0 } as const;

interface Besides {
	/** Something will not be tried in the next polls. */
	readonly isPutOff: boolean;
	/** The list got on. */
	readonly isListed: boolean;
	/** Nothing was tried in vain before. */
	readonly wasAllWell: boolean;
	/** Nothing can be read, and it is not about single conversations. */
	readonly isAllInVain: boolean;
	/** Why a part could not be listed, and will not be. */
	readonly notListed: Failure | undefined;
}

/**
 * Whether anything was got on with. Where nothing could be read, a list that got on is an excuse once: it must not hide that nothing
 * ever can be read.
 */
export function hasGotOn(rest: Rest, besides: Besides): boolean {
	const { read, unread, failed, isCutShort, missing, failure } = rest;
	const { isPutOff, isListed, wasAllWell, isAllInVain, notListed } = besides;
	if (read > 0) return true;
	const hasFailed = failed.size > 0 || isCutShort || failure !== undefined;
	// What was given up is not tried in every poll.
	const isTried = hasFailed || missing !== undefined;
	if ((isAllInVain && isTried) || notListed) return false;
	if (isPutOff) return true;
	return (!hasFailed || wasAllWell) && (isListed || unread.size === 0);
}

/** Where to watch, as the index is asked. */
export function placeOf({
	queueIds,
	divisionId,
}: Pick<Watch, 'queueIds' | 'divisionId'>): Pick<DetailsQuery, 'conversation' | 'segments'> {
	return {
		conversation: divisionId === undefined ? [] : [['divisionId', divisionId]],
		segments: queueIds.length === 0 ? [] : [queueIds.map((id) => ['queueId', id] as const)],
	};
}

/**
 * An event and its key. A conversation starts once; all else can happen to it again, so the moment is part of the key.
 *
 * @param happenedAt the start, the end, the moment in which the customer left, or the last message of an idle one; in
 * milliseconds since 1970
 */
export function eventOf(
	{ event, idleForMinutes }: Pick<Watch, 'event' | 'idleForMinutes'>,
	live: LiveConversation,
	happenedAt: number,
): WatchedEvent {
	const about = `${event}:${live.conversation.id.toLowerCase()}`;
	return {
		id: event === 'conversationStarted' ? about : `${about}:${new Date(happenedAt).toISOString()}`,
		type: event,
		time: event === 'conversationIdle' ? happenedAt + idleForMinutes * MINUTE_MS : happenedAt,
		live,
	};
}
