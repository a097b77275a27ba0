import type { ApiAnswer, ApiCall } from './api';

/** How often and how long a run may wait for Genesys. */
export interface RetryLimits {
	/** Tries after the first one, for each request. */
	readonly maxRetries: number;
	/** Bounds a single pause, and the sum of the pauses since the last request that Genesys accepted. */
	readonly maxWaitSeconds: number;
}

/** A try that got no answer; `cause` is the code of the network layer, such as `ECONNRESET`. */
export interface Dropped {
	readonly dropped: string;
}

const TOO_MANY_REQUESTS = 429;
const TEMPORARY = new Set([502, 503, 504]);

/** Stands for the code of the network layer when an answer came, but broke off. */
export const BROKEN_OFF = 'EBROKENOFF';

/**
 * Codes of a connection that broke while it was used. A name that does not resolve or a port where nobody listens is
 * not among them: trying again would only delay the news that the address is wrong.
 */
const BROKEN_CONNECTION = new Set([
	'ECONNRESET',
	'ECONNABORTED',
	'ETIMEDOUT',
	'EPIPE',
	'EAI_AGAIN',
	'ENETUNREACH',
	'ERR_NETWORK',
	BROKEN_OFF,
]);

const FIRST_PAUSE_SECONDS = 1;
const LONGEST_BACK_OFF_SECONDS = 30;
const SPREAD_SECONDS = 0.5;

/**
 * Whether a failed try may be made again. 429 was not carried out, whatever it was. 502, 503, 504 and a broken
 * connection leave that open, so only what does no harm twice is repeated. 500 is not repeated: Genesys advises against.
 */
export function mayRepeat(outcome: ApiAnswer | Dropped, call: ApiCall): boolean {
	if ('dropped' in outcome) return call.repeatable && BROKEN_CONNECTION.has(outcome.dropped);
	return outcome.status === TOO_MANY_REQUESTS || (call.repeatable && TEMPORARY.has(outcome.status));
}

/** Whether the rate limit refused a try. */
export function isRateLimited(outcome: ApiAnswer | Dropped): outcome is ApiAnswer {
	return 'status' in outcome && outcome.status === TOO_MANY_REQUESTS;
}

/** Whether a failed try may have been carried out all the same. */
export function isUnclear(outcome: ApiAnswer | Dropped): boolean {
	return 'dropped' in outcome || outcome.status >= 500;
}

/**
 * How long to pause before the next try, in seconds: as long as Genesys asks for; otherwise twice as long from try to
 * try. Within the range it is left to chance, so that parallel runs do not all return in the same instant.
 *
 * @param triesSoFar how often the call was sent already, at least 1
 * @param now milliseconds since 1970
 */
export function pauseRange(
	outcome: ApiAnswer | Dropped,
	triesSoFar: number,
	now: number,
): { least: number; most: number } {
	const asked = 'dropped' in outcome ? undefined : retryAfterSeconds(outcome, now);
	if (asked !== undefined) return { least: asked, most: asked + SPREAD_SECONDS };
	const most = Math.min(LONGEST_BACK_OFF_SECONDS, FIRST_PAUSE_SECONDS * 2 ** triesSoFar);
	return { least: most / 2, most };
}

/**
 * The wait that an answer asks for, in seconds: the header `Retry-After` as seconds or as a date; where there is none,
 * the seconds that Genesys writes into the message of a 429 ("Retry the request in [42] seconds").
 */
export function retryAfterSeconds(answer: ApiAnswer, now: number): number | undefined {
	const header = answer.headers['retry-after']?.trim();
	if (header !== undefined && header !== '') {
		if (/^\d+(\.\d+)?$/.test(header)) return Number(header);
		const date = Date.parse(header);
		// The server's own clock, where it is told: this machine's may be minutes away from it.
		const serverNow = Date.parse(answer.headers['date'] ?? '');
		if (!Number.isNaN(date)) return Math.max(0, (date - (Number.isNaN(serverNow) ? now : serverNow)) / 1000);
	}
	const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? '');
	const seconds = /retry the request in \[?(\d+)\]? seconds/i.exec(text)?.[1];
	return seconds === undefined ? undefined : Number(seconds);
}
