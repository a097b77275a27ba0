import { createEngine, type Execution } from '../../../test/harness/engine.mts';
import { builtPackage } from '../../built-package.mts';
import type { Rival } from '../rival.mts';
import { CLOSE, credentialFor, straightWorkflow, type CallingNode } from './workflow.mts';

/** How this package's node is used. */
export interface Usage {
	/** Whether the conversation is read first, as it is by default. */
	readonly checkFirst: boolean;
	/** Over how many executions, all at the same time, the conversations are dealt out. */
	readonly executions?: number;
}

/** This package's node in n8n's engine: Conversation → Close with all conversations as its items. */
export function thisNode({ checkFirst, executions = 1 }: Usage): Rival {
	return {
		ready: async (task) => {
			const engine = await createEngine(builtPackage(), credentialFor(task));
			const share = Math.ceil(task.conversationIds.length / executions);
			const workflows = Array.from({ length: executions }, (_, index) =>
				straightWorkflow(
					closeNode(checkFirst),
					task.conversationIds.slice(index * share, (index + 1) * share),
				),
			);
			return async () => {
				const ended = await Promise.all(workflows.map(async (workflow) => await engine.run(workflow)));
				return task.conversationIds.length - ended.reduce((sum, execution) => sum + closedRows(execution), 0);
			};
		},
	};
}

/** The node as it stands in a workflow. */
export function closeNode(checkFirst: boolean): CallingNode {
	return {
		type: 'n8n-nodes-genesys-web-messaging.genesysWebMessaging',
		typeVersion: 1,
		parameters: {
			resource: 'conversation',
			operation: 'close',
			conversationId: '={{ $json.conversationId }}',
			options: { checkFirst },
		},
	};
}

function closedRows(execution: Execution): number {
	return execution.json(CLOSE).filter(({ status }) => status === 'closed').length;
}
