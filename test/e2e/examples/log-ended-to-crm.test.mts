import assert from 'node:assert/strict';
import { after, before, beforeEach } from 'node:test';
import { MINUTE_MS } from '../../../simulator/durations.mts';
import type { Execution } from '../../../scripts/n8n/execution.mts';
import { endTimeOf } from '../../../simulator/world/model.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';
import { HubSpot, importForHubSpot, NOTING_STEPS } from './hubspot.mts';

const FILE = 'log-ended-to-crm.json';
const TRIGGER = 'Conversation ended';

// What starts it by itself is in polled/started-by-trigger.test.mts: here it runs by hand, with the last conversation that has ended.
inRealN8n('The example "log ended to CRM" in real n8n', (rig) => {
	const hubspot = new HubSpot();
	let workflowId: string;
	let queue: string;

	before(async () => {
		await hubspot.start();
		workflowId = await importForHubSpot(rig(), hubspot, FILE);
	});
	after(() => hubspot.close());
	beforeEach(() => {
		hubspot.intercept = () => undefined;
		rig().simulator.reset();
		queue = rig().simulator.world.addQueue({ name: 'Web Support' }).id;
		rig().simulator.world.addUser({ name: 'Alex Agent' });
	});

	/** A conversation that ended five minutes ago; gives its id. */
	function ended(externalTag?: string, customerName = 'Dana Example'): string {
		const { world } = rig().simulator;
		return world.startConversation({
			customerName,
			queue,
			stage: 'ended',
			startedAt: world.now() - 30 * MINUTE_MS,
			endedAt: world.now() - 5 * MINUTE_MS,
			...(externalTag === undefined ? {} : { externalTag }),
		}).id;
	}

	function endOf(conversationId: string): string {
		const time = endTimeOf(rig().simulator.world.conversation(conversationId));
		return new Date(time ?? assert.fail('It has not ended')).toISOString();
	}

	async function run(): Promise<Execution> {
		const { client } = rig();
		return await client.execution(await client.runWorkflow(workflowId, TRIGGER));
	}

	async function runWell(): Promise<Execution> {
		const execution = await run();
		assert.equal(execution.status, 'success', execution.errorMessage);
		return execution;
	}

	scenario('writes one note on the ticket, however often it runs', async () => {
		const ticketId = hubspot.addTicket();
		const conversationId = ended(String(ticketId));

		await runWell();
		const first = hubspot.notesOn(ticketId);
		await runWell();

		const end = endOf(conversationId);
		assert.deepEqual(hubspot.notesOn(ticketId), first);
		assert.equal(first.length, 1);
		assert.equal(first[0]?.key, `conversationEnded:${conversationId}:${end}`);
		assert.equal(first[0].properties['hs_timestamp'], end);
		const lines = first[0].properties['hs_note_body']?.split('<br>');
		assert.deepEqual(lines?.slice(0, 4), [
			'Web chat ended',
			'Customer: Dana Example',
			'Queue: Web Support',
			'Agent: Alex Agent',
		]);
		assert.match(lines[4] ?? '', /^Start: 20.*Z$/);
		assert.deepEqual(lines.slice(5), [`End: ${end}`, `Event: conversationEnded:${conversationId}:${end}`]);
	});

	scenario('writes a second note when the conversation has gone on and ended again', async () => {
		const ticketId = hubspot.addTicket();
		const conversationId = ended(String(ticketId));
		await runWell();
		const { world } = rig().simulator;
		world.reopen(conversationId);
		world.end(conversationId);

		await runWell();

		const keys = hubspot.notesOn(ticketId).map(({ key }) => key);
		assert.equal(new Set(keys).size, 2);
		assert.equal(keys[1], `conversationEnded:${conversationId}:${endOf(conversationId)}`);
	});

	scenario('takes a customer’s name for text, whatever it looks like', async () => {
		const ticketId = hubspot.addTicket();
		ended(String(ticketId), '<img src=x> & "Dana" {{ 1 }}');

		await runWell();

		const [note] = hubspot.notesOn(ticketId);
		assert.match(
			note?.properties['hs_note_body'] ?? '',
			/<br>Customer: &lt;img src=x> &amp; "Dana" \{\{ 1 \}\}<br>/,
		);
	});

	scenario('asks HubSpot nothing without a tag that is a ticket ID', async () => {
		const requests = hubspot.requests.length;

		for (const tag of [undefined, 'T-4711', '4711/../1', '']) {
			const conversationId = ended(tag);
			const execution = await runWell();
			assert.equal(execution.items(TRIGGER)[0]?.['conversationId'], conversationId);
			// The next one ends after it.
			rig().simulator.world.clock.advance(MINUTE_MS);
		}

		assert.equal(hubspot.requests.length, requests);
	});

	scenario('writes nothing where the ticket is gone', async () => {
		const before = hubspot.notes;
		ended('4711');

		const execution = await runWell();

		assert.ok(execution.nodesRun.includes('Find ticket'));
		assert.deepEqual(hubspot.notes, before);
	});

	for (const [step, path] of NOTING_STEPS) {
		scenario(`shows that HubSpot failed (${step}), and goes on there when it is retried`, async () => {
			const { client } = rig();
			const ticketId = hubspot.addTicket();
			ended(String(ticketId));
			hubspot.intercept = (request) => (request.path.includes(path) ? { status: 503 } : undefined);
			const failed = await run();
			hubspot.intercept = () => undefined;

			const retried = await client.execution(await client.retryExecution(failed.id));

			assert.equal(failed.status, 'error');
			assert.equal(failed.nodesRun.at(-1), step);
			assert.equal(retried.status, 'success', retried.errorMessage);
			assert.equal(hubspot.notesOn(ticketId).length, 1);
		});
	}
});
