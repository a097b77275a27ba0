import type { ApiAnswer } from './api';

/** What an answer says of the rate limit: the headers `inin-ratelimit-*` of the Platform API. */
export interface RateHeaders {
	/** Calls allowed in a window. */
	readonly allowed: number;
	/** Calls counted in this window, everybody's on the same token. */
	readonly count: number;
	/** Until the window ends. */
	readonly resetSeconds: number;
}

/** Reads the rate limit out of an answer; undefined where it does not tell all of it. */
export function rateHeaders({ headers }: ApiAnswer): RateHeaders | undefined {
	const [allowed, count, resetSeconds] = ['allowed', 'count', 'reset'].map((name) =>
		Number(headers[`inin-ratelimit-${name}`]),
	);
	const known = [allowed, count, resetSeconds].every(
		(value) => value !== undefined && Number.isFinite(value),
	);
	return known && allowed && count !== undefined && resetSeconds !== undefined
		? { allowed, count, resetSeconds }
		: undefined;
}
