// Many executions on one credential and in one process, which begin in the same moment.
import { createEngine } from '../../test/harness/engine.mts';
import { builtPackage } from '../built-package.mts';
import { serve } from '../processes/serve.mts';
import { closeNode } from '../rivals/n8n/this-node.mts';
import type { Task } from '../rivals/rival.mts';
import { CLOSE, credentialFor, straightWorkflow } from '../rivals/n8n/workflow.mts';

/** What the process serves. */
export type ManyHost = typeof functions;

const functions = { closeSideBySide };

/**
 * Closes all conversations with so many executions at the same time, each with as many of them.
 *
 * @returns when each execution had ended, in seconds since all began
 */
async function closeSideBySide(task: Task, executions: number): Promise<number[]> {
	const engine = await createEngine(builtPackage(), credentialFor(task));
	const { conversationIds } = task;
	const share = Math.ceil(conversationIds.length / executions);
	const workflows = Array.from({ length: executions }, (_, i) =>
		straightWorkflow(closeNode(false), conversationIds.slice(i * share, (i + 1) * share)),
	);
	const start = performance.now();
	return await Promise.all(
		workflows.map(async (workflow) => {
			const rows = (await engine.run(workflow)).json(CLOSE);
			const failed = rows.find(({ status }) => status !== 'closed');
			if (failed) throw new Error(`Not closed: ${JSON.stringify(failed)}`);
			return (performance.now() - start) / 1000;
		}),
	);
}

serve(functions);
