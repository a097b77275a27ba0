import type { RecordedRequest } from '../../../simulator/index.mts';
import { apiCalls } from './record.mts';

/** The rate limit of a token. */
export interface RateWindow {
	/** Calls allowed in a window. */
	readonly allowed: number;
	readonly windowSeconds: number;
}

/**
 * The least time that so many calls can take, in seconds, when the first of them opens a window and nobody else uses the
 * token: the last ones have to wait for the last window. How long answers take is left out.
 */
export function floorSeconds(calls: number, { allowed, windowSeconds }: RateWindow): number {
	return (Math.ceil(calls / allowed) - 1) * windowSeconds;
}

/** From the first request to the last one, in seconds, by the clock of the simulated platform. */
export function spanSeconds(requests: readonly RecordedRequest[]): number {
	const times = apiCalls(requests).map(({ at }) => at);
	return (Math.max(...times) - Math.min(...times)) / 1000;
}
