import { mock, type MockProxy } from 'jest-mock-extended';
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
	INode,
	INodeParameters,
	IPollFunctions,
} from 'n8n-workflow';

const NODE: INode = {
	id: 'node',
	name: 'Genesys Web Messaging',
	type: 'n8n-nodes-genesys-web-messaging.genesysWebMessaging',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const CREDENTIAL: ICredentialDataDecryptedObject = {
	region: 'mypurecloud.de',
	clientId: 'client',
	clientSecret: 's3cret',
};

type Value = ReturnType<IExecuteFunctions['getNodeParameter']>;

/** A parameter that an expression makes different from item to item. */
export class ByItem {
	constructor(readonly of: (itemIndex: number) => Value) {}
}

/** What the stand-in for n8n is to be, as far as a test cares. */
export interface N8nScene {
	readonly credential?: ICredentialDataDecryptedObject;
	/** Parameters as the form has them, after expressions were evaluated. */
	readonly parameters?: Readonly<Record<string, Value>>;
	/** The parameters as they are saved, with expressions as texts. */
	readonly saved?: INodeParameters;
	/** The incoming items, or how many empty ones. */
	readonly items?: number | readonly IDataObject[];
	readonly continueOnFail?: boolean;
	/** Of the node; an agent's tool has one that ends so. */
	readonly type?: string;
	/** n8n says that an AI agent runs it as a tool. */
	readonly isTool?: boolean;
	/** The time zone of the workflow; UTC unless given. */
	readonly timezone?: string;
	/** What is answered to a request; what it throws, n8n throws. */
	readonly respond?: (
		sent: IHttpRequestOptions,
	) => Partial<IN8nHttpFullResponse> | Promise<Partial<IN8nHttpFullResponse>>;
}

/** n8n's side of a node, and what was asked of it. */
export interface N8nStandIn<T> {
	readonly context: MockProxy<T> & T;
	/** The requests that n8n was asked to send, in order. */
	readonly sent: IHttpRequestOptions[];
	/** The types of credential that they were to be sent with. */
	readonly types: string[];
	readonly hints: string[];
	cancel(): void;
}

/** Stands in for n8n when it runs a node. */
export function executeContext(scene: N8nScene = {}): N8nStandIn<IExecuteFunctions> {
	const { helpers, sent, types } = sending(scene);
	const hints: string[] = [];
	const canceled = new AbortController();
	const node = { ...NODE, ...(scene.type && { type: scene.type }), parameters: scene.saved ?? {} };
	const context = mock<IExecuteFunctions>({ helpers });
	context.getCredentials.mockResolvedValue({ ...CREDENTIAL, ...scene.credential });
	context.getExecutionCancelSignal.mockReturnValue(canceled.signal);
	const items = scene.items ?? 1;
	const incoming = typeof items === 'number' ? Array.from({ length: items }, () => ({})) : items;
	context.getInputData.mockReturnValue(incoming.map((json) => ({ json })));
	context.getNode.mockReturnValue(node);
	context.getTimezone.mockReturnValue(scene.timezone ?? 'UTC');
	context.isToolExecution.mockReturnValue(scene.isTool ?? false);
	context.continueOnFail.mockReturnValue(scene.continueOnFail ?? false);
	context.getNodeParameter.mockImplementation((name: string, itemIndex: number, usual: Value) =>
		parameterOf(scene, name, itemIndex, usual),
	);
	context.addExecutionHints.mockImplementation((...given) => {
		hints.push(...given.map(({ message }) => message));
	});
	return {
		context,
		sent,
		types,
		hints,
		cancel: () => {
			canceled.abort();
		},
	};
}

/** Stands in for n8n when it fills a list of the form. */
export function formContext(scene: N8nScene = {}): N8nStandIn<ILoadOptionsFunctions> {
	const { helpers, sent, types } = sending(scene);
	const context = mock<ILoadOptionsFunctions>({ helpers });
	context.getCredentials.mockResolvedValue({ ...CREDENTIAL, ...scene.credential });
	context.getNode.mockReturnValue(NODE);
	context.getTimezone.mockReturnValue(scene.timezone ?? 'UTC');
	context.getCurrentNodeParameter.mockImplementation((name, options) => {
		const value = scene.parameters?.[name];
		return options?.extractValue === true ? value : { __rl: true, mode: 'id', value };
	});
	return { context, sent, types, hints: [], cancel: () => undefined };
}

/** How n8n polls a trigger, as far as a test cares. */
export interface PollScene extends N8nScene {
	readonly workflowId?: string;
	readonly node?: Partial<INode>;
	/** Somebody tests it in the editor. */
	readonly isManual?: boolean;
	/** What a poll may take, where n8n says it. */
	readonly budgetMs?: number;
	/** What n8n keeps for the node. */
	readonly kept?: IDataObject;
}

/** n8n's side of a trigger, and what it was told. */
export interface PollStandIn extends N8nStandIn<IPollFunctions> {
	readonly warnings: string[];
	readonly errors: string[];
}

/** Stands in for n8n when it polls a trigger. */
export function pollContext(scene: PollScene = {}): PollStandIn {
	const { helpers, sent, types } = sending(scene);
	const warnings: string[] = [];
	const errors: string[] = [];
	const logger = {
		debug: () => undefined,
		info: () => undefined,
		warn: noted(warnings),
		error: noted(errors),
	};
	const context = mock<IPollFunctions>({ helpers, logger });
	context.getCredentials.mockResolvedValue({ ...CREDENTIAL, ...scene.credential });
	context.getNode.mockReturnValue({ ...NODE, parameters: scene.saved ?? {}, ...scene.node });
	context.getWorkflow.mockReturnValue({ id: scene.workflowId ?? 'workflow', active: true });
	context.getWorkflowStaticData.mockImplementation((type) => (type === 'node' ? (scene.kept ?? {}) : {}));
	context.getTimezone.mockReturnValue(scene.timezone ?? 'UTC');
	context.getMode.mockReturnValue(scene.isManual === true ? 'manual' : 'trigger');
	context.getPollBudgetMs.mockReturnValue(scene.budgetMs ?? 36_000);
	context.getNodeParameter.mockImplementation((name: string, usual: Value) =>
		parameterOf(scene, name, 0, usual),
	);
	return { context, sent, types, hints: [], warnings, errors, cancel: () => undefined };
}

function noted(messages: string[]) {
	return (message: string) => void messages.push(message);
}

function sending({ respond }: N8nScene) {
	const sent: IHttpRequestOptions[] = [];
	const types: string[] = [];
	const send = async (type: string, options: IHttpRequestOptions): Promise<IN8nHttpFullResponse> => {
		types.push(type);
		sent.push({ ...options });
		const given = (await respond?.(options)) ?? {};
		return { body: {}, headers: {}, statusCode: 200, ...given };
	};
	return { helpers: { httpRequestWithAuthentication: send }, sent, types };
}

function parameterOf({ parameters }: N8nScene, name: string, itemIndex: number, usual: Value): Value {
	// As in n8n, an expression that gives nothing gives just that.
	if (!parameters || !Object.hasOwn(parameters, name)) return usual;
	const value = parameters[name];
	return value instanceof ByItem ? value.of(itemIndex) : value;
}

/** What Genesys Cloud says of its limit with every answer: there is room for all that a test does. */
const GENESYS_HEADERS = {
	'inin-correlation-id': 'c0rrelat10n',
	'inin-ratelimit-allowed': '300',
	'inin-ratelimit-count': '1',
	'inin-ratelimit-reset': '60',
};

/** An answer that says more than its body. */
export class Answer {
	constructor(
		readonly statusCode: number,
		readonly body: object = {},
		readonly headers: Readonly<Record<string, string>> = {},
	) {}
}

/** What is answered anew each time. */
export class Each {
	constructor(readonly of: (sent: IHttpRequestOptions) => object) {}
}

/**
 * Answers as Genesys Cloud would, by the method and the path after `/api/v2/`; what is not told of is not found.
 *
 * @param answers a body, an {@link Answer}, or {@link Each} of them anew
 */
export function genesysCloud(answers: Readonly<Record<string, object>>): NonNullable<N8nScene['respond']> {
	return (sent) => {
		const line = `${sent.method ?? 'GET'} ${sent.url.replace(/^.*\/api\/v2\//, '')}`;
		const told = answers[line] ?? new Answer(404);
		const given = told instanceof Each ? told.of(sent) : told;
		const { statusCode, body, headers } = given instanceof Answer ? given : new Answer(200, given);
		const date = new Date(Date.now()).toUTCString();
		return { statusCode, headers: { date, ...GENESYS_HEADERS, ...headers }, body };
	};
}
