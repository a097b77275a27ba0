import { randomUUID } from 'node:crypto';
import type { WorkflowDefinition } from '../../../scripts/n8n/workflow.mts';

/** The inputs of the sub-workflow "close everything of a customer", with their types. */
const INPUTS = {
	externalContactId: 'string',
	externalId: 'string',
	email: 'string',
	phone: 'string',
	dryRun: 'boolean',
} as const;

/** How the caller hands over its items: all in one call, or in a call each. */
export type CallMode = 'each' | 'once';

/**
 * A workflow that calls another one for every customer that its webhook is given, as `{ customers: [{ name, email }] }`, and
 * answers with what comes back. Each answer has the `name` of the customer that n8n links it to.
 */
export function customersCaller(path: string, workflowId: string, mode: CallMode): WorkflowDefinition {
	return {
		name: `Calls for customers, ${mode} (${path})`,
		settings: { executionOrder: 'v1' },
		nodes: [
			{
				id: randomUUID(),
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				position: [0, 0],
				webhookId: randomUUID(),
				parameters: {
					httpMethod: 'POST',
					path,
					responseMode: 'lastNode',
					responseData: 'allEntries',
					options: {},
				},
			},
			{
				id: randomUUID(),
				name: 'Customers',
				type: 'n8n-nodes-base.splitOut',
				typeVersion: 1,
				position: [220, 0],
				parameters: { fieldToSplitOut: 'body.customers', options: {} },
			},
			{
				id: randomUUID(),
				name: 'Close everything',
				type: 'n8n-nodes-base.executeWorkflow',
				typeVersion: 1.2,
				position: [440, 0],
				parameters: {
					source: 'database',
					workflowId: { __rl: true, mode: 'id', value: workflowId },
					workflowInputs: inputsFromItem(),
					mode,
					options: {},
				},
			},
			{
				id: randomUUID(),
				name: 'Whose',
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				position: [660, 0],
				parameters: {
					mode: 'manual',
					assignments: {
						assignments: [
							{
								id: randomUUID(),
								name: 'name',
								value: "={{ $('Customers').item.json.name }}",
								type: 'string',
							},
						],
					},
					includeOtherFields: true,
					options: {},
				},
			},
		],
		connections: {
			Webhook: { main: [[{ node: 'Customers', type: 'main', index: 0 }]] },
			Customers: { main: [[{ node: 'Close everything', type: 'main', index: 0 }]] },
			'Close everything': { main: [[{ node: 'Whose', type: 'main', index: 0 }]] },
		},
	};
}

/** What the editor saves once each input of the called workflow is given the field of the same name. */
function inputsFromItem(): object {
	return {
		mappingMode: 'defineBelow',
		value: Object.fromEntries(Object.keys(INPUTS).map((name) => [name, `={{ $json.${name} }}`])),
		matchingColumns: [],
		schema: Object.entries(INPUTS).map(([name, type]) => ({
			id: name,
			displayName: name,
			required: false,
			defaultMatch: false,
			display: true,
			canBeUsedToMatch: true,
			type,
			removed: false,
		})),
		attemptToConvertTypes: false,
		convertFieldsToString: true,
	};
}
