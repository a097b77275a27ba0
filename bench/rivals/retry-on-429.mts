import { setTimeout as sleep } from 'node:timers/promises';

import { sendClose } from './platform-api.mts';
import type { Rival, Task } from './rival.mts';
import { withWorkers } from './workers.mts';

const TRIES = 5;
const FIRST_PAUSE_MS = 1_000;

/** The loop of the tutorials: one call after the other; after a 429 a pause of 1, 2, 4, 8 s, and five tries at most. */
export const retryOn429: Rival = {
	ready: (task) =>
		Promise.resolve(async () => await withWorkers(1, task.conversationIds, (id) => close(task, id))),
};

async function close(task: Task, conversationId: string): Promise<boolean> {
	for (let tries = 1; ; tries++) {
		const { closed, retryAfterSeconds } = await sendClose(task, conversationId);
		if (retryAfterSeconds === undefined || tries === TRIES) return closed;
		await sleep(FIRST_PAUSE_MS * 2 ** (tries - 1) * task.factor);
	}
}
