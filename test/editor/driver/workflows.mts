import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../../scripts/n8n/json.mts';
import type {
	CredentialReference,
	WorkflowDefinition,
	WorkflowNode,
} from '../../../scripts/n8n/workflow.mts';

const TRIGGER = 'Start';
const BETWEEN_NODES = 240;

/** A node of the package, with its credential chosen. */
export interface GenesysStep {
	readonly name: string;
	readonly parameters: JsonObject;
}

/** A workflow that is started by hand, and has every step right behind that start. */
export function workflowOf(
	name: string,
	packageName: string,
	{ id, name: credentialName, type }: CredentialReference,
	steps: readonly GenesysStep[],
): WorkflowDefinition {
	const trigger: WorkflowNode = {
		id: randomUUID(),
		name: TRIGGER,
		type: 'n8n-nodes-base.manualTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const nodes = steps.map(
		(step, index): WorkflowNode => ({
			id: randomUUID(),
			name: step.name,
			type: `${packageName}.genesysWebMessaging`,
			typeVersion: 1,
			position: [BETWEEN_NODES * ((index % 4) + 1), BETWEEN_NODES * Math.floor(index / 4)],
			parameters: step.parameters,
			credentials: { [type]: { id, name: credentialName } },
		}),
	);
	const connections = {
		[TRIGGER]: { main: [steps.map((step) => ({ node: step.name, type: 'main', index: 0 }))] },
	};
	return { name, nodes: [trigger, ...nodes], connections, settings: { executionOrder: 'v1' } };
}
