import {
	NodeConnectionTypes,
	type EngineResponse,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type ITaskData,
	type NodeOutput,
} from 'n8n-workflow';

import { isObject } from '../../scripts/n8n/json.mts';

/*
 * n8n lets an AI agent use a node in two ways, and a tool must not be able to tell which. These stand-ins for an agent
 * have no model: they use every tool once for each item that comes in, with what the item has as `arguments`, and give what
 * came back as `{ answer }`, or the error.
 */

/** What came of the use of a tool. */
interface Used {
	readonly answer: string;
	/** What the tool has given, where it did not fail. */
	readonly given?: IDataObject[];
	/** As the tool has told it. */
	readonly error?: { readonly message: string; readonly description: string };
}

const outputOf = (used: readonly Used[]): NodeOutput => [used.map((one) => ({ json: { ...one } }))];

function argumentsOf({ json }: INodeExecutionData): IDataObject {
	const { arguments: given } = json;
	return isJson(given) ? given : {};
}

function isJson(value: unknown): value is IDataObject {
	return isObject(value);
}

/** Asks the engine to run the tool and to come back with the result, as n8n's agents do from version 3 on. */
const askingAgent: INodeType = {
	description: descriptionOf('askingAgent'),
	execute(this: IExecuteFunctions, response?: EngineResponse): Promise<NodeOutput> {
		if (response && response.actionResponses.length > 0) {
			return Promise.resolve(outputOf(response.actionResponses.map(({ data }) => usedBy(data))));
		}
		const tools = this.getParentNodes(this.getNode().name, {
			connectionType: NodeConnectionTypes.AiTool,
			depth: 1,
		});
		const actions = this.getInputData().flatMap((item, itemIndex) =>
			tools.map(({ name }) => ({
				actionType: 'ExecutionNodeAction' as const,
				nodeName: name,
				input: argumentsOf(item),
				type: NodeConnectionTypes.AiTool,
				id: `${name} ${itemIndex}`,
				metadata: { itemIndex },
			})),
		);
		return Promise.resolve({ actions, metadata: {} });
	},
};

/** Calls the tool itself, as n8n's agents did before. */
const callingAgent: INodeType = {
	description: descriptionOf('callingAgent'),
	async execute(this: IExecuteFunctions): Promise<NodeOutput> {
		const tools = await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0);
		const used: Used[] = [];
		for (const item of this.getInputData())
			for (const tool of Array.isArray(tools) ? tools.filter(isTool) : [])
				used.push(await use(tool, argumentsOf(item)));
		return outputOf(used);
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

/** What the engine tells of a tool that it has run. */
function usedBy({ data, error }: ITaskData): Used {
	if (error) return { answer: JSON.stringify(error.message), error: toldBy(error) };
	const items = Object.values(data ?? {}).flatMap((outputs) => outputs.flatMap((output) => output ?? []));
	return { answer: JSON.stringify(data), given: items.map(({ json }) => json) };
}

async function use(tool: Tool, args: IDataObject): Promise<Used> {
	try {
		const answer = String(await tool.invoke(args));
		const given: unknown = JSON.parse(answer);
		return { answer, given: Array.isArray(given) ? given.filter(isJson) : [] };
	} catch (error) {
		if (!(error instanceof Error)) return { answer: String(error) };
		return { answer: error.message, error: toldBy(error) };
	}
}

function toldBy(error: Error): { message: string; description: string } {
	const description =
		'description' in error && typeof error.description === 'string' ? error.description : '';
	// To an agent that calls the tool itself, n8n tells both in one.
	const message = error.message.replace(`\n\nDetails: ${description}`, '');
	return { message, description };
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
