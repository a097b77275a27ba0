import { replace } from '../support/fast-time.mts';

/** How many times as fast time goes while nothing is going on: a minute of waiting takes 0.6 seconds. */
const IDLE_PACE = 100;
/** And while calls are on their way: else each would seem to take seconds, and what was looked at a moment ago to be long past. */
const BUSY_PACE = 5;
/** So often this process tells the time, in milliseconds of the time as it is. */
const BEAT_MS = 2;
/** Of the time between two beats no more counts, in milliseconds: what is longer, this process was kept waiting. */
const LONGEST_BEAT_MS = 5;
/** For so many beats after a call has arrived or was answered, somebody still works on it. */
const BUSY_BEATS = 5;
/** As long as a timer can be. */
const LONGEST_MS = 2 ** 31 - 1;

/** What happens in one moment may seem to lie so far apart, in milliseconds of the fast time. */
export const LONGEST_LEAP_MS = LONGEST_BEAT_MS * IDLE_PACE;

/** What is to be done at a moment of the fast time. */
interface Alarm {
	readonly at: number;
	readonly ring: () => void;
}

/**
 * Lets the time of this process go faster where it only waits: the time of day, the clock for measuring, and all timers. While something
 * is going on it goes more slowly, so that whoever looks at something before acting can be in time. And it stands still where this
 * process has to wait for the machine: what happens must not depend on what else runs on it.
 */
export class PlayTime {
	private readonly usual = {
		now: Date.now.bind(Date),
		elapsed: performance.now.bind(performance),
		setTimeout: globalThis.setTimeout,
		clearTimeout: globalThis.clearTimeout,
	};
	private readonly heart = setInterval(() => {
		this.beat();
	}, BEAT_MS).unref();
	private readonly start = this.usual.elapsed();
	private readonly startOfDay = this.usual.now();
	private readonly alarms = new Map<unknown, Alarm>();
	private readonly clocks: ReadonlyArray<() => void>;
	/** When it was told the last time, in the time as it is and in the fast time. */
	private last = { usual: this.start, fast: this.start };
	private pace = IDLE_PACE;
	private bell: NodeJS.Timeout | undefined;
	private bellAt = Infinity;
	private beatsSinceStir = 0;

	constructor() {
		this.clocks = [
			replace(Date, 'now', () => this.startOfDay + this.elapsed() - this.start),
			replace(performance, 'now', () => this.elapsed()),
			replace(
				globalThis,
				'setTimeout',
				(callback: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
					this.setAlarm(() => {
						callback(...args);
					}, ms),
			),
			replace(globalThis, 'clearTimeout', (handle: NodeJS.Timeout | undefined) => {
				this.alarms.delete(handle);
				this.usual.clearTimeout(handle);
			}),
		];
	}

	/** Something is going on: for a moment, time goes more slowly. */
	readonly stir = (): void => {
		this.beatsSinceStir = 0;
		this.setPace(BUSY_PACE);
	};

	/** @returns tells whether so many milliseconds of the time as it is are not over yet */
	timer(milliseconds: number): () => boolean {
		const end = this.usual.elapsed() + milliseconds;
		return () => this.usual.elapsed() < end;
	}

	/** Lets so many milliseconds of the fast time pass. */
	async pass(milliseconds: number): Promise<void> {
		await new Promise<void>((resolve) => {
			this.setAlarm(resolve, milliseconds);
		});
	}

	/** Waits for something, but no longer than so many milliseconds of the fast time. @returns undefined if it takes longer */
	async within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
		let handle: NodeJS.Timeout | undefined;
		const tooLong = new Promise<undefined>((resolve) => {
			handle = this.setAlarm(() => {
				resolve(undefined);
			}, milliseconds);
		});
		try {
			return await Promise.race([work, tooLong]);
		} finally {
			clearTimeout(handle);
		}
	}

	/** Back to the time as it is. */
	end(): void {
		clearInterval(this.heart);
		for (const putBack of this.clocks) putBack();
		for (const { ring } of this.alarms.values()) this.usual.setTimeout(ring, 0);
		this.alarms.clear();
		this.usual.clearTimeout(this.bell);
	}

	private elapsed(): number {
		return this.last.fast + Math.min(this.usual.elapsed() - this.last.usual, LONGEST_BEAT_MS) * this.pace;
	}

	private beat(): void {
		this.last = { fast: this.elapsed(), usual: this.usual.elapsed() };
		this.beatsSinceStir += 1;
		if (this.beatsSinceStir > BUSY_BEATS) this.setPace(IDLE_PACE);
	}

	private setPace(pace: number): void {
		if (pace === this.pace) return;
		this.last = { fast: this.elapsed(), usual: this.usual.elapsed() };
		this.pace = pace;
		this.windUp(Math.min(Infinity, ...[...this.alarms.values()].map(({ at }) => at)));
	}

	private setAlarm(ring: () => void, milliseconds: number): NodeJS.Timeout {
		// It is what such a function gives, and only stands for the alarm.
		const handle = this.usual.setTimeout(() => undefined, LONGEST_MS);
		handle.unref();
		const at = this.elapsed() + (milliseconds > 0 ? milliseconds : 1);
		this.alarms.set(handle, { at, ring });
		if (at < this.bellAt) this.windUp(at);
		return handle;
	}

	private windUp(at: number): void {
		this.usual.clearTimeout(this.bell);
		this.bellAt = at;
		if (at < Infinity) this.bell = this.usual.setTimeout(this.ringDue, (at - this.elapsed()) / this.pace);
	}

	private readonly ringDue = (): void => {
		const now = this.elapsed();
		const due = [...this.alarms].filter(([, { at }]) => at <= now);
		// One after the other, as timers ring; one may put off another.
		for (const [handle, { ring }] of due.sort(([, one], [, other]) => one.at - other.at))
			setImmediate(() => {
				if (!this.alarms.delete(handle)) return;
				ring();
			});
		const isDue = new Set(due.map(([handle]) => handle));
		const rest = [...this.alarms].flatMap(([handle, { at }]) => (isDue.has(handle) ? [] : [at]));
		this.windUp(Math.min(Infinity, ...rest));
	};
}
