import './environment.mts';

import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';

import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';

import {
	DEFAULT_CLIENT,
	startSimulator,
	type ClientSettings,
	type Simulator,
} from '../../simulator/index.mts';
import { genesysCredentialData } from '../../scripts/n8n/genesys-credential.mts';
import type { SavedCredential } from './credentials.mts';
import { createEngine, type Engine, type Execution, type RunningExecution } from './engine.mts';
import type { Form } from './form.mts';
import { CREDENTIAL_ID, NODE, workflowAround, type NodeRun } from './node-run.mts';

export { CREDENTIAL_ID, NODE, type NodeRun } from './node-run.mts';

const PROJECT = resolve(__dirname, '../..');
/** A simulator of Genesys Cloud and n8n's engine with a credential for it. */
export interface Workbench {
	readonly simulator: Simulator;
	readonly engine: Engine;
	/** Runs the node within a workflow and waits for its end. */
	run(node: NodeRun): Promise<Execution>;
	start(node: NodeRun): RunningExecution;
	/** The items of a run, which must have succeeded. */
	items(node: NodeRun): Promise<IDataObject[]>;
	/** The only item of a run. */
	item(node: NodeRun): Promise<IDataObject>;
	/** The node's form, with the credential chosen and as far as it is filled in. */
	form(parameters?: INodeParameters): Form;
	/** The calls to the Platform API so far, as "METHOD path". */
	calls(): string[];
	/** How often a token was asked for so far. */
	tokenRequests(): number;
	/** What nobody may ever see: the client's secret, and its access token as it is now. */
	secrets(): string[];
	/** Whether n8n keeps a token, or what it takes for one. */
	hasToken(): boolean;
	/** Puts other values into the credential and forgets its token. */
	setCredential(data: ICredentialDataDecryptedObject): void;
	/** Takes permissions or divisions from the credential's OAuth client. */
	restrict(restriction: Pick<Partial<ClientSettings>, 'permissions' | 'divisions'>): void;
	/** Everything as it was at the start, with another OAuth client. */
	reset(): void;
	close(): Promise<void>;
}

/** Starts a workbench. */
export async function openWorkbench(): Promise<Workbench> {
	const simulator = await startSimulator();
	const saved: SavedCredential = { type: 'genesysCloudOAuth2Api', data: {} };
	let client = DEFAULT_CLIENT;
	const setCredential = (data: ICredentialDataDecryptedObject) => {
		saved.data = { ...genesysCredentialData(simulator.url, client), ...data };
	};
	// The node remembers the pace of an OAuth client as long as the process lives, so that each test gets one of its own.
	const renewClient = () => {
		client = { ...DEFAULT_CLIENT, id: randomUUID() };
		simulator.configure({ clients: [client] });
		setCredential({});
	};
	renewClient();
	const engine = await createEngine(PROJECT, { [CREDENTIAL_ID]: saved });
	const start = (node: NodeRun) => engine.start(workflowAround(node));
	const run = async (node: NodeRun) => await start(node).done;
	const items = async (node: NodeRun) => {
		const execution = await run(node);
		const error = execution.error(NODE);
		if (error) throw error;
		return execution.json(NODE);
	};
	return {
		simulator,
		engine,
		start,
		run,
		items,
		item: async (node) => {
			const all = await items(node);
			const [only] = all;
			if (!only || all.length > 1) throw new Error(`Expected one item, got ${JSON.stringify(all)}`);
			return only;
		},
		form: (parameters = {}) => engine.form(workflowAround({ parameters }), NODE),
		calls: () =>
			simulator.requests
				.filter(({ path }) => path.startsWith('/api/'))
				.map(({ method, path }) => `${method} ${path}`),
		tokenRequests: () => simulator.requests.filter(({ path }) => path === '/oauth/token').length,
		secrets: () => secretsOf(saved.data),
		hasToken: () => tokenOf(saved.data) !== undefined,
		setCredential,
		restrict: (restriction) => {
			simulator.configure({ clients: [{ ...client, ...restriction }] });
		},
		reset: () => {
			simulator.reset();
			renewClient();
		},
		close: async () => {
			await simulator.close();
		},
	};
}

/** What n8n signs calls with; undefined where it would not send any. */
function tokenOf({ oauthTokenData }: ICredentialDataDecryptedObject): unknown {
	const token =
		typeof oauthTokenData === 'object' && 'access_token' in oauthTokenData
			? oauthTokenData.access_token
			: undefined;
	return token || undefined;
}

function secretsOf(data: ICredentialDataDecryptedObject): string[] {
	const { clientId, clientSecret } = data;
	const basic =
		typeof clientId === 'string' && typeof clientSecret === 'string'
			? Buffer.from(`${clientId}:${clientSecret}`).toString('base64')
			: undefined;
	return [clientSecret, basic, tokenOf(data)]
		.filter((secret) => typeof secret === 'string' && secret !== '')
		.map(String);
}
