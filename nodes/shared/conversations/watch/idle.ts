import type { GenesysApi } from '../../platform/api';
import type { Failure } from '../../platform/failures';
import { atGenesysTime, CLOCK_TOLERANCE_MS, noTime, untilTimeIsSure } from '../genesys-time';
import { lookUpConversation } from '../live';
import { HOUR_MS, MINUTE_MS } from '../time';
import {
	baselineBy,
	eventOf,
	hasGotOn,
	NOTHING_YET,
	type Kept,
	type Polled,
	type WatchedEvent,
} from './event';
import { IdleLooks, isUntimed, silenceOf } from './idle-looks';
import { pack, unpack, type Open, type OpenConversation } from './idle-state';
import { lookAt, type Effort } from './looks';
import { Tries } from './tries';
import { LATE_AT_MOST_MS, mayBeIdleFrom, openRows, readOpen, upToDate, type IdleWatch } from './open-list';

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
	if (!before) return { ...NOTHING_YET, state: pack(await begin(api, watch, effort)) };

	const { entries, past, listedAt, toList, isListed, notListed, brokenOffBy } = await upToDate(
		api,
		watch,
		before,
		effort,
		tries,
	);
	const limitMs = watch.idleForMinutes * MINUTE_MS;
	const now = api.now();
	const baseline = baselineBy(now, before.baseline);
	const wasAllWell = tries.isEmpty;
	for (const [id, { vainFor }] of entries) tries.recall(id, vainFor, api.elapsed());
	const looks = new IdleLooks(api, watch, now, baseline, entries, tries);
	const due = tries.inOrder(dueAt(now, limitMs, entries), ({ notBefore }) => notBefore, api.elapsed());
	const rest = await lookAt(api, due, effort, tries, looks.see);
	const { givenUp, isPutOff } = looks.putOff(rest);
	if (rest.read > 0) tries.noteRead();
	// Those that can be read are read once in their time.
	const isAllInVain = tries.isAllInVain(Math.max(limitMs + LATE_AT_MOST_MS, HOUR_MS), api.elapsed());
	const unseen = isAllInVain ? rest.missing : undefined;
	tries.keepOnly(entries);
	const isAboutTime = looks.isAboutTime(rest);
	return {
		events: looks.events,
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

/** Those that may be idle by now. What is put off for longer than the limit was so by a wrong clock. */
function dueAt(now: number, limitMs: number, entries: Open['entries']): Array<[string, OpenConversation]> {
	const furthest = now + limitMs + CLOCK_TOLERANCE_MS;
	return [...entries].filter(([, { notBefore }]) => notBefore <= now || notBefore > furthest);
}
