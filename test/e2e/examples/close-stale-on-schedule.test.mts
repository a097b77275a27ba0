import assert from 'node:assert/strict';
import { after, before, beforeEach } from 'node:test';
import type { Execution } from '../../../scripts/n8n/execution.mts';
import { asObject, textField } from '../../../scripts/n8n/json.mts';
import type { WorkflowDefinition } from '../../../scripts/n8n/workflow.mts';
import { importExample, withNode } from '../example.mts';
import { startHttpStub, type HttpStub, type StubAnswer } from '../../support/http-stub.mts';
import { openConversations } from '../../support/contact-center.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';
import { stageStaleConversations, type StaleConversations } from './stale-conversations.mts';

const EXAMPLE = 'close-stale-on-schedule.json';
const MANUAL = 'Try it now';
const SCHEDULE = 'Every 15 minutes';

inRealN8n('The example "close stale on schedule" in real n8n', (rig) => {
	let stale: StaleConversations;
	/** Takes the reports, in place of a chat. */
	let chat: HttpStub;
	/** What the chat does with a report. */
	let answer: () => StubAnswer;

	before(async () => {
		chat = await startHttpStub(() => answer());
	});
	after(async () => {
		await chat.close();
	});
	beforeEach(() => {
		answer = () => ({ body: 'ok' });
		rig().simulator.reset();
		stale = stageStaleConversations(rig().simulator.world);
	});

	function isOpen(id: string): boolean {
		return openConversations(rig().simulator.world).includes(id);
	}

	/** Imports the example with these settings; what it reports goes to the chat. */
	async function imported(
		settings: Readonly<Record<string, unknown>>,
		change?: (workflow: WorkflowDefinition) => WorkflowDefinition,
	): Promise<string> {
		const reportUrl = `${chat.url}/report`;
		const changes = { settings: { reportUrl, ...settings }, ...(change && { change }) };
		return (await importExample(rig(), EXAMPLE, changes)).workflowId;
	}

	/** Activates a workflow until it has run once by itself; gives that run. */
	async function firstScheduled(workflowId: string): Promise<Execution> {
		const { client } = rig();
		await client.activateWorkflow(workflowId);
		try {
			return await client.latestExecution(workflowId);
		} finally {
			await client.deactivateWorkflow(workflowId);
		}
	}

	/** Presses "Execute workflow"; gives the run, and the texts that came to the chat. */
	async function run(workflowId: string): Promise<{ execution: Execution; reports: readonly string[] }> {
		const before = chat.requests.length;
		const { client } = rig();
		const execution = await client.execution(await client.runWorkflow(workflowId, MANUAL));
		return { execution, reports: reportsSince(before) };
	}

	function reportsSince(count: number): readonly string[] {
		const bodies = chat.requests.slice(count).map(({ body }) => asObject(body, 'report'));
		return bodies.map((body) => textField(body, 'text', 'report'));
	}

	scenario('says what it would close, and closes nothing as it comes', async () => {
		const openBefore = openConversations(rig().simulator.world);

		const { execution, reports } = await run(await imported({}));

		assert.equal(execution.status, 'success', execution.errorMessage);
		assert.deepEqual(openConversations(rig().simulator.world), openBefore);
		assert.ok(!execution.nodesRun.includes('Close idle conversations'));
		assert.equal(reports.length, 1);
		assert.match(reports[0] ?? '', /^Would close 3 of 4 conversations .* for 60 minutes:\n/);
		for (const name of ['Ana Idle', 'Ben Idle', 'Cleo Idle']) {
			assert.match(reports[0] ?? '', new RegExp(`^- wouldClose: ${name}, Web Support, last message 20`, 'm'));
		}
		assert.match(reports[0] ?? '', /^- skippedAgentConnected: Dora Advised/m);
	});

	scenario('reports in figures and in a list that other nodes can use', async () => {
		const { execution } = await run(await imported({ reportUrl: '' }));

		const [report] = execution.items('Report');
		assert.deepEqual(report?.['byStatus'], { wouldClose: 3, skippedAgentConnected: 1 });
		assert.equal(report['dryRun'], true);
		assert.deepEqual(closable(report['conversations'], 'wouldClose'), stale.idle.toSorted());
		assert.ok(!execution.nodesRun.includes('Send report'));
	});

	scenario('closes no more than the cap when it may close, and the rest the next time', async () => {
		const workflowId = await imported({ reallyClose: true, maxCloses: 2 });
		const openBefore = openConversations(rig().simulator.world);

		const first = await run(workflowId);

		assert.equal(first.execution.status, 'success', first.execution.errorMessage);
		const closed = stale.idle.filter((id) => !isOpen(id));
		assert.equal(closed.length, 2);
		assert.deepEqual(
			openConversations(rig().simulator.world),
			openBefore.filter((id) => !closed.includes(id)),
		);
		const [report] = first.execution.items('Report');
		assert.deepEqual(report?.['byStatus'], { closed: 2, notAttempted: 1, skippedAgentConnected: 1 });
		assert.deepEqual(closable(report['conversations'], 'closed'), closed.toSorted());
		assert.match(first.reports[0] ?? '', /^Would close 2 of 4 /);
		assert.match(first.reports[1] ?? '', /^Closed 2 of 4 /);
		assert.equal(first.reports.length, 2);

		const second = await run(workflowId);

		assert.deepEqual(
			openConversations(rig().simulator.world).toSorted(),
			[stale.withAgent, stale.talkative, stale.call].toSorted(),
		);
		assert.deepEqual(second.execution.items('Report')[0]?.['byStatus'], {
			closed: 1,
			skippedAgentConnected: 1,
		});

		const third = await run(workflowId);

		assert.deepEqual(third.execution.items('Report')[0]?.['byStatus'], { skippedAgentConnected: 1 });
		assert.equal(openConversations(rig().simulator.world).length, 3);
	});

	scenario('leaves alone whoever writes between the report and the close', async () => {
		const [lucky, ...others] = stale.idle;
		answer = () => {
			rig().simulator.world.customerWrites(lucky, 'Sorry, here I am again.');
			return {};
		};

		const { execution } = await run(await imported({ reallyClose: true }));

		assert.equal(execution.status, 'success', execution.errorMessage);
		assert.ok(isOpen(lucky));
		assert.deepEqual(others.filter(isOpen), []);
		assert.deepEqual(execution.items('Report')[0]?.['byStatus'], {
			closed: 2,
			skippedRecentMessage: 1,
			skippedAgentConnected: 1,
		});
	});

	scenario('closes nothing unseen: a report that cannot be delivered ends the run', async () => {
		const openBefore = openConversations(rig().simulator.world);
		answer = () => ({ status: 404, body: 'no_team' });

		const { execution } = await run(await imported({ reallyClose: true }));

		assert.equal(execution.status, 'error');
		assert.deepEqual(openConversations(rig().simulator.world), openBefore);
	});

	scenario('goes on with the others when one cannot be closed, and reports it', async () => {
		const [stuck, ...others] = stale.idle;
		rig().simulator.faults.add({
			kind: 'status',
			status: 405,
			match: { method: 'PATCH', path: stuck },
		});

		const { execution, reports } = await run(await imported({ reallyClose: true }));

		assert.equal(execution.status, 'success', execution.errorMessage);
		assert.ok(isOpen(stuck));
		assert.deepEqual(others.filter(isOpen), []);
		assert.deepEqual(execution.items('Report')[0]?.['byStatus'], {
			closed: 2,
			failed: 1,
			skippedAgentConnected: 1,
		});
		assert.match(reports[1] ?? '', /^- failed: /m);
	});

	scenario('is started by its schedule', async () => {
		const workflowId = await imported({ reallyClose: true }, everyTwoSeconds);

		const execution = await firstScheduled(workflowId);

		assert.equal(execution.status, 'success', execution.errorMessage);
		assert.ok(execution.nodesRun.includes(SCHEDULE));
		assert.ok(!execution.nodesRun.includes(MANUAL));
		assert.deepEqual(stale.idle.filter(isOpen), []);
		assert.ok(isOpen(stale.withAgent));
	});
});

/** Ids of the conversations of a report that have that status, in alphabetical order. */
function closable(conversations: unknown, status: string): readonly string[] {
	assert.ok(Array.isArray(conversations));
	return conversations
		.map((line: unknown) => asObject(line, 'line'))
		.filter((line) => line['status'] === status)
		.map((line) => textField(line, 'conversationId', 'line'))
		.toSorted();
}

function everyTwoSeconds(workflow: WorkflowDefinition): WorkflowDefinition {
	const rule = { interval: [{ field: 'seconds', secondsInterval: 2 }] };
	return withNode(workflow, SCHEDULE, (node) => ({ ...node, parameters: { rule } }));
}
