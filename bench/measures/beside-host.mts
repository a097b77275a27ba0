// A small execution beside a big one, on one credential and in one process.
import { setTimeout as sleep } from 'node:timers/promises';

import { createEngine } from '../../test/harness/engine.mts';
import { builtPackage } from '../built-package.mts';
import { serve } from '../processes/serve.mts';
import { closeNode } from '../rivals/n8n/this-node.mts';
import type { Task } from '../rivals/rival.mts';
import { CLOSE, credentialFor, findAndCloseWorkflow, straightWorkflow } from '../rivals/n8n/workflow.mts';

/** What the process serves. */
export type BesideHost = typeof functions;

const functions = { findAndClose };

/**
 * Begins to close all conversations but the last, and meanwhile, again and again, finds and closes one with another
 * execution.
 *
 * @param tags of the conversations to find
 * @param everySeconds from one small execution to the next
 * @returns how long each small execution took, in seconds
 */
async function findAndClose(task: Task, tags: readonly string[], everySeconds: number): Promise<number[]> {
	const engine = await createEngine(builtPackage(), credentialFor(task));
	const big = engine.start(straightWorkflow(closeNode(true), task.conversationIds));
	const seconds: number[] = [];
	for (const tag of tags) {
		await sleep(everySeconds * 1000);
		const start = performance.now();
		const small = await engine.run(findAndCloseWorkflow(closeNode(true), tag));
		seconds.push((performance.now() - start) / 1000);
		const [verdict] = small.json(CLOSE);
		if (verdict?.['status'] !== 'closed') throw new Error(`Not closed: ${JSON.stringify(verdict)}`);
	}
	big.cancel();
	await big.done;
	return seconds;
}

serve(functions);
