import { Pacer } from '../../nodes/shared/platform/pacer.ts';

/** What is to be played; times are in milliseconds. */
export interface Scene {
	/** How many calls each of the runs that share the token has to make. */
	readonly runs: readonly number[];
	readonly allowed: number;
	readonly windowMs: number;
	readonly latencyMs: number;
	/** The share of the limit that is left to others. */
	readonly headroom: number;
	/** Calls of others on the same token, a minute. */
	readonly foreignPerMinute?: number;
	/** The server tells nothing of its limit. */
	readonly withoutHeaders?: boolean;
}

/** How it went. */
export interface Outcome {
	/** From the first call to the last answer. */
	readonly seconds: number;
	readonly refused: number;
	readonly foreignRefusedShare: number;
	/** When each call reached the server, in seconds from the start. */
	readonly arrivals: readonly number[];
}

const WORKERS = 10;
const LONGEST_MS = 86_400_000;

/**
 * Plays runs of calls against a server with a fixed window that its first call opens, on a clock of its own: hours pass
 * in milliseconds, and chance is seeded, so that the same scene always goes the same way.
 */
export function play(scene: Scene): Outcome {
	return new Stage(scene).play();
}

interface Event {
	readonly at: number;
	readonly happen: () => void;
}

class Stage {
	private now = 1_000_000;
	private readonly start = this.now;
	private readonly events: Event[] = [];
	private readonly pacer = new Pacer();
	private window = { count: 0, resetAt: 0 };
	private seed = 42;
	private left: number;
	private answered = 0;
	private lastAnswer = this.now;
	private refused = 0;
	private foreign = { sent: 0, refused: 0 };
	private readonly arrivals: number[] = [];

	constructor(private readonly scene: Scene) {
		this.left = scene.runs.reduce((sum, calls) => sum + calls, 0);
	}

	play(): Outcome {
		const total = this.left;
		this.othersCall();
		for (const calls of this.scene.runs) {
			const run = { left: calls };
			for (let worker = 0; worker < WORKERS; worker++)
				this.after(0, () => {
					this.work(run);
				});
		}
		while (this.answered < total) this.next();
		return {
			seconds: (this.lastAnswer - this.start) / 1000,
			refused: this.refused,
			foreignRefusedShare: this.foreign.sent === 0 ? 0 : this.foreign.refused / this.foreign.sent,
			arrivals: this.arrivals,
		};
	}

	private work(run: { left: number }): void {
		if (run.left === 0) return;
		const { headroom } = this.scene;
		const got =
			this.pacer.notYet(this.now, this.left, headroom) ?? this.pacer.book(this.now, this.left, headroom);
		if ('until' in got) {
			this.after(Math.max(1, got.until - this.now), () => {
				this.work(run);
			});
			return;
		}
		run.left -= 1;
		this.left -= 1;
		const way = (this.scene.latencyMs * (0.5 + this.random())) / 2;
		this.after(way, () => {
			this.arrivals.push((this.now - this.start) / 1000);
			const isAllowed = this.serve();
			const { count, resetAt } = this.window;
			const headers = {
				allowed: this.scene.allowed,
				count,
				resetSeconds: Math.ceil((resetAt - this.now) / 1000),
			};
			this.after(way, () => {
				this.pacer.answered(got, this.now, this.scene.withoutHeaders ? undefined : headers);
				this.conclude(run, isAllowed, headers.resetSeconds);
			});
		});
	}

	private conclude(run: { left: number }, isAllowed: boolean, resetSeconds: number): void {
		if (isAllowed) {
			this.answered += 1;
			this.lastAnswer = this.now;
		} else {
			this.refused += 1;
			run.left += 1;
			this.left += 1;
			this.pacer.refused(this.now, resetSeconds * 1000);
		}
		this.after(0, () => {
			this.work(run);
		});
	}

	private othersCall(): void {
		const { foreignPerMinute = 0 } = this.scene;
		if (foreignPerMinute === 0) return;
		this.foreign.sent += 1;
		if (!this.serve()) this.foreign.refused += 1;
		this.after((60_000 / foreignPerMinute) * (0.5 + this.random()), () => {
			this.othersCall();
		});
	}

	private serve(): boolean {
		if (this.now >= this.window.resetAt) this.window = { count: 0, resetAt: this.now + this.scene.windowMs };
		this.window.count += 1;
		return this.window.count <= this.scene.allowed;
	}

	private after(milliseconds: number, happen: () => void): void {
		this.events.push({ at: this.now + milliseconds, happen });
	}

	private next(): void {
		const first = this.events.reduce(
			(earliest, event, i) => (event.at < (this.events[earliest]?.at ?? Infinity) ? i : earliest),
			0,
		);
		const [event] = this.events.splice(first, 1);
		if (!event) throw new Error('Nothing happens any more, and not every call was answered');
		this.now = Math.max(this.now, event.at);
		if (this.now > this.start + LONGEST_MS) throw new Error('Not every call was answered in a day');
		event.happen();
	}

	private random(): number {
		this.seed = (this.seed * 1_103_515_245 + 12_345) % 2_147_483_648;
		return this.seed / 2_147_483_648;
	}
}
