import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import type { WorkflowJson } from './engine.mts';

/** The ID of the credential for the simulator. */
export const CREDENTIAL_ID = 'genesys-credential';
export const NODE = 'Genesys';

/** How to run the node once. */
export interface NodeRun {
	readonly parameters: INodeParameters;
	/** The items that come in; one empty item unless given. */
	readonly items?: IDataObject[];
	/** The node's settings, such as onError or retryOnFail. */
	readonly settings?: Partial<INode>;
	/** The workflow's time zone; without one, that of n8n. */
	readonly timezone?: string;
}

/** The workflow that does it. */
export function workflowAround({ parameters, items = [{}], settings, timezone }: NodeRun): WorkflowJson {
	const trigger = 'Trigger';
	return {
		name: 'Test',
		nodes: [
			{
				id: '1',
				name: trigger,
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
			{
				id: '2',
				name: NODE,
				type: 'n8n-nodes-genesys-web-messaging.genesysWebMessaging',
				typeVersion: 1,
				position: [200, 0],
				parameters,
				credentials: { genesysCloudOAuth2Api: { id: CREDENTIAL_ID, name: 'Simulator' } },
				...settings,
			},
		],
		connections: { [trigger]: { main: [[{ node: NODE, type: 'main', index: 0 }]] } },
		pinData: { [trigger]: items.map((json) => ({ json })) },
		...(timezone !== undefined && { settings: { timezone } }),
	};
}

/**
 * A workflow in which one of the stand-ins for an AI agent has the node as its tool.
 *
 * @param uses what the model gives each time that it uses the tool
 */
export function agentWithTool(
	agent: string,
	parameters: INodeParameters,
	uses: readonly IDataObject[] = [{}],
): WorkflowJson {
	const node = (name: string, type: string) => ({
		id: name,
		name,
		type,
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: {},
	});
	return {
		name: 'Agent',
		nodes: [
			node('Trigger', 'n8n-nodes-base.manualTrigger'),
			node('Agent', `test.${agent}`),
			{
				...node(NODE, 'n8n-nodes-genesys-web-messaging.genesysWebMessagingTool'),
				parameters,
				credentials: { genesysCloudOAuth2Api: { id: CREDENTIAL_ID, name: 'Simulator' } },
			},
		],
		connections: {
			Trigger: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
			[NODE]: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
		},
		pinData: { Trigger: uses.map((one) => ({ json: { arguments: one } })) },
	};
}
