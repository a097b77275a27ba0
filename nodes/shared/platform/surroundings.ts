import type { ApiAnswer, ApiCall } from './api';
import type { Dropped } from './retry';

/** What the client needs from the world; passed in, so that tests can put a clock and a network of their own in its place. */
export interface Surroundings {
	/**
	 * Sends one call once. Throws only what is neither an answer nor a broken connection.
	 *
	 * @param signal aborted when nobody waits for the answer any more; it then gives at once what can be told
	 */
	send(call: ApiCall, signal: AbortSignal): Promise<ApiAnswer | Dropped>;
	/** Milliseconds since some moment. Unlike the time of day it never goes back and never jumps. */
	elapsed(): number;
	/** The time of day of this machine, in milliseconds since 1970. It may be wrong. */
	timeOfDay(): number;
	/** Settles after the given time, at the latest. */
	sleep(milliseconds: number): Promise<void>;
	/** A number from 0 up to 1. */
	random(): number;
	/** Whether the run was canceled. */
	isCanceled(): boolean;
}
