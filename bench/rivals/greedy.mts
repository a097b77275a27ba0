import { setTimeout as sleep } from 'node:timers/promises';

import { sendClose } from './platform-api.mts';
import type { Rival, Task } from './rival.mts';
import { withWorkers } from './workers.mts';

const WORKERS = 10;
const TRIES = 6;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** Ten workers as fast as answers come; each backs off alone, at random up to a bound that doubles, six tries at most. */
export const greedy: Rival = {
	ready: (task) =>
		Promise.resolve(async () => await withWorkers(WORKERS, task.conversationIds, (id) => close(task, id))),
};

async function close(task: Task, conversationId: string): Promise<boolean> {
	for (let tries = 1; ; tries++) {
		const { closed, retryAfterSeconds } = await sendClose(task, conversationId);
		if (retryAfterSeconds === undefined || tries === TRIES) return closed;
		const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries);
		await sleep(Math.random() * longest * task.factor);
	}
}
