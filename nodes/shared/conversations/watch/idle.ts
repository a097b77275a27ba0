import type { GenesysApi } from '../../platform/api';
import { isOpen, isWebMessaging, type Conversation } from '../conversation';
import { HOUR_MS, MINUTE_MS } from '../time';
import { atGenesysTime, CLOCK_TOLERANCE_MS, noTime, untilTimeIsSure } from '../genesys-time';
import type { Failure } from '../../platform/failures';
import { isIdle, isInOneOf } from '../judge';
import { lookUpConversation, type LiveConversation, type Missing } from '../live';
import { silentMinutes, silentSince } from '../silence';
import {
	baselineBy,
	eventOf,
	hasGotOn,
	NOTHING_YET,
	type Kept,
	type Polled,
	type WatchedEvent,
} from './event';
import { GIVES_UP_AFTER_MS, lookAt, Tries, type Effort } from './looks';
import { mayBeIdleFrom, openRows, readOpen, upToDate, LATE_AT_MOST_MS, type IdleWatch } from './open-list';
import { pack, unpack, type Entry, type Open } from './idle-state';

const UNSEEN: Entry = { notBefore: 0, given: undefined, hasEnded: false };

/** Genesys Cloud tells its time in whole seconds: read at the very moment, a conversation seems not to be idle yet. */
const ROUNDING_MS = 2_000;
/** What nobody can tell is tried in every poll for so long, and then once in the time that it may be silent. */
const UNCLEAR_FOR_MS = 15 * MINUTE_MS;

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
	const { notListed, brokenOffBy, ...listed } = await readOpen(api, watch, nothing, effort, new Tries());
	const failure = notListed ?? brokenOffBy;
	if (failure) throw failure;
	await untilTimeIsSure(api, async () => await openRows(api, watch, api.now()).next());
	return { ...listed, listedAt: api.now(), baseline: api.now() };
}

/** Whether it was read, and Genesys Cloud has not told when that was. */
function isUntimed(found: LiveConversation | Missing): boolean {
	return !('missing' in found) && found.conversation.toldAt === undefined;
}

function isUnclear(found: LiveConversation | Missing, { idleSide }: IdleWatch): boolean {
	return 'missing' in found || silentMinutes(found.conversation, idleSide) === undefined;
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
