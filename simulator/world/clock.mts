/** A point in time as callers may write it: epoch milliseconds, an ISO-8601 string or a Date. */
export type Instant = number | string | Date;

/**
 * Turns an instant into epoch milliseconds.
 * @throws RangeError for a string that is no date
 */
export function toMillis(instant: Instant): number {
	const millis = typeof instant === 'number' ? instant : new Date(instant).getTime();
	if (!Number.isFinite(millis)) throw new RangeError(`Not a point in time: ${String(instant)}`);
	return millis;
}

/** The index is asked for the same moments again and again. */
const spelled = new Map<number, string>();
const MOST_SPELLED = 100_000;

/** Epoch milliseconds in the spelling that every Genesys Cloud resource uses: ISO-8601, UTC, milliseconds. */
export function isoTime(millis: number): string {
	const known = spelled.get(millis);
	if (known !== undefined) return known;
	if (spelled.size >= MOST_SPELLED) spelled.clear();
	const time = new Date(millis).toISOString();
	spelled.set(millis, time);
	return time;
}

/**
 * The one clock of a simulator. It runs with the machine's clock until it is set, and then stands still, so
 * that a test can play hours in no time. The skew is added to either: it imitates a server whose clock is not
 * the caller's.
 */
export class Clock {
	#frozenAt: number | undefined;
	#offset = 0;
	#skew = 0;

	/** Epoch milliseconds. */
	now(): number {
		return (this.#frozenAt ?? Date.now() + this.#offset) + this.#skew;
	}

	/** Stops the clock at this instant. */
	set(instant: Instant): void {
		this.#frozenAt = toMillis(instant);
	}

	/** Moves a standing or running clock by so many milliseconds. */
	advance(millis: number): void {
		if (this.#frozenAt === undefined) this.#offset += millis;
		else this.#frozenAt += millis;
	}

	/** Milliseconds by which this clock goes ahead of (or, negative, behind) the caller's. */
	skewBy(millis: number): void {
		this.#skew = millis;
	}

	/** Back to the machine's time, running; the skew stays. */
	run(): void {
		this.#frozenAt = undefined;
		this.#offset = 0;
	}
}
