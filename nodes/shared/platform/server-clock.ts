import type { ApiAnswer } from './api';
import { dateOf } from './http-date';
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
interface Moment {
	readonly sentAt: number;
	readonly cameAt: number;
	readonly timeOfDay: number;
}

const NOT_AHEAD: Ahead = { least: 0, most: 0 };
/** So much of the time two clocks come apart; those of usual machines do so by less than half of it. */
const MOST_DRIFT = 0.0002;
/** How far what was recalled may be off by now: a day's drift, or a small correction; in milliseconds. */
const RECALLED_WITHIN_MS = 20_000;
/** So long nobody tells a wrong time without a break; in milliseconds. */
const BELIEVED_AFTER_MS = 600_000;

/**
 * The time of the server, as the `Date` header of its answers tells it, in whole seconds. This machine's time of day may be
 * minutes away from it, and headers may be wrong: a time counts once two agree, of which this machine's may be one. From then on
 * the server's clock goes as those of this machine do. What agrees with none of them, or is more than a year away from this machine's
 * time, is believed only if it is told for long. As long as answers have the mark of Genesys Cloud, those without it set nothing: a
 * proxy may have dated them.
 */
export class ServerClock {
	/** How far it is ahead of the clock that only goes forward. */
	private ahead: Ahead | undefined;
	/** How far it is ahead of this machine's time of day, which goes on while the machine sleeps, but may be set. */
	private aheadOfDay: Ahead | undefined;
	/** How far it was taken to be ahead of that before something else was believed. */
	private before: Ahead = NOT_AHEAD;
	/** Two have agreed on that, or another process has known it. */
	private isAgreed = false;
	/** Another process has known it. */
	private isRecalled = false;
	/** When the last answer came that had the mark of Genesys Cloud. */
	private markedAt: number | undefined;
	/** When the answer came that told how far ahead it is. */
	private learnedAt = 0;
	/** What the last answers said against several before them, since when, and when the last one did. */
	private doubted: { readonly ahead: Ahead; readonly since: number; readonly at: number } | undefined;

	/** Whether its time is more than what a single answer has told. */
	get isSure(): boolean {
		return this.isAgreed && this.ahead !== undefined;
	}

	/** How far it is ahead of this machine's time of day, in milliseconds; undefined as long as nothing has agreed on it. */
	get aheadOfMachine(): number | undefined {
		return this.ahead && this.aheadOfDay?.least;
	}

	/**
	 * Takes over what another process knew: what contradicts both that and this machine's time of day is not believed at once.
	 *
	 * @param aheadOfMachine as that has told it
	 */
	recall(aheadOfMachine: number): void {
		if (this.isAgreed) return;
		// What a single answer has told is no more than a guess.
		this.ahead = undefined;
		// Nobody knows how long ago that was.
		this.aheadOfDay = {
			least: aheadOfMachine - RECALLED_WITHIN_MS,
			most: aheadOfMachine + RECALLED_WITHIN_MS,
		};
		this.before = this.aheadOfDay;
		this.isAgreed = true;
		this.isRecalled = true;
	}

	/**
	 * Learns from an answer.
	 *
	 * @returns the time that it tells; undefined where it tells none, or one that nothing before it agrees with
	 */
	learn(answer: Pick<ApiAnswer, 'headers'>, { sentAt, cameAt, timeOfDay }: Moment): number | undefined {
		const time = dateOf(answer);
		if (time === undefined) return undefined;
		const told = { least: time - cameAt, most: time + SECOND_MS - sentAt };
		const machine = timeOfDay - cameAt;
		const isMarked = hasMark(answer);
		if (this.isMarkedBy(cameAt) && !isMarked)
			return this.isAgreed && isSame(this.known(machine, cameAt), told) ? time : undefined;
		// What was told without the mark may have been told by somebody else.
		if (isMarked && this.markedAt === undefined && !this.isRecalled) this.forget();
		if (isMarked) this.markedAt = cameAt;
		if (!this.takes(told, machine, cameAt)) return undefined;
		if (this.ahead) this.aheadOfDay = moved(this.ahead, -machine);
		this.doubted = undefined;
		return time;
	}

	/**
	 * Takes over what an answer tells, unless that is in doubt.
	 *
	 * @param machine how far this machine's time of day is ahead of the clock that only goes forward
	 * @returns whether something before it agrees
	 */
	private takes(told: Ahead, machine: number, cameAt: number): boolean {
		const known = this.known(machine, cameAt);
		if (isSame(known, told)) {
			this.isAgreed = true;
			// A single exact answer must not be kept for days: clocks drift.
			if (!this.ahead || isNarrower(told, known)) this.set(told, cameAt);
			return true;
		}
		const toldOfDay = moved(told, -machine);
		const hasSlept = this.isAgreed && this.aheadOfDay !== undefined && isSame(this.aheadOfDay, toldOfDay);
		const isDoubtful = !hasSlept && (this.isAgreed || !isPossible(toldOfDay));
		if (isDoubtful && !this.comesToBelieve(told, toldOfDay, cameAt)) return false;
		if (isDoubtful) this.before = this.aheadOfDay ?? NOT_AHEAD;
		this.set(told, cameAt);
		return isDoubtful || hasSlept;
	}

	/** Whether what contradicts all before was told by the last answers as well: what was believed may have been wrong. */
	private comesToBelieve(told: Ahead, toldOfDay: Ahead, cameAt: number): boolean {
		const { doubted: last } = this;
		const doubted = last && isSame(drifted(last.ahead, cameAt - last.at), told) ? last : undefined;
		this.doubted = { ahead: told, since: doubted?.since ?? cameAt, at: cameAt };
		if (!doubted) return false;
		// A single answer may have been dated by somebody on this machine.
		const isLikely = [NOT_AHEAD, this.before].some((ahead) => isSame(ahead, toldOfDay));
		return isLikely || cameAt - doubted.since >= BELIEVED_AFTER_MS;
	}

	/** Whether answers have the mark of Genesys Cloud; where a gateway takes it away, it is not waited for. */
	private isMarkedBy(at: number): boolean {
		return this.markedAt !== undefined && at - this.markedAt < BELIEVED_AFTER_MS;
	}

	/** How far it is ahead as far as is known, or as this machine's time of day says; less exactly the longer ago it was told. */
	private known(machine: number, at: number): Ahead {
		if (!this.ahead) return moved(this.aheadOfDay ?? NOT_AHEAD, machine);
		return drifted(this.ahead, at - this.learnedAt);
	}

	private set(ahead: Ahead, at: number): void {
		this.ahead = ahead;
		this.learnedAt = at;
	}

	private forget(): void {
		this.ahead = undefined;
		this.aheadOfDay = undefined;
		this.isAgreed = false;
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

/** What it may have become by now. */
function drifted({ least, most }: Ahead, duringMs: number): Ahead {
	const drift = duringMs * MOST_DRIFT;
	return { least: least - drift, most: most + drift };
}

function isNarrower(one: Ahead, other: Ahead): boolean {
	return one.most - one.least < other.most - other.least;
}
