import type { GenesysApi } from '../../platform/api';
import type { Failure } from '../../platform/failures';
import type { Conversation } from '../conversation';
import { atGenesysTime, untilTimeIsSure } from '../genesys-time';
import { lookUpConversation, type LiveConversation, type Missing } from '../live';
import { HOUR_MS } from '../time';
import {
	baselineBy,
	eventOf,
	hasGotOn,
	NOTHING_YET,
	type Kept,
	type Polled,
	type WatchedEvent,
} from './event';
import { GIVES_UP_AFTER_MS, lookAt, type Effort, type Tries } from './looks';
import { readIndex, rowsSince } from './occurrence-index';
import { isSameAs, KINDS, timeIn, type OccurrenceWatch } from './occurrence-kinds';
import {
	bounded,
	MENDED_WITHIN_MS,
	nextPosition,
	pack,
	unpack,
	type Seen,
	type Told,
} from './occurrence-state';

/** In search of the latest one. */
const MOST_SORTED = 1_000;

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
	const toRead = merged(before.pending, fresh);
	const wasAllWell = tries.isEmpty;
	for (const [id, { vainFor }] of toRead) tries.recall(id, vainFor, api.elapsed());
	const known = new Map(before.known);
	const events: WatchedEvent[] = [];
	const seen = new Set<string>();
	const notShown = new Set<string>();
	const doubted = new Set<string>();
	const see = (id: string, found: LiveConversation | Missing) => {
		const time = timeIn(found, kind, watch);
		if ('missing' in found) return false;
		seen.add(id);
		if (time === undefined) {
			notShown.add(id);
			return false;
		}
		const indexTime = toRead.get(id)?.indexTime;
		const given = known.get(id)?.time ?? -Infinity;
		if (!kind.happensOnce && indexTime !== undefined) {
			// An answer of before: the index knows more already.
			if (time <= given && given < indexTime) {
				notShown.add(id);
				return false;
			}
			// Another one, unless the two tell different times of the same; then what several answers show counts.
			if (time < indexTime - MENDED_WITHIN_MS && !tries.isShownOften(id, time)) {
				doubted.add(id);
				return false;
			}
		}
		// What the index does not date might be of long ago.
		const isOld = time < (indexTime === undefined ? Math.max(before.since, baseline) : baseline);
		const isGiven = kind.happensOnce
			? given > -Infinity
			: time < given || isSameAs(given, time, kind.mustHaveLeft(found.conversation));
		const isNew = !isOld && !isGiven;
		known.set(id, { indexTime: indexTime ?? time, time: Math.max(time, given) });
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
		if (doubted.has(id)) pending.set(id, told);
		else if (seen.has(id) && !notShown.has(id)) tries.forget(id);
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

/** What is still to be read, as the index tells of it now. */
function merged(
	pending: ReadonlyMap<string, Told>,
	fresh: ReadonlyMap<string, Told>,
): ReadonlyMap<string, Told> {
	const toRead = new Map(pending);
	for (const [id, { indexTime, vainFor }] of fresh) {
		const told = pending.get(id);
		toRead.set(id, { indexTime: indexTime ?? told?.indexTime, vainFor: vainFor ?? told?.vainFor });
	}
	return toRead;
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
