// Closes many conversations in one execution and watches the heap meanwhile. Needs --expose-gc.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

import { createEngine } from '../../test/harness/engine.mts';
import { builtPackage } from '../built-package.mts';
import { serve } from '../processes/serve.mts';
import { closeNode } from '../rivals/n8n/this-node.mts';
import type { Task } from '../rivals/rival.mts';
import { CLOSE, credentialFor, straightWorkflow } from '../rivals/n8n/workflow.mts';
import { heapUsed } from './heap.mts';

/** What the process serves. */
export type MemoryHost = typeof functions;

const functions = { closeAll };

/** The heap after so many answers, early and late in the run, and what the output between them takes, in bytes. */
async function closeAll(
	task: Task,
	early: number,
	late: number,
): Promise<{ early: number; late: number; output: number }> {
	const engine = await createEngine(builtPackage(), credentialFor(task));
	const workflow = straightWorkflow(closeNode(false), task.conversationIds);
	const heapAt = watchHeap([early, late]);
	const execution = await engine.run(workflow);
	const output = execution.output(CLOSE);
	if (output.some(({ json }) => json['status'] !== 'closed'))
		throw new Error('Not every conversation was closed');
	const heap = heapAt();
	return {
		early: heap.get(early) ?? NaN,
		late: heap.get(late) ?? NaN,
		output: weightOf(output.slice(early, late)),
	};
}

const CHANNEL = 'http.client.response.finish';

/** Notes the heap when so many answers have come in; only one execution may be under way. */
function watchHeap(marks: readonly number[]): () => Map<number, number> {
	const heap = new Map<number, number>();
	let answers = 0;
	const listen = () => {
		answers += 1;
		if (marks.includes(answers)) heap.set(answers, heapUsed());
	};
	subscribe(CHANNEL, listen);
	return () => {
		unsubscribe(CHANNEL, listen);
		return heap;
	};
}

/** What a value takes in the heap, in bytes: what a copy of it adds. */
function weightOf(value: object): number {
	const before = heapUsed();
	const copy: unknown = structuredClone(value);
	const after = heapUsed();
	// Used once more, so that the copy outlives the second look.
	return Array.isArray(copy) ? after - before : NaN;
}

serve(functions);
