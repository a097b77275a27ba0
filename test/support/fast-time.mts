/** Lets the time of this process go faster: the time of day, the clock for measuring, and everything that waits. */
export class FastTime {
	private readonly clocks: ReadonlyArray<() => void>;

	/** @param factor how many times as fast */
	constructor(factor: number) {
		const [now, elapsed] = [Date.now.bind(Date), performance.now.bind(performance)];
		const { setTimeout } = globalThis;
		const [startOfDay, start] = [now(), elapsed()];
		this.clocks = [
			replace(Date, 'now', () => startOfDay + (now() - startOfDay) * factor),
			replace(performance, 'now', () => start + (elapsed() - start) * factor),
			replace(globalThis, 'setTimeout', (callback: () => void, milliseconds = 0, ...args: []) =>
				setTimeout(callback, milliseconds / factor, ...args),
			),
		];
	}

	/** Lets so many milliseconds of the fast time pass. */
	async pass(milliseconds: number): Promise<void> {
		await new Promise((resolve) => {
			globalThis.setTimeout(resolve, milliseconds);
		});
	}

	/** Back to the time as it is. */
	end(): void {
		for (const putBack of this.clocks) putBack();
	}
}

/** Puts another function in the place of one. @returns puts the first one back */
export function replace(owner: object, name: string, value: unknown): () => void {
	const own = Object.getOwnPropertyDescriptor(owner, name);
	Object.defineProperty(owner, name, { value, configurable: true, writable: true });
	return () => {
		if (own) Object.defineProperty(owner, name, own);
		else Reflect.deleteProperty(owner, name);
	};
}
