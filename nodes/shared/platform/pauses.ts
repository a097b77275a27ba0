/**
 * How long a run has been held and may still be held, however many of its calls are held at the same time. Times are in
 * milliseconds, on a clock that only goes forward.
 */
export class Pauses {
	private through = 0;
	private sinceAcceptedMs = 0;
	private totalMs = 0;
	private times = 0;

	/** @param maxWaitSeconds bounds a single pause, and the sum of the pauses since the last call that was accepted */
	constructor(readonly maxWaitSeconds: number) {}

	/** How many times everything stood still. */
	get count(): number {
		return this.times;
	}

	/** How long in all, in seconds. */
	get seconds(): number {
		return this.totalMs / 1000;
	}

	/** How long the run may still pause before a call must be accepted, in seconds. */
	secondsLeft(now: number): number {
		// What a pause has yet to run is not spent.
		const spentMs = this.sinceAcceptedMs - Math.max(0, this.through - now);
		return this.maxWaitSeconds - spentMs / 1000;
	}

	/** Whether a call may be held until then. */
	mayPause(until: number, now: number): boolean {
		return (until - now) / 1000 <= this.secondsLeft(now);
	}

	/** Notes that a call is held until then. */
	note(until: number, now: number): void {
		const added = Math.max(0, until - Math.max(now, this.through));
		if (added === 0) return;
		if (now >= this.through) this.times += 1;
		this.through = until;
		this.sinceAcceptedMs += added;
		this.totalMs += added;
	}

	/** Notes that a call was accepted. */
	accepted(): void {
		this.sinceAcceptedMs = 0;
	}
}
