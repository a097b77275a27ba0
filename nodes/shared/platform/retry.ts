import type { ApiAnswer, ApiCall } from './api';
import { dateOf, readHttpDate } from './http-date';
import { isOwnAcceptance } from './own-word';

/** How often and how long a run may wait for Genesys. */
export interface RetryLimits {
	/** Tries after the first one, for each request. */
	readonly maxRetries: number;
	/** Bounds a single pause, and the sum of the pauses since the last request that Genesys accepted. */
	readonly maxWaitSeconds: number;
}

/** A try that got no answer. */
export interface Dropped {
	/** The code of the network layer, such as `ECONNRESET`. */
	readonly dropped: string;
	/** What was said of it, where there is no code. */
	readonly said?: string;
	/** It happened when a token was asked for: the call itself has not been sent. */
	readonly atToken?: true;
	/** There was a connection, whatever the code stands for otherwise: the call may have been sent. */
	readonly wasConnected?: true;
}

export const TOO_MANY_REQUESTS = 429;
const TEMPORARY = new Set([502, 503, 504]);
/**
 * Whoever says so has given up, and may have handed the call on: 408 by the standard, 444 and 499 of nginx, 460 of a load
 * balancer of AWS.
 */
const GAVE_UP = new Set([408, 444, 460, 499]);

/** Stands for the code of the network layer when an answer came, but broke off. */
export const BROKEN_OFF = 'EBROKENOFF';
/** Stands for it when no answer came in time. */
export const NO_ANSWER = 'ENOANSWER';
/** Stands for it when something else went wrong after the call was on its way. */
export const NOT_READ = 'ENOTREAD';

/** Codes of a connection that broke while it was used. */
const BROKEN_CONNECTION = new Set([
	'ECONNRESET',
	'ECONNABORTED',
	'ETIMEDOUT',
	'EPIPE',
	'ERR_NETWORK',
	BROKEN_OFF,
	NO_ANSWER,
]);
/**
 * Codes of a connection that could not be made for the moment. A name that does not resolve or a port where nobody listens
 * is not among them: trying again would only delay the news that the address is wrong.
 */
const NO_CONNECTION_YET = new Set(['EAI_AGAIN', 'ENETUNREACH']);
/** Codes of a connection that could not be made at all. */
const NO_CONNECTION = new Set([...NO_CONNECTION_YET, 'ENOTFOUND', 'ECONNREFUSED', 'EHOSTUNREACH']);
/** Codes of Node.js for a certificate that is not trusted, and for a connection that is no TLS at all. */
const NOT_TRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|^ERR_(TLS|SSL)|^EPROTO$/;
/** Codes of Node.js for an answer that is no HTTP. */
const NO_HTTP = /^HPE_/;

const FIRST_PAUSE_SECONDS = 1;
const LONGEST_BACK_OFF_SECONDS = 30;
const SPREAD_SECONDS = 0.5;
/** A daily limit is the longest that there is. */
const LONGEST_CREDIBLE_SECONDS = 86_400;

/**
 * Whether a failed try may be made again. 429 was not carried out, whatever it was, and neither was a call for which there
 * was no token. 502, 503, 504 and a broken connection leave that open, so only what does no harm twice is repeated. 500 is
 * not repeated: Genesys advises against.
 */
export function mayRepeat(outcome: ApiAnswer | Dropped, call: ApiCall): boolean {
	const isHarmless = call.repeatable || outcome.atToken === true;
	if ('dropped' in outcome) return isNotYet(outcome) || (isHarmless && isBroken(outcome));
	return outcome.status === TOO_MANY_REQUESTS || (isHarmless && TEMPORARY.has(outcome.status));
}

/** Whether the rate limit refused a try. */
export function isRateLimited(outcome: ApiAnswer | Dropped): outcome is ApiAnswer {
	return 'status' in outcome && outcome.status === TOO_MANY_REQUESTS;
}

function isNotYet({ dropped, wasConnected }: Dropped): boolean {
	return NO_CONNECTION_YET.has(dropped) && !wasConnected;
}

function isBroken({ dropped, wasConnected }: Dropped): boolean {
	return wasConnected === true || BROKEN_CONNECTION.has(dropped) || isNoHttp(dropped);
}

/** Whether an answer came that is no HTTP. */
export function isNoHttp(dropped: string): boolean {
	return NO_HTTP.test(dropped);
}

/** Whether the other side is not the one that it should be, as far as certificates tell. */
export function isNotTrusted(dropped: string): boolean {
	return NOT_TRUSTED.test(dropped);
}

/**
 * Whether a failed try may have changed something all the same: no answer came, or the server broke down over it. Only what
 * is known never to have been sent, for there was no connection or no token, is not in doubt. Nor does somebody else's word for it count.
 */
export function isUnclear(outcome: ApiAnswer | Dropped, { changes }: Pick<ApiCall, 'changes'>): boolean {
	if (!changes || outcome.atToken) return false;
	if ('status' in outcome) {
		const isForeign = outcome.status < 300 && !isOwnAcceptance(outcome, { changes });
		return isForeign || outcome.status >= 500 || hasGivenUp(outcome);
	}
	if (outcome.wasConnected) return true;
	return !NO_CONNECTION.has(outcome.dropped) && !isNotTrusted(outcome.dropped);
}

/** Whether an answer says that somebody has stopped waiting for one. */
export function hasGivenUp({ status }: Pick<ApiAnswer, 'status'>): boolean {
	return GAVE_UP.has(status);
}

/**
 * How long to pause before the next try, in seconds: as long as Genesys asks for; otherwise twice as long from try to
 * try. Within the range it is left to chance, so that parallel runs do not all return in the same instant.
 *
 * @param triesSoFar how often the call was sent already, at least 1
 * @param timeOfDay milliseconds since 1970, for an answer that names a date and does not tell its own
 */
export function pauseRange(
	outcome: ApiAnswer | Dropped,
	triesSoFar: number,
	timeOfDay: number,
): { least: number; most: number } {
	const asked = 'dropped' in outcome ? undefined : retryAfterSeconds(outcome, timeOfDay);
	if (asked !== undefined) return { least: asked, most: asked + SPREAD_SECONDS };
	const most = Math.min(LONGEST_BACK_OFF_SECONDS, FIRST_PAUSE_SECONDS * 2 ** triesSoFar);
	return { least: most / 2, most };
}

/**
 * The wait that an answer asks for, in seconds: the header `Retry-After` as seconds or as a date; where there is none,
 * the seconds that Genesys writes into the message of a 429 ("Retry the request in [42] seconds").
 *
 * @returns undefined where it asks for none, or for one that cannot be meant: none at all, or longer than a day
 */
export function retryAfterSeconds(answer: ApiAnswer, timeOfDay: number): number | undefined {
	const seconds = headerSeconds(answer, timeOfDay) ?? messageSeconds(answer);
	return seconds !== undefined && seconds > 0 && seconds <= LONGEST_CREDIBLE_SECONDS ? seconds : undefined;
}

function headerSeconds(answer: ApiAnswer, timeOfDay: number): number | undefined {
	const header = answer.headers['retry-after']?.trim() ?? '';
	if (/^\d+(\.\d+)?$/.test(header)) return Number(header);
	const date = readHttpDate(header);
	// The server's own clock, where it is told: this machine's may be minutes away from it.
	return date === undefined ? undefined : (date - (dateOf(answer) ?? timeOfDay)) / 1000;
}

function messageSeconds({ body }: ApiAnswer): number | undefined {
	const text = typeof body === 'string' ? body : JSON.stringify(body ?? '');
	const seconds = /retry the request in \[?(\d+)\]? seconds/i.exec(text)?.[1];
	return seconds === undefined ? undefined : Number(seconds);
}
