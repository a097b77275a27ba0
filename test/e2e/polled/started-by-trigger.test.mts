import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { MINUTE_MS } from '../../../simulator/durations.mts';
import type { Execution } from '../../../scripts/n8n/execution.mts';
import { pollUntil } from '../../../scripts/n8n/poll.mts';
import { endTimeOf } from '../../../simulator/world/model.mts';
import { openConversations } from '../../support/contact-center.mts';
import { scenario } from '../../support/scenario.mts';
import { importExample } from '../example.mts';
import { inRealN8n } from '../suite.mts';
import { HubSpot, importForHubSpot } from '../examples/hubspot.mts';

/** n8n polls every minute at a second of its own choice. */
const POLLED_WITHIN_MS = 90_000;
/** So long before it is due a chat begins: n8n watches by then. Its clock cannot be moved on, and the trigger believes no other. */
const AHEAD_MINUTES = 1.5;
const STARTED_WITHIN_MS = AHEAD_MINUTES * MINUTE_MS + POLLED_WITHIN_MS;
/** Longer than the wait in it, so that a test that gives up can say what it waited for. */
const TEST_WITHIN_MS = STARTED_WITHIN_MS + MINUTE_MS;

// The examples wait for n8n's polls together, for each poll takes up to a minute to come.
inRealN8n('The examples that the trigger starts, in real n8n', (rig) => {
	const hubspot = new HubSpot();
	let reminding: string;
	let logging: string;
	let transcribing: string;
	let ticketId: number;
	/** Ids of conversations, by what is expected of them. */
	let toRemind: string;
	let toClose: string;
	let toAsk: string;
	let toLog: string;

	before(async () => {
		await hubspot.start();
		ticketId = hubspot.addTicket();
		const { client, simulator } = rig();
		const { world } = simulator;
		({ workflowId: reminding } = await importExample(rig(), 'remind-then-close.json'));
		logging = await importForHubSpot(rig(), hubspot, 'log-ended-to-crm.json');
		transcribing = await importForHubSpot(rig(), hubspot, 'transcript-to-crm.json');
		const queue = world.addQueue({ name: 'Web Support' }).id;
		world.addUser({ name: 'Alex Agent' });
		const start = (
			customerName: string,
			wroteMinutesAgo: number,
			more: { readonly externalTag?: string; readonly lastFrom?: 'agent' | 'customer' } = {},
		): string => {
			const { lastFrom = 'agent', ...rest } = more;
			const wroteAt = world.now() - wroteMinutesAgo * MINUTE_MS;
			return world.startConversation({
				customerName,
				queue,
				stage: 'agent',
				startedAt: world.now() - 180 * MINUTE_MS,
				messages: [
					{ from: 'customer', text: 'Hello?', at: wroteAt - MINUTE_MS },
					{ from: lastFrom, text: 'Yes?', at: wroteAt },
				],
				...rest,
			}).id;
		};
		toRemind = start('Remy Remind', 30 - AHEAD_MINUTES);
		toClose = start('Cleo Close', 60 - AHEAD_MINUTES);
		toAsk = start('Ada Asked', 60 - AHEAD_MINUTES);
		toLog = start('Lea Log', 1, { externalTag: String(ticketId) });
		const untagged = start('Una Untagged', 1);
		start('Wim Writing', 1);
		for (const minutes of [30, 60]) start('Walt Waiting', minutes - AHEAD_MINUTES, { lastFrom: 'customer' });
		start('Olga Old', 120);

		await Promise.all([reminding, logging, transcribing].map((id) => client.activateWorkflow(id)));
		world.agentWrites(toAsk, 'Are you still there?');
		world.end(toLog);
		world.end(untagged);
	});
	after(async () => {
		const { client } = rig();
		await Promise.all([reminding, logging, transcribing].map((id) => client.deactivateWorkflow(id)));
		await hubspot.close();
	});

	/** The execution that one of a workflow's triggers starts. */
	async function startedBy(trigger: string, workflowId: string): Promise<Execution> {
		const { client } = rig();
		return await pollUntil(`"${trigger}" has started its workflow`, STARTED_WITHIN_MS, async () => {
			const ids = await client.executionIds(workflowId);
			const executions = await Promise.all(ids.map(async (id) => await client.execution(id)));
			const found = executions.find(({ nodesRun }) => nodesRun.includes(trigger));
			if (found) assert.equal(found.status, 'success', found.errorMessage);
			return found;
		});
	}

	scenario(
		'somebody is reminded of who has not answered for 30 minutes, and not of who waits for an answer',
		async () => {
			const execution = await startedBy('No answer for 30 minutes', reminding);

			const reminders = execution.items('Remind the agent');
			assert.deepEqual(
				reminders.map(({ conversationId }) => conversationId),
				[toRemind],
			);
			assert.match(String(reminders[0]?.['text']), /^Remy Remind has not answered for 30 minutes/);
			assert.ok(!execution.nodesRun.includes('Close conversation'));
		},
		TEST_WITHIN_MS,
	);

	scenario(
		'after 60 minutes a dry run says what would be closed, and who waits for an answer or has just been asked stays',
		async () => {
			const execution = await startedBy('No answer for 60 minutes', reminding);

			const due = execution.items('No answer for 60 minutes').map(({ conversationId }) => conversationId);
			assert.deepEqual(due, [toClose]);
			const [summary] = execution.items('Tell the team');
			const { total, wouldClose } = summary ?? assert.fail('There is no summary');
			assert.deepEqual({ total, wouldClose }, { total: 1, wouldClose: 1 });
			for (const id of [toClose, toAsk]) assert.ok(openConversations(rig().simulator.world).includes(id));
		},
		TEST_WITHIN_MS,
	);

	/** The key of the note about the end of the conversation that has a ticket. */
	function keyOfEnd(): string {
		const end = endTimeOf(rig().simulator.world.conversation(toLog)) ?? assert.fail('It has not ended');
		return `conversationEnded:${toLog}:${new Date(end).toISOString()}`;
	}

	scenario(
		'the end of a conversation is written on its ticket once',
		async () => {
			const execution = await startedBy('Conversation ended', logging);

			assert.equal(execution.items('Conversation ended').length, 2);
			const [note, ...others] = hubspot.notesOn(ticketId).filter(({ key }) => key === keyOfEnd());
			assert.equal(others.length, 0);
			assert.match(note?.properties['hs_note_body'] ?? '', /Customer: Lea Log/);
		},
		TEST_WITHIN_MS,
	);

	scenario(
		'what was written in it is put beside that once',
		async () => {
			const execution = await startedBy('Conversation ended', transcribing);

			assert.equal(execution.items('Conversation ended').length, 2);
			const transcripts = hubspot.notesOn(ticketId).filter(({ key }) => key === `transcript:${keyOfEnd()}`);
			assert.equal(transcripts.length, 1);
			assert.match(transcripts[0]?.properties['hs_note_body'] ?? '', / \[customer\] Lea Log: Hello\?/);
			assert.equal(hubspot.notes.length, 2);
		},
		TEST_WITHIN_MS,
	);
});
