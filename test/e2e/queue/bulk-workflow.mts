import type { CredentialReference, WorkflowDefinition } from '../../../scripts/n8n/workflow.mts';

/** Path of the workflow's webhook. */
export const BULK_PATH = 'close-many';
/** Name of the node that closes. */
export const CLOSE_NODE = 'Close conversations';

/**
 * A workflow that closes every conversation of a list and answers with the verdicts: Webhook → Split Out → Close.
 * The webhook takes `{ conversationIds: string[] }`. The ids are known to be open web messaging conversations, so each
 * one costs a single request (Check First is off).
 */
export function bulkWorkflow(
	packageName: string,
	{ id, name, type }: CredentialReference,
): WorkflowDefinition {
	return {
		name: 'Close many conversations',
		settings: { executionOrder: 'v1' },
		nodes: [
			{
				id: 'a0c6f2e4-6f1c-4a55-9f0e-6c2f9b1d0001',
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				position: [0, 0],
				webhookId: 'a0c6f2e4-6f1c-4a55-9f0e-6c2f9b1d0000',
				parameters: {
					httpMethod: 'POST',
					path: BULK_PATH,
					responseMode: 'lastNode',
					responseData: 'allEntries',
					options: {},
				},
			},
			{
				id: 'a0c6f2e4-6f1c-4a55-9f0e-6c2f9b1d0002',
				name: 'Split Out',
				type: 'n8n-nodes-base.splitOut',
				typeVersion: 1,
				position: [220, 0],
				parameters: {
					fieldToSplitOut: 'body.conversationIds',
					options: { destinationFieldName: 'conversationId' },
				},
			},
			{
				id: 'a0c6f2e4-6f1c-4a55-9f0e-6c2f9b1d0003',
				name: CLOSE_NODE,
				type: `${packageName}.genesysWebMessaging`,
				typeVersion: 1,
				position: [440, 0],
				onError: 'continueRegularOutput',
				credentials: { [type]: { id, name } },
				parameters: {
					resource: 'conversation',
					operation: 'close',
					conversationId: { __rl: true, mode: 'id', value: '={{ $json.conversationId }}' },
					method: 'disconnect',
					options: { checkFirst: false },
				},
			},
		],
		connections: {
			Webhook: { main: [[{ node: 'Split Out', type: 'main', index: 0 }]] },
			'Split Out': { main: [[{ node: CLOSE_NODE, type: 'main', index: 0 }]] },
		},
	};
}
