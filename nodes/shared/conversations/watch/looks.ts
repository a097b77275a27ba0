import type { GenesysApi } from '../../platform/api';
import { Canceled, RateLimitReached, type ApiFailure } from '../../platform/failures';
import { settle, type Settled } from '../settle';
import { lookUpConversation, type LiveConversation, type Missing } from '../live';
import { ENOUGH_ANSWERS } from '../sightings';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../time';

/** What cannot be read for so long, although it is tried in every poll, is given up. */
export const GIVES_UP_AFTER_MS = DAY_MS;
const AT_A_TIME = 10;
/** Where so many cannot be read and none can, it is not about them. */
const MOST_FAILURES = 30;

/** That something is tried in vain. */
interface Vain {
	readonly why: Reason;
	readonly count: number;
	/** How long it is tried by now for that reason; a time in which nobody tried counts for little. */
	readonly spentMs: number;
	/** For how long it was seen in vain, for one reason or the other. */
	readonly seenForMs: number;
	/** When it was tried last, on the clock of the API. */
	readonly at: number;
}

/** It cannot be read; or it was seen, and does not show what is looked for, or tells of it otherwise than the index. */
type Reason = 'unreadable' | 'notShown' | 'otherwise';

/** What is not shown may be one conversation in a division that the client cannot see; from so many on, it is not about single conversations. */
const FEWEST_IN_VAIN = 3;
/** So often something was tried before it is given up. */
const FEWEST_TRIES = 3;
/** Nobody knows how it was between two tries that lie further apart. */
const LONGEST_GAP_MS = HOUR_MS;

/**
 * What this process tries in vain, by conversation. It outlives a poll that fails and keeps nothing else: without it, the same ones
 * would be tried first again and again, and nothing ever given up.
 */
export class Tries {
	private readonly vain = new Map<string, Vain>();
	/** What answers have shown that may be of before, how often in a row, and since when. */
	private readonly shown = new Map<
		string,
		{ readonly time: number; readonly count: number; readonly since: number }
	>();
	/** Since when nothing could be read that was tried. */
	private vainSince: number | undefined;

	/** Whether nothing is tried in vain. */
	get isEmpty(): boolean {
		return this.vain.size === 0;
	}

	/** For how long something cannot be read by now, in whole minutes; undefined where it can. */
	minutesOf(id: string): number | undefined {
		const vain = this.vain.get(id);
		return vain?.why === 'unreadable' ? Math.floor(vain.spentMs / MINUTE_MS) : undefined;
	}

	/** Takes over for how long another process could not read it. */
	recall(id: string, minutes: number | undefined, at: number): void {
		if (minutes === undefined || this.vain.has(id)) return;
		const spentMs = minutes * MINUTE_MS;
		const count = spentMs < GIVES_UP_AFTER_MS ? 1 : FEWEST_TRIES;
		this.vain.set(id, { why: 'unreadable', count, spentMs, seenForMs: 0, at });
	}

	/** Notes that something was read. */
	noteRead(): void {
		this.vainSince = undefined;
	}

	/** Whether nothing at all can be read, for so long and of so many that it is not about them. */
	isAllInVain(longMs: number, at: number): boolean {
		const isLong = this.vainSince !== undefined && at - this.vainSince >= longMs;
		return isLong && this.vain.size >= FEWEST_IN_VAIN;
	}

	/** Notes one more try in vain. @returns whether it was tried for so long that it is to be given up */
	failed(id: string, why: Reason, at: number, longestMs: number): boolean {
		this.vainSince ??= at;
		const before = this.vain.get(id);
		const isSame = before?.why === why;
		const count = isSame ? before.count + 1 : 1;
		const sinceMs = before ? Math.min(at - before.at, LONGEST_GAP_MS) : 0;
		const spentMs = isSame ? before.spentMs + sinceMs : 0;
		const isSeen = why !== 'unreadable';
		const wasSeen = before !== undefined && before.why !== 'unreadable';
		const seenForMs = (before?.seenForMs ?? 0) + (isSeen && wasSeen ? sinceMs : 0);
		const vain = { why, count, spentMs, seenForMs, at };
		this.vain.set(id, vain);
		// Reasons that come in turn have an end as well.
		return hasLasted(vain, longestMs) || (isSeen && seenForMs >= GIVES_UP_AFTER_MS);
	}

	/** Whether something could not be read for so long that it is given up. */
	isGivenUp(id: string, longestMs: number): boolean {
		const vain = this.vain.get(id);
		return vain?.why === 'unreadable' && hasLasted(vain, longestMs);
	}

	/** Notes the time that an answer shows, which may be outdated. @returns whether enough answers in a row have shown it */
	isShownOften(id: string, time: number, at: number): boolean {
		const before = this.shown.get(id);
		const { count, since } = before?.time === time ? before : { count: 0, since: at };
		this.shown.set(id, { time, count: count + 1, since });
		// Answers that come close together may all be of a server that lags behind.
		return count + 1 >= ENOUGH_ANSWERS && at - since >= MINUTE_MS;
	}

	/** Notes that an answer shows no time: what others have shown was not in a row. */
	showsNothing(id: string): void {
		this.shown.delete(id);
	}

	/** Forgets how long something was tried in vain; what answers have shown in a row is still known. */
	beginAnew(id: string): void {
		this.vain.delete(id);
		if (this.isEmpty) this.vainSince = undefined;
	}

	/** Forgets what is tried in vain no more. */
	forget(id: string): void {
		this.beginAnew(id);
		this.shown.delete(id);
	}

	/** Forgets all but some: there is an end to all remembering. */
	keepOnly(wanted: ReadonlyMap<string, unknown>): void {
		for (const id of [...this.vain.keys(), ...this.shown.keys()]) if (!wanted.has(id)) this.forget(id);
	}

	/**
	 * The order in which some are to be tried: those first that were not tried in vain, then whoever had the fewest tries, so that one
	 * that cannot be read holds up nobody.
	 */
	inOrder<T>(things: Iterable<readonly [id: string, thing: T]>, placeOf: (thing: T) => number): string[] {
		const count = (id: string) => this.vain.get(id)?.count ?? 0;
		return [...things]
			.sort(
				([one, ofOne], [other, ofOther]) => count(one) - count(other) || placeOf(ofOne) - placeOf(ofOther),
			)
			.map(([id]) => id);
	}
}

function hasLasted({ count, spentMs }: Vain, longestMs: number): boolean {
	return count >= FEWEST_TRIES && spentMs >= longestMs;
}

/** How much may be done now. */
export interface Effort {
	/** Whether there is time to list more; some is left for what is known already. */
	readonly mayList: () => boolean;
	/** Whether there is time to begin something. */
	readonly mayGoOn: () => boolean;
	/** At most so many events. */
	readonly most: number;
}

/** What is still to be done after some conversations were looked at. */
export interface Rest {
	/** Those that were not read. */
	readonly unread: ReadonlySet<string>;
	/** Those of them that were tried. */
	readonly failed: ReadonlySet<string>;
	/** How many were read; those that Genesys Cloud does not show were not. */
	readonly read: number;
	/** What it says of the first that it does not show although it lists it. */
	readonly missing: ApiFailure | undefined;
	/** Why the first of those that could not be read was not. */
	readonly failure: ApiFailure | undefined;
}

/**
 * Reads conversations as they are now, a few at a time and in the order given, as long as there is time and room.
 *
 * @param see told about each that was read, in order; gives whether it was an event
 * @throws Failure that is no matter of a single conversation
 */
export async function lookAt(
	api: GenesysApi,
	ids: readonly string[],
	{ mayGoOn, most }: Effort,
	see: (id: string, found: LiveConversation | Missing) => boolean,
): Promise<Rest> {
	const findings = new Findings(ids);
	let room = most;
	let next = 0;
	let end = ids.length;
	while (next < end && room > 0 && !findings.isHopeless && mayGoOn()) {
		const count = Math.min(AT_A_TIME, room, end - next);
		// Where the first cannot be read, the last may be: it is what became due since.
		const isFromEnd = findings.isAllFailed && end === ids.length;
		const batch = isFromEnd ? ids.slice(end - count, end) : ids.slice(next, next + count);
		if (isFromEnd) end -= count;
		else next += count;
		const isFirstBatch = next + (ids.length - end) === batch.length;
		const looks = await Promise.all(
			batch.map(async (id) => await inTime(settle(lookUpConversation(api, id)))),
		);
		for (const [i, id] of batch.entries()) {
			const look = looks[i];
			if (look && 'value' in look) {
				findings.noteRead(id, look.value);
				if (see(id, look.value)) room -= 1;
			} else if (look) findings.noteFailed(id, look.failure);
			// It has used up all the time: so it was tried, and goes behind the others.
			else if (isFirstBatch) findings.noteTried(id);
		}
	}
	return findings.rest();
}

/** What comes of looks at some conversations. */
class Findings {
	private readonly unread: Set<string>;
	private readonly failed = new Set<string>();
	private failure: ApiFailure | undefined;
	private failures = 0;
	private missing: ApiFailure | undefined;
	private readonly refusals: ApiFailure[] = [];
	private notShown = 0;

	constructor(private readonly ids: readonly string[]) {
		this.unread = new Set(ids);
	}

	/** Whether some could not be read, and none could. */
	get isAllFailed(): boolean {
		return this.failures > 0 && this.unread.size === this.ids.length;
	}

	/** Whether there is no use in going on. */
	get isHopeless(): boolean {
		const isLimited = this.failure instanceof RateLimitReached;
		return isLimited || (this.isAllFailed && this.failures >= MOST_FAILURES);
	}

	noteRead(id: string, found: LiveConversation | Missing): void {
		this.unread.delete(id);
		if (!('missing' in found)) return;
		this.notShown += 1;
		this.missing ??= found.missing;
		if (found.missing.details.status === 403) this.refusals.push(found.missing);
	}

	noteFailed(id: string, failure: ApiFailure): void {
		this.noteTried(id);
		this.failures += 1;
		this.failure = failure instanceof RateLimitReached ? failure : (this.failure ?? failure);
	}

	noteTried(id: string): void {
		this.failed.add(id);
	}

	rest(): Rest {
		const { unread, failed, missing, refusals } = this;
		const read = this.ids.length - unread.size - this.notShown;
		// What is not found may be a moment late; so many that the client may not see are not, where it sees none.
		const isBlind = refusals.length >= FEWEST_IN_VAIN && read === 0;
		return { unread, failed, read, missing, failure: this.failure ?? (isBlind ? refusals[0] : undefined) };
	}
}

/** What was broken off because the time was over has told nothing. */
async function inTime<T>(look: Promise<Settled<T>>): Promise<Settled<T> | undefined> {
	return await look.then(
		(found) => found,
		(error: unknown) => {
			if (error instanceof Canceled) return undefined;
			throw error;
		},
	);
}
