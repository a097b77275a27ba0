import type { ApiAnswer } from './api';
import { hasMark } from './own-word';

/** How far the server's clock is ahead of one that only goes forward: somewhere in between, for an answer takes its time. */
interface Ahead {
	readonly least: number;
	readonly most: number;
}

/** The servers of one service are not further apart. */
const SAME_CLOCK_MS = 5_000;
/** The header tells whole seconds. */
const SECOND_MS = 1_000;

function isSame(one: Ahead, other: Ahead): boolean {
	return one.least <= other.most + SAME_CLOCK_MS && other.least <= one.most + SAME_CLOCK_MS;
}

/** When an answer was asked for and came, on a clock that only goes forward, and what this machine's clock showed then. */
export interface Moment {
	readonly sentAt: number;
	readonly cameAt: number;
	readonly timeOfDay: number;
}

const NOT_AHEAD: Ahead = { least: 0, most: 0 };
/** So long nobody tells a wrong time without a break; in milliseconds. */
const BELIEVED_AFTER_MS = 600_000;

/**
 * The time of the server, as the `Date` header of its answers tells it, in whole seconds. This machine's time of day may be
 * minutes away from it, and headers may be wrong: a time counts once two agree, of which this machine's may be one. From then on
 * the server's clock goes as those of this machine do. What agrees with none of them, or is more than a year away from this machine's
 * time, is believed only if it is told for long. Once an answer had the mark of Genesys Cloud, one without it tells no time: a proxy may have dated it.
 */
export class ServerClock {
	/** How far it is ahead of the clock that only goes forward. */
	private ahead: Ahead | undefined;
	/** How far it is ahead of this machine's time of day, which goes on while the machine sleeps, but may be set. */
	private aheadOfDay: Ahead | undefined;
	/** How far it was taken to be ahead of that before something else was believed. */
	private before: Ahead = NOT_AHEAD;
	/** Two have agreed on that, or another process has known it. */
	private isSure = false;
	/** Another process has known it. */
	private isRecalled = false;
	/** An answer had the mark of Genesys Cloud. */
	private isMarked = false;
	/** What the last answers said against several before them, and since when. */
	private doubted: { readonly ahead: Ahead; readonly since: number } | undefined;

	/** How far it is ahead of this machine's time of day, in milliseconds; undefined as long as no answer has told it. */
	get aheadOfMachine(): number | undefined {
		return this.ahead && this.aheadOfDay?.least;
	}

	/**
	 * Takes over what another process knew: what contradicts both that and this machine's time of day is not believed at once.
	 *
	 * @param aheadOfMachine as that has told it
	 */
	recall(aheadOfMachine: number): void {
		if (this.isSure) return;
		// What a single answer has told is no more than a guess.
		this.ahead = undefined;
		this.aheadOfDay = { least: aheadOfMachine, most: aheadOfMachine };
		this.isSure = true;
		this.isRecalled = true;
	}

	/**
	 * Learns from an answer.
	 *
	 * @returns the time that it tells; undefined where it tells none, or one that nothing before it agrees with
	 */
	learn(answer: Pick<ApiAnswer, 'headers'>, { sentAt, cameAt, timeOfDay }: Moment): number | undefined {
		const time = dateOf(answer);
		const isMarked = hasMark(answer);
		if (time === undefined || (this.isMarked && !isMarked)) return undefined;
		// What was told without the mark may have been told by somebody else.
		if (isMarked && !this.isMarked && !this.isRecalled) this.forget();
		this.isMarked = isMarked;
		const told = { least: time - cameAt, most: time + SECOND_MS - sentAt };
		const machine = timeOfDay - cameAt;
		const toldOfDay = moved(told, -machine);
		const known = this.ahead ?? moved(this.aheadOfDay ?? NOT_AHEAD, machine);
		if (isSame(known, told)) {
			this.isSure = true;
			this.ahead = this.ahead ? narrower(this.ahead, told) : told;
		} else if (this.isSure && this.aheadOfDay && isSame(this.aheadOfDay, toldOfDay)) {
			// This machine has slept.
			this.ahead = told;
		} else if (this.isSure || !isPossible(toldOfDay)) {
			const doubted = this.doubted && isSame(this.doubted.ahead, told) ? this.doubted : undefined;
			this.doubted = doubted ?? { ahead: told, since: cameAt };
			// What was believed may have been wrong. A single answer may have been dated by somebody on this machine.
			const isLikely = [NOT_AHEAD, this.before].some((ahead) => isSame(ahead, toldOfDay));
			const isBelieved = doubted && (isLikely || cameAt - doubted.since >= BELIEVED_AFTER_MS);
			if (!isBelieved) return undefined;
			this.before = this.aheadOfDay ?? NOT_AHEAD;
			this.ahead = told;
		} else {
			this.ahead = told;
			return undefined;
		}
		this.aheadOfDay = moved(this.ahead, -machine);
		this.doubted = undefined;
		return time;
	}

	private forget(): void {
		this.ahead = undefined;
		this.aheadOfDay = undefined;
		this.isSure = false;
		this.doubted = undefined;
	}

	/**
	 * The time of the server in milliseconds since 1970.
	 *
	 * @returns undefined as long as no answer has told it
	 */
	now(at: number): number | undefined {
		return this.ahead && this.ahead.least + at;
	}
}

/** A machine whose clock is a year wrong has been noticed: certificates do not seem to be valid there. */
const FURTHEST_MS = 366 * 86_400_000;

function isPossible(toldOfDay: Ahead): boolean {
	return Math.abs(toldOfDay.least) < FURTHEST_MS;
}

function moved({ least, most }: Ahead, by: number): Ahead {
	return { least: least + by, most: most + by };
}

function narrower(one: Ahead, other: Ahead): Ahead {
	return other.most - other.least < one.most - one.least ? other : one;
}

/** Nobody can have written an answer to this package before there was one. */
const EARLIEST = Date.UTC(2026, 0);

/** When an answer was written, by the server's clock, in milliseconds since 1970; undefined where it does not tell. */
export function dateOf({ headers }: Pick<ApiAnswer, 'headers'>): number | undefined {
	const time = readHttpDate(headers['date']);
	return time !== undefined && time >= EARLIEST ? time : undefined;
}

/** A date as HTTP writes it, such as "Sun, 06 Nov 1994 08:49:37 GMT", and in no other form: `Date.parse` takes nearly anything. */
export function readHttpDate(text: string | undefined): number | undefined {
	if (
		text === undefined ||
		!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text.trim())
	) {
		return undefined;
	}
	const time = Date.parse(text);
	return Number.isNaN(time) ? undefined : time;
}
