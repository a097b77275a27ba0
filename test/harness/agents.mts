import {
	NodeConnectionTypes,
	type EngineResponse,
	type IExecuteFunctions,
	type INodeType,
	type INodeTypeDescription,
	type NodeOutput,
} from 'n8n-workflow';

/*
 * n8n lets an AI agent use a node in two ways, and a tool must not be able to tell which. These stand-ins for an agent
 * have no model: they use every tool once, with no arguments, and give what came back as `{ answer }`.
 */

/** Asks the engine to run the tool and to come back with the result, as n8n's agents do from version 3 on. */
const askingAgent: INodeType = {
	description: descriptionOf('askingAgent'),
	execute(this: IExecuteFunctions, response?: EngineResponse): Promise<NodeOutput> {
		if (response && response.actionResponses.length > 0) {
			const answers = response.actionResponses.map(({ data }) =>
				JSON.stringify(data.error?.message ?? data.data),
			);
			return Promise.resolve([answers.map((answer) => ({ json: { answer } }))]);
		}
		const tools = this.getParentNodes(this.getNode().name, {
			connectionType: NodeConnectionTypes.AiTool,
			depth: 1,
		});
		const actions = tools.map(({ name }) => ({
			actionType: 'ExecutionNodeAction' as const,
			nodeName: name,
			input: {},
			type: NodeConnectionTypes.AiTool,
			id: name,
			metadata: {},
		}));
		return Promise.resolve({ actions, metadata: {} });
	},
};

/** Calls the tool itself, as n8n's agents did before. */
const callingAgent: INodeType = {
	description: descriptionOf('callingAgent'),
	async execute(this: IExecuteFunctions): Promise<NodeOutput> {
		const tools = await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0);
		const answers = await Promise.all((Array.isArray(tools) ? tools.filter(isTool) : []).map(answerOf));
		return [answers.map((answer) => ({ json: { answer } }))];
	},
};

interface Tool {
	invoke(args: object): Promise<unknown>;
}

function isTool(value: unknown): value is Tool {
	return (
		typeof value === 'object' && value !== null && 'invoke' in value && typeof value.invoke === 'function'
	);
}

async function answerOf(tool: Tool): Promise<string> {
	return await tool
		.invoke({})
		.then(String, (error: unknown) => (error instanceof Error ? error.message : String(error)));
}

function descriptionOf(name: string): INodeTypeDescription {
	return {
		displayName: name,
		name,
		group: ['transform'],
		version: 1,
		description: '',
		defaults: {},
		inputs: [NodeConnectionTypes.Main, { type: NodeConnectionTypes.AiTool }],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	};
}

/** The stand-ins by type. */
export const AGENTS: Readonly<Record<string, INodeType>> = {
	'test.askingAgent': askingAgent,
	'test.callingAgent': callingAgent,
};

/** The tool that n8n makes of a node: the same node under another name, with an output for agents. */
export function asTool(node: INodeType): INodeType {
	return {
		description: {
			...node.description,
			name: `${node.description.name}Tool`,
			inputs: [],
			outputs: [NodeConnectionTypes.AiTool],
		},
		async execute(this: IExecuteFunctions): Promise<NodeOutput> {
			return (await node.execute?.call(this)) ?? null;
		},
	};
}
