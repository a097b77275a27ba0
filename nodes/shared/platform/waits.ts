import { Canceled } from './failures';
import type { Surroundings } from './surroundings';

/** A cancel is noticed within this time, on every version of the host. */
export const SLICE_MS = 250;

/**
 * All waiting of a run, on a clock that only goes forward. It is done in slices that watch for a cancel, so nothing has to
 * listen for one.
 */
export class Waits {
	private stopped = false;

	constructor(private readonly surroundings: Pick<Surroundings, 'elapsed' | 'sleep' | 'isCanceled'>) {}

	/** Whole milliseconds on the clock of this run: with fractions, a pause of just what is allowed would come out longer. */
	elapsed(): number {
		return Math.floor(this.surroundings.elapsed());
	}

	/** Ends all waits of the run, as a cancel does. */
	stop(): void {
		this.stopped = true;
	}

	/**
	 * @param during what the run is doing, as it stands in sentences
	 * @param underWayMs for how long a call is under way by now
	 * @throws Canceled when the run was canceled or stopped
	 */
	assertGoing(during: string, underWayMs = 0): void {
		if (this.stopped || this.surroundings.isCanceled()) throw new Canceled(during, underWayMs);
	}

	/**
	 * Waits until a point in time.
	 *
	 * @param end on the clock of this run
	 * @throws Canceled
	 */
	async until(end: number, during: string): Promise<void> {
		for (;;) {
			this.assertGoing(during);
			const left = end - this.elapsed();
			if (left <= 0) return;
			await this.surroundings.sleep(Math.min(left, SLICE_MS));
		}
	}

	/**
	 * Waits for something, but not longer than until a point in time.
	 *
	 * @returns undefined when the time was over first
	 * @throws Canceled; what the work throws
	 */
	async orUntil<T>(work: Promise<T>, end: number, during: string): Promise<T | undefined> {
		const start = this.elapsed();
		let done: { readonly value: T } | { readonly thrown: unknown } | undefined;
		// Settled either way: what comes too late must not surface as an error that nobody has caught.
		const ended = work.then(
			(value) => {
				done = { value };
			},
			(thrown: unknown) => {
				done = { thrown };
			},
		);
		for (;;) {
			const left = end - this.elapsed();
			if (left > 0) await Promise.race([ended, this.surroundings.sleep(Math.min(left, SLICE_MS))]);
			// A cancel breaks off what is under way, and looks like trouble with the network.
			this.assertGoing(during, this.elapsed() - start);
			if (done && 'thrown' in done) throw done.thrown;
			if (done) return done.value;
			if (left <= 0) return undefined;
		}
	}
}
