import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before } from 'node:test';
import { MINUTE_MS } from '../../../simulator/durations.mts';
import { asObject, type UnknownObject } from '../../../scripts/n8n/json.mts';
import type { CredentialReference, WorkflowDefinition } from '../../../scripts/n8n/workflow.mts';
import type { ConversationHandle, RecordedRequest } from '../../../simulator/index.mts';
import { seedContactCenter } from '../../../simulator/seed.mts';
import type { ChatRequest, ToolResult } from '../chat-completions.mts';
import { startChatModelStub, type ChatModelStub, type ScriptedTurn } from '../chat-model-stub.mts';
import { importExample, withNode } from '../example.mts';
import type { Rig } from '../rig.mts';

const FILE = 'ai-agent-may-look.json';
const MODEL_NODE = 'OpenAI Chat Model';

/** The node that closes, as it is called in the editor. */
export const CLOSE_NODE = 'Close conversation';

/** What n8n makes of the names of the tools' nodes. */
export const TOOL = {
	findByCrmId: 'Find_by_CRM_ID',
	findByEmail: 'Find_by_email',
	listSessions: 'List_sessions',
	close: 'Close_conversation',
} as const;

/** The question that every script is an answer to. */
export const QUESTION = 'What about CRM-100045?';

/** The example, active in n8n. */
export interface Agent {
	readonly workflowId: string;
	/** Of its webhook. */
	readonly path: string;
}

/** What came of a question. */
export interface Answer {
	readonly status: number;
	readonly body: UnknownObject;
	/** Each time that the model was asked, in order. */
	readonly asked: readonly ChatRequest[];
	/** What all tools gave, in the order of their calls. */
	readonly results: readonly ToolResult[];
	/** What n8n asked Genesys Cloud for. */
	readonly requests: readonly RecordedRequest[];
}

/** A customer with an open conversation. */
export interface WaitingCustomer {
	readonly email: string;
	readonly conversation: ConversationHandle;
}

/** The example in real n8n, between a scripted model and a simulated contact center. */
export class AgentBench {
	/** An agent is connected to Dana Example, CRM-100045. */
	readonly dana: ConversationHandle;
	/** A phone call that waits in a queue. */
	readonly voiceCall: ConversationHandle;
	readonly #queueId: string;

	private constructor(
		readonly rig: Rig,
		readonly model: ChatModelStub,
		readonly modelCredential: CredentialReference,
	) {
		const { world } = rig.simulator;
		const center = seedContactCenter(world);
		this.dana = center.dana.open;
		this.#queueId = center.queues[0]?.id ?? '';
		this.voiceCall = world.startConversation({
			customerName: 'Vera Voice',
			queue: this.#queueId,
			stage: 'queue',
			medium: 'call',
		});
	}

	/** Starts the model, gives n8n a credential for it, and fills the contact center. */
	static async set(rig: Rig): Promise<AgentBench> {
		const model = await startChatModelStub();
		const credential = await rig.client.createCredential(`Model ${randomUUID()}`, 'openAiApi', {
			apiKey: 'a-key-that-opens-nothing',
			url: model.baseUrl,
		});
		return new AgentBench(rig, model, credential);
	}

	/** Imports and activates the example, changed as a user would change it; as it is by default. */
	async activate(
		change: (example: WorkflowDefinition) => WorkflowDefinition = (same) => same,
	): Promise<Agent> {
		const { workflowId, webhookPath } = await importExample(this.rig, FILE, {
			change: (example) => withPathOfItsOwn(withModel(change(example), this.modelCredential)),
		});
		await this.rig.client.activateWorkflow(workflowId);
		return { workflowId, path: webhookPath };
	}

	/** Asks the agent while the model plays a script, which has to be played to its end. */
	async ask({ path }: Agent, ...script: readonly ScriptedTurn[]): Promise<Answer> {
		const { client, simulator } = this.rig;
		const requestsBefore = simulator.requests.length;
		this.model.play(...script);
		const { status, body } = await client.callWebhook(path, { question: QUESTION });
		assert.equal(this.model.turnsLeft, 0, `The script did not end: ${JSON.stringify(body)}`);
		const asked = [...this.model.asked];
		return {
			status,
			body: asObject(body, 'answer'),
			asked,
			results: asked.at(-1)?.toolResults ?? [],
			requests: simulator.requests.slice(requestsBefore),
		};
	}

	/** Asks the agent while the model calls these tools, all in one go, and then has done. */
	async call(
		agent: Agent,
		...calls: readonly (readonly [tool: string, given: UnknownObject])[]
	): Promise<Answer> {
		const answer = await this.ask(
			agent,
			{ call: calls.map(([tool, given]) => ({ tool, arguments: given })) },
			{ say: 'Done.' },
		);
		assert.equal(answer.status, 200, JSON.stringify(answer.body));
		assert.equal(answer.results.length, calls.length);
		return answer;
	}

	/** A customer whose conversation is in the queue, without an agent, and silent for long. */
	addWaitingCustomer(name: string): WaitingCustomer {
		const { world } = this.rig.simulator;
		const email = `${name.toLowerCase()}@example.net`;
		const startedAt = Date.now() - 50 * MINUTE_MS;
		const conversation = world.startConversation({
			customerName: `${name} Waiting`,
			queue: this.#queueId,
			contact: world.addContact({ firstName: name, lastName: 'Waiting', emails: [email] }),
			stage: 'queue',
			startedAt,
			messages: [{ from: 'customer', text: 'Anybody there?', at: startedAt + MINUTE_MS }],
		});
		return { email, conversation };
	}
}

/** The example with closing allowed, in the way that its note tells. */
export function withClosingAllowed(example: WorkflowDefinition): WorkflowDefinition {
	return withCloseSwitch(example, 'allowAsTool');
}

/** The example with closing rehearsed, in the way that its note tells. */
export function withDryRun(example: WorkflowDefinition): WorkflowDefinition {
	return withCloseSwitch(example, 'dryRun');
}

/** The example with a switch of the tool that closes turned on, which is off as it comes. */
function withCloseSwitch(example: WorkflowDefinition, name: string): WorkflowDefinition {
	return withNode(example, CLOSE_NODE, (node) => {
		const parameters = asObject(node['parameters'], node.name);
		assert.equal(parameters[name] ?? false, false, `The example comes with ${name} on`);
		return { ...node, parameters: { ...parameters, [name]: true } };
	});
}

/** The example with the agent's words going to the caller while they come, and no other answer. */
export function withStreaming(example: WorkflowDefinition): WorkflowDefinition {
	const { 'AI Agent': answers, ...connections } = asObject(example['connections'], 'connections');
	assert.ok(answers, 'Nothing comes after the agent');
	const streaming = withNode(example, 'Webhook', (node) => ({
		...node,
		typeVersion: 2.1,
		parameters: { ...asObject(node['parameters'], node.name), responseMode: 'streaming' },
	}));
	return { ...streaming, connections };
}

/** The example with an agent from before its version 3: that one runs its tools itself, not through n8n's engine. */
export function withOlderAgent(example: WorkflowDefinition): WorkflowDefinition {
	return withNode(example, 'AI Agent', (node) => ({ ...node, typeVersion: 2.2 }));
}

/** What may be sent with POST and changes nothing: the login, and searches. */
const SEARCHES: readonly string[] = [
	'/oauth/token',
	'/api/v2/analytics/conversations/details/query',
	'/api/v2/externalcontacts/identifierlookup/contacts',
];

/** Those of some requests that change something, as in `PATCH /api/v2/…`. */
export function writes(requests: readonly RecordedRequest[]): readonly string[] {
	return requests
		.filter(({ method, path }) => method !== 'GET' && !(method === 'POST' && SEARCHES.includes(path)))
		.map(({ method, path }) => `${method} ${path}`);
}

/** The request that closes a conversation, as `writes` gives it. */
export function closeRequest({ id }: ConversationHandle): string {
	return `PATCH /api/v2/conversations/messages/${id}`;
}

/** The ids of the sessions in what the tool that lists them has given, in a fixed order. */
export function sessionIds(items: readonly UnknownObject[] | undefined): readonly unknown[] {
	return (items ?? []).map(({ sessionId }) => sessionId).sort();
}

/** The same for a conversation of the simulated contact center. */
export function sessionIdsOf({ legs }: ConversationHandle): readonly unknown[] {
	return legs.map(({ sessionId }) => sessionId).sort();
}

/** Some fields of an item. */
export function pick(item: UnknownObject | undefined, ...names: readonly string[]): readonly unknown[] {
	return names.map((name) => item?.[name]);
}

function withModel(example: WorkflowDefinition, { id, name, type }: CredentialReference): WorkflowDefinition {
	return withNode(example, MODEL_NODE, (node) => ({ ...node, credentials: { [type]: { id, name } } }));
}

/** Two workflows cannot be active with one path. */
function withPathOfItsOwn(example: WorkflowDefinition): WorkflowDefinition {
	return withNode(example, 'Webhook', (node) => ({
		...node,
		webhookId: randomUUID(),
		parameters: { ...asObject(node['parameters'], node.name), path: randomUUID() },
	}));
}

/** What the suites of this example share: a bench, and the example as it comes and as one that may close. */
export interface Agents {
	readonly bench: AgentBench;
	/** As it comes. */
	readonly looking: Agent;
	/** With the option "Allow as AI Tool" on. */
	readonly closing: Agent;
}

/**
 * Sets up the agents before a suite, and ends their model after it.
 * @returns gives them to a test.
 */
export function withAgents(rig: () => Rig): () => Agents {
	let agents: Agents | undefined;
	before(async () => {
		const bench = await AgentBench.set(rig());
		const looking = await bench.activate();
		agents = { bench, looking, closing: await bench.activate(withClosingAllowed) };
	});
	after(async () => {
		await agents?.bench.model.close();
	});
	return () => {
		if (agents === undefined) throw new Error('The agents were not set up');
		return agents;
	};
}
