import type { GenesysApi } from '../../platform/api';
import { Failure } from '../../platform/failures';
import { closedAt, isCustomer, isWebMessaging, latest, timeOf, type Conversation } from '../conversation';
import { readSince } from '../details-list';
import {
	atGenesysTime,
	lastDays,
	MAX_INTERVAL_DAYS,
	searchIndex,
	type DetailsQuery,
	type IndexedConversation,
} from '../details-query';
import { hasBeenInOneOf, hasCustomerLeft, isInOneOf } from '../judge';
import { lookUpConversation, type LiveConversation, type Missing } from '../live';
import { MINUTE_MS } from '../time';
import {
	eventOf,
	placeOf,
	type EventType,
	type Kept,
	type Polled,
	type Watch,
	type WatchedEvent,
} from './event';
import { lookAt, type Effort } from './looks';
import { numberIn, packed, packedTime, unpacked, unpackedTime } from './packed';

/** What happens at a moment that the index tells: a start, an end, a customer who leaves. */
export type OccurrenceType = Exclude<EventType, 'conversationIdle'>;

export interface OccurrenceWatch extends Watch {
	readonly event: OccurrenceType;
}

/** More is not remembered, nor kept waiting: about two megabytes. */
const MOST_REMEMBERED = 50_000;
/** A time that lies further ahead is a mistake, and says nothing of how far was read. */
const CLOCK_TOLERANCE_MS = 5 * MINUTE_MS;

/** What was seen so far; times are in milliseconds since 1970, by Genesys Cloud's clock. */
interface Seen {
	/** When the watching began: what happened before is never given. */
	readonly baseline: number;
	/**
	 * From when on the index is read again: some minutes before the latest moment that it has told of, for it tells late and out of
	 * order.
	 */
	readonly since: number;
	/** What was judged, as long as it is read again. */
	readonly known: ReadonlyMap<string, Judged>;
	/** What is still to be read. */
	readonly pending: ReadonlyMap<string, Told>;
}

/** When something happened, as the index tells; undefined where that cannot be read. */
interface Told {
	readonly indexTime: number | undefined;
}

interface Judged {
	readonly indexTime: number;
	/** When it happened, as the conversation itself tells; undefined where it did not happen, or was over. */
	readonly time: number | undefined;
}

interface Kind {
	/** How the index is asked for it. */
	readonly query: Pick<DetailsQuery, 'openOnly' | 'endedOnly' | 'customerHasLeft' | 'orderBy'>;
	/** Whether a row of the index shows it. */
	isShown(row: Conversation): boolean;
	/** The moment as a row of the index tells it. */
	indexTime(row: Conversation): number | undefined;
	/** The moment as the conversation itself tells it; undefined where it did not happen, or is over. */
	time(live: Conversation): number | undefined;
	/** Whether the conversation is where it is watched for. */
	isInPlace(live: Conversation, queueIds: readonly string[]): boolean;
	/** Where the conversation does not show it yet, it is looked at again as long as the index does. */
	readonly mayCome: boolean;
}

const KINDS: Readonly<Record<OccurrenceType, Kind>> = {
	conversationStarted: {
		query: {},
		isShown: () => true,
		indexTime: ({ startTime }) => timeOf(startTime),
		time: ({ startTime }) => timeOf(startTime),
		isInPlace: hasBeenInOneOf,
		mayCome: false,
	},
	conversationEnded: {
		query: { endedOnly: true, orderBy: 'conversationEnd' },
		isShown: () => true,
		indexTime: ({ endTime }) => timeOf(endTime),
		time: (live) => timeOf(closedAt(live)),
		isInPlace: hasBeenInOneOf,
		mayCome: true,
	},
	customerLeft: {
		query: { openOnly: true, customerHasLeft: true },
		isShown: hasCustomerLeft,
		indexTime: whenCustomerLeft,
		time: (live) => (hasCustomerLeft(live) ? whenCustomerLeft(live) : undefined),
		isInPlace: (live, queueIds) => isInOneOf(live, queueIds) === true,
		mayCome: false,
	},
};

function whenCustomerLeft({ participants }: Conversation): number | undefined {
	const legs = participants.filter(isCustomer).flatMap(({ sessions }) => sessions);
	return timeOf(latest(legs.map(({ disconnectedTime }) => disconnectedTime)));
}

/**
 * Looks for what has happened since the last time.
 *
 * @param kept what the last time has given as `state`; undefined the first time, which begins now and gives no event
 * @param overlapMs how far back is read again, because the index tells late
 * @throws ApiFailure; Failure; Canceled. Nothing has changed then
 */
export async function pollOccurrences(
	api: GenesysApi,
	watch: OccurrenceWatch,
	kept: Kept | undefined,
	overlapMs: number,
	effort: Effort,
): Promise<Polled> {
	const kind = KINDS[watch.event];
	const before = kept && unpack(kept);
	if (!before)
		return { events: [], state: pack(await begin(api, watch)), isProgress: true, failure: undefined };

	const { fresh, latestTime } = await readIndex(api, watch, before);
	const toRead = new Map([...before.pending, ...fresh]);
	const known = new Map(before.known);
	const events: WatchedEvent[] = [];
	const see = (id: string, found: LiveConversation | Missing) => {
		const indexTime = toRead.get(id)?.indexTime;
		const time = timeIn(found, kind, watch);
		if (time === undefined && kind.mayCome && !('missing' in found)) return false;
		// What the index does not date might be of long ago.
		const earliest = indexTime === undefined ? before.since : before.baseline;
		const isNew = time !== undefined && time >= earliest && time !== known.get(id)?.time;
		const judgedAt = indexTime ?? time;
		if (judgedAt !== undefined) known.set(id, { indexTime: judgedAt, time });
		if (isNew && !('missing' in found)) events.push(eventOf(watch, found, time));
		return isNew;
	};
	const { unread, read, failure } = await lookAt(api, oldestFirst(toRead), effort, see);
	const pending = new Map([...toRead].filter(([id]) => unread.has(id)));
	const readUpTo = Math.min(latestTime, api.now() + CLOCK_TOLERANCE_MS);
	const since = Math.max(before.since, readUpTo - overlapMs);
	return {
		events,
		state: pack(bounded({ baseline: before.baseline, since, known, pending })),
		isProgress: read > 0 || unread.size === 0 || [...fresh.keys()].some((id) => !before.pending.has(id)),
		failure,
	};
}

/**
 * Looks for the latest that has happened, whenever that was.
 *
 * @param most look at no more conversations than that
 */
export async function latestOccurrence(
	api: GenesysApi,
	watch: OccurrenceWatch,
	most: number,
): Promise<WatchedEvent | undefined> {
	const kind = KINDS[watch.event];
	let looks = 0;
	for await (const { conversation } of atGenesysTime(api, (now) => rowsSince(api, watch, now, -Infinity))) {
		if (!kind.isShown(conversation)) continue;
		const found = await lookUpConversation(api, conversation.id);
		const time = timeIn(found, kind, watch);
		if (time !== undefined && !('missing' in found)) return eventOf(watch, found, time);
		looks += 1;
		if (looks === most) break;
	}
	return undefined;
}

/** The watching begins now; that the index can be read is found out at once, and not when something happens. */
async function begin(api: GenesysApi, watch: OccurrenceWatch): Promise<Seen> {
	await atGenesysTime(api, (now) => rowsSince(api, watch, now, now)).next();
	const now = api.now();
	return { baseline: now, since: now, known: new Map(), pending: new Map() };
}

/** What the index tells that was not judged yet, and the latest moment that it tells of. */
async function readIndex(
	api: GenesysApi,
	watch: OccurrenceWatch,
	{ known, since }: Seen,
): Promise<{ readonly fresh: Map<string, Told>; readonly latestTime: number }> {
	const kind = KINDS[watch.event];
	const fresh = new Map<string, Told>();
	let latestTime = -Infinity;
	for await (const { conversation } of atGenesysTime(api, (now) => rowsSince(api, watch, now, since))) {
		if (!kind.isShown(conversation)) continue;
		const indexTime = kind.indexTime(conversation);
		const id = conversation.id.toLowerCase();
		if (!isJudged(known.get(id), indexTime)) fresh.set(id, { indexTime });
		latestTime = Math.max(latestTime, indexTime ?? -Infinity);
	}
	return { fresh, latestTime };
}

/** Whether it was judged before; a conversation that ended twice may have told the second end first. */
function isJudged(judged: Judged | undefined, indexTime: number | undefined): boolean {
	if (!judged) return false;
	return indexTime === undefined || indexTime === judged.indexTime || indexTime === judged.time;
}

/** What the index has of it since a moment, the newest first. */
async function* rowsSince(
	api: GenesysApi,
	watch: OccurrenceWatch,
	now: number,
	since: number,
): AsyncGenerator<IndexedConversation> {
	const { query, indexTime } = KINDS[watch.event];
	const whole = lastDays(MAX_INTERVAL_DAYS, now);
	const asked = { ...query, ...placeOf(watch), ...whole };
	if (watch.event === 'conversationStarted') {
		yield* readSince(api, { ...asked, from: Math.max(whole.from, since) }, since, indexTime);
	} else if (watch.event === 'conversationEnded') {
		yield* readSince(api, asked, since, indexTime);
	} else {
		// The index knows no order for it, but those are few.
		for await (const row of searchIndex(api, asked))
			if (!((indexTime(row.conversation) ?? NaN) < since)) yield row;
	}
}

function oldestFirst(toRead: ReadonlyMap<string, Told>): string[] {
	const time = ([, { indexTime }]: readonly [string, Told]) => indexTime ?? -Infinity;
	return [...toRead].sort((one, other) => time(one) - time(other) || 0).map(([id]) => id);
}

function timeIn(found: LiveConversation | Missing, kind: Kind, { queueIds }: Watch): number | undefined {
	if ('missing' in found) return undefined;
	const { conversation } = found;
	return isWebMessaging(conversation) && kind.isInPlace(conversation, queueIds)
		? kind.time(conversation)
		: undefined;
}

/** What is not read again need not be remembered, and there is an end to all remembering. */
function bounded(seen: Seen): Seen {
	if (seen.pending.size > MOST_REMEMBERED)
		throw new Failure(
			`More than ${MOST_REMEMBERED} events are waiting`,
			'They come faster than Genesys Cloud lets them be read. Add filters, such as a queue.',
		);
	// The index may still have to tell what the conversation itself has told already.
	const lastTold = ({ indexTime, time = indexTime }: Judged) => Math.max(indexTime, time);
	const byAge = [...seen.known]
		.filter(([id, judged]) => lastTold(judged) >= seen.since || seen.pending.has(id))
		.sort(([, one], [, other]) => lastTold(one) - lastTold(other));
	const kept = byAge.slice(-MOST_REMEMBERED);
	// Rather is less read again than something given twice.
	const [oldest] = kept;
	const since = kept.length < byAge.length && oldest ? lastTold(oldest[1]) : seen.since;
	return { ...seen, since, known: new Map(kept) };
}

function pack({ baseline, since, known, pending }: Seen): Kept {
	return {
		baseline,
		since,
		known: packed(known, ({ indexTime, time }) =>
			time === indexTime ? packedTime(time) : `${packedTime(indexTime)}.${packedTime(time)}`,
		),
		pending: packed(pending, ({ indexTime }) => packedTime(indexTime)),
	};
}

function unpack(kept: Kept): Seen | undefined {
	const [baseline, since] = [numberIn(kept, 'baseline'), numberIn(kept, 'since')];
	if (baseline === undefined || since === undefined) return undefined;
	const known = unpacked(kept['known'], (text) => {
		const [index, own = index] = text.split('.');
		const indexTime = unpackedTime(index);
		return indexTime === undefined ? undefined : { indexTime, time: unpackedTime(own) };
	});
	const pending = unpacked(kept['pending'], (text) => ({ indexTime: unpackedTime(text) }));
	return { baseline, since, known, pending };
}
