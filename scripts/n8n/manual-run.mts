import type { UnknownObject } from './json.mts';

/** Up to where a run in the editor goes, and what it starts with. */
export type ManualRun = WholeRun | PartialRun;

/** A run from a trigger: "Execute workflow", or "Execute step" on a node before which nothing has run yet. */
export interface WholeRun {
	readonly triggerName: string;
	/** The last node to run; default: all that the trigger leads to. */
	readonly destinationNode?: string;
}

/** A run of one node with what the nodes before it gave last time: "Execute step". */
export interface PartialRun {
	/** The last node to run. */
	readonly destinationNode: string;
	/** What earlier runs have left, by node; see `Execution.runData`. */
	readonly runData: UnknownObject;
	/** Nodes that were changed since then, and so have to run again. */
	readonly dirtyNodeNames?: readonly string[];
}

/**
 * What `POST /rest/workflows/{id}/run` takes; n8n before 2.20 wants the workflow in it, too.
 * @param workflow as it is stored.
 */
export function manualRunRequest(run: ManualRun, workflow: unknown): UnknownObject {
	const { destinationNode } = run;
	return {
		workflowData: workflow,
		...(destinationNode !== undefined && {
			destinationNode: { nodeName: destinationNode, mode: 'inclusive' },
		}),
		...('runData' in run
			? { runData: run.runData, dirtyNodeNames: run.dirtyNodeNames ?? [] }
			: { triggerToStartFrom: { name: run.triggerName } }),
	};
}
