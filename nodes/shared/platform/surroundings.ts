import type { ApiAnswer, ApiCall } from './api';
import type { Dropped } from './retry';

/** What the client needs from the world; passed in, so that tests can put a clock and a network of their own in its place. */
export interface Surroundings {
	/** Sends one call once. Throws only what is neither an answer nor a broken connection. */
	send(call: ApiCall): Promise<ApiAnswer | Dropped>;
	/** Milliseconds since 1970. */
	now(): number;
	/** Settles after the given time, at the latest. */
	sleep(milliseconds: number): Promise<void>;
	/** A number from 0 up to 1. */
	random(): number;
	/** Whether the run was canceled. */
	isCanceled(): boolean;
	/** Calls back when the run is canceled; gives what takes the callback back. */
	onCancel(callback: () => void): () => void;
}
