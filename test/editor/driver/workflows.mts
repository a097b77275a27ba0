import type { UnknownObject } from '../../../scripts/n8n/json.mts';
import type { CredentialReference, WorkflowDefinition } from '../../../scripts/n8n/workflow.mts';
import { builtIn, genesysNode, START } from '../../support/flow.mts';

const BETWEEN_NODES = 240;

/** A node of the package, with its credential chosen. */
export interface GenesysStep {
	readonly name: string;
	readonly parameters: UnknownObject;
}

/** A workflow that is started by hand, and has every step right behind that start. */
export function workflowOf(
	name: string,
	packageName: string,
	credential: CredentialReference,
	steps: readonly GenesysStep[],
): WorkflowDefinition {
	const nodes = steps.map(({ name: step, parameters }, index) => ({
		...genesysNode(packageName, step, parameters, credential),
		position: [BETWEEN_NODES * ((index % 4) + 1), BETWEEN_NODES * Math.floor(index / 4)],
	}));
	const connections = {
		[START]: { main: [steps.map((step) => ({ node: step.name, type: 'main', index: 0 }))] },
	};
	return {
		name,
		nodes: [builtIn(START, 'manualTrigger', 1), ...nodes],
		connections,
		settings: { executionOrder: 'v1' },
	};
}
