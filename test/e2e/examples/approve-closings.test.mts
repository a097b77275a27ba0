import assert from 'node:assert/strict';
import { before, beforeEach } from 'node:test';
import type { Execution } from '../../../scripts/n8n/execution.mts';
import type { UnknownObject } from '../../../scripts/n8n/json.mts';
import type { WorkflowDefinition } from '../../../scripts/n8n/workflow.mts';
import { endTimeOf } from '../../../simulator/world/model.mts';
import { NOBODYS_ID, openConversations } from '../../support/contact-center.mts';
import { scenario } from '../../support/scenario.mts';
import { importExample, withNode } from '../example.mts';
import { inRealN8n } from '../suite.mts';
import { DataTable } from './data-table.mts';
import { stageStaleConversations, type StaleConversations } from './stale-conversations.mts';
import { lastChanges } from './world-state.mts';

const EXAMPLE = 'approve-closings.json';
const PROPOSE = 'Every hour';
const CARRY_OUT = 'Every 5 minutes';

/** The columns that the example asks its user to make. */
const TEXTS = [
	'conversationId',
	'customerName',
	'queueName',
	'lastMessageTime',
	'reason',
	'proposedAt',
	'approvedBy',
	'status',
	'closedAt',
	'workflow',
	'executionId',
	'handledAt',
];
const COLUMNS = [
	...TEXTS.map((name) => ({ name, type: 'string' as const })),
	{ name: 'approved', type: 'boolean' as const },
	{ name: 'closed', type: 'boolean' as const },
];

const APPROVAL = { approved: true, approvedBy: 'Mia' };
const TIME = /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

inRealN8n('The example "approve closings" in real n8n', (rig) => {
	let table: DataTable;
	let workflowId: string;
	let stale: StaleConversations;

	before(async () => {
		table = await DataTable.create(rig().client, 'Closings', COLUMNS);
		({ workflowId } = await importExample(rig(), EXAMPLE, { settings: { tableId: table.id } }));
	});
	beforeEach(async () => {
		rig().simulator.reset();
		stale = stageStaleConversations(rig().simulator.world);
		await table.clear();
	});

	function isOpen(id: string): boolean {
		return openConversations(rig().simulator.world).includes(id);
	}

	async function run(trigger: string, id = workflowId): Promise<Execution> {
		const { client } = rig();
		const execution = await client.execution(await client.runWorkflow(id, trigger));
		assert.equal(execution.status, 'success', execution.errorMessage);
		return execution;
	}

	/** As a person does it in the table. */
	async function approve(conversationId: string): Promise<void> {
		await table.change(APPROVAL, { column: 'conversationId', is: conversationId });
	}

	async function rowOf(conversationId: string): Promise<UnknownObject> {
		const rows = (await table.rows()).filter((row) => row['conversationId'] === conversationId);
		assert.equal(rows.length, 1);
		return rows[0] ?? assert.fail('There is no row');
	}

	async function statuses(): Promise<readonly unknown[]> {
		return (await table.rows()).map(({ status }) => status);
	}

	scenario('proposes what is idle, and closes nothing', async () => {
		const changesBefore = lastChanges(rig().simulator.world);

		await run(PROPOSE);

		assert.deepEqual(lastChanges(rig().simulator.world), changesBefore);
		const rows = await table.rows();
		assert.deepEqual(
			rows.map(({ conversationId }) => conversationId).toSorted(),
			[...stale.idle, stale.withAgent].toSorted(),
		);
		for (const { proposedAt, lastMessageTime, approved, status, queueName, reason } of rows) {
			assert.match(String(proposedAt), TIME);
			assert.match(String(lastMessageTime), TIME);
			assert.deepEqual([approved, status, queueName], [false, null, 'Web Support']);
			assert.match(String(reason), /^Would disconnect .* \(customer\)/);
		}
		assert.equal((await rowOf(stale.idle[0]))['customerName'], 'Ana Idle');
		assert.match(String((await rowOf(stale.withAgent))['reason']), /Alex Agent \(agent\)/);
	});

	scenario('proposes nothing twice that waits already, approved or not', async () => {
		await run(PROPOSE);
		await approve(stale.idle[0]);
		const before = await table.rows();

		await run(PROPOSE);

		assert.deepEqual(await table.rows(), before);
	});

	scenario('closes what a person has approved, and nothing else', async () => {
		const openBefore = openConversations(rig().simulator.world);
		await run(PROPOSE);

		await run(CARRY_OUT);

		assert.deepEqual(openConversations(rig().simulator.world), openBefore);
		await approve(stale.idle[1]);

		await run(CARRY_OUT);

		assert.deepEqual(
			openConversations(rig().simulator.world),
			openBefore.filter((id) => id !== stale.idle[1]),
		);
	});

	scenario('writes into the row what became of it, by what, and when', async () => {
		const [id] = stale.idle;
		await run(PROPOSE);
		await approve(id);
		const proposed = await rowOf(id);
		assert.deepEqual([proposed['approved'], proposed['approvedBy']], [true, 'Mia']);

		const execution = await run(CARRY_OUT);

		const row = await rowOf(id);
		assert.match(String(row['handledAt']), TIME);
		assert.deepEqual(row, {
			...proposed,
			status: 'closed',
			closed: true,
			reason: 'Disconnected Ana Idle (customer).',
			closedAt: new Date(endTimeOf(rig().simulator.world.conversation(id)) ?? NaN).toISOString(),
			workflow: 'Close what a person has approved, and log it',
			executionId: execution.id,
			handledAt: row['handledAt'],
			updatedAt: row['updatedAt'],
		});
	});

	scenario('touches no row a second time, and proposes nothing that has ended', async () => {
		const [id] = stale.idle;
		await run(PROPOSE);
		await approve(id);
		await run(CARRY_OUT);
		const before = await table.rows();

		await run(CARRY_OUT);
		await run(PROPOSE);

		assert.deepEqual(await table.rows(), before);
	});

	scenario('leaves alone whoever writes between the proposal and the close, and says so', async () => {
		const [id] = stale.idle;
		await run(PROPOSE);
		await approve(id);
		rig().simulator.world.customerWrites(id, 'Sorry, here I am again.');

		await run(CARRY_OUT);

		const { status, closed, closedAt } = await rowOf(id);
		assert.ok(isOpen(id));
		assert.deepEqual([status, closed, closedAt], ['skippedRecentMessage', false, null]);
	});

	scenario('closes no more than the cap, and the rest in the next run', async () => {
		const settings = { tableId: table.id, maxCloses: 2 };
		const capped = (await importExample(rig(), EXAMPLE, { settings })).workflowId;
		await run(PROPOSE, capped);
		await table.change(APPROVAL);

		await run(CARRY_OUT, capped);
		const first = await statuses();
		await run(CARRY_OUT, capped);

		assert.deepEqual(first, ['closed', 'closed', null, null]);
		assert.deepEqual(await statuses(), ['closed', 'closed', 'closed', 'closed']);
		assert.deepEqual([...stale.idle, stale.withAgent].filter(isOpen), []);
	});

	scenario('goes on with the others when one cannot be closed, logs why, and proposes it anew', async () => {
		const [refused, ...others] = stale.idle;
		rig().simulator.faults.add({ kind: 'status', status: 405, match: { method: 'PATCH', path: refused } });
		await run(PROPOSE);
		await table.change(APPROVAL);

		await run(CARRY_OUT);

		const { status, closed, reason } = await rowOf(refused);
		assert.ok(isOpen(refused));
		assert.deepEqual([status, closed], ['failed', false]);
		assert.match(String(reason), /\S/);
		assert.deepEqual(others.filter(isOpen), []);
		await run(PROPOSE);
		const last = (await table.rows()).at(-1);
		assert.deepEqual(
			[last?.['conversationId'], last?.['approved'], last?.['status']],
			[refused, false, null],
		);
	});

	scenario('says truthfully of what a person has put into the table that it is none', async () => {
		await table.add({ conversationId: NOBODYS_ID, ...APPROVAL });
		await table.add({ conversationId: 'CRM-100045', ...APPROVAL });

		await run(CARRY_OUT);

		assert.deepEqual(await statuses(), ['notFound', 'failed']);
	});

	scenario('takes a customer’s name for text, whatever it looks like', async () => {
		const customerName = '={{ 1 + 1 }} "Dana" \\ \'); --';
		const { world } = rig().simulator;
		const { id } = world.startConversation({
			customerName,
			queue: world.addQueue({ name: 'Sales' }),
			stage: 'queue',
			startedAt: world.now() - 3 * 60 * 60_000,
			messages: [{ from: 'customer', text: 'Hello?', at: world.now() - 2 * 60 * 60_000 }],
		});

		await run(PROPOSE);

		assert.equal((await rowOf(id))['customerName'], customerName);
	});

	scenario('closes a row in one run only, when two come at once', async () => {
		await run(PROPOSE);
		await table.change(APPROVAL);
		rig().simulator.configure({ latencyMs: 300 });

		await Promise.all([run(CARRY_OUT), run(CARRY_OUT)]);

		assert.deepEqual(await statuses(), ['closed', 'closed', 'closed', 'closed']);
	});

	scenario('proposes nothing twice, when two runs come at once', async () => {
		rig().simulator.configure({ latencyMs: 100 });

		await Promise.all([run(PROPOSE), run(PROPOSE)]);

		assert.equal((await table.rows()).length, 4);
	});

	scenario('is started by its schedules', async () => {
		await run(PROPOSE);
		await table.change(APPROVAL);
		const changes = { settings: { tableId: table.id }, change: everyTwoSeconds };
		const { workflowId: frequent } = await importExample(rig(), EXAMPLE, changes);
		const { client } = rig();

		await client.activateWorkflow(frequent);
		const execution = await client.latestExecution(frequent);
		await client.deactivateWorkflow(frequent);

		assert.equal(execution.status, 'success', execution.errorMessage);
		assert.ok(execution.nodesRun.includes(CARRY_OUT));
		assert.deepEqual(stale.idle.filter(isOpen), []);
	});
});

function everyTwoSeconds(workflow: WorkflowDefinition): WorkflowDefinition {
	const rule = { interval: [{ field: 'seconds', secondsInterval: 2 }] };
	return withNode(workflow, CARRY_OUT, (node) => ({ ...node, parameters: { rule } }));
}
