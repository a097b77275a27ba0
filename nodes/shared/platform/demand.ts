/** Somebody who has calls to make. */
export interface Demand {
	/** How many calls are still to be sent, as far as can be told. */
	callsLeft(): number;
}

/** What a run has still to do. How many calls a task takes is learned from those that have begun. */
export class RunDemand implements Demand {
	private inHand = 0;
	private answered = 0;
	private waiting = 0;
	private begun = 0;

	/** @param toCome how many tasks the run has */
	constructor(private toCome: number) {}

	/** Whether calls are under way and none was ever answered. */
	get isFirstUnderWay(): boolean {
		return this.inHand > 0 && this.answered === 0;
	}

	callsLeft(): number {
		const perTask = (this.answered + this.inHand + this.waiting) / Math.max(1, this.begun);
		return this.waiting + Math.ceil(this.toCome * perTask);
	}

	/** Tells that work on a task begins. */
	taskBegins(): void {
		this.begun += 1;
		this.toCome -= 1;
	}

	/** Tells that a call waits for its turn; gives what tells that it no longer does. */
	waits(): () => void {
		this.waiting += 1;
		return () => {
			this.waiting -= 1;
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
