import './environment.mts';

import { inspect } from 'node:util';

import { ExecutionLifecycleHooks, PackageDirectoryLoader, PollContext, WorkflowExecute } from 'n8n-core';
import {
	deepCopy,
	NodeHelpers,
	Workflow,
	type EngineResponse,
	type IConnections,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type INodeTypes,
	type IPinData,
	type IRun,
	type ITaskData,
	type IVersionedNodeType,
	type IWorkflowExecuteAdditionalData,
	type IWorkflowSettings,
	type WorkflowActivateMode,
} from 'n8n-workflow';

import { AGENTS, asTool } from './agents.mts';
import { BUILTIN_NODES } from './builtin-nodes.mts';
import { Credentials, type SavedCredential } from './credentials.mts';
import { openForm, type Form } from './form.mts';

/** A workflow as n8n exports it. */
export interface WorkflowJson {
	readonly id?: string;
	readonly name: string;
	readonly nodes: INode[];
	readonly connections: IConnections;
	readonly pinData?: IPinData;
	readonly settings?: IWorkflowSettings;
}

/** How an execution went. */
export interface Execution {
	readonly status: IRun['status'];
	/** What a node has given, by its name. */
	output(nodeName: string, outputIndex?: number): INodeExecutionData[];
	/** The `json` of what a node has given. */
	json(nodeName: string, outputIndex?: number): IDataObject[];
	/** The error that a node ended with. */
	error(nodeName: string): ITaskData['error'];
	/** The hints that a node has left for the user. */
	hints(nodeName: string): string[];
	/** All that n8n keeps of the execution, as one text: items, errors with their causes and hidden properties, hints. */
	inFull(): string;
}

/** An execution under way. */
export interface RunningExecution {
	readonly done: Promise<Execution>;
	/** What the user's Stop button does. */
	cancel(): void;
}

/** n8n's own execution engine with the built package loaded, and without a server around it. */
export interface Engine {
	start(workflow: WorkflowJson): RunningExecution;
	run(workflow: WorkflowJson): Promise<Execution>;
	/** Ends when no node is at work: of an execution that was canceled, n8n tells the end at once, while its node still goes on. */
	idle(): Promise<void>;
	/** The form of one of the workflow's nodes. */
	form(workflow: WorkflowJson, nodeName: string): Form;
	/**
	 * Lets a trigger poll once.
	 *
	 * @param kept the static data of the workflow, in which the trigger keeps what it needs
	 * @returns what it gives; undefined where that is nothing
	 * @throws what the node throws
	 */
	poll(
		workflow: WorkflowJson,
		nodeName: string,
		kept: IDataObject,
		how?: PollSettings,
	): Promise<INodeExecutionData[] | undefined>;
}

/** How n8n lets a trigger poll. */
export interface PollSettings {
	/** Somebody tests the step. */
	readonly isManual?: boolean;
	/** How long it may take, in milliseconds; n8n's own without its scheduler, unless given. `null`: n8n does not say it. */
	readonly budgetMs?: number | null;
	readonly activation?: WorkflowActivateMode;
	/** n8n keeps durable cursors: the trigger gets this, and what it makes of it may be discarded. */
	readonly cursor?: IDataObject;
}

/**
 * Loads the package as n8n does, from what its package.json names.
 *
 * @param directory the package's folder; it must have been built
 * @param credentials the saved credentials, by ID
 */
export async function createEngine(
	directory: string,
	credentials: Readonly<Record<string, SavedCredential>>,
): Promise<Engine> {
	const loader = new PackageDirectoryLoader(directory);
	await loader.loadAll();
	const atWork = new Set<Promise<unknown>>();
	const nodes = Object.entries(loader.nodeTypes).map(
		([name, { type }]) => [`${loader.packageName}.${name}`, noted(type, atWork)] as const,
	);
	const tools = nodes.flatMap(([name, type]) =>
		'execute' in type ? [[`${name}Tool`, asTool(type)] as const] : [],
	);
	const nodeTypes = typesOf(
		new Map([...Object.entries(BUILTIN_NODES), ...Object.entries(AGENTS), ...nodes, ...tools]),
	);
	const types = Object.entries(loader.credentialTypes).map(([name, { type }]) => [name, type] as const);
	const credentialsHelper = new Credentials(new Map(types), credentials);

	const load = (json: WorkflowJson, staticData: IDataObject = {}) =>
		new Workflow({
			id: json.id ?? 'workflow',
			name: json.name,
			nodes: json.nodes,
			connections: json.connections,
			active: false,
			nodeTypes,
			settings: { executionOrder: 'v1', ...json.settings },
			staticData,
		});
	const start = (json: WorkflowJson): RunningExecution => {
		const workflow = load(json);
		// A server would start at the trigger that fired; here there is only one.
		const isTrigger = ({ type, typeVersion }: INode) =>
			nodeTypes.getByNameAndVersion(type, typeVersion).description.group.includes('trigger');
		const startNode = json.nodes.find(isTrigger);
		if (!startNode) throw new Error(`The workflow "${json.name}" has no trigger`);
		const run = new WorkflowExecute(additionalData(json, credentialsHelper), 'manual').run({
			workflow,
			startNode,
			...(json.pinData && { pinData: json.pinData }),
		});
		return {
			done: run.then(execution),
			cancel: () => {
				run.cancel();
			},
		};
	};
	const form = (json: WorkflowJson, nodeName: string) => {
		const node = json.nodes.find(({ name }) => name === nodeName);
		if (!node) throw new Error(`The workflow "${json.name}" has no node ${nodeName}`);
		const type = nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
		return openForm(load(json), node, type, additionalData(json, credentialsHelper));
	};
	const poll: Engine['poll'] = async (json, nodeName, kept, how = {}) => {
		const workflow = load(json, deepCopy(kept));
		const node = workflow.getNode(nodeName);
		if (!node) throw new Error(`The workflow "${json.name}" has no node ${nodeName}`);
		const type = nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
		if (!type.poll) throw new Error(`${node.type} does not poll`);
		const { isManual = false, activation = 'activate', budgetMs, cursor } = how;
		const context = new NamedPollContext(
			workflow,
			node,
			additionalData(json, credentialsHelper),
			isManual ? 'manual' : 'trigger',
			activation,
			...NOT_FOR_NODES,
			cursor && (() => cursor),
			typeof budgetMs === 'number' ? () => budgetMs : undefined,
		);
		if (budgetMs === null) Reflect.deleteProperty(context, 'getPollBudgetMs');
		try {
			const given = await type.poll.call(context);
			return given?.[0];
		} finally {
			Object.assign(kept, deepCopy(workflow.staticData));
		}
	};
	const idle = async () => {
		while (atWork.size > 0) await Promise.allSettled(atWork);
	};
	return { start, form, poll, idle, run: async (json) => await start(json).done };
}

/** A node, of which it is noted while it is at work. */
function noted(
	type: INodeType | IVersionedNodeType,
	atWork: Set<Promise<unknown>>,
): INodeType | IVersionedNodeType {
	if (!('execute' in type)) return type;
	return {
		...type,
		async execute(this: IExecuteFunctions, response?: EngineResponse) {
			const running = type.execute?.call(this, response) ?? Promise.resolve(null);
			atWork.add(running);
			try {
				return await running;
			} finally {
				atWork.delete(running);
			}
		},
	};
}

function typesOf(types: ReadonlyMap<string, INodeType | IVersionedNodeType>): INodeTypes {
	const getByName = (name: string) => {
		const type = types.get(name);
		if (!type) throw new Error(`The engine has no node ${name}`);
		return type;
	};
	return {
		getByName,
		getByNameAndVersion: (name, version) => NodeHelpers.getVersionedNodeType(getByName(name), version),
		getKnownTypes: () => ({}),
	};
}

function execution({ status, data: { resultData } }: IRun): Execution {
	const last = (nodeName: string) => resultData.runData[nodeName]?.at(-1);
	const output = (nodeName: string, outputIndex = 0) => last(nodeName)?.data?.['main']?.[outputIndex] ?? [];
	return {
		status,
		output,
		json: (nodeName, outputIndex) => output(nodeName, outputIndex).map(({ json }) => json),
		error: (nodeName) => last(nodeName)?.error,
		hints: (nodeName) => (last(nodeName)?.hints ?? []).map(({ message }) => message),
		inFull: () => inspect(resultData, IN_FULL),
	};
}

/** Unlike JSON, it follows causes and shows what is not enumerable. */
const IN_FULL = { depth: Infinity, showHidden: true, maxArrayLength: null, maxStringLength: null };

const NOT_HERE = 'This needs a server around the engine';

/** By its types, n8n's own context may leave the name out, and what a node is given may not. */
class NamedPollContext extends PollContext {
	override getWorkflow() {
		const { name = '', ...workflow } = super.getWorkflow();
		return { ...workflow, name };
	}
}

/** What a context is given for n8n's own use, all of it left as it comes. */
const NOT_FOR_NODES = [undefined, undefined, undefined, undefined] as const;

function additionalData(json: WorkflowJson, credentialsHelper: Credentials): IWorkflowExecuteAdditionalData {
	const base = 'http://localhost';
	const workflowData = {
		...json,
		id: json.id ?? 'workflow',
		active: false,
		isArchived: false,
		activeVersionId: null,
		createdAt: new Date(0),
		updatedAt: new Date(0),
	};
	return {
		credentialsHelper,
		hooks: new ExecutionLifecycleHooks('manual', 'execution', workflowData),
		executionId: 'execution',
		currentNodeExecutionIndex: 0,
		variables: {},
		instanceBaseUrl: base,
		restApiUrl: base,
		formBaseUrl: base,
		formWaitingBaseUrl: base,
		formTestBaseUrl: base,
		webhookBaseUrl: base,
		webhookWaitingBaseUrl: base,
		webhookTestBaseUrl: base,
		mcpBaseUrl: base,
		mcpTestBaseUrl: base,
		logAiEvent: () => undefined,
		setExecutionStatus: () => undefined,
		getRunExecutionData: () => Promise.resolve(undefined),
		getRuntimeCredential: () => Promise.resolve(undefined),
		executeWorkflow: () => Promise.reject(new Error(NOT_HERE)),
		startRunnerTask: () => Promise.reject(new Error(NOT_HERE)),
		externalSecretsProxy: {
			getSecret: () => undefined,
			hasSecret: () => false,
			hasProvider: () => false,
			listProviders: () => [],
			listSecrets: () => [],
			setManager: () => undefined,
		},
	};
}
