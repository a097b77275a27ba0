import type { Stretch } from '../details-list';
import { MINUTE_MS } from '../time';
import type { Kept } from './event';
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

/** More is not remembered, nor kept waiting: about two megabytes. */
export const MOST_REMEMBERED = 50_000;
/** Genesys Cloud may mend a time afterwards. */
export const MENDED_WITHIN_MS = MINUTE_MS;

/** What was seen so far; times are in milliseconds since 1970, by Genesys Cloud's clock. */
export interface Seen {
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

export interface Told {
	/** When it happened, as the index tells; undefined where that cannot be read. */
	readonly indexTime: number | undefined;
	/** How long it is tried in vain, in minutes; undefined where it is not. */
	readonly vainFor: number | undefined;
}

export interface Known {
	/** When it happened, as the index tells. */
	readonly indexTime: number;
	/** When it happened, as the conversation itself tells; undefined where it was given up without being seen. */
	readonly time: number | undefined;
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
export function nextPosition(
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
export function possible(
	{ since, baseline, knownFrom = -Infinity }: Seen,
	now: number,
	overlapMs: number,
): number {
	return Math.min(since, Math.max(baseline, knownFrom, now - overlapMs));
}

/** What is not read again need not be remembered, and there is an end to all remembering. */
export function bounded(seen: Seen, overlapMs: number): Seen {
	// The index may still have to tell what the conversation itself has told already.
	const lastTold = ({ indexTime, time = indexTime }: Known) => Math.max(indexTime, time);
	// By what was told, and not by a clock: after one that was wrong, it is read again.
	const latest = [...seen.known.values()].reduce((last, one) => Math.max(last, lastTold(one)), -Infinity);
	const from = Math.min(seen.since, latest - overlapMs);
	const byAge = [...seen.known]
		.filter(([id, one]) => lastTold(one) >= from - MENDED_WITHIN_MS || seen.pending.has(id))
		.sort(([, one], [, other]) => lastTold(one) - lastTold(other));
	const kept = byAge.slice(-MOST_REMEMBERED);
	// Better to read less again than to give an event twice.
	const [oldest] = kept;
	const isCut = kept.length < byAge.length;
	const since = isCut && oldest ? lastTold(oldest[1]) : seen.since;
	// A moment that was told by events, and not by a clock.
	const told = kept.length === 0 ? -Infinity : Math.max(from, isCut ? since : -Infinity);
	const knownFrom = Math.max(seen.knownFrom ?? -Infinity, told);
	return { ...seen, since, known: new Map(kept), knownFrom: knownFrom > -Infinity ? knownFrom : undefined };
}

export function pack({ baseline, readTo, since, known, knownFrom, pending, isOrdered, round }: Seen): Kept {
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

export function unpack(kept: Kept): Seen | undefined {
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
