import type { Execution } from '../harness/engine.mts';
import { NODE, type NodeRun, type Workbench } from '../harness/workbench.mts';

/** The error of a node as the user sees it. */
export interface NodeFailure {
	readonly message: string;
	readonly description: string;
	/** The HTTP status as n8n keeps it: a text; undefined where there is none. */
	readonly httpCode: unknown;
	readonly itemIndex: unknown;
	readonly execution: Execution;
}

/**
 * Runs the node, which must stop the workflow.
 *
 * @throws Error when it does not
 */
export async function failureOf(bench: Workbench, node: NodeRun): Promise<NodeFailure> {
	const execution = await bench.run(node);
	const error = execution.error(NODE);
	if (execution.status !== 'error' || !error) {
		throw new Error(`Expected a failure, got ${execution.status}: ${JSON.stringify(execution.json(NODE))}`);
	}
	return {
		message: error.message,
		description: error.description ?? '',
		httpCode: 'httpCode' in error ? (error.httpCode ?? undefined) : undefined,
		itemIndex: error.context['itemIndex'],
		execution,
	};
}
