import { Canceled } from './failures';
import type { Surroundings } from './surroundings';

/** A cancel is noticed within this time, on every version of the host. */
export const SLICE_MS = 250;

/** All waiting of a run. It is done in slices, for not every version of the host ends a sleep when a run is canceled. */
export class Waits {
	private stopped = false;

	constructor(private readonly surroundings: Pick<Surroundings, 'now' | 'sleep' | 'isCanceled'>) {}

	/** Milliseconds since 1970. */
	now(): number {
		return this.surroundings.now();
	}

	/** Ends all waits of the run, as a cancel does. */
	stop(): void {
		this.stopped = true;
	}

	/** @throws Canceled when the run was canceled or stopped; `during` is what it was doing, as it stands in sentences */
	assertGoing(during: string): void {
		if (this.stopped || this.surroundings.isCanceled()) throw new Canceled(during);
	}

	/**
	 * Waits until a point in time.
	 *
	 * @param end milliseconds since 1970
	 * @throws Canceled
	 */
	async until(end: number, during: string): Promise<void> {
		for (;;) {
			this.assertGoing(during);
			const left = end - this.now();
			if (left <= 0) return;
			await this.surroundings.sleep(Math.min(left, SLICE_MS));
		}
	}
}
