import { setImmediate } from 'node:timers/promises';

interface Alarm {
	readonly at: number;
	readonly ring: () => void;
}

/** Where every virtual clock starts. */
export const NOON = Date.parse('2026-09-01T12:00:00Z');

/** What the clock for measuring shows then. */
const START_MS = 5_000;

/** No timer is shorter: what waits for the rest of a millisecond, slice by slice, comes to its end. */
const SHORTEST_MS = 1;

/** What still goes on after so many alarms goes on forever; an hour of waiting in slices takes a third of them. */
const MOST_ALARMS = 50_000;

/**
 * A clock that moves when nothing else can happen: hours pass in milliseconds, the same script always goes the same way,
 * and what waits for something that never comes is an error at once.
 */
export class VirtualClock {
	private time = START_MS;
	private alarms: Alarm[] = [];
	/** What the clock for measuring shows beyond whole milliseconds, as a real one does. */
	fractionMs = 0;

	/** The time of day, in milliseconds since 1970. */
	readonly now = (): number => NOON + this.time - START_MS;

	/** Milliseconds since some moment that has nothing to do with the time of day. */
	readonly elapsed = (): number => this.time + this.fractionMs;

	/** Settles when so much time has passed, in milliseconds. */
	readonly sleep = async (milliseconds: number): Promise<void> => {
		const at = this.time + Math.max(milliseconds, SHORTEST_MS);
		await new Promise<void>((ring) => this.alarms.push({ at, ring }));
	};

	/** Since the clock started. */
	get seconds(): number {
		return (this.time - START_MS) / 1000;
	}

	/**
	 * Lets time pass until some work is over, and gives what came of it.
	 *
	 * @throws what the work throws; Error when it waits for something that cannot happen any more, or forever
	 */
	async play<T>(work: Promise<T>): Promise<T> {
		const watch = { isOver: false };
		const over = () => {
			watch.isOver = true;
		};
		work.then(over, over);
		for (let alarms = 0; alarms < MOST_ALARMS; alarms++) {
			// Whatever can happen without time passing happens before this comes back.
			await setImmediate();
			if (watch.isOver) return await work;
			this.ringNext();
		}
		throw new Error(`It was still going on after ${this.seconds} seconds`);
	}

	private ringNext(): void {
		const at = Math.min(...this.alarms.map((alarm) => alarm.at));
		const next = this.alarms.find((alarm) => alarm.at === at);
		if (!next) throw new Error('Nothing can happen any more, and it is not over');
		this.alarms = this.alarms.filter((alarm) => alarm !== next);
		this.time = Math.max(this.time, at);
		next.ring();
	}
}
