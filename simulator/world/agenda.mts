interface Appointment {
	readonly at: number;
	readonly order: number;
	readonly act: (at: number) => void;
}

/**
 * What is going to happen by itself: asynchronous closes, inactivity timeouts, resumed parkings. Kept as a
 * binary heap and worked off by the clock when somebody looks, so the simulator needs no timer and ten
 * thousand deadlines cost nothing.
 */
export class Agenda {
	readonly #heap: Appointment[] = [];
	#count = 0;

	/** Plans `act` for this time (epoch milliseconds); equal times happen in the order they were planned. */
	plan(at: number, act: (at: number) => void): void {
		this.#count += 1;
		this.#heap.push({ at, order: this.#count, act });
		this.#rise(this.#heap.length - 1);
	}

	/** Does everything that is due, earliest first, also what that plans for a time already past. */
	workOffUntil(now: number): void {
		for (let next = this.#heap[0]; next !== undefined && next.at <= now; next = this.#heap[0]) {
			this.#takeFirst();
			next.act(next.at);
		}
	}

	#takeFirst(): void {
		const last = this.#heap.pop();
		if (last === undefined || this.#heap.length === 0) return;
		this.#heap[0] = last;
		this.#sink(0);
	}

	#rise(index: number): void {
		for (let child = index; child > 0; ) {
			const parent = (child - 1) >> 1;
			if (!this.#swapIfEarlier(child, parent)) return;
			child = parent;
		}
	}

	#sink(index: number): void {
		for (let parent = index; ; ) {
			const [left, right] = [2 * parent + 1, 2 * parent + 2];
			const child = this.#isEarlier(right, left) ? right : left;
			if (!this.#swapIfEarlier(child, parent)) return;
			parent = child;
		}
	}

	#swapIfEarlier(candidate: number, other: number): boolean {
		const [a, b] = [this.#heap[candidate], this.#heap[other]];
		if (a === undefined || b === undefined || !this.#isEarlier(candidate, other)) return false;
		this.#heap[candidate] = b;
		this.#heap[other] = a;
		return true;
	}

	#isEarlier(candidate: number, other: number): boolean {
		const [a, b] = [this.#heap[candidate], this.#heap[other]];
		return a !== undefined && b !== undefined && (a.at < b.at || (a.at === b.at && a.order < b.order));
	}
}
