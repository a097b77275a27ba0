import assert from 'node:assert/strict';
import { before } from 'node:test';
import { ensureCredential } from '../../../scripts/n8n/furnish.mts';
import { genesysCredentialData } from '../../../scripts/n8n/genesys-credential.mts';
import { isObject } from '../../../scripts/n8n/json.mts';
import { readExample, webhookPath, withCredential } from '../../../scripts/n8n/workflow.mts';
import { DEFAULT_CLIENT } from '../../../simulator/index.mts';
import { scenario } from '../../support/scenario.mts';
import { openConversations } from '../../support/contact-center.mts';
import { acceptedCloses, apiCalls, refusedCalls, tokensFetched } from './record.mts';
import { addCustomers, type StormCustomer } from './storm-customers.mts';
import { inQueueMode } from './suite.mts';
import { assertOneCloserEach, assertTrue, type Answer } from './truth.mts';

const CUSTOMERS = 50;
const CALLS_EACH = 4;
const WINDOW = { allowed: 300, windowSeconds: 6 };
const LATENCY_MS = 25;
const ANSWERS_WITHIN_MS = 240_000;

/** n8n's own concurrency. */
const SETUP = { workerConcurrency: 10, simulator: { rateLimit: WINDOW, latencyMs: LATENCY_MS } };

inQueueMode('A storm of webhook calls in queue mode', SETUP, (rig) => {
	let path: string;
	let customers: readonly StormCustomer[];
	let bystander: StormCustomer;
	let answers: readonly Answer[];

	before(async () => {
		const { client, packed, simulator } = rig();
		const everybody = addCustomers(simulator, CUSTOMERS + 1);
		customers = everybody.slice(0, CUSTOMERS);
		bystander = everybody.slice(CUSTOMERS)[0] ?? assert.fail();
		const data = genesysCredentialData(simulator.url, DEFAULT_CLIENT);
		const credential = await ensureCredential(client, 'Genesys Cloud', data);
		const example = await readExample('close-by-webhook.json');
		path = webhookPath(example) ?? '';
		const workflow = await client.createWorkflow(withCredential(example, packed.name, credential));
		await client.activateWorkflow(workflow.id);
	});

	async function call(customer: StormCustomer): Promise<Answer> {
		const { externalId } = customer;
		const { status, body } = await rig().client.callWebhook(path, { externalId }, ANSWERS_WITHIN_MS);
		const verdicts: readonly unknown[] = Array.isArray(body) ? body : [body];
		return { customer, status, verdicts: verdicts.filter(isObject), receivedAt: Date.now() };
	}

	scenario(
		'is answered to the last call',
		async () => {
			const started = performance.now();
			// All at once, and those for one customer next to each other in the queue: they run side by side, on both workers.
			const calls = customers.flatMap((customer) => Array.from({ length: CALLS_EACH }, () => customer));

			answers = await Promise.all(calls.map(call));

			const seconds = (performance.now() - started) / 1000;
			report(seconds);
			assert.equal(answers.length, CUSTOMERS * CALLS_EACH);
		},
		ANSWERS_WITHIN_MS,
	);

	function report(seconds: number): void {
		const { requests } = rig().simulator;
		const counts = new Map<string, number>();
		for (const what of answers.flatMap(outcomes)) counts.set(what, (counts.get(what) ?? 0) + 1);
		const shown = [...counts].map(([what, count]) => `${what} ${count}`).join(', ');
		console.log(
			`${answers.length} calls for ${CUSTOMERS} customers answered in ${seconds.toFixed(1)} s: ${shown}; ` +
				`${apiCalls(requests).length} requests, ${refusedCalls(requests).length} refused (429), ` +
				`${tokensFetched(requests)} tokens fetched`,
		);
	}

	scenario('ends every session of those customers, and of nobody else', () => {
		assert.deepEqual(openConversations(rig().simulator.world), [bystander.conversationId]);
	});

	scenario('has every session closed at most once, and every conversation by somebody', () => {
		const closes = acceptedCloses(rig().simulator.requests);

		for (const { conversationId, legs } of customers) {
			const accepted = legs.map((leg) => closes.get(leg.path) ?? 0);
			assert.ok(Math.max(...accepted) === 1, `${conversationId}: ${accepted.join(', ')}`);
		}
	});

	scenario('gives every caller a true verdict', () => {
		for (const answer of answers) assertTrue(answer);
	});

	scenario('lets exactly one caller say of a session that it closed it', () => {
		assertOneCloserEach(answers, acceptedCloses(rig().simulator.requests));
	});
});

/** What an answer says, in a word for each verdict. */
function outcomes({ status, verdicts }: Answer): readonly string[] {
	if (status !== 200) return [`HTTP ${status}`];
	if (verdicts.length === 0) return ['no verdict'];
	return verdicts.map((verdict) => String(verdict['status']));
}
