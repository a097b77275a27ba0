import type { GenesysApi } from '../../platform/api';
import {
	isOpen,
	isWebMessaging,
	lastMessageTime,
	silentMinutes,
	timeOf,
	type Conversation,
} from '../conversation';
import { readInterval } from '../details-list';
import {
	atGenesysTime,
	CLOCK_TOLERANCE_MS,
	lastDays,
	MAX_INTERVAL_DAYS,
	noTime,
	type IndexedConversation,
} from '../details-query';
import { isIdle, isInOneOf } from '../judge';
import { lookUpConversation, type LiveConversation, type Missing } from '../live';
import { DAY_MS, MINUTE_MS } from '../time';
import { eventOf, placeOf, type Kept, type Polled, type Watch, type WatchedEvent } from './event';
import { lookAt, type Effort } from './looks';
import { numberIn, packed, packedTime, unpacked, unpackedTime } from './packed';

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
	/** Since when nobody can tell, although that was tried. */
	readonly unclearSince?: number | undefined;
}

const UNSEEN: Entry = { notBefore: 0, given: undefined, hasEnded: false };

/** Genesys Cloud tells its time in whole seconds: read at the very moment, a conversation seems not to be idle yet. */
const ROUNDING_MS = 2_000;
/** What nobody can tell is tried in every poll for so long, and then once in the time that it may be silent. */
const UNCLEAR_FOR_MS = 15 * MINUTE_MS;
/** A conversation can go on again for so long after its end. */
const GOES_ON_WITHIN_MS = 3 * DAY_MS;
/** What has ended is marked with this. */
const ENDED = '!';

/**
 * Looks for conversations that have become idle. One whose last message is of a time T cannot be idle before T plus the limit:
 * each is read once in that time, and the open ones are listed twice in it.
 *
 * @param kept what the last time has given as `state`; undefined the first time, which begins now and gives no event
 * @throws ApiFailure; Failure; Canceled. Nothing has changed then
 */
export async function pollIdle(
	api: GenesysApi,
	watch: IdleWatch,
	kept: Kept | undefined,
	effort: Effort,
): Promise<Polled> {
	const before = kept && unpack(kept);
	if (!before)
		return { events: [], state: pack(await begin(api, watch)), isProgress: true, failure: undefined };

	const limitMs = watch.idleForMinutes * MINUTE_MS;
	const { entries, past, listedAt, isListed } = await upToDate(api, watch, before);
	const now = api.now();
	// Set by a clock that was wrong, it would hide everything for as long.
	const baseline = Math.min(before.baseline, now + CLOCK_TOLERANCE_MS);
	const events: WatchedEvent[] = [];
	let untimed = 0;
	const see = (id: string, found: LiveConversation | Missing) => {
		const { given, unclearSince = now } = entries.get(id) ?? UNSEEN;
		if (isUntimed(found)) untimed += 1;
		// It is looked at again in the next polls: it may be a matter of a moment.
		if (isUnclear(found, watch) && now - unclearSince < UNCLEAR_FOR_MS) {
			entries.set(id, { notBefore: now, given, hasEnded: false, unclearSince });
			return false;
		}
		const hasEnded = 'missing' in found || !isOpen(found.conversation);
		const silence = hasEnded ? undefined : silenceOf(found.conversation, watch);
		// Whoever writes after this look has been silent for long enough no sooner than the limit from now.
		const notBefore = limitMs + (silence?.isLong === false ? silence.since + ROUNDING_MS : now);
		entries.set(id, { notBefore, given: silence?.isLong ? silence.since : given, hasEnded });
		if ('missing' in found || !silence?.isLong || silence.since === given) return false;
		const event = eventOf(watch, found, silence.since);
		const isNew = watch.alreadyIdle || event.time >= baseline;
		if (isNew) events.push(event);
		return isNew;
	};
	const { unread, failed, read, failure } = await lookAt(api, dueAt(now, entries), effort, see);
	for (const id of failed) {
		const entry = entries.get(id);
		// It is due again, behind all others.
		if (entry) entries.set(id, { ...entry, notBefore: now });
	}
	const isAboutTime = untimed > 0 && untimed === read;
	return {
		events,
		state: pack({ baseline, listedAt, entries, past }),
		isProgress: !isAboutTime && (read > 0 || isListed || unread.size === 0),
		failure: isAboutTime ? noTime() : failure,
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
	for await (const { conversation } of atGenesysTime(api, (now) => openRows(api, watch, now))) {
		if (mayBeIdleFrom(conversation, watch) > api.now()) continue;
		const found = await lookUpConversation(api, conversation.id);
		if (isUntimed(found)) throw noTime();
		const silence = 'missing' in found ? undefined : silenceOf(found.conversation, watch);
		if (!('missing' in found) && silence?.isLong) return eventOf(watch, found, silence.since);
		looks += 1;
		if (looks === most) break;
	}
	return undefined;
}

async function begin(api: GenesysApi, watch: IdleWatch): Promise<Open> {
	const { entries, past } = await listOpen(api, watch, { entries: new Map(), past: new Map() });
	const now = api.now();
	return { baseline: now, listedAt: now, entries, past };
}

interface UpToDate extends Omit<Open, 'baseline'> {
	readonly entries: Map<string, Entry>;
	readonly isListed: boolean;
}

/** Lists the open conversations when it is time to; and where that is not known, for the answer tells it. */
async function upToDate(api: GenesysApi, watch: IdleWatch, before: Open): Promise<UpToDate> {
	const age = api.now() - before.listedAt;
	const isRecent = api.isTimeKnown() && age >= 0 && age < (watch.idleForMinutes * MINUTE_MS) / 2;
	if (isRecent) return { ...before, entries: new Map(before.entries), isListed: false };
	const listed = await listOpen(api, watch, before);
	return { ...listed, listedAt: api.now(), isListed: true };
}

/** What the index has as open, and what is known of it. What it leaves out goes on as long as it was not seen to have ended. */
async function listOpen(
	api: GenesysApi,
	watch: IdleWatch,
	known: Pick<Open, 'entries' | 'past'>,
): Promise<{ readonly entries: Map<string, Entry>; readonly past: ReadonlyMap<string, Past> }> {
	const listed = new Map<string, number>();
	for await (const { conversation } of atGenesysTime(api, (now) => openRows(api, watch, now)))
		listed.set(conversation.id.toLowerCase(), mayBeIdleFrom(conversation, watch));
	const now = api.now();
	const past = new Map([...known.past].filter(([, { until }]) => until > now));
	const entries = new Map<string, Entry>();
	for (const [id, entry] of known.entries) {
		if (!entry.hasEnded || listed.has(id)) entries.set(id, entry);
		else if (entry.given !== undefined) past.set(id, { given: entry.given, until: now + GOES_ON_WITHIN_MS });
	}
	for (const [id, notBefore] of listed)
		if (!entries.has(id)) entries.set(id, { notBefore, given: past.get(id)?.given, hasEnded: false });
	return { entries, past };
}

async function* openRows(
	api: GenesysApi,
	watch: IdleWatch,
	now: number,
): AsyncGenerator<IndexedConversation> {
	const whole = lastDays(MAX_INTERVAL_DAYS, now);
	yield* readInterval(api, { ...whole, ...placeOf(watch), openOnly: true, order: 'asc' });
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

function dueAt(now: number, entries: Open['entries']): string[] {
	return [...entries]
		.filter(([, { notBefore }]) => notBefore <= now)
		.sort(([, one], [, other]) => one.notBefore - other.notBefore)
		.map(([id]) => id);
}

/**
 * Since when a side is silent, and whether that is long enough.
 *
 * @returns undefined where it never wrote, where nobody can tell, and for what is not watched
 */
function silenceOf(
	conversation: Conversation,
	{ queueIds, idleForMinutes, idleSide }: IdleWatch,
): { readonly since: number; readonly isLong: boolean } | undefined {
	if (!isWebMessaging(conversation) || isInOneOf(conversation, queueIds) !== true) return undefined;
	const since = timeOf(lastMessageTime(conversation, idleSide));
	if (since === undefined || silentMinutes(conversation, idleSide) === undefined) return undefined;
	return { since, isLong: isIdle(conversation, idleSide, idleForMinutes) };
}

function pack({ baseline, listedAt, entries, past }: Open): Kept {
	return {
		baseline,
		listedAt,
		open: packed(entries, ({ notBefore, given, hasEnded, unclearSince }) => {
			const times = [notBefore, given, unclearSince].map(packedTime).join('.');
			return `${hasEnded ? ENDED : ''}${times.replace(/\.+$/, '')}`;
		}),
		past: packed(past, ({ given, until }) => `${packedTime(given)}.${packedTime(until)}`),
	};
}

function unpack(kept: Kept): Open | undefined {
	const [baseline, listedAt] = [numberIn(kept, 'baseline'), numberIn(kept, 'listedAt')];
	if (baseline === undefined || listedAt === undefined) return undefined;
	const entries = unpacked(kept['open'], (text): Entry => {
		const [notBefore, given, unclearSince] = text.replace(ENDED, '').split('.');
		return {
			notBefore: unpackedTime(notBefore) ?? 0,
			given: unpackedTime(given),
			hasEnded: text.startsWith(ENDED),
			unclearSince: unpackedTime(unclearSince),
		};
	});
	const past = unpacked(kept['past'], (text) => {
		const [given, until] = text.split('.').map(unpackedTime);
		return given === undefined || until === undefined ? undefined : { given, until };
	});
	return { baseline, listedAt, entries, past };
}
