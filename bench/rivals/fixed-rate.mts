import { setTimeout as sleep } from 'node:timers/promises';

import { sendClose } from './platform-api.mts';
import type { Rival, Task } from './rival.mts';
import { withWorkers } from './workers.mts';

const WORKERS = 10;
const CALLS_A_MINUTE = 280;

/** A fixed rate a little under the limit; a 429 pauses all ten workers for as long as it says, and nobody gives up. */
export const fixedRate: Rival = {
	ready: (task) =>
		Promise.resolve(async () => {
			const pace = new FixedPace((60_000 / CALLS_A_MINUTE) * task.factor);
			return await withWorkers(WORKERS, task.conversationIds, (id) => close(task, pace, id));
		}),
};

async function close(task: Task, pace: FixedPace, conversationId: string): Promise<boolean> {
	for (;;) {
		await pace.turn();
		const { closed, retryAfterSeconds } = await sendClose(task, conversationId);
		if (retryAfterSeconds === undefined) return closed;
		pace.pause(retryAfterSeconds * 1000);
	}
}

class FixedPace {
	private next = 0;
	private pausedUntil = 0;

	constructor(private readonly intervalMs: number) {}

	/** Waits for the next slot; a slot that a pause has swallowed meanwhile is exchanged for one behind it. */
	async turn(): Promise<void> {
		do {
			const now = Date.now();
			// A timer that fires late must not slow the rate down: a slot that has just been missed is made up for.
			const slot = Math.max(this.next, now - this.intervalMs);
			this.next = slot + this.intervalMs;
			await sleep(Math.max(0, slot - now));
		} while (Date.now() < this.pausedUntil);
	}

	pause(milliseconds: number): void {
		this.pausedUntil = Math.max(this.pausedUntil, Date.now() + milliseconds);
		this.next = Math.max(this.next, this.pausedUntil);
	}
}
