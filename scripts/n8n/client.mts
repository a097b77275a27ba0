import { setTimeout as sleep } from 'node:timers/promises';
import { isUnderWay, readExecution, type Execution } from './execution.mts';
import { asArray, asObject, isObject, optionalTextField, textField } from './json.mts';
import { RestSession } from './rest.mts';
import type { CredentialReference, WorkflowDefinition } from './workflow.mts';

const POLL_MS = 100;
const PUBLISHED_WITHIN_MS = 30_000;
const ENDED_WITHIN_MS = 60_000;

/** The person who owns an n8n instance. */
export interface Owner {
	readonly email: string;
	/** At least 8 characters, with a digit and a capital letter. */
	readonly password: string;
	readonly firstName: string;
	readonly lastName: string;
}

/** What a credential holds, by field. */
export type CredentialData = Readonly<Record<string, string>>;

/** What the editor shows after it has tested a credential. */
export interface CredentialTestResult {
	readonly status: 'OK' | 'Error';
	readonly message: string;
}

/** A node type, as the editor lists it. */
export interface NodeType {
	/** Such as `n8n-nodes-base.webhook`. */
	readonly name: string;
	readonly displayName: string;
	/** Paths of its icon pictures on the server, without a leading slash: one, or one for each colour scheme. */
	readonly iconPaths: readonly string[];
}

/** A workflow as it is stored. */
export interface StoredWorkflow {
	readonly id: string;
	readonly name: string;
	readonly active: boolean;
}

/** What an answer of a production webhook was. */
export interface WebhookAnswer {
	readonly status: number;
	/** The body as JSON; its text where it is none. */
	readonly body: unknown;
}

/**
 * The part of n8n 2.40's internal REST interface, the editor's own, that is needed to set up an instance and run
 * workflows in it. Every method throws a `RestError` when n8n refuses.
 */
export class N8nClient {
	readonly #session: RestSession;

	/** @param baseUrl such as `http://127.0.0.1:5678`. */
	constructor(baseUrl: string) {
		this.#session = new RestSession(baseUrl);
	}

	/** Makes the owner of a new instance, and logs in. */
	async setUpOwner(owner: Owner): Promise<void> {
		await this.#session.json('POST', '/rest/owner/setup', owner);
	}

	/** Logs in the owner, or any other user, of an instance that has one. */
	async logIn({ email, password }: Pick<Owner, 'email' | 'password'>): Promise<void> {
		await this.#session.json('POST', '/rest/login', { emailOrLdapLoginId: email, password });
	}

	/** Every node type that n8n has loaded. */
	async nodeTypes(): Promise<readonly NodeType[]> {
		const types = asArray(await this.#session.json('GET', '/types/nodes.json'), 'node types');
		return types.map((entry) => {
			const type = asObject(entry, 'node type');
			const name = textField(type, 'name', 'node type');
			return {
				name,
				displayName: textField(type, 'displayName', name),
				iconPaths: iconPaths(type['iconUrl']),
			};
		});
	}

	/** A file that n8n serves, such as a node type's icon. */
	async file(path: string): Promise<Response> {
		return await this.#session.send('GET', `/${path}`);
	}

	/** Every stored credential, without what it holds. */
	async credentials(): Promise<readonly CredentialReference[]> {
		return asArray(await this.#session.json('GET', '/rest/credentials'), 'credentials').map(readCredential);
	}

	async createCredential(name: string, type: string, data: CredentialData): Promise<CredentialReference> {
		return readCredential(await this.#session.json('POST', '/rest/credentials', { name, type, data }));
	}

	/** Replaces what a stored credential holds. n8n keeps the access token that it has for it. */
	async updateCredential({ id, name, type }: CredentialReference, data: CredentialData): Promise<void> {
		await this.#session.json('PATCH', `/rest/credentials/${id}`, { name, type, data });
	}

	/**
	 * Tests a stored credential, as the editor does after saving it.
	 * @param data what it holds; n8n never gives it out again.
	 */
	async testCredential(credential: CredentialReference, data: CredentialData): Promise<CredentialTestResult> {
		const body = { credentials: { ...credential, data } };
		const answer = asObject(await this.#session.json('POST', '/rest/credentials/test', body), 'test');
		return {
			status: textField(answer, 'status', 'test') === 'OK' ? 'OK' : 'Error',
			message: textField(answer, 'message', 'test'),
		};
	}

	/** Every stored workflow. */
	async workflows(): Promise<readonly StoredWorkflow[]> {
		return asArray(await this.#session.json('GET', '/rest/workflows'), 'workflows').map(readWorkflow);
	}

	/** Stores a workflow, not yet active, as an import in the editor does. */
	async createWorkflow(workflow: WorkflowDefinition): Promise<StoredWorkflow> {
		return readWorkflow(await this.#session.json('POST', '/rest/workflows', { ...workflow, active: false }));
	}

	/** Publishes a workflow, and waits until its triggers and webhooks are registered: n8n does that after it answers. */
	async activateWorkflow(id: string): Promise<void> {
		const workflow = asObject(await this.#session.json('GET', `/rest/workflows/${id}`), 'workflow');
		const versionId = textField(workflow, 'versionId', 'workflow');
		await this.#session.json('POST', `/rest/workflows/${id}/activate`, { versionId });
		await pollUntil(`workflow ${id} is published`, PUBLISHED_WITHIN_MS, async () => {
			const path = `/rest/workflows/${id}/publication-status`;
			const status = textField(asObject(await this.#session.json('GET', path), path), 'status', path);
			if (status === 'failed') throw new Error(`n8n could not publish workflow ${id}`);
			return status === 'published' ? status : undefined;
		});
	}

	/** Starts a workflow from one of its triggers, as "Execute workflow" in the editor does. Gives the execution's id. */
	async runWorkflow(id: string, triggerName: string): Promise<string> {
		const workflowData = await this.#session.json('GET', `/rest/workflows/${id}`);
		const body = { workflowData, triggerToStartFrom: { name: triggerName } };
		const answer = asObject(await this.#session.json('POST', `/rest/workflows/${id}/run`, body), 'run');
		return textField(answer, 'executionId', 'run');
	}

	/** Waits for the end of an execution and gives it. */
	async execution(id: string): Promise<Execution> {
		return await pollUntil(`execution ${id} has ended`, ENDED_WITHIN_MS, async () => {
			const execution = readExecution(await this.#session.json('GET', `/rest/executions/${id}`));
			return isUnderWay(execution.status) ? undefined : execution;
		});
	}

	/** The latest execution of a workflow, once it has ended; waits for one where there is none yet. */
	async latestExecution(workflowId: string): Promise<Execution> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const id = await pollUntil(`workflow ${workflowId} has run`, ENDED_WITHIN_MS, async () => {
			const answer = asObject(
				await this.#session.json('GET', `/rest/executions?filter=${filter}`),
				'executions',
			);
			const [latest] = asArray(answer['results'], 'executions.results');
			return latest === undefined ? undefined : textField(asObject(latest, 'execution'), 'id', 'execution');
		});
		return await this.execution(id);
	}

	/**
	 * Calls a production webhook with a JSON body, as the world outside does: without a session.
	 * @param withinMs how long the workflow may take to answer, in milliseconds; default a minute.
	 */
	async callWebhook(path: string, body: unknown, withinMs?: number): Promise<WebhookAnswer> {
		const session = new RestSession(this.#session.baseUrl);
		const response = await session.send('POST', `/webhook/${path}`, body, withinMs);
		const text = await response.text();
		return { status: response.status, body: jsonOrText(text) };
	}
}

/** Asks again and again until there is an answer. @throws when there is none in time. */
async function pollUntil<T>(what: string, withinMs: number, ask: () => Promise<T | undefined>): Promise<T> {
	const end = performance.now() + withinMs;
	for (;;) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		if (performance.now() > end) throw new Error(`Gave up waiting until ${what} after ${withinMs / 1000} s`);
		await sleep(POLL_MS);
	}
}

function readCredential(value: unknown): CredentialReference {
	const credential = asObject(value, 'credential');
	return {
		id: textField(credential, 'id', 'credential'),
		name: textField(credential, 'name', 'credential'),
		type: textField(credential, 'type', 'credential'),
	};
}

function readWorkflow(value: unknown): StoredWorkflow {
	const workflow = asObject(value, 'workflow');
	return {
		id: textField(workflow, 'id', 'workflow'),
		name: textField(workflow, 'name', 'workflow'),
		active: workflow['active'] === true,
	};
}

function iconPaths(iconUrl: unknown): readonly string[] {
	if (typeof iconUrl === 'string') return [iconUrl];
	if (!isObject(iconUrl)) return [];
	return ['light', 'dark'].flatMap((scheme) => optionalTextField(iconUrl, scheme) ?? []);
}

function jsonOrText(text: string): unknown {
	try {
		const value: unknown = JSON.parse(text);
		return value;
	} catch {
		return text;
	}
}
