/** Adds up how long a run was held, however many of its calls were held at the same time. */
export class Pauses {
	private through = 0;
	private sinceAcceptedMs = 0;
	private totalMs = 0;
	private times = 0;

	/** How many times everything stood still. */
	get count(): number {
		return this.times;
	}

	/** How long in all, in seconds. */
	get seconds(): number {
		return this.totalMs / 1000;
	}

	/** How long the run has been held since Genesys accepted a request, in seconds; what a pause has yet to run is not in it. */
	secondsSinceAccepted(now: number): number {
		return (this.sinceAcceptedMs - Math.max(0, this.through - now)) / 1000;
	}

	/** Notes that a call is held until then; times are in milliseconds since 1970. */
	note(until: number, now: number): void {
		const added = this.added(until, now);
		if (added === 0) return;
		if (now >= this.through) this.times += 1;
		this.through = until;
		this.sinceAcceptedMs += added;
		this.totalMs += added;
	}

	/** Notes that Genesys accepted a request. */
	accepted(): void {
		this.sinceAcceptedMs = 0;
	}

	private added(until: number, now: number): number {
		return Math.max(0, until - Math.max(now, this.through));
	}
}
