import type { ApiAnswer } from './api';

/** What an answer says of the rate limit: the headers `inin-ratelimit-*` of the Platform API. */
export interface RateHeaders {
	/** Calls allowed in a window; at least 1. */
	readonly allowed: number;
	/** Calls counted in this window, everybody's on the same token. */
	readonly count: number;
	/** Until the window ends. */
	readonly resetSeconds: number;
}

/** A window is a minute, and 61 was seen at its beginning. What says more cannot be true, and must not hold anybody. */
const LONGEST_RESET_SECONDS = 61;

/** Reads the rate limit out of an answer; undefined where it does not tell all of it, or tells nonsense. */
export function rateHeaders({ headers }: Pick<ApiAnswer, 'headers'>): RateHeaders | undefined {
	const read = (name: string): number => {
		const text = headers[`inin-ratelimit-${name}`] ?? '';
		return /^\d+$/.test(text) ? Number(text) : NaN;
	};
	const allowed = read('allowed');
	const count = read('count');
	const resetSeconds = Math.min(read('reset'), LONGEST_RESET_SECONDS);
	return allowed > 0 && count >= 0 && resetSeconds >= 0 ? { allowed, count, resetSeconds } : undefined;
}
