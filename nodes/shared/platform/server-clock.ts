import type { ApiAnswer } from './api';

/** A time that was told, and when, on a clock that only goes forward. */
interface Told {
	readonly time: number;
	readonly at: number;
}

/** Servers of one service, and answers that took long, are not further apart. */
const SAME_CLOCK_MS = 60_000;

function isSame(one: Told, other: Told): boolean {
	return Math.abs(other.time - other.at - (one.time - one.at)) <= SAME_CLOCK_MS;
}

/**
 * The time of the server, as the `Date` header of its answers tells it, in whole seconds. This machine's time of day may be
 * minutes away from it.
 */
export class ServerClock {
	private told: Told | undefined;
	/** How many answers in a row have agreed. */
	private agreed = 0;
	/** What one answer said against all before it. */
	private doubted: Told | undefined;

	/**
	 * Learns from an answer. One that contradicts what several have told is not believed before another one agrees with it.
	 *
	 * @param at when it came, on a clock that only goes forward
	 * @returns the time that it tells; undefined where it tells none, or one that is not believed
	 */
	learn(answer: ApiAnswer, at: number): number | undefined {
		const time = dateOf(answer);
		if (time === undefined) return undefined;
		const told = { time, at };
		const agrees = this.told !== undefined && isSame(this.told, told);
		const isSure = this.agreed > 1;
		if (!agrees && isSure && !(this.doubted && isSame(this.doubted, told))) {
			this.doubted = told;
			return undefined;
		}
		this.agreed = agrees ? this.agreed + 1 : 1;
		this.told = told;
		this.doubted = undefined;
		return time;
	}

	/**
	 * The time of the server in milliseconds since 1970.
	 *
	 * @returns undefined as long as no answer has told it
	 */
	now(at: number): number | undefined {
		return this.told && this.told.time + (at - this.told.at);
	}
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
