import type { GenesysApi } from '../../platform/api';
import {
	closedAt,
	isCustomer,
	isSessionOpen,
	isWebMessaging,
	latest,
	timeOf,
	type Conversation,
	type Participant,
	type Session,
} from '../conversation';
import { readSince, readStretches, upToFailure, type Part, type Stretch } from '../details-list';
import {
	atGenesysTime,
	lastDays,
	MAX_INTERVAL_DAYS,
	untilTimeIsSure,
	type DetailsQuery,
} from '../details-query';
import { hasBeenInOneOf, hasCustomerLeft, isInOneOf } from '../judge';
import type { Failure } from '../../platform/failures';
import { lookUpConversation, type LiveConversation, type Missing } from '../live';
import { HOUR_MS, MINUTE_MS } from '../time';
import {
	baselineBy,
	eventOf,
	hasGotOn,
	NOTHING_YET,
	placeOf,
	type EventType,
	type Kept,
	type Polled,
	type Watch,
	type WatchedEvent,
} from './event';
import { GIVES_UP_AFTER_MS, lookAt, type Effort, type Tries } from './looks';
import {
	numberIn,
	packed,
	packedStretches,
	packedTime,
	packedVain,
	unpacked,
	unpackedStretches,
	unpackedTime,
	unpackedVain,
	VAIN,
} from './packed';

/** What happens at a moment that the index tells: a start, an end, a customer who leaves. */
export type OccurrenceType = Exclude<EventType, 'conversationIdle'>;

export interface OccurrenceWatch extends Watch {
	readonly event: OccurrenceType;
}

/** More is not remembered, nor kept waiting: about two megabytes. */
const MOST_REMEMBERED = 50_000;
/** In search of the latest one. */
const MOST_SORTED = 1_000;
/** Genesys Cloud may mend a time afterwards. */
const MENDED_WITHIN_MS = MINUTE_MS;

/** What was seen so far; times are in milliseconds since 1970, by Genesys Cloud's clock. */
interface Seen {
	/** When the watching began: what happened before is never given. */
	readonly baseline: number;
	/** The latest moment that the index has told of. */
	readonly readTo: number;
	/**
	 * From when on the index is read again: some minutes before what it had told of a poll ago. It tells late, out of order, and
	 * leaves things out; so everything is read twice at least, also after a long time without a poll.
	 */
	readonly since: number;
	/** What was given or is too old to be, as long as it is read again. */
	readonly known: ReadonlyMap<string, Known>;
	/** From when on all of that is known: reading further back would give what was given; undefined as long as nothing is known. */
	readonly knownFrom: number | undefined;
	/** What is still to be read. */
	readonly pending: ReadonlyMap<string, Told>;
	/** Genesys Cloud was seen to keep to the order that was asked for. */
	readonly isOrdered: boolean;
	/** How far the index is read, where it tells more than there is time for at once. */
	readonly round: Round | undefined;
}

interface Round {
	/** What is still to be listed. */
	readonly toList: readonly Stretch[];
	/** The latest moment that was told of before that. */
	readonly latestTime: number;
	/** When it was begun: of what came after that, it tells nothing. */
	readonly beganAt: number;
}

interface Told {
	/** When it happened, as the index tells; undefined where that cannot be read. */
	readonly indexTime: number | undefined;
	/** How long it is tried in vain, in minutes; undefined where it is not. */
	readonly vainFor: number | undefined;
}

interface Known {
	/** When it happened, as the index tells. */
	readonly indexTime: number;
	/** When it happened, as the conversation itself tells; undefined where it was given up without being seen. */
	readonly time: number | undefined;
}

interface Kind {
	/** How the index is asked for it. */
	readonly query: Pick<DetailsQuery, 'openOnly' | 'endedOnly' | 'customerHasLeft' | 'orderBy'>;
	/** Whether it can happen to a conversation only once, whatever its time is said to be. */
	readonly happensOnce?: true;
	/** Whether a row of the index shows it. */
	isShown(row: Conversation): boolean;
	/** The moment as a row of the index tells it. */
	indexTime(row: Conversation): number | undefined;
	/** The moment as the conversation itself tells it; undefined where it did not happen, or is over. */
	time(live: Conversation): number | undefined;
	/** Who has to have left for it to happen. */
	mustHaveLeft(live: Conversation): readonly Participant[];
	/** Whether the conversation is where it is watched for. */
	isInPlace(live: Conversation, queueIds: readonly string[]): boolean;
}

const KINDS: Readonly<Record<OccurrenceType, Kind>> = {
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

function whenCustomerLeft({ participants }: Conversation): number | undefined {
	const legs = participants.filter(isCustomer).flatMap(({ sessions }) => sessions);
	return timeOf(latest(legs.map(({ disconnectedTime }) => disconnectedTime)));
}

/**
 * Looks for what has happened since the last time.
 *
 * @param kept what the last time has given as `state`; undefined the first time, which begins now and gives no event
 * @param overlapMs how far back is read again, because the index tells late
 * @param tries what was tried in vain so far; changed by this
 * @throws ApiFailure; Failure; Canceled. Nothing else has changed then
 */
export async function pollOccurrences(
	api: GenesysApi,
	watch: OccurrenceWatch,
	kept: Kept | undefined,
	overlapMs: number,
	effort: Effort,
	tries: Tries,
): Promise<Polled> {
	const kind = KINDS[watch.event];
	const before = kept && unpack(kept);
	if (!before) return { ...NOTHING_YET, state: pack(await begin(api, watch)) };

	const { fresh, notListed, brokenOffBy, ...index } = await readIndex(api, watch, before, overlapMs, effort);
	const now = api.now();
	const baseline = baselineBy(now, before.baseline);
	const toRead = new Map([...fresh, ...before.pending]);
	const wasAllWell = tries.isEmpty;
	for (const [id, { vainFor }] of toRead) tries.recall(id, vainFor, api.elapsed());
	const known = new Map(before.known);
	const events: WatchedEvent[] = [];
	const seen = new Set<string>();
	const notShown = new Set<string>();
	const see = (id: string, found: LiveConversation | Missing) => {
		const time = timeIn(found, kind, watch);
		if ('missing' in found) return false;
		seen.add(id);
		if (time === undefined) {
			notShown.add(id);
			return false;
		}
		const indexTime = toRead.get(id)?.indexTime;
		// What the index does not date might be of long ago.
		const isOld = time < (indexTime === undefined ? Math.max(before.since, baseline) : baseline);
		const given = known.get(id)?.time;
		const isGiven = kind.happensOnce
			? given !== undefined
			: isSameAs(given, time, kind.mustHaveLeft(found.conversation));
		const isNew = !isOld && !isGiven;
		known.set(id, { indexTime: indexTime ?? time, time });
		if (isNew) events.push(eventOf(watch, found, time));
		return isNew;
	};
	const rest = await lookAt(
		api,
		tries.inOrder(toRead, ({ indexTime = 0 }) => indexTime),
		effort,
		see,
	);
	if (rest.read > 0) tries.noteRead();
	const isAllInVain = tries.isAllInVain(HOUR_MS, api.elapsed());
	// Where none can be read, it is about none of them.
	const mayGiveUp = rest.read > 0 || (rest.failed.size === 0 && !isAllInVain);
	const pending = new Map<string, Told>();
	let givenUp = 0;
	for (const [id, told] of toRead) {
		// What is not shown may be behind the index; and what is said not to be there, in a division that will be seen again.
		const isHopeless = () =>
			seen.has(id)
				? tries.failed(id, 'notShown', api.elapsed(), overlapMs)
				: tries.failed(id, 'unreadable', api.elapsed(), GIVES_UP_AFTER_MS) && mayGiveUp;
		const isTried = rest.failed.has(id) || !rest.unread.has(id);
		if (seen.has(id) && !notShown.has(id)) tries.forget(id);
		else if (!isTried || !isHopeless()) pending.set(id, { ...told, vainFor: tries.minutesOf(id) });
		else {
			if (!seen.has(id)) givenUp += 1;
			tries.forget(id);
			// As long as the index lists it, it would be tried anew.
			const { indexTime = now } = told;
			known.set(id, { indexTime, time: known.get(id)?.time });
		}
	}
	tries.keepOnly(toRead);
	const { isOrdered, round } = index;
	const { since, readTo } = round ? before : nextPosition(before, { ...index, now, overlapMs });
	const isListed =
		(round ?? before.round) !== undefined || [...fresh.keys()].some((id) => !before.pending.has(id));
	return {
		events,
		state: pack(bounded({ ...before, baseline, readTo, since, known, pending, isOrdered, round }, overlapMs)),
		isProgress: hasGotOn(rest, { isPutOff: givenUp > 0, isListed, wasAllWell, isAllInVain, notListed }),
		failure: notListed ?? brokenOffBy ?? rest.failure ?? (isAllInVain ? rest.missing : undefined),
		givenUp,
	};
}

/**
 * Whether what has happened is what had happened before: nobody of those who have left has joined in between. Two times that are
 * further apart are never the same, for nobody knows whether whoever comes back has to join anew.
 */
function isSameAs(before: number | undefined, time: number, left: readonly Participant[]): boolean {
	if (before === undefined || Math.abs(time - before) > MENDED_WITHIN_MS) return false;
	const joined = left.flatMap(({ sessions }) => sessions.filter(hasJoined));
	return (
		time === before || joined.every(({ connectedTime }) => (timeOf(connectedTime) ?? Infinity) <= before)
	);
}

/** Who was only rung has not. */
function hasJoined(session: Session): boolean {
	return session.connectedTime !== undefined || isSessionOpen(session);
}

interface Position {
	/** The latest moment that the index has told of. */
	readonly latestTime: number;
	/** When it was begun to be read. */
	readonly beganAt: number;
	readonly now: number;
	readonly overlapMs: number;
}

/** From where the index is read the next time, and up to where it has told now. */
function nextPosition(
	before: Seen,
	{ latestTime, beganAt, now, overlapMs }: Position,
): Pick<Seen, 'since' | 'readTo'> {
	// What came since it was begun to be read, pages that were read by then do not tell; and a time to come is a mistake.
	const told = Math.min(latestTime, beganAt);
	const readTo = Math.min(before.readTo, now);
	return {
		since: Math.max(possible(before, now, overlapMs), readTo - overlapMs),
		readTo: Math.max(readTo, told),
	};
}

/** From when on to read; a moment that is too late was set by a clock that was wrong. */
function possible({ since, baseline, knownFrom = -Infinity }: Seen, now: number, overlapMs: number): number {
	return Math.min(since, Math.max(baseline, knownFrom, now - overlapMs));
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
	const shown: Conversation[] = [];
	let notListed: Failure | undefined;
	for await (const { rows, failure } of atGenesysTime(api, (now) => rowsSince(api, watch, now, -Infinity))) {
		notListed ??= failure;
		shown.push(...rows.map(({ conversation }) => conversation).filter((row) => kind.isShown(row)));
		if (shown.length >= MOST_SORTED) break;
	}
	const time = (row: Conversation) => kind.indexTime(row) ?? -Infinity;
	const latestFirst = shown.sort((one, other) => time(other) - time(one) || 0);
	for (const { id } of latestFirst.slice(0, most)) {
		const found = await lookUpConversation(api, id);
		const happenedAt = timeIn(found, kind, watch);
		if (happenedAt !== undefined && !('missing' in found)) return eventOf(watch, found, happenedAt);
	}
	// It may be there.
	if (notListed) throw notListed;
	return undefined;
}

/** The watching begins now; that the index can be read is found out at once, and not when something happens. */
async function begin(api: GenesysApi, watch: OccurrenceWatch): Promise<Seen> {
	const ask = async () => await atGenesysTime(api, (now) => rowsSince(api, watch, now, now)).next();
	await ask();
	await untilTimeIsSure(api, ask);
	const now = api.now();
	return {
		baseline: now,
		readTo: now,
		since: now,
		known: new Map(),
		knownFrom: undefined,
		pending: new Map(),
		isOrdered: false,
		round: undefined,
	};
}

interface Index extends Pick<Seen, 'isOrdered' | 'round'> {
	/** What was not judged yet. */
	readonly fresh: Map<string, Told>;
	/** The latest moment that it tells of. */
	readonly latestTime: number;
	/** When it was begun to be read. */
	readonly beganAt: number;
	/** Why a part of it could not be listed, and will not be. */
	readonly notListed: Failure | undefined;
	/** Why the next poll has to go on with it. */
	readonly brokenOffBy: Failure | undefined;
}

/** What the index tells, as far as there is time to ask it and room to remember it. */
async function readIndex(
	api: GenesysApi,
	watch: OccurrenceWatch,
	before: Seen,
	overlapMs: number,
	effort: Effort,
): Promise<Index> {
	const kind = KINDS[watch.event];
	const { known, pending, round } = before;
	const fresh = new Map<string, Told>();
	let latestTime = round?.latestTime ?? -Infinity;
	let { isOrdered } = before;
	let toList: readonly Stretch[] = [];
	let notListed: Failure | undefined;
	let brokenOffBy: Failure | undefined;
	const assumed = round?.beganAt ?? api.now();
	const since = (now: number) => possible(before, now, overlapMs);
	const rows = atGenesysTime(api, (now) => rowsSince(api, watch, now, since(now), before));
	for await (const part of upToFailure(rows)) {
		const from = since(api.now());
		for (const { conversation } of part.rows) {
			const indexTime = kind.indexTime(conversation);
			if (!kind.isShown(conversation) || (indexTime ?? NaN) < from) continue;
			const id = conversation.id.toLowerCase();
			if (!isKnown(known.get(id), indexTime)) fresh.set(id, { indexTime, vainFor: undefined });
			latestTime = Math.max(latestTime, indexTime ?? -Infinity);
		}
		({ rest: toList, isOrdered = false, brokenOffBy } = part);
		notListed ??= part.failure;
		const hasRoom = fresh.size + pending.size < MOST_REMEMBERED;
		if (!hasRoom || !effort.mayList()) break;
	}
	// Where the time was not known yet, it is by now.
	const beganAt = Math.min(assumed, api.now());
	const left = toList.length > 0 ? { toList, latestTime, beganAt } : undefined;
	return { fresh, latestTime, beganAt, isOrdered, notListed, brokenOffBy, round: left };
}

/** Whether it is known; a conversation that ended twice may have told the second end before the index has. */
function isKnown(known: Known | undefined, indexTime: number | undefined): boolean {
	if (!known) return false;
	return indexTime === undefined || indexTime === known.indexTime || indexTime === known.time;
}

/**
 * What the index has of it since a moment, the newest first.
 *
 * @param before what is left of a list that was begun, and what is known of the order
 */
async function* rowsSince(
	api: GenesysApi,
	watch: OccurrenceWatch,
	now: number,
	since: number,
	before?: Pick<Seen, 'isOrdered' | 'round'>,
): AsyncGenerator<Part> {
	const { query, indexTime: happenedAt } = KINDS[watch.event];
	const asked = { ...query, ...placeOf(watch) };
	const whole = lastDays(MAX_INTERVAL_DAYS, now);
	const begun = before?.round?.toList;
	if (watch.event === 'customerLeft') {
		// The index knows no order for it, so all are read: those are few.
		yield* readStretches(api, { ...asked, order: 'asc' }, begun ?? [whole]);
	} else {
		const isByStart = watch.event === 'conversationStarted';
		const from = isByStart ? Math.max(whole.from, since) : whole.from;
		const stretches = begun ?? [{ from: Math.min(from, now), to: whole.to }];
		const isOrdered = isByStart || before?.isOrdered === true;
		yield* readSince(api, asked, { since, happenedAt, isOrdered }, stretches);
	}
}

function timeIn(found: LiveConversation | Missing, kind: Kind, { queueIds }: Watch): number | undefined {
	if ('missing' in found) return undefined;
	const { conversation } = found;
	return isWebMessaging(conversation) && kind.isInPlace(conversation, queueIds)
		? kind.time(conversation)
		: undefined;
}

/** What is not read again need not be remembered, and there is an end to all remembering. */
function bounded(seen: Seen, overlapMs: number): Seen {
	// The index may still have to tell what the conversation itself has told already.
	const lastTold = ({ indexTime, time = indexTime }: Known) => Math.max(indexTime, time);
	// By what was told, and not by a clock: after one that was wrong, it is read again.
	const latest = [...seen.known.values()].reduce((last, one) => Math.max(last, lastTold(one)), -Infinity);
	const from = Math.min(seen.since, latest - overlapMs);
	const byAge = [...seen.known]
		.filter(([id, one]) => lastTold(one) >= from - MENDED_WITHIN_MS || seen.pending.has(id))
		.sort(([, one], [, other]) => lastTold(one) - lastTold(other));
	const kept = byAge.slice(-MOST_REMEMBERED);
	// Rather is less read again than something given twice.
	const [oldest] = kept;
	const isCut = kept.length < byAge.length;
	const since = isCut && oldest ? lastTold(oldest[1]) : seen.since;
	// A moment that was told by events, and not by a clock.
	const told = kept.length === 0 ? -Infinity : Math.max(from, isCut ? since : -Infinity);
	const knownFrom = Math.max(seen.knownFrom ?? -Infinity, told);
	return { ...seen, since, known: new Map(kept), knownFrom: knownFrom > -Infinity ? knownFrom : undefined };
}

function pack({ baseline, readTo, since, known, knownFrom, pending, isOrdered, round }: Seen): Kept {
	return {
		...(knownFrom !== undefined && { knownFrom }),
		...(isOrdered && { isOrdered: 1 }),
		...(round && { toList: packedStretches(round.toList), beganAt: round.beganAt }),
		...(round && round.latestTime > -Infinity && { latestTime: round.latestTime }),
		baseline,
		readTo,
		since,
		known: packed(known, ({ indexTime, time }) =>
			time === indexTime ? packedTime(time) : `${packedTime(indexTime)}.${packedTime(time)}`,
		),
		pending: packed(pending, ({ indexTime, vainFor }) => `${packedTime(indexTime)}${packedVain(vainFor)}`),
	};
}

function unpack(kept: Kept): Seen | undefined {
	const [baseline, since] = [numberIn(kept, 'baseline'), numberIn(kept, 'since')];
	const readTo = numberIn(kept, 'readTo');
	if (baseline === undefined || since === undefined || readTo === undefined) return undefined;
	const known = unpacked(kept['known'], (text) => {
		const [index, own = index] = text.split('.');
		const indexTime = unpackedTime(index);
		return indexTime === undefined ? undefined : { indexTime, time: unpackedTime(own) };
	});
	const pending = unpacked(kept['pending'], (text) => {
		const [indexTime] = text.split(VAIN);
		return { indexTime: unpackedTime(indexTime), vainFor: unpackedVain(text) };
	});
	const toList = unpackedStretches(kept['toList']);
	const [beganAt = since, latestTime = -Infinity] = [numberIn(kept, 'beganAt'), numberIn(kept, 'latestTime')];
	return {
		baseline,
		readTo,
		since,
		known,
		knownFrom: numberIn(kept, 'knownFrom'),
		pending,
		isOrdered: numberIn(kept, 'isOrdered') === 1,
		round: toList && { toList, beganAt, latestTime },
	};
}
