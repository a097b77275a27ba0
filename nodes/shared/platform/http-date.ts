import type { ApiAnswer } from './api';

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
