/**
 * What a run has still to do, and when it had its last turn. How many calls a task takes is learned from those that have
 * begun.
 */
export class Demand {
	/** The place of its last turn among all turns that were given; 0 as long as it had none. */
	lastTurn = 0;
	private inHand = 0;
	private answered = 0;
	private waiting = 0;
	private urgent = 0;
	private begun = 0;

	/** @param toCome how many tasks the run has */
	constructor(private toCome: number) {}

	/** Whether calls are under way and none was ever answered. */
	get isFirstUnderWay(): boolean {
		return this.inHand > 0 && this.answered === 0;
	}

	/** Whether a call could be sent now. */
	get isWaiting(): boolean {
		return this.waiting > 0 && !this.isFirstUnderWay;
	}

	/** Whether a call waits that finishes what another one has begun. */
	get isUrgent(): boolean {
		return this.urgent > 0;
	}

	/** How many calls are still to be sent, as far as can be told. */
	get callsLeft(): number {
		const perTask = (this.answered + this.inHand + this.waiting) / Math.max(1, this.begun);
		return this.waiting + Math.ceil(this.toCome * perTask);
	}

	/** Tells that work on a task begins. */
	taskBegins(): void {
		this.begun += 1;
		this.toCome -= 1;
	}

	/** Tells that a call waits for its turn; gives what tells that it no longer does. */
	waits(isUrgent: boolean): () => void {
		const count = (by: number) => {
			this.waiting += by;
			if (isUrgent) this.urgent += by;
		};
		count(1);
		return () => {
			count(-1);
		};
	}

	/** Tells that a call has its turn. */
	taken(): void {
		this.inHand += 1;
	}

	/** Tells that a call gave its turn back. @param isAnswered it was sent, and is over */
	released(isAnswered: boolean): void {
		this.inHand -= 1;
		if (isAnswered) this.answered += 1;
	}
}
