import * as v from 'valibot';
import { isUnderWay, readExecution, type Execution } from './execution.mts';
import { asArray, asObject, jsonOrText, shaped, textField, type UnknownObject } from './json.mts';
import { manualRunRequest, type ManualRun } from './manual-run.mts';
import {
	pickerRequest,
	readChoicePage,
	readChoices,
	type Choice,
	type ChoicePage,
	type Picker,
} from './picker.mts';
import { pollUntil } from './poll.mts';
import { RestError, RestSession } from './rest.mts';
import { CREDENTIAL, type CredentialReference, type WorkflowDefinition } from './workflow.mts';

const PUBLISHED_WITHIN_MS = 60_000;
const ENDED_WITHIN_MS = 60_000;

/** What is kept of an owner. */
export const OWNER = v.object({
	email: v.string(),
	/** At least 8 characters, with a digit and a capital letter. */
	password: v.string(),
	firstName: v.string(),
	lastName: v.string(),
});

const TEST_RESULT = v.object({ status: v.picklist(['OK', 'Error']), message: v.string() });
const ICON = v.object({ light: v.optional(v.string()), dark: v.optional(v.string()) });
const NODE_TYPE = v.pipe(
	v.object({ name: v.string(), displayName: v.string(), iconUrl: v.nullish(v.union([v.string(), ICON])) }),
	v.transform(({ iconUrl, ...type }) => ({ ...type, iconPaths: iconPaths(iconUrl) })),
);
const WORKFLOW = v.object({ id: v.string(), name: v.string(), active: v.boolean() });

/** The person who owns an n8n instance. */
export type Owner = Readonly<v.InferOutput<typeof OWNER>>;

/** What a credential holds, by field. */
export type CredentialData = Readonly<Record<string, string>>;

/** What the editor shows after it has tested a credential. */
export type CredentialTestResult = Readonly<v.InferOutput<typeof TEST_RESULT>>;

/** A node type, as the editor lists it. */
export interface NodeType {
	/** Such as `n8n-nodes-base.webhook`. */
	readonly name: string;
	readonly displayName: string;
	/** Paths of its icon pictures on the server, without a leading slash: one, or one for each color scheme. */
	readonly iconPaths: readonly string[];
}

/** A workflow as it is stored. */
export type StoredWorkflow = Readonly<v.InferOutput<typeof WORKFLOW>>;

/** What an answer of a production webhook was. */
export interface WebhookAnswer {
	readonly status: number;
	/** The body as JSON; its text where it is none. */
	readonly body: unknown;
}

/**
 * The part of n8n's internal REST interface, the editor's own, that is needed to set up an instance and run workflows in
 * it; as it is in all the lines of n8n that are tested, which are alike here but for how they publish. Every method throws a `RestError` when n8n refuses.
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

	/** Any other request of the editor's; gives the JSON of the answer, without n8n's envelope. */
	async request(method: string, path: string, body?: unknown): Promise<unknown> {
		return await this.#session.json(method, path, body);
	}

	/** Every node type that n8n has loaded. */
	async nodeTypes(): Promise<readonly NodeType[]> {
		return shaped(v.array(NODE_TYPE), await this.#session.json('GET', '/types/nodes.json'), 'node types');
	}

	/** A file that n8n serves, such as a node type's icon. */
	async file(path: string): Promise<Response> {
		return await this.#session.send('GET', `/${path}`);
	}

	/** Every stored credential, without what it holds. */
	async credentials(): Promise<readonly CredentialReference[]> {
		return shaped(v.array(CREDENTIAL), await this.#session.json('GET', '/rest/credentials'), 'credentials');
	}

	async createCredential(name: string, type: string, data: CredentialData): Promise<CredentialReference> {
		const answer = await this.#session.json('POST', '/rest/credentials', { name, type, data });
		return shaped(CREDENTIAL, answer, 'credential');
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
		return shaped(TEST_RESULT, await this.#session.json('POST', '/rest/credentials/test', body), 'test');
	}

	/** Every stored workflow. */
	async workflows(): Promise<readonly StoredWorkflow[]> {
		return shaped(v.array(WORKFLOW), await this.#session.json('GET', '/rest/workflows'), 'workflows');
	}

	/** Stores a workflow, not yet active, as an import in the editor does. */
	async createWorkflow(workflow: WorkflowDefinition): Promise<StoredWorkflow> {
		// The editor always sends pinned data, and n8n fails in partial runs of a workflow that has none at all.
		const body = { pinData: {}, ...workflow, active: false };
		return shaped(WORKFLOW, await this.#session.json('POST', '/rest/workflows', body), 'workflow');
	}

	/**
	 * Publishes a workflow, and waits until its triggers and webhooks are registered. One that only other workflows call
	 * has to be published in n8n 2; n8n 1 runs it as it is and refuses to, which is as good.
	 */
	async activateWorkflow(id: string): Promise<void> {
		const workflow = asObject(await this.#session.json('GET', `/rest/workflows/${id}`), 'workflow');
		const versionId = textField(workflow, 'versionId', 'workflow');
		try {
			await this.#session.json('POST', `/rest/workflows/${id}/activate`, { versionId });
		} catch (error) {
			if (isCalledByOthers(workflow) && saysNoTrigger(error)) return;
			throw error;
		}
		await this.#publicationSettles(id);
	}

	/** Takes a published workflow back, and waits until its triggers and webhooks are gone. */
	async deactivateWorkflow(id: string): Promise<void> {
		await this.#session.json('POST', `/rest/workflows/${id}/deactivate`, {});
		await this.#publicationSettles(id);
	}

	/** Newer versions of n8n go on publishing after they have answered; older ones are done then, and know no such status. */
	async #publicationSettles(id: string): Promise<void> {
		const path = `/rest/workflows/${id}/publication-status`;
		await pollUntil(`workflow ${id} is published, or no longer so`, PUBLISHED_WITHIN_MS, async () => {
			const answer = await this.#session.json('GET', path).catch(undefinedWhenNotFound);
			if (answer === undefined) return 'done';
			const status = textField(asObject(answer, path), 'status', path);
			if (status === 'failed' || status === 'partial')
				throw new Error(`n8n could not publish workflow ${id}`);
			return status === 'in_progress' ? undefined : status;
		});
	}

	/** Replaces a stored workflow by another one, as saving it in the editor does. A published version stays published. */
	async saveWorkflow(id: string, workflow: WorkflowDefinition): Promise<void> {
		const stored = asObject(await this.#session.json('GET', `/rest/workflows/${id}`), 'workflow');
		const versionId = textField(stored, 'versionId', 'workflow');
		await this.#session.json('PATCH', `/rest/workflows/${id}`, { ...workflow, versionId });
	}

	/** Starts a workflow in the editor; gives the execution's id. Text names the trigger to start all of it from. */
	async runWorkflow(id: string, run: string | ManualRun): Promise<string> {
		const workflow = await this.#session.json('GET', `/rest/workflows/${id}`);
		const body = manualRunRequest(typeof run === 'string' ? { triggerName: run } : run, workflow);
		const answer = asObject(await this.#session.json('POST', `/rest/workflows/${id}/run`, body), 'run');
		return textField(answer, 'executionId', 'run');
	}

	/** Cancels an execution, as the editor's stop button does. n8n answers before its nodes have come to an end. */
	async stopExecution(id: string): Promise<void> {
		await this.#session.json('POST', `/rest/executions/${id}/stop`);
	}

	/** Goes on with an execution at the step that failed, as the editor's retry button does; gives the new execution's id. */
	async retryExecution(id: string): Promise<string> {
		const answer = asObject(
			await this.#session.json('POST', `/rest/executions/${id}/retry`, { loadWorkflow: false }),
			'retry',
		);
		return textField(answer, 'id', 'retry');
	}

	/** Waits for the end of an execution and gives it. */
	async execution(id: string): Promise<Execution> {
		return await pollUntil(`execution ${id} has ended`, ENDED_WITHIN_MS, async () => {
			const answer = await this.#executionNow(id);
			const execution = answer && readExecution(answer);
			return execution === undefined || isUnderWay(execution.status) ? undefined : execution;
		});
	}

	/** What n8n knows of an execution; undefined for one that goes on in n8n 2.20, which stumbles over the question. */
	async #executionNow(id: string): Promise<UnknownObject | undefined> {
		const path = `/rest/executions/${id}`;
		try {
			return asObject(await this.#session.json('GET', path), path);
		} catch (error) {
			if (error instanceof RestError && error.status === 500 && /resultData/.test(error.message))
				return undefined;
			throw error;
		}
	}

	/** The latest execution of a workflow, once it has ended; waits for one where there is none yet. */
	async latestExecution(workflowId: string): Promise<Execution> {
		return await this.execution(await this.startedExecution(workflowId));
	}

	/**
	 * The id of the latest execution of a workflow; waits for one where there is none yet.
	 * @param status waits until the latest one has this status, such as `running`; default: any will do.
	 */
	async startedExecution(workflowId: string, status?: string): Promise<string> {
		return await pollUntil(`workflow ${workflowId} has run`, ENDED_WITHIN_MS, async () => {
			const latest = newest(await this.#latestExecutions({ workflowId }));
			if (latest === undefined) return undefined;
			if (status !== undefined && latest['status'] !== status) return undefined;
			return textField(latest, 'id', 'execution');
		});
	}

	/** The ids of a workflow's executions, those that go on included, in no order. */
	async executionIds(workflowId: string): Promise<readonly string[]> {
		const executions = await this.#latestExecutions({ workflowId });
		return executions.map((execution) => textField(execution, 'id', 'execution'));
	}

	/**
	 * The executions that go on, and the last that have ended, without what their nodes have left. n8n reads the two side
	 * by side, so that one which ends in that moment is in neither; it is in the next answer.
	 */
	async #latestExecutions(filter: { workflowId?: string }): Promise<readonly UnknownObject[]> {
		const before = await this.#listedExecutions(filter);
		const now = await this.#listedExecutions(filter);
		const listed = new Set(now.map(({ id }) => id));
		return [...now, ...before.filter(({ id }) => !listed.has(id))];
	}

	async #listedExecutions(filter: { workflowId?: string }): Promise<readonly UnknownObject[]> {
		const path = `/rest/executions?filter=${encodeURIComponent(JSON.stringify(filter))}`;
		const answer = asObject(await this.#session.json('GET', path), 'executions');
		return asArray(answer['results'], 'executions.results').map((entry) => asObject(entry, 'execution'));
	}

	/** A page of a searchable list of a node's field, as the editor shows it. */
	async searchChoices(picker: Picker, search: { filter?: string; page?: string } = {}): Promise<ChoicePage> {
		const { filter, page } = search;
		const path = '/rest/dynamic-node-parameters/resource-locator-results';
		const body = { ...pickerRequest(picker), filter, paginationToken: page };
		return readChoicePage(await this.#session.json('POST', path, body));
	}

	/** The whole list of a node's field, as the editor shows it. */
	async choices(picker: Picker): Promise<readonly Choice[]> {
		const path = '/rest/dynamic-node-parameters/options';
		return readChoices(await this.#session.json('POST', path, pickerRequest(picker)));
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

function isCalledByOthers(workflow: UnknownObject): boolean {
	const nodes = asArray(workflow['nodes'], 'workflow.nodes').map((node) => asObject(node, 'workflow.nodes'));
	return nodes.some(({ type }) => type === 'n8n-nodes-base.executeWorkflowTrigger');
}

function saysNoTrigger(error: unknown): boolean {
	return error instanceof RestError && /no node to start|at least one trigger/.test(error.message);
}

function undefinedWhenNotFound(error: unknown): undefined {
	if (error instanceof RestError && error.status === 404) return undefined;
	throw error;
}

/** The execution with the highest number: n8n lists those that go on before those that have ended. */
function newest(executions: readonly UnknownObject[]): UnknownObject | undefined {
	const number = (execution: UnknownObject): number => Number(textField(execution, 'id', 'execution'));
	return executions.toSorted((a, b) => number(b) - number(a))[0];
}

function iconPaths(icon: v.InferOutput<typeof ICON> | string | null | undefined): readonly string[] {
	if (typeof icon === 'string') return [icon];
	return [icon?.light, icon?.dark].filter((path) => path !== undefined);
}
