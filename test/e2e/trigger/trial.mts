import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { GENESYS_CREDENTIAL_TYPE, genesysCredentialData } from '../../../scripts/n8n/genesys-credential.mts';
import type { UnknownObject } from '../../../scripts/n8n/json.mts';
import { pollUntil } from '../../../scripts/n8n/poll.mts';
import type {
	CredentialReference,
	WorkflowDefinition,
	WorkflowNode,
} from '../../../scripts/n8n/workflow.mts';
import type { EventType } from '../../../nodes/shared/conversations/watch/event.ts';
import { DEFAULT_CLIENT, startSimulator, type Simulator } from '../../../simulator/index.mts';
import { assembled, type Cleanup } from '../../support/assembly.mts';
import { builtIn, chain, flow, START, type Link } from '../../support/flow.mts';
import { startHttpStub, type HttpStub } from '../../support/http-stub.mts';
import type { Restartable } from './n8n.mts';
import { keyOf, Organization, type EventKey } from './organization.mts';

/** n8n polls a trigger at most once a minute, and as many times as it is told to: six such minutes, ten seconds apart. */
const SECONDS = [0, 10, 20, 30, 40, 50];
/** n8n's scheduler looks for what is due every five seconds. */
export const POLL_WITHIN_MS = 16_000;
/** Where the machine is busy, n8n leaves out polls. */
const PATIENCE_MS = 60_000;
/** An idle conversation is listed twice in the minute after which it is idle. */
const ARRIVES_WITHIN_MS = { usual: PATIENCE_MS, idle: 2 * PATIENCE_MS };
/** Conversations that wait for their end. */
const OPEN = 30;

/** What became of the events of a trial. */
export interface Count {
	readonly happened: number;
	readonly lost: number;
	readonly doubled: number;
}

/** What makes a trial. */
export interface TrialSettings {
	readonly kinds: readonly EventType[];
	/** One workflow has a trigger for each kind; otherwise each has a workflow of its own. */
	readonly inOne: boolean;
	/** What stands between the trigger and the node that hands the items on. */
	readonly between: readonly WorkflowNode[];
	/** How long whoever takes the items takes for it. */
	readonly takesMs: number;
}

/** Workflows that watch an organization of their own, and whoever takes what they give. */
export interface Trial {
	readonly organization: Organization;
	readonly simulator: Simulator;
	readonly n8n: Restartable;
	/** The first workflow. */
	readonly workflowId: string;
	/** The events that have arrived, in order. */
	readonly arrived: readonly EventKey[];
	/** Saves the first workflow with a change and publishes it. */
	publish(change?: (workflow: WorkflowDefinition) => WorkflowDefinition): Promise<void>;
	/** Publishes what is saved. */
	readonly republish: () => Promise<void>;
	/** Waits until something has arrived, or all that has happened. */
	arrives(what: 'something' | 'everything'): Promise<void>;
	/** Waits until a poll that has begun from now on is over. */
	polled(): Promise<void>;
	/** Waits until what has happened must have arrived, and a second time as well. */
	settles(): Promise<void>;
	count(): Count;
	close(): Promise<void>;
}

const USUAL: TrialSettings = { kinds: ['conversationStarted'], inOne: false, between: [], takesMs: 0 };

/** Publishes what watches. Nothing is left over when this fails. */
export async function startTrial(
	n8n: Restartable,
	settings: Partial<TrialSettings>,
	shift: number,
): Promise<Trial> {
	const whole = { ...USUAL, ...settings };
	return await assembled((cleanup) => assemble(n8n, whole, shift, cleanup));
}

async function assemble(
	n8n: Restartable,
	{ kinds, inOne, between, takesMs }: TrialSettings,
	shift: number,
	cleanup: Cleanup,
): Promise<Omit<Trial, 'close'>> {
	const simulator = await startSimulator({ settings: { rateLimit: { enabled: false } } });
	cleanup.push(() => simulator.close());
	const arrived: EventKey[] = [];
	const taker = await startHttpStub(async ({ body }) => {
		arrived.push(keyOf(body));
		await sleep(takesMs);
		return {};
	});
	cleanup.push(() => taker.close());
	const organization = new Organization(simulator.world, kinds);
	organization.open(OPEN);

	const data = genesysCredentialData(simulator.url, DEFAULT_CLIENT);
	const credential = await n8n.client.createCredential(`Test ${randomUUID()}`, GENESYS_CREDENTIAL_TYPE, data);
	const triggers = kinds.map((kind) => triggerNode(n8n.packed.name, kind, organization, credential, shift));
	const rest = [...between, handOn(taker)];
	const workflows = inOne ? [watching(triggers, rest)] : triggers.map((trigger) => watching([trigger], rest));
	const ids: string[] = [];
	for (const workflow of workflows) {
		const { id } = await n8n.client.createWorkflow(workflow);
		await n8n.client.activateWorkflow(id);
		ids.push(id);
	}
	const [[workflow], [id]] = [workflows, ids];
	if (workflow === undefined || id === undefined) throw new Error('Nothing is watched');
	const first = { id, workflow };

	const has = new Set<EventKey>();
	const missing = (): boolean => {
		for (const key of arrived) has.add(key);
		return organization.happened.some((key) => !has.has(key));
	};
	const withinMs = kinds.includes('conversationIdle') ? ARRIVES_WITHIN_MS.idle : ARRIVES_WITHIN_MS.usual;
	return {
		organization,
		simulator,
		n8n,
		workflowId: id,
		arrived,
		publish: async (change = (same) => same) => {
			first.workflow = change(first.workflow);
			await n8n.client.saveWorkflow(id, first.workflow);
			await n8n.client.activateWorkflow(id);
		},
		republish: () => n8n.client.activateWorkflow(id),
		arrives: async (what) => {
			const before = arrived.length;
			await pollUntil(`${what} has arrived`, withinMs, () => {
				return (what === 'everything' ? !missing() : arrived.length > before) || undefined;
			});
		},
		polled: async () => {
			const begun = simulator.requests.length;
			const isIndex = ({ path }: { path: string }): boolean => path.endsWith('/details/query');
			await pollUntil('it has polled', PATIENCE_MS, () => {
				return simulator.requests.slice(begun).some(isIndex) || undefined;
			});
			await sleep(1000);
		},
		settles: async () => {
			const end = performance.now() + withinMs;
			while (missing() && performance.now() < end) await sleep(200);
			await sleep(POLL_WITHIN_MS);
		},
		count: () => {
			const happened = new Set(organization.happened);
			const foreign = arrived.filter((key) => !happened.has(key));
			if (foreign.length > 0) throw new Error(`Nothing of the kind has happened: ${foreign.join(', ')}`);
			const distinct = new Set(arrived).size;
			return { happened: happened.size, lost: happened.size - distinct, doubled: arrived.length - distinct };
		},
	};
}

function triggerNode(
	packageName: string,
	kind: EventType,
	organization: Organization,
	{ id, name, type }: CredentialReference,
	shift: number,
): WorkflowNode {
	const times = SECONDS.map((second) => ({
		mode: 'custom',
		cronExpression: `${(second + shift) % 60} * * * * *`,
	}));
	const parameters: UnknownObject = {
		event: kind,
		pollTimes: { item: times },
		filters: { queueIds: [organization.queueOf(kind).id] },
		...(kind === 'conversationIdle' && { idleForMinutes: 1 }),
	};
	return {
		id: randomUUID(),
		name: kind,
		type: `${packageName}.genesysWebMessagingTrigger`,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: { [type]: { id, name } },
	};
}

/** Hands each item on to the one who takes it. */
function handOn({ url }: HttpStub): WorkflowNode {
	return builtIn('Hand On', 'httpRequest', 4.2, {
		method: 'POST',
		url,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: '={{ $json }}',
	});
}

function watching(triggers: readonly WorkflowNode[], rest: readonly WorkflowNode[]): WorkflowDefinition {
	const way = chain(rest.map(({ name }) => name));
	const first = rest[0]?.name ?? '';
	const links = [...triggers.map(({ name }): Link => [name, first]), ...way];
	const whole = flow([...triggers, ...rest], [], links);
	return { ...whole, nodes: whole.nodes.filter(({ name }) => name !== START), pinData: {} };
}
