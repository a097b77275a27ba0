import type { GenesysApi } from '../../platform/api';
import type { Failure } from '../../platform/failures';
import { readStretches, upToFailure, type Part, type Stretch } from '../details-list';
import { lastDays, MAX_INTERVAL_DAYS } from '../details-query';
import { atGenesysTime } from '../genesys-time';
import { readSince } from '../read-since';
import { placeOf } from './event';
import type { Effort } from './looks';
import { KINDS, type OccurrenceWatch } from './occurrence-kinds';
import { MOST_REMEMBERED, possible, type Known, type Seen, type Told } from './occurrence-state';

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
export async function readIndex(
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
export async function* rowsSince(
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
