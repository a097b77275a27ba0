import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Lets the time of this process go faster: the time of day, the clock for measuring, and everything that waits. */
export class FastTime {
	private readonly usual = {
		now: Date.now.bind(Date),
		elapsed: performance.now.bind(performance),
		setTimeout: globalThis.setTimeout,
	};
	private readonly clocks: ReadonlyArray<() => void>;
	private readonly delay = monitorEventLoopDelay({ resolution: 2 });

	/** @param factor how many times as fast */
	constructor(private readonly factor: number) {
		this.delay.enable();
		const { now, elapsed, setTimeout } = this.usual;
		const [startOfDay, start] = [now(), elapsed()];
		this.clocks = [
			replace(Date, 'now', () => startOfDay + (now() - startOfDay) * factor),
			replace(performance, 'now', () => start + (elapsed() - start) * factor),
			replace(globalThis, 'setTimeout', (callback: () => void, milliseconds = 0, ...args: []) =>
				setTimeout(callback, milliseconds / factor, ...args),
			),
		];
	}

	/**
	 * How long this process was kept waiting at most since the last time, in milliseconds of the fast time: what happens in one moment
	 * may seem to lie so far apart.
	 */
	longestDelay(): number {
		const longest = (this.delay.max / 1_000_000) * this.factor;
		this.delay.reset();
		return longest;
	}

	/** @returns tells whether so many milliseconds of the time as it is are not over yet */
	timer(milliseconds: number): () => boolean {
		const end = this.usual.elapsed() + milliseconds;
		return () => this.usual.elapsed() < end;
	}

	/** Lets so many milliseconds of the fast time pass. */
	async pass(milliseconds: number): Promise<void> {
		await new Promise((resolve) => {
			globalThis.setTimeout(resolve, milliseconds);
		});
	}

	/** Waits for something, but no longer than so many milliseconds of the fast time. @returns undefined if it takes longer */
	async within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
		let timer: NodeJS.Timeout | undefined;
		const tooLong = new Promise<undefined>((resolve) => {
			timer = this.usual.setTimeout(() => {
				resolve(undefined);
			}, milliseconds / this.factor);
		});
		try {
			return await Promise.race([work, tooLong]);
		} finally {
			clearTimeout(timer);
		}
	}

	/** Back to the time as it is. */
	end(): void {
		this.delay.disable();
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
