import type { ApiAnswer } from './api';

/**
 * The time of the server, as the `Date` header of its answers tells it, in whole seconds. This machine's time of day may be
 * minutes away from it.
 */
export class ServerClock {
	private told: { readonly time: number; readonly at: number } | undefined;

	/** Learns from an answer. @param at when it came, on a clock that only goes forward */
	learn(answer: ApiAnswer, at: number): void {
		const time = dateOf(answer);
		if (time !== undefined) this.told = { time, at };
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

/** When an answer was written, by the server's clock, in milliseconds since 1970; undefined where it does not tell. */
export function dateOf({ headers }: Pick<ApiAnswer, 'headers'>): number | undefined {
	return readHttpDate(headers['date']);
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
