import { ENOUGH_ANSWERS } from '../sightings';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../time';

/** What cannot be read for so long, although it is tried again and again, is given up. */
export const GIVES_UP_AFTER_MS = DAY_MS;

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
export const FEWEST_IN_VAIN = 3;
/** So often something was tried before it is given up. */
const FEWEST_TRIES = 3;
/** Nobody knows how it was between two tries that lie further apart. */
const LONGEST_GAP_MS = HOUR_MS;
/** Of what is missing, so many are looked for again in a poll at most: of those in a division that is not seen, there is no end. */
const MOST_MISSING = 30;

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
	/** What Genesys Cloud says to be missing: since when in a row, and from when on it is looked for again. */
	private readonly missing = new Map<string, { readonly since: number; readonly dueAt: number }>();
	/** Those whose last read was under way for long when the time was over. */
	private readonly hanging = new Set<string>();
	/** Since when nothing could be read that was tried. */
	private vainSince: number | undefined;

	/** Whether nothing is tried in vain. */
	get isEmpty(): boolean {
		return this.vain.size === 0 && this.vainSince === undefined;
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

	/** Notes that nothing could be read, and that this is about none of what was tried. */
	noteNothingRead(at: number): void {
		this.vainSince ??= at;
	}

	/** Notes that a read hangs. @returns whether the one before did as well: a single one may be a bad moment of the network */
	hangsAgain(id: string): boolean {
		const isAgain = this.hanging.has(id);
		this.hanging.add(id);
		return isAgain;
	}

	/** Notes that a read does not hang, and does not say that there is nothing. */
	noteAnswer(id: string): void {
		this.hanging.delete(id);
		this.missing.delete(id);
	}

	/** Notes that a read says that there is nothing: the longer it does, the later it is read again, up to an hour. */
	noteMissing(id: string, at: number): void {
		const since = this.missing.get(id)?.since ?? at;
		this.noteAnswer(id);
		this.missing.set(id, { since, dueAt: at + Math.min(at - since, LONGEST_GAP_MS) });
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
		this.noteAnswer(id);
		const wasInVain = this.vain.delete(id);
		if (wasInVain && this.vain.size === 0) this.vainSince = undefined;
	}

	/** Forgets what is tried in vain no more. */
	forget(id: string): void {
		this.beginAnew(id);
		this.shown.delete(id);
	}

	/** Forgets all but some: there is an end to all remembering. */
	keepOnly(wanted: ReadonlyMap<string, unknown>): void {
		const ids = [...this.vain, ...this.shown, ...this.missing].map(([id]) => id).concat(...this.hanging);
		for (const id of ids) if (!wanted.has(id)) this.forget(id);
	}

	/**
	 * Which of some are to be tried now, and in which order: those first that were not tried in vain, then whoever had the fewest
	 * tries, so that one that cannot be read holds up nobody.
	 */
	inOrder<T>(
		things: Iterable<readonly [id: string, thing: T]>,
		placeOf: (thing: T) => number,
		at: number,
	): string[] {
		const all = [...things];
		const waiting = this.waiting(all, at);
		const count = (id: string) => this.vain.get(id)?.count ?? 0;
		return all
			.filter(([id]) => !waiting.has(id))
			.sort(
				([one, ofOne], [other, ofOther]) => count(one) - count(other) || placeOf(ofOne) - placeOf(ofOther),
			)
			.map(([id]) => id);
	}

	/** Those of some that are missing and not to be looked for now. */
	private waiting(things: ReadonlyArray<readonly [id: string, thing: unknown]>, at: number): Set<string> {
		const missing = things.flatMap(([id]) => {
			const dueAt = this.missing.get(id)?.dueAt;
			return dueAt === undefined ? [] : [{ id, dueAt }];
		});
		const due = missing.filter(({ dueAt }) => dueAt <= at).length;
		// Whether nothing at all can be seen, some have to tell in each poll.
		const count = Math.min(Math.max(due, FEWEST_IN_VAIN), MOST_MISSING);
		const longestDue = missing.sort((one, other) => one.dueAt - other.dueAt);
		return new Set(longestDue.slice(count).map(({ id }) => id));
	}
}

function hasLasted({ count, spentMs }: Vain, longestMs: number): boolean {
	return count >= FEWEST_TRIES && spentMs >= longestMs;
}
