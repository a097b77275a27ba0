import assert from 'node:assert/strict';
import { before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { N8nServer } from '../../../scripts/n8n/server.mts';
import { ensureCredential } from '../../../scripts/n8n/furnish.mts';
import { genesysCredentialData } from '../../../scripts/n8n/genesys-credential.mts';
import { asArray, asObject, type UnknownObject } from '../../../scripts/n8n/json.mts';
import { DEFAULT_CLIENT, type RecordedRequest } from '../../../simulator/index.mts';
import { endTimeOf } from '../../../simulator/world/model.mts';
import { scenario } from '../../support/scenario.mts';
import { BULK_PATH, bulkWorkflow } from './bulk-workflow.mts';
import { floorSeconds, spanSeconds } from './floor.mts';
import { acceptedCloses, apiCalls, refusedCalls, tokensFetched } from './record.mts';
import { inQueueMode } from './suite.mts';

const EXECUTIONS = 4;
const CONVERSATIONS_EACH = 250;
/** A tenth of the usual window, for a short run. `WINDOW_SECONDS=60` runs it at full scale. */
const WINDOW = { allowed: 300, windowSeconds: Number(process.env['WINDOW_SECONDS'] ?? 6) };
const LATENCY_MS = 25;
const MOST_REFUSED_SHARE = 0.01;
/** Generous: what is measured is counted, and nothing is asserted of the time. */
const ANSWER_WITHIN_MS = WINDOW.windowSeconds * 20_000;

/** Two executions at a time on each worker, so that four of them need both. */
const SETUP = { workerConcurrency: 2, simulator: { rateLimit: WINDOW, latencyMs: LATENCY_MS } };

inQueueMode('Four bulk closes at once in queue mode, on one token', SETUP, (rig) => {
	let batches: readonly (readonly string[])[];
	let bystander: string;
	let verdicts: readonly (readonly UnknownObject[])[];
	let requests: readonly RecordedRequest[];
	let seconds: number;

	before(async () => {
		const { client, packed, simulator } = rig();
		const { world } = simulator;
		const queue = world.addQueue({ name: 'Web Support' });
		const agent = world.addUser({ name: 'Alex Agent' });
		const open = (customerName: string): string =>
			world.startConversation({ customerName, queue, agent, stage: 'agent' }).id;
		batches = list(EXECUTIONS, () => list(CONVERSATIONS_EACH, (index) => open(`Customer ${index + 1}`)));
		bystander = open('Somebody else');

		const data = genesysCredentialData(simulator.url, DEFAULT_CLIENT);
		const credential = await ensureCredential(client, 'Genesys Cloud', data);
		const workflow = await client.createWorkflow(bulkWorkflow(packed.name, credential));
		await client.activateWorkflow(workflow.id);
		// n8n fetches a token for every execution that finds none, so one run alone makes it one token for all.
		await closeAll([open('The first one')]);
		// The window that this has opened runs out: the measured run opens its own.
		await sleep((WINDOW.windowSeconds + 1) * 1000);
	});

	/** Calls the webhook; gives the verdicts. */
	async function closeAll(conversationIds: readonly string[]): Promise<readonly UnknownObject[]> {
		const answer = await rig().client.callWebhook(BULK_PATH, { conversationIds }, ANSWER_WITHIN_MS);
		assert.equal(answer.status, 200, JSON.stringify(answer.body));
		return asArray(answer.body, 'verdicts').map((verdict) => asObject(verdict, 'verdict'));
	}

	scenario(
		'run on both workers to the end',
		async () => {
			const { simulator, workers } = rig();
			const earlier = simulator.requests.length;
			const begun = workers.map(executionsStarted);
			const started = performance.now();

			verdicts = await Promise.all(batches.map(closeAll));

			seconds = (performance.now() - started) / 1000;
			requests = simulator.requests.slice(earlier);
			report();
			const perWorker = workers.map((worker, index) => executionsStarted(worker) - (begun[index] ?? 0));
			assert.deepEqual(perWorker, [2, 2]);
		},
		ANSWER_WITHIN_MS,
	);

	scenario('say of every conversation that it is closed, and fail for none', () => {
		verdicts.forEach((given, index) => {
			assert.deepEqual(
				given.map(({ conversationId, status, closed }) => ({ conversationId, status, closed })),
				batches[index]?.map((conversationId) => ({ conversationId, status: 'closed', closed: true })),
			);
		});
	});

	scenario('close every conversation exactly once, and no other', () => {
		const { world } = rig().simulator;
		const ids = batches.flat();
		const closes = acceptedCloses(requests);

		assert.deepEqual(
			closes,
			new Map(ids.map((id) => [`/api/v2/conversations/messages/${id}`, 1])),
			'accepted closing requests',
		);
		const stillOpen = [...world.conversations.all()].filter((entry) => endTimeOf(entry) === undefined);
		assert.deepEqual(
			stillOpen.map(({ id }) => id),
			[bystander],
		);
	});

	scenario('use one token and hardly ever run into its limit', () => {
		assert.equal(tokensFetched(requests), 0);
		assert.equal(new Set(apiCalls(requests).map(({ token }) => token)).size, 1);
		const share = refusedCalls(requests).length / apiCalls(requests).length;
		assert.ok(share < MOST_REFUSED_SHARE, `${(share * 100).toFixed(2)} % of the requests were refused`);
	});

	/** Tells how long it took. Nothing is asserted of it: the machine has other things to do. */
	function report(): void {
		const closes = batches.flat().length;
		const floor = floorSeconds(closes, WINDOW);
		const measured = [seconds, spanSeconds(requests)].map(
			(taken) => `${taken.toFixed(1)} s (${(taken / floor).toFixed(2)} × the floor)`,
		);
		console.log(
			`${closes} closes, ${WINDOW.allowed} requests per ${WINDOW.windowSeconds} s allowed: floor ${floor} s; ` +
				`call to last answer ${measured[0] ?? ''}, first to last request ${measured[1] ?? ''}; ` +
				`${apiCalls(requests).length} requests, ${refusedCalls(requests).length} of them refused (429)`,
		);
	}
});

/** How many executions a worker has begun, by its log. */
function executionsStarted(worker: N8nServer): number {
	return worker.log().match(/Worker started execution/g)?.length ?? 0;
}

function list<T>(length: number, entry: (index: number) => T): readonly T[] {
	return Array.from({ length }, (_, index) => entry(index));
}
