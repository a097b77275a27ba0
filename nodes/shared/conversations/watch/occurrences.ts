import type { GenesysApi } from '../../platform/api';
import type { Failure } from '../../platform/failures';
import type { Conversation } from '../conversation';
import { atGenesysTime, untilTimeIsSure } from '../genesys-time';
import { lookUpConversation } from '../live';
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
import { lookAt, type Effort } from './looks';
import type { Tries } from './tries';
import { readIndex, rowsSince } from './occurrence-index';
import { KINDS, occurredAt, type Kind, type OccurrenceWatch } from './occurrence-kinds';
import { OccurrenceLooks } from './occurrence-looks';
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
	const before = kept && unpack(kept);
	if (!before) return { ...NOTHING_YET, state: pack(await begin(api, watch)) };

	const { fresh, notListed, brokenOffBy, ...index } = await readIndex(api, watch, before, overlapMs, effort);
	const now = api.now();
	const baseline = baselineBy(now, before.baseline);
	const toRead = merged(KINDS[watch.event], before.pending, fresh, tries);
	const wasAllWell = tries.isEmpty;
	for (const [id, { vainFor }] of toRead) tries.recall(id, vainFor, api.elapsed());
	const looks = new OccurrenceLooks(api, watch, { ...before, baseline }, toRead, tries);
	const due = tries.inOrder(toRead, ({ indexTime = 0 }) => indexTime, api.elapsed());
	const rest = await lookAt(api, due, effort, tries, looks.see);
	if (rest.read > 0) tries.noteRead();
	const isAllInVain = tries.isAllInVain(HOUR_MS, api.elapsed());
	const { pending, known, givenUp } = looks.leftOver(rest, { overlapMs, isAllInVain });
	tries.keepOnly(toRead);
	const { isOrdered, round } = index;
	const { since, readTo } = round ? before : nextPosition(before, { ...index, now, overlapMs });
	const isListed =
		(round ?? before.round) !== undefined || [...fresh.keys()].some((id) => !before.pending.has(id));
	return {
		events: looks.events,
		state: pack(bounded({ ...before, baseline, readTo, since, known, pending, isOrdered, round }, overlapMs)),
		isProgress: hasGotOn(rest, { isPutOff: givenUp > 0, isListed, wasAllWell, isAllInVain, notListed }),
		failure: notListed ?? brokenOffBy ?? rest.failure ?? (isAllInVain ? rest.missing : undefined),
		givenUp,
	};
}

/**
 * What is still to be read, as the index tells of it now.
 *
 * @param tries what was tried in vain so far; changed by this
 */
function merged(
	{ happensOnce }: Kind,
	pending: ReadonlyMap<string, Told>,
	fresh: ReadonlyMap<string, Told>,
	tries: Tries,
): ReadonlyMap<string, Told> {
	const toRead = new Map(pending);
	for (const [id, { indexTime }] of fresh) {
		const told = pending.get(id);
		const laterBy = happensOnce ? NaN : (indexTime ?? NaN) - (told?.indexTime ?? NaN);
		// It may have happened again: the patience that the one before has used up is not for this one.
		const isLater = laterBy > 0;
		if (isLater) tries.beginAnew(id);
		// A time that is only mended is no other: what answers have shown in a row goes on to count.
		if (laterBy > MENDED_WITHIN_MS) tries.forget(id);
		toRead.set(id, {
			indexTime: indexTime ?? told?.indexTime,
			vainFor: isLater ? undefined : told?.vainFor,
		});
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
		const happenedAt = occurredAt(found, kind, watch);
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
