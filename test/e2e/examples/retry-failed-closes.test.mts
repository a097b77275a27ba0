import assert from 'node:assert/strict';
import { before, beforeEach } from 'node:test';
import { HOUR_MS } from '../../../simulator/durations.mts';
import type { WebhookAnswer } from '../../../scripts/n8n/client.mts';
import type { Execution } from '../../../scripts/n8n/execution.mts';
import { asObject, type UnknownObject } from '../../../scripts/n8n/json.mts';
import type { WorkflowDefinition } from '../../../scripts/n8n/workflow.mts';
import type { ActiveFault } from '../../../simulator/index.mts';
import type { Queue, Ref } from '../../../simulator/world/directory.mts';
import { importExample, withNode } from '../example.mts';
import { openConversations } from '../../support/contact-center.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';
import { RetryQueue } from './retry-queue.mts';

const EXAMPLE = 'retry-failed-closes.json';
const MANUAL = 'Retry now';
const SCHEDULE = 'Every minute';
const EXTERNAL_ID = 'CRM-4711';

/** Waits so long that nothing is due until a test says so. */
const SETTINGS = { firstWaitMinutes: 60, longestWaitMinutes: 240, maxAttempts: 4 };

inRealN8n('The example "retry failed closes" in real n8n', (rig) => {
	let queue: RetryQueue;
	let workflowId: string;
	let path: string;
	/** Of a customer without an external ID, and of the one with it. */
	let byId: string;
	let byExternalId: string;
	let support: Queue;
	let contact: Ref;

	before(async () => {
		const { client } = rig();
		queue = await RetryQueue.create(client, 'Failed closes');
		const changes = { settings: settings(), change: withoutSchedule };
		({ workflowId, webhookPath: path } = await importExample(rig(), EXAMPLE, changes));
		await client.activateWorkflow(workflowId);
	});
	beforeEach(async () => {
		const { world } = rig().simulator;
		rig().simulator.reset();
		support = world.addQueue({ name: 'Web Support' });
		world.addExternalSource({ name: 'CRM' });
		contact = world.addContact({ firstName: 'Eve', externalIds: [{ value: EXTERNAL_ID }] });
		byId = world.startConversation({ customerName: 'Ida', queue: support, stage: 'queue' }).id;
		byExternalId = startWithContact();
		await queue.clear();
	});

	function settings(): Readonly<Record<string, unknown>> {
		return { ...SETTINGS, queueTableId: queue.id };
	}

	function startWithContact(): string {
		const { world } = rig().simulator;
		return world.startConversation({ customerName: 'Eve', queue: support, stage: 'queue', contact }).id;
	}

	function isOpen(id: string): boolean {
		return openConversations(rig().simulator.world).includes(id);
	}

	/** Genesys Cloud is down: not one call gets through. */
	function down(): ActiveFault {
		return rig().simulator.faults.add({ kind: 'status', status: 503, match: { path: '^/api/' } });
	}

	/** The role of the OAuth client lacks the permission to close that conversation. */
	function forbidden(id: string): ActiveFault {
		return rig().simulator.faults.add({
			kind: 'status',
			status: 403,
			code: 'missing.permissions',
			match: { method: 'PATCH', path: id },
		});
	}

	/** How often Genesys was asked to close that conversation. */
	function closesSent(id: string): number {
		return rig().simulator.requests.filter(
			({ method, path: asked }) => method === 'PATCH' && asked.includes(id),
		).length;
	}

	async function ask(body: UnknownObject): Promise<WebhookAnswer & { readonly json: UnknownObject }> {
		const answer = await rig().client.callWebhook(path, body);
		return { ...answer, json: asObject(answer.body, 'answer') };
	}

	/** Lets all that is queued be due, and tries it again. */
	async function retry(): Promise<Execution> {
		await queue.makeDue();
		const { client } = rig();
		const execution = await client.execution(await client.runWorkflow(workflowId, MANUAL));
		assert.equal(execution.status, 'success', execution.errorMessage);
		return execution;
	}

	/** The rows, without the columns that tell nothing to a reader. */
	async function queued(): Promise<readonly UnknownObject[]> {
		const rows = await queue.rows();
		return rows.map(({ findBy, target, status, attempts }) => ({ findBy, target, status, attempts }));
	}

	scenario('closes at once what can be closed, and queues nothing', async () => {
		const first = await ask({ conversationId: byId });
		const second = await ask({ externalId: EXTERNAL_ID });

		assert.deepEqual([first.status, first.json['status']], [200, 'closed']);
		assert.deepEqual([second.status, second.json['status']], [200, 'closed']);
		assert.deepEqual([byId, byExternalId].filter(isOpen), []);
		assert.deepEqual(await queued(), []);
	});

	scenario('answers truthfully when there is nothing to close, and queues nothing', async () => {
		rig().simulator.world.end(byId);
		rig().simulator.world.end(byExternalId);

		const ended = await ask({ conversationId: byId });
		const nothingOpen = await ask({ externalId: EXTERNAL_ID });
		const unknown = await ask({ externalId: 'CRM-0' });

		assert.deepEqual([ended.status, ended.json['status']], [200, 'alreadyClosed']);
		assert.deepEqual([nothingOpen.status, nothingOpen.json['status']], [200, 'notFound']);
		assert.deepEqual([unknown.status, unknown.json['status']], [200, 'notFound']);
		assert.equal(unknown.json['closed'], false);
		assert.deepEqual(await queued(), []);
	});

	scenario('refuses what names no conversation, and asks Genesys nothing', async () => {
		const requestsBefore = rig().simulator.requests.length;

		for (const body of [{}, { conversationId: 'CRM-1' }, { externalId: ' ' }]) {
			const answer = await ask(body);
			assert.equal(answer.status, 400);
			assert.match(String(answer.json['message']), /conversationId.*externalId/);
		}

		assert.equal(rig().simulator.requests.length, requestsBefore);
		assert.deepEqual(await queued(), []);
	});

	scenario('queues what Genesys does not take, one row for each, and closes it once it is back', async () => {
		const outage = down();

		const first = await ask({ conversationId: byId });
		const again = await ask({ conversationId: byId.toUpperCase() });
		await ask({ externalId: EXTERNAL_ID });
		await ask({ externalId: EXTERNAL_ID });

		assert.deepEqual([first.status, first.json['status'], first.json['closed']], [202, 'queued', false]);
		assert.equal(again.status, 202);
		assert.match(String(first.json['reason']), /\S/);
		const row = { status: 'queued', attempts: 1 };
		assert.deepEqual(await queued(), [
			{ findBy: 'conversationId', target: byId, ...row },
			{ findBy: 'externalId', target: EXTERNAL_ID, ...row },
		]);

		outage.remove();
		await retry();

		assert.deepEqual([byId, byExternalId].filter(isOpen), []);
		assert.deepEqual([byId, byExternalId].map(closesSent), [1, 1]);
		assert.deepEqual(await queued(), []);
	});

	scenario('waits longer from try to try, and touches nothing that is not due', async () => {
		down();
		await ask({ conversationId: byId });
		const waits = [await hoursToWait()];
		await retry();
		waits.push(await hoursToWait());
		await retry();
		waits.push(await hoursToWait());

		assert.deepEqual(waits, [1, 2, 4]);
		const requestsBefore = rig().simulator.requests.length;
		const { client } = rig();
		const early = await client.execution(await client.runWorkflow(workflowId, MANUAL));
		assert.equal(early.status, 'success', early.errorMessage);
		assert.equal(rig().simulator.requests.length, requestsBefore);
	});

	scenario(
		'gives up visibly on what stays forbidden, closes the others, and begins anew when asked',
		async () => {
			const permission = forbidden(byId);
			await ask({ conversationId: byId });
			const outage = down();
			await ask({ externalId: EXTERNAL_ID });
			outage.remove();

			await retry();

			assert.ok(isOpen(byId));
			assert.ok(!isOpen(byExternalId));
			await retry();
			const last = await retry();

			const kept = { findBy: 'conversationId', target: byId };
			assert.deepEqual(await queued(), [{ ...kept, status: 'gaveUp', attempts: 4 }]);
			assert.match(
				String(last.items('Gave up')[0]?.['text']),
				new RegExp(`^Gave up .* ${byId} after 4 attempts: `),
			);
			assert.match(String((await queue.rows())[0]?.['reason']), /not allowed/);
			const sent = closesSent(byId);
			assert.equal(sent, 4);
			await retry();
			assert.equal(closesSent(byId), sent);
			assert.deepEqual(await queued(), [{ ...kept, status: 'gaveUp', attempts: 4 }]);

			const stillForbidden = await ask({ conversationId: byId });

			assert.equal(stillForbidden.status, 202);
			assert.deepEqual(await queued(), [{ ...kept, status: 'queued', attempts: 1 }]);
			permission.remove();
			const allowed = await ask({ conversationId: byId });
			assert.deepEqual([allowed.status, allowed.json['status']], [200, 'closed']);
			assert.deepEqual(await queued(), []);
		},
	);

	scenario('does not close, in a retry, what began after it was asked for', async () => {
		const outage = down();
		await ask({ externalId: EXTERNAL_ID });
		outage.remove();
		const { world } = rig().simulator;
		world.end(byExternalId);
		world.clock.advance(HOUR_MS);
		const later = world.startConversation({
			customerName: 'Eve',
			queue: support,
			stage: 'queue',
			contact,
			startedAt: world.now() - HOUR_MS / 2,
		}).id;

		await retry();

		assert.ok(isOpen(later));
		const [row] = await queue.rows();
		assert.equal(row?.['status'], 'gaveUp');
		assert.match(String(row['reason']), /^The customer has begun another conversation since\./);
	});

	scenario('tries a row in one run only, when two come at once', async () => {
		const outage = down();
		await ask({ conversationId: byId });
		outage.remove();
		await queue.makeDue();
		rig().simulator.configure({ latencyMs: 300 });
		const { client } = rig();

		const ids = await Promise.all([1, 2].map(async () => await client.runWorkflow(workflowId, MANUAL)));
		const runs = await Promise.all(ids.map(async (id) => await client.execution(id)));

		assert.deepEqual(
			runs.map(({ status }) => status),
			['success', 'success'],
		);
		assert.equal(runs.filter(({ nodesRun }) => nodesRun.includes('Close conversation')).length, 1);
		assert.equal(closesSent(byId), 1);
		assert.deepEqual(await queued(), []);
	});

	scenario('is started by its schedule', async () => {
		const outage = down();
		await ask({ conversationId: byId });
		outage.remove();
		await queue.makeDue();
		const changes = { settings: settings(), change: everyTwoSeconds };
		const { workflowId: frequent } = await importExample(rig(), EXAMPLE, changes);

		const execution = await firstScheduled(frequent);

		assert.equal(execution.status, 'success', execution.errorMessage);
		assert.ok(execution.nodesRun.includes(SCHEDULE));
		assert.ok(!isOpen(byId));
		assert.deepEqual(await queued(), []);
	});

	// The last: n8n goes on to respect the rate limit for as long as Genesys has asked it to.
	scenario('queues what is not confirmed or not attempted', async () => {
		const { faults } = rig().simulator;
		const match = { method: 'PATCH', path: byId };
		faults.add({ kind: 'resetBefore', times: 1, match });
		faults.add({ kind: 'rateLimit', seconds: 42, times: 1, match });

		const unconfirmed = await ask({ conversationId: byId });
		const first = await latestVerdict();
		const notAttempted = await ask({ conversationId: byExternalId });
		const second = await latestVerdict();

		assert.deepEqual([unconfirmed.status, first], [202, 'closing']);
		assert.deepEqual([notAttempted.status, second], [202, 'notAttempted']);
		const row = { findBy: 'conversationId', status: 'queued', attempts: 1 };
		assert.deepEqual(await queued(), [
			{ ...row, target: byId },
			{ ...row, target: byExternalId },
		]);
	});

	/** The status that the node gave in the workflow's latest run. */
	async function latestVerdict(): Promise<unknown> {
		const execution = await rig().client.latestExecution(workflowId);
		return execution.items('Close conversation')[0]?.['status'];
	}

	/** Activates a workflow until it has run once by itself; gives that run. */
	async function firstScheduled(id: string): Promise<Execution> {
		const { client } = rig();
		await client.activateWorkflow(id);
		try {
			return await client.latestExecution(id);
		} finally {
			await client.deactivateWorkflow(id);
		}
	}

	/** How long the only row has to wait from now on, in whole hours. */
	async function hoursToWait(): Promise<number> {
		const rows = await queue.rows();
		assert.equal(rows.length, 1);
		return Math.round((Date.parse(String(rows[0]?.['nextTry'])) - Date.now()) / HOUR_MS);
	}
});

/** The tests retry when they want to. */
function withoutSchedule(workflow: WorkflowDefinition): WorkflowDefinition {
	return withNode(workflow, SCHEDULE, (node) => ({ ...node, disabled: true }));
}

/** The copy's webhook goes, for its path is taken; its schedule is in a hurry. */
function everyTwoSeconds(workflow: WorkflowDefinition): WorkflowDefinition {
	const rule = { interval: [{ field: 'seconds', secondsInterval: 2 }] };
	const hurried = withNode(workflow, SCHEDULE, (node) => ({ ...node, parameters: { rule } }));
	return withNode(hurried, 'Webhook', (node) => ({ ...node, disabled: true }));
}
