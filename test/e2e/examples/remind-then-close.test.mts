import assert from 'node:assert/strict';
import { beforeEach } from 'node:test';
import { MINUTE_MS } from '../../../simulator/durations.mts';
import type { Execution } from '../../../scripts/n8n/execution.mts';
import { asObject, type UnknownObject } from '../../../scripts/n8n/json.mts';
import type { WorkflowDefinition } from '../../../scripts/n8n/workflow.mts';
import type { ConversationInit } from '../../../simulator/index.mts';
import { lastParticipant } from '../../../simulator/world/model.mts';
import { openConversations } from '../../support/contact-center.mts';
import { scenario } from '../../support/scenario.mts';
import { importExample, withNode } from '../example.mts';
import { inRealN8n } from '../suite.mts';
import { lastChanges } from './world-state.mts';

const FILE = 'remind-then-close.json';
const TO_REMIND = 'No answer for 30 minutes';
const TO_CLOSE = 'No answer for 60 minutes';
const CLOSE = 'Close conversation';

// What starts it by itself is in polled/started-by-trigger.test.mts: here its steps run by hand, on an idle conversation.
inRealN8n('The example "remind, then close" in real n8n', (rig) => {
	let queue: string;

	beforeEach(() => {
		const { world } = rig().simulator;
		rig().simulator.reset();
		queue = world.addQueue({ name: 'Web Support' }).id;
		world.addUser({ name: 'Alex Agent' });
	});

	/** A conversation in which the customer has left an agent without an answer for so long. */
	function silentFor(minutes: number): string {
		const repliedAt = rig().simulator.world.now() - minutes * MINUTE_MS;
		return chatWith(repliedAt, [
			{ from: 'customer', text: 'Hello?', at: repliedAt - MINUTE_MS },
			{ from: 'agent', text: 'How can I help?', at: repliedAt },
		]);
	}

	/** A conversation with an agent, in which the customer waits for an answer for so long. */
	function waitsFor(minutes: number): string {
		const askedAt = rig().simulator.world.now() - minutes * MINUTE_MS;
		return chatWith(askedAt, [
			{ from: 'agent', text: 'How can I help?', at: askedAt - MINUTE_MS },
			{ from: 'customer', text: 'Where is my order?', at: askedAt },
		]);
	}

	/** The messages are of one conversation that began five minutes before `at`. */
	function chatWith(at: number, messages: NonNullable<ConversationInit['messages']>): string {
		const startedAt = at - 5 * MINUTE_MS;
		const { world } = rig().simulator;
		return world.startConversation({
			customerName: 'Dana Example',
			queue,
			stage: 'agent',
			startedAt,
			messages,
		}).id;
	}

	/** Runs the example in the editor, from one of its triggers. */
	async function run(
		trigger: string,
		change: (workflow: WorkflowDefinition) => WorkflowDefinition = (workflow) => workflow,
	): Promise<Execution> {
		const { client } = rig();
		const { workflowId } = await importExample(rig(), FILE, { change });
		return await client.execution(await client.runWorkflow(workflowId, trigger));
	}

	/** The summary of a run, for the team. */
	function summaryIn(execution: Execution): UnknownObject {
		const [summary, ...more] = execution.items('Tell the team');
		assert.deepEqual(more, []);
		return summary ?? assert.fail('There is no summary');
	}

	function assertSucceeded({ status, errorMessage }: Execution): void {
		assert.equal(status, 'success', errorMessage);
	}

	scenario('says of whom to remind the agent, and closes nothing', async () => {
		const conversationId = silentFor(35);

		const execution = await run(TO_REMIND);

		assertSucceeded(execution);
		const [item] = execution.items('Remind the agent');
		assert.equal(item?.['conversationId'], conversationId);
		assert.equal(
			item['text'],
			'Dana Example has not answered for 30 minutes (Web Support, Alex Agent). Without an answer, the conversation is closed after 60.',
		);
		assert.ok(!execution.nodesRun.includes(CLOSE));
	});

	scenario('says what it would close, and closes nothing as it comes', async () => {
		silentFor(65);
		const changesBefore = lastChanges(rig().simulator.world);

		const execution = await run(TO_CLOSE);

		assertSucceeded(execution);
		const { total, wouldClose, text } = summaryIn(execution);
		assert.deepEqual([total, wouldClose], [1, 1]);
		assert.match(String(text), /^Dry run: 1 would be closed\.\n• .*Dana Example/);
		assert.deepEqual(lastChanges(rig().simulator.world), changesBefore);
	});

	scenario('closes without the dry run, and the agent keeps the after-call work', async () => {
		const conversationId = silentFor(65);
		const other = silentFor(25);

		const execution = await run(TO_CLOSE, withoutDryRun);

		assertSucceeded(execution);
		const { closed, text } = summaryIn(execution);
		assert.deepEqual([closed, text], [1, '1 closed.']);
		assert.deepEqual(openConversations(rig().simulator.world), [other]);
		const agent = lastParticipant(rig().simulator.world.conversation(conversationId), 'agent');
		assert.equal(agent?.communication.afterCallWork?.state, 'pending');
	});

	for (const trigger of [TO_REMIND, TO_CLOSE])
		scenario(`leaves alone a customer who waits for an answer, with the trigger "${trigger}"`, async () => {
			const waiting = waitsFor(90);
			const silent = silentFor(65);

			const execution = await run(trigger);

			assertSucceeded(execution);
			assert.deepEqual(
				execution.items(trigger).map(({ conversationId }) => conversationId),
				[silent],
			);
			assert.ok(openConversations(rig().simulator.world).includes(waiting));
		});

	scenario('leaves alone a customer whom the agent has just asked', async () => {
		const asked = silentFor(65);
		rig().simulator.world.agentWrites(asked, 'Are you still there?');
		silentFor(65);

		const execution = await run(TO_CLOSE, withoutDryRun);

		assertSucceeded(execution);
		assert.equal(summaryIn(execution)['closed'], 1);
		assert.deepEqual(openConversations(rig().simulator.world), [asked]);
	});

	scenario('tells the team that Genesys Cloud refuses a close, and shows it in n8n', async () => {
		const conversationId = silentFor(65);
		rig().simulator.faults.add({ kind: 'status', status: 405, match: { method: 'PATCH' } });

		const execution = await run(TO_CLOSE, withoutDryRun);

		assert.equal(execution.status, 'error');
		assert.match(execution.errorMessage ?? '', /Genesys Cloud/);
		const { closed, failed } = summaryIn(execution);
		assert.deepEqual([closed, failed], [0, 1]);
		assert.deepEqual(openConversations(rig().simulator.world), [conversationId]);
	});
});

function withoutDryRun(workflow: WorkflowDefinition): WorkflowDefinition {
	return withNode(workflow, CLOSE, (node) => ({
		...node,
		parameters: { ...asObject(node['parameters'], CLOSE), dryRun: false },
	}));
}
