import type { GenesysApi } from '../../platform/api';
import { isOpen, isWebMessaging, timeOf, type Conversation } from '../conversation';
import { readStretches, upToFailure, type Part, type Stretch } from '../details-list';
import {
	atGenesysTime,
	CLOCK_TOLERANCE_MS,
	lastDays,
	MAX_INTERVAL_DAYS,
	noTime,
	untilTimeIsSure,
} from '../details-query';
import type { Failure } from '../../platform/failures';
import { isIdle, isInOneOf } from '../judge';
import { lookUpConversation, type LiveConversation, type Missing } from '../live';
import { silentMinutes, silentSince } from '../silence';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../time';
import {
	baselineBy,
	eventOf,
	hasGotOn,
	NOTHING_YET,
	placeOf,
	type Kept,
	type Polled,
	type Watch,
	type WatchedEvent,
} from './event';
import { GIVES_UP_AFTER_MS, lookAt, Tries, type Effort } from './looks';
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

export interface IdleWatch extends Watch {
	readonly event: 'conversationIdle';
	/** Give those, too, that were idle when the watching began. */
	readonly alreadyIdle: boolean;
}

/** What is known of the open conversations; times are in milliseconds since 1970, by Genesys Cloud's clock. */
interface Open {
	/** When the watching began: what had become idle before is not given, unless that was asked for. */
	readonly baseline: number;
	/** When the index was last asked for the open ones. */
	readonly listedAt: number;
	/** What is still to be listed, where those are more than there is time for at once. */
	readonly toList: readonly Stretch[];
	readonly entries: ReadonlyMap<string, Entry>;
	/** What was given of conversations that have ended, for as long as they can go on again. */
	readonly past: ReadonlyMap<string, Past>;
}

interface Past {
	/** The last message for which it was given as idle. */
	readonly given: number;
	readonly until: number;
}

interface Entry {
	/** It cannot be idle before, so it is not read before. */
	readonly notBefore: number;
	/** The last message for which it was given as idle. */
	readonly given: number | undefined;
	/** It has ended, even if the index still lists it. */
	readonly hasEnded: boolean;
	/** The index has listed it since it was last begun to be listed; told of what may be forgotten otherwise. */
	readonly isListed?: boolean;
	/** How long it is tried in vain, in minutes; undefined where it is not. */
	readonly vainFor?: number | undefined;
}

const UNSEEN: Entry = { notBefore: 0, given: undefined, hasEnded: false };

/** Genesys Cloud tells its time in whole seconds: read at the very moment, a conversation seems not to be idle yet. */
const ROUNDING_MS = 2_000;
/** What nobody can tell is tried in every poll for so long, and then once in the time that it may be silent. */
const UNCLEAR_FOR_MS = 15 * MINUTE_MS;
/** A conversation can go on again for so long after its end. */
const GOES_ON_WITHIN_MS = 3 * DAY_MS;
/** A silence can begin without a message: with a transfer, or a re-opening. It is found so much later at most. */
const LATE_AT_MOST_MS = 15 * MINUTE_MS;
/** Marks in front of times. */
const ENDED = '!';
const LISTED = '+';

/**
 * Looks for conversations that have become idle. One whose last message is of a time T cannot be idle before T plus the limit:
 * each is read once in that time, and the open ones are listed twice in it, or four times an hour.
 *
 * @param kept what the last time has given as `state`; undefined the first time, which begins now and gives no event
 * @param tries what was tried in vain so far; changed by this
 * @throws ApiFailure; Failure; Canceled. Nothing else has changed then
 */
export async function pollIdle(
	api: GenesysApi,
	watch: IdleWatch,
	kept: Kept | undefined,
	effort: Effort,
	tries: Tries,
): Promise<Polled> {
	const before = kept && unpack(kept);
	if (!before) {
		const begun = await begin(api, watch, effort);
		return { ...NOTHING_YET, state: pack(begun) };
	}

	const limitMs = watch.idleForMinutes * MINUTE_MS;
	const lookAgainMs = Math.min(limitMs, LATE_AT_MOST_MS);
	const upToNow = await upToDate(api, watch, before, effort, tries);
	const { entries, past, listedAt, toList, isListed, notListed, brokenOffBy } = upToNow;
	const now = api.now();
	const baseline = baselineBy(now, before.baseline);
	const wasAllWell = tries.isEmpty;
	for (const [id, { vainFor }] of entries) tries.recall(id, vainFor, api.elapsed());
	const events: WatchedEvent[] = [];
	let untimed = 0;
	const see = (id: string, found: LiveConversation | Missing) => {
		const { given } = entries.get(id) ?? UNSEEN;
		if (isUntimed(found)) untimed += 1;
		if (!isUnclear(found, watch)) tries.forget(id);
		// It is looked at again in the next polls: it may be a matter of a moment.
		else if (!tries.failed(id, 'notShown', api.elapsed(), UNCLEAR_FOR_MS)) {
			entries.set(id, { notBefore: now, given, hasEnded: false, vainFor: tries.minutesOf(id) });
			return false;
		}
		const hasEnded = 'missing' in found || !isOpen(found.conversation);
		const silence = hasEnded ? undefined : silenceOf(found.conversation, watch);
		// Whoever writes after this look has been silent for long enough no sooner than the limit from now; but what has ended, or
		// is elsewhere, may come back silent.
		const isElsewhere = hasEnded || isInOneOf(found.conversation, watch.queueIds) !== true;
		const notBefore = isElsewhere
			? now + lookAgainMs
			: limitMs + (silence?.isLong === false ? silence.since + ROUNDING_MS : now);
		// One that seems to have begun earlier is no new one.
		const isGiven = !silence?.isLong || (given !== undefined && silence.since <= given);
		entries.set(id, { notBefore, given: isGiven ? given : silence.since, hasEnded });
		if ('missing' in found || isGiven) return false;
		const event = eventOf(watch, found, silence.since);
		const isNew = watch.alreadyIdle || event.time >= baseline;
		if (isNew) events.push(event);
		return isNew;
	};
	const due = tries.inOrder(dueAt(now, limitMs, entries), ({ notBefore }) => notBefore);
	const rest = await lookAt(api, due, effort, see);
	let givenUp = 0;
	let isPutOff = false;
	for (const id of rest.failed) {
		const wasGivenUp = tries.isGivenUp(id, GIVES_UP_AFTER_MS);
		const hasGivenUp = tries.failed(id, 'unreadable', api.elapsed(), GIVES_UP_AFTER_MS);
		if (hasGivenUp && !wasGivenUp) givenUp += 1;
		isPutOff ||= hasGivenUp;
		// It is due again, behind all others; given up, it is tried once in the time that it may be silent.
		const notBefore = hasGivenUp ? now + limitMs : now;
		entries.set(id, { ...(entries.get(id) ?? UNSEEN), vainFor: tries.minutesOf(id), notBefore });
	}
	if (rest.read > 0) tries.noteRead();
	// Those that can be read are read once in their time.
	const isAllInVain = tries.isAllInVain(Math.max(limitMs + LATE_AT_MOST_MS, HOUR_MS), api.elapsed());
	const unseen = isAllInVain ? rest.missing : undefined;
	tries.keepOnly(entries);
	const isAboutTime = untimed > 0 && untimed === rest.read;
	return {
		events,
		state: pack({ baseline, listedAt, toList, entries, past }),
		isProgress: !isAboutTime && hasGotOn(rest, { isPutOff, isListed, wasAllWell, isAllInVain, notListed }),
		failure: isAboutTime ? noTime() : (notListed ?? brokenOffBy ?? rest.failure ?? unseen),
		givenUp,
	};
}

/**
 * Looks for the newest conversation that is idle, since whenever.
 *
 * @param most look at no more conversations than that
 */
export async function latestIdle(
	api: GenesysApi,
	watch: IdleWatch,
	most: number,
): Promise<WatchedEvent | undefined> {
	let looks = 0;
	let notListed: Failure | undefined;
	for await (const { rows, failure } of atGenesysTime(api, (now) => openRows(api, watch, now))) {
		notListed ??= failure;
		for (const { conversation } of rows) {
			if (mayBeIdleFrom(conversation, watch) > api.now()) continue;
			const found = await lookUpConversation(api, conversation.id);
			if (isUntimed(found)) throw noTime();
			const silence = 'missing' in found ? undefined : silenceOf(found.conversation, watch);
			if (!('missing' in found) && silence?.isLong) return eventOf(watch, found, silence.since);
			looks += 1;
			if (looks === most) return undefined;
		}
	}
	// It may be there.
	if (notListed) throw notListed;
	return undefined;
}

async function begin(api: GenesysApi, watch: IdleWatch, effort: Effort): Promise<Open> {
	const nothing = { listedAt: 0, toList: [], entries: new Map(), past: new Map() };
	const { notListed, brokenOffBy, ...listed } = await list(api, watch, nothing, effort, new Tries());
	const failure = notListed ?? brokenOffBy;
	if (failure) throw failure;
	await untilTimeIsSure(api, async () => await openRows(api, watch, api.now()).next());
	return { ...listed, listedAt: api.now(), baseline: api.now() };
}

interface Listed extends Omit<Open, 'baseline'> {
	readonly entries: Map<string, Entry>;
	/** Why a part of them could not be listed, and will not be. */
	readonly notListed?: Failure | undefined;
	/** Why the next poll has to go on with it. */
	readonly brokenOffBy?: Failure | undefined;
}

interface UpToDate extends Listed {
	readonly isListed: boolean;
}

/** Lists the open conversations when it is time to; and where that is not known, for the answer tells it. */
async function upToDate(
	api: GenesysApi,
	watch: IdleWatch,
	before: Open,
	effort: Effort,
	tries: Tries,
): Promise<UpToDate> {
	const age = api.now() - before.listedAt;
	const everyMs = Math.min((watch.idleForMinutes * MINUTE_MS) / 2, LATE_AT_MOST_MS);
	const isRecent = api.isTimeKnown() && age >= 0 && age < everyMs;
	if (isRecent && before.toList.length === 0)
		return { ...before, entries: new Map(before.entries), isListed: false };
	return { ...(await list(api, watch, before, effort, tries)), isListed: true };
}

/**
 * Lists what the index has as open, as far as there is time, and goes on with that where it was begun. What the index leaves out
 * goes on as long as it was not seen to have ended.
 */
async function list(
	api: GenesysApi,
	watch: IdleWatch,
	{ listedAt, toList, ...known }: Omit<Open, 'baseline'>,
	effort: Effort,
	tries: Tries,
): Promise<Listed> {
	const entries = new Map(known.entries);
	const begun = toList.length > 0 ? toList : undefined;
	if (!begun) for (const [id, entry] of entries) entries.set(id, { ...entry, isListed: false });
	let rest: readonly Stretch[] = [];
	let notListed: Failure | undefined;
	let brokenOffBy: Failure | undefined;
	for await (const part of upToFailure(atGenesysTime(api, (now) => openRows(api, watch, now, begun)))) {
		for (const { conversation } of part.rows) {
			const id = conversation.id.toLowerCase();
			const entry = entries.get(id);
			entries.set(
				id,
				entry
					? { ...entry, isListed: true }
					: {
							notBefore: mayBeIdleFrom(conversation, watch),
							given: known.past.get(id)?.given,
							hasEnded: false,
						},
			);
		}
		({ rest, brokenOffBy } = part);
		notListed ??= part.failure;
		if (!effort.mayList()) break;
	}
	const now = api.now();
	const past = new Map([...known.past].filter(([, { until }]) => until > now));
	if (rest.length === 0)
		for (const [id, entry] of entries) {
			const { isListed, given } = entry;
			const isOver = entry.hasEnded || tries.isGivenUp(id, GIVES_UP_AFTER_MS);
			if (isListed || !isOver) continue;
			entries.delete(id);
			if (given !== undefined) past.set(id, { given, until: now + GOES_ON_WITHIN_MS });
		}
	return { entries, past, toList: rest, listedAt: begun ? listedAt : now, notListed, brokenOffBy };
}

/** @param begun what is left of a list that was begun */
async function* openRows(
	api: GenesysApi,
	watch: IdleWatch,
	now: number,
	begun?: readonly Stretch[],
): AsyncGenerator<Part> {
	const query = { ...placeOf(watch), openOnly: true, order: 'asc' } as const;
	yield* readStretches(api, query, begun ?? [lastDays(MAX_INTERVAL_DAYS, now)]);
}

/** Whether it was read, and Genesys Cloud has not told when that was. */
function isUntimed(found: LiveConversation | Missing): boolean {
	return !('missing' in found) && found.conversation.toldAt === undefined;
}

function isUnclear(found: LiveConversation | Missing, { idleSide }: IdleWatch): boolean {
	return 'missing' in found || silentMinutes(found.conversation, idleSide) === undefined;
}

/** No message is older than its conversation. */
function mayBeIdleFrom({ startTime }: Conversation, { idleForMinutes }: IdleWatch): number {
	return (timeOf(startTime) ?? 0) + idleForMinutes * MINUTE_MS;
}

/** Those that may be idle by now. What is put off for longer than the limit was so by a wrong clock. */
function dueAt(now: number, limitMs: number, entries: Open['entries']): Array<[string, Entry]> {
	const furthest = now + limitMs + CLOCK_TOLERANCE_MS;
	return [...entries].filter(([, { notBefore }]) => notBefore <= now || notBefore > furthest);
}

/**
 * Since when there is silence, and whether that is long enough.
 *
 * @returns undefined where there is none, where nobody can tell, and for what is not watched
 */
function silenceOf(
	conversation: Conversation,
	{ queueIds, idleForMinutes, idleSide }: IdleWatch,
): { readonly since: number; readonly isLong: boolean } | undefined {
	if (!isWebMessaging(conversation) || isInOneOf(conversation, queueIds) !== true) return undefined;
	const since = silentSince(conversation, idleSide);
	if (since === undefined || silentMinutes(conversation, idleSide) === undefined) return undefined;
	return { since, isLong: isIdle(conversation, idleSide, idleForMinutes) };
}

function pack({ baseline, listedAt, toList, entries, past }: Open): Kept {
	return {
		baseline,
		listedAt,
		...(toList.length > 0 && { toList: packedStretches(toList) }),
		open: packed(entries, ({ notBefore, given, hasEnded, isListed, vainFor }) => {
			const isMarked = isListed === true && (hasEnded || vainFor !== undefined);
			const marks = `${hasEnded ? ENDED : ''}${isMarked ? LISTED : ''}`;
			const times = `${packedTime(notBefore)}${given === undefined ? '' : `.${packedTime(given)}`}`;
			return `${marks}${times}${packedVain(vainFor)}`;
		}),
		past: packed(past, ({ given, until }) => `${packedTime(given)}.${packedTime(until)}`),
	};
}

function unpack(kept: Kept): Open | undefined {
	const [baseline, listedAt] = [numberIn(kept, 'baseline'), numberIn(kept, 'listedAt')];
	if (baseline === undefined || listedAt === undefined) return undefined;
	const entries = unpacked(kept['open'], (text): Entry => {
		const [times = ''] = text.replace(/^\W+/, '').split(VAIN);
		const [notBefore, given] = times.split('.');
		return {
			notBefore: unpackedTime(notBefore) ?? 0,
			given: unpackedTime(given),
			hasEnded: text.includes(ENDED),
			isListed: text.includes(LISTED),
			vainFor: unpackedVain(text),
		};
	});
	const past = unpacked(kept['past'], (text) => {
		const [given, until] = text.split('.').map(unpackedTime);
		return given === undefined || until === undefined ? undefined : { given, until };
	});
	return { baseline, listedAt, toList: unpackedStretches(kept['toList']) ?? [], entries, past };
}
