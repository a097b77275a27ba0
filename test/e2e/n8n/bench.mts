import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach } from 'node:test';
import type { CredentialData, N8nClient } from '../../../scripts/n8n/client.mts';
import type { Execution } from '../../../scripts/n8n/execution.mts';
import { GENESYS_CREDENTIAL_TYPE, genesysCredentialData } from '../../../scripts/n8n/genesys-credential.mts';
import type { UnknownObject } from '../../../scripts/n8n/json.mts';
import type {
	CredentialReference,
	WorkflowDefinition,
	WorkflowNode,
} from '../../../scripts/n8n/workflow.mts';
import {
	DEFAULT_CLIENT,
	startSimulator,
	type RecordedRequest,
	type Simulator,
} from '../../../simulator/index.mts';
import { openContactCenter, type ContactCenter } from '../../support/contact-center.mts';
import type { Rig } from '../rig.mts';
import { genesysNode, START, type NodeSettings } from '../../support/flow.mts';

/** Name of the node under test. */
export const GENESYS = 'Genesys';

/**
 * What one test works with: a Genesys Cloud that nobody has called yet, so with a full rate limit and no token, and a
 * credential for it.
 */
export class Bench {
	readonly center: ContactCenter;

	constructor(
		readonly client: N8nClient,
		readonly simulator: Simulator,
		readonly credential: CredentialReference,
		private readonly packageName: string,
	) {
		this.center = openContactCenter(simulator.world);
	}

	/** The node under test. */
	node(
		parameters: UnknownObject,
		settings: NodeSettings = {},
		name = GENESYS,
		credential = this.credential,
	): WorkflowNode {
		return genesysNode(this.packageName, name, parameters, credential, settings);
	}

	/** Stores another credential. */
	async newCredential(data: CredentialData): Promise<CredentialReference> {
		return await storeCredential(this.client, data);
	}

	/** Stores a workflow and starts it by its manual trigger. Gives the execution's id. */
	async start(workflow: WorkflowDefinition): Promise<string> {
		const { id } = await this.client.createWorkflow(workflow);
		return await this.client.runWorkflow(id, START);
	}

	/** Runs a workflow to its end. */
	async run(workflow: WorkflowDefinition): Promise<Execution> {
		return await this.client.execution(await this.start(workflow));
	}

	/** The requests to the API, without those for a token, in order. */
	requests(): readonly RecordedRequest[] {
		return this.simulator.requests.filter(({ path }) => path.startsWith('/api/'));
	}

	/** {@link requests} as method and path. */
	calls(): readonly string[] {
		return this.requests().map(({ method, path }) => `${method} ${path}`);
	}

	/** How often a token was asked for. */
	tokenRequests(): number {
		return this.simulator.requests.filter(({ path }) => path === '/oauth/token').length;
	}

	/** How many closing requests about a conversation Genesys accepted. */
	acceptedCloses(conversationId: string): number {
		return this.requests().filter(
			({ method, path, status }) =>
				method === 'PATCH' && path.includes(conversationId) && status >= 200 && status < 300,
		).length;
	}
}

/**
 * Opens a bench before each test of a suite, and closes it after.
 * @returns gives the bench to a test.
 */
export function withBench(rig: () => Rig): () => Bench {
	let bench: Bench | undefined;
	beforeEach(async () => {
		const { client, packed } = rig();
		const simulator = await startSimulator();
		const data = genesysCredentialData(simulator.url, DEFAULT_CLIENT);
		const credential = await storeCredential(client, data);
		bench = new Bench(client, simulator, credential, packed.name);
	});
	afterEach(async () => {
		await bench?.simulator.close();
		bench = undefined;
	});
	return () => {
		if (bench === undefined) throw new Error('There is no bench outside a test');
		return bench;
	};
}

async function storeCredential(client: N8nClient, data: CredentialData): Promise<CredentialReference> {
	return await client.createCredential(`Test ${randomUUID()}`, GENESYS_CREDENTIAL_TYPE, data);
}

/** What the editor saves of a resource locator. */
export type SavedLocator = { readonly __rl: true; readonly mode: string; readonly value: string };

/** A locator "By ID". */
export function byId(value: string): SavedLocator {
	return { __rl: true, mode: 'id', value };
}

/** {@link byId} with the ID of the item that comes in. */
export const FROM_ITEM = byId('={{ $json.conversationId }}');
