import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Execution, WorkflowJson } from '../harness/engine.mts';
import { NODE, workflowAround, type NodeRun } from '../harness/node-run.mts';
import { close, FROM_ITEM } from './parameters.mts';

/** The name of the step that closes what another has given. */
export const CLOSE = 'Close';

/** A workflow in which Conversation → Close, with all its defaults, follows on a step of the node. */
export function followedByClose(run: NodeRun): WorkflowJson {
	const workflow = workflowAround(run);
	const step = workflow.nodes.find(({ name }) => name === NODE);
	if (!step) throw new Error(`The workflow has no node ${NODE}`);
	return {
		...workflow,
		nodes: [...workflow.nodes, { ...step, id: '3', name: CLOSE, parameters: close(FROM_ITEM) }],
		connections: {
			...workflow.connections,
			[NODE]: { main: [[{ node: CLOSE, type: 'main', index: 0 }]] },
		},
	};
}

/** An expression for what comes in with the item, as from a webhook. */
export const VALUE = '={{ $json.value }}';

/** A run with an item for each value, which the parameters take by {@link VALUE}; a failure stops only its own item. */
export function withValues(parameters: INodeParameters, values: ReadonlyArray<IDataObject[string]>): NodeRun {
	return {
		parameters,
		items: values.map((value) => ({ value })),
		settings: { onError: 'continueRegularOutput' },
	};
}

/** What was said of each item that failed, and what was given for each that did not. */
export function told(execution: Execution): unknown[] {
	return execution.json(NODE).map((json) => {
		const { error, message } = json;
		return typeof error === 'string' && typeof message === 'string' ? `${error}. ${message}` : json;
	});
}
