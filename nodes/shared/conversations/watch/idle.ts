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
import { atGenesysTime, lastDays, MAX_INTERVAL_DAYS, type IndexedConversation } from '../details-query';
import { isIdle, isInOneOf } from '../judge';
import { lookUpConversation, type LiveConversation, type Missing } from '../live';
import { MINUTE_MS } from '../time';
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
}

interface Entry {
	/** It cannot be idle before, so it is not read before. */
	readonly notBefore: number;
	/** The last message for which it was given as idle. */
	readonly given: number | undefined;
	/** It has ended, even if the index still lists it. */
	readonly hasEnded: boolean;
}

/** Genesys Cloud tells its time in whole seconds: read at the very moment, a conversation seems not to be idle yet. */
const ROUNDING_MS = 2_000;
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

	const { baseline } = before;
	const limitMs = watch.idleForMinutes * MINUTE_MS;
	const isListed = api.now() - before.listedAt >= limitMs / 2;
	const entries = isListed ? await listOpen(api, watch, before.entries) : new Map(before.entries);
	const now = api.now();
	const listedAt = isListed ? now : before.listedAt;
	const events: WatchedEvent[] = [];
	const see = (id: string, found: LiveConversation | Missing) => {
		const given = entries.get(id)?.given;
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
	const { unread, read, failure } = await lookAt(api, dueAt(now, entries), effort, see);
	return {
		events,
		state: pack({ baseline, listedAt, entries }),
		isProgress: read > 0 || isListed || unread.size === 0,
		failure,
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
		const silence = 'missing' in found ? undefined : silenceOf(found.conversation, watch);
		if (!('missing' in found) && silence?.isLong) return eventOf(watch, found, silence.since);
		looks += 1;
		if (looks === most) break;
	}
	return undefined;
}

async function begin(api: GenesysApi, watch: IdleWatch): Promise<Open> {
	const entries = await listOpen(api, watch, new Map());
	const now = api.now();
	return { baseline: now, listedAt: now, entries };
}

/** What the index has as open, and what is known of it. What it leaves out goes on as long as it was not seen to have ended. */
async function listOpen(
	api: GenesysApi,
	watch: IdleWatch,
	known: Open['entries'],
): Promise<Map<string, Entry>> {
	const entries = new Map([...known].filter(([, { hasEnded }]) => !hasEnded));
	for await (const { conversation } of atGenesysTime(api, (now) => openRows(api, watch, now))) {
		const id = conversation.id.toLowerCase();
		const unseen = { notBefore: mayBeIdleFrom(conversation, watch), given: undefined, hasEnded: false };
		entries.set(id, known.get(id) ?? unseen);
	}
	return entries;
}

async function* openRows(
	api: GenesysApi,
	watch: IdleWatch,
	now: number,
): AsyncGenerator<IndexedConversation> {
	const whole = lastDays(MAX_INTERVAL_DAYS, now);
	yield* readInterval(api, { ...whole, ...placeOf(watch), openOnly: true, order: 'asc' });
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

function pack({ baseline, listedAt, entries }: Open): Kept {
	return {
		baseline,
		listedAt,
		open: packed(entries, ({ notBefore, given, hasEnded }) => {
			const times = given === undefined ? [notBefore] : [notBefore, given];
			return `${hasEnded ? ENDED : ''}${times.map(packedTime).join('.')}`;
		}),
	};
}

function unpack(kept: Kept): Open | undefined {
	const [baseline, listedAt] = [numberIn(kept, 'baseline'), numberIn(kept, 'listedAt')];
	if (baseline === undefined || listedAt === undefined) return undefined;
	const entries = unpacked(kept['open'], (text): Entry => {
		const [notBefore, given] = text.replace(ENDED, '').split('.');
		return {
			notBefore: unpackedTime(notBefore) ?? 0,
			given: unpackedTime(given),
			hasEnded: text.startsWith(ENDED),
		};
	});
	return { baseline, listedAt, entries };
}
