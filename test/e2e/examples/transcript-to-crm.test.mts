import assert from 'node:assert/strict';
import { after, before, beforeEach } from 'node:test';
import { MINUTE_MS } from '../../../simulator/durations.mts';
import type { Execution } from '../../../scripts/n8n/execution.mts';
import type { MessageInit } from '../../../simulator/world/scenario.mts';
import { openContactCenter, type ContactCenter } from '../../support/contact-center.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';
import { HubSpot, importForHubSpot, NOTING_STEPS } from './hubspot.mts';

const FILE = 'transcript-to-crm.json';
const TRIGGER = 'Conversation ended';
/** What HubSpot takes, in characters. */
const LONGEST_NOTE = 65_536;
/** The lines above the transcript, the empty one included. */
const HEAD = 6;

// Here it runs by hand, with the last conversation that has ended; what starts it by itself is in polled/started-by-trigger.test.mts.
inRealN8n('The example "transcript to CRM" in real n8n', (rig) => {
	const hubspot = new HubSpot();
	let workflowId: string;
	let center: ContactCenter;

	before(async () => {
		await hubspot.start();
		workflowId = await importForHubSpot(rig(), hubspot, FILE);
	});
	after(() => hubspot.close());
	beforeEach(() => {
		hubspot.intercept = () => undefined;
		rig().simulator.reset();
		center = openContactCenter(rig().simulator.world);
	});

	/** A conversation in which this was written, and which ended five minutes ago; gives its id. */
	function ended(externalTag: string | undefined, ...written: readonly MessageInit[]): string {
		const { world } = rig().simulator;
		const startedAt = world.now() - 30 * MINUTE_MS;
		return center.chat({
			stage: 'ended',
			startedAt,
			endedAt: world.now() - 5 * MINUTE_MS,
			messages: written.map((message, i) => ({ at: startedAt + (i + 1) * 1_000, ...message })),
			...(externalTag === undefined ? {} : { externalTag }),
		}).id;
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

	/** The body of the only note on a ticket. */
	function noteOn(ticketId: number): string {
		const notes = hubspot.notesOn(ticketId);
		assert.equal(notes.length, 1);
		return notes[0]?.properties['hs_note_body'] ?? assert.fail('The note is empty');
	}

	/** Who wrote what in the note, without the times. */
	function linesOn(ticketId: number): readonly string[] {
		const lines = noteOn(ticketId).split('<br>').slice(HEAD);
		return lines.map((line) => line.replace(/^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d /, ''));
	}

	/** How often Genesys was asked for texts. */
	function textsRead(): number {
		return rig().simulator.requests.filter(({ path }) => path.endsWith('/messages/bulk')).length;
	}

	scenario('writes what was said on the ticket, once, however often it runs', async () => {
		const ticketId = hubspot.addTicket();
		const conversationId = ended(
			String(ticketId),
			{ from: 'workflow', text: 'I am looking for somebody to help you.', bot: true },
			{ from: 'customer', text: 'My router does not connect.' },
			{ from: 'agent', text: 'Which lights are on?' },
		);

		await runWell();
		const first = hubspot.notesOn(ticketId);
		await runWell();

		assert.deepEqual(hubspot.notesOn(ticketId), first);
		assert.match(first[0]?.key ?? '', new RegExp(`^transcript:conversationEnded:${conversationId}:20.*Z$`));
		assert.deepEqual(noteOn(ticketId).split('<br>').slice(0, HEAD), [
			'Web chat transcript',
			'Customer: Dana Example',
			'Queue: Support',
			'Agent: Alex Agent',
			'Messages: 3 (times: UTC)',
			'',
		]);
		assert.match(
			noteOn(ticketId),
			/<br>20\d\d-\d\d-\d\d \d\d:\d\d:\d\d \[customer\] Dana Example: My router/,
		);
		assert.deepEqual(linesOn(ticketId), [
			'[bot] Web Messaging Inbound: I am looking for somebody to help you.',
			'[customer] Dana Example: My router does not connect.',
			'[agent] Alex Agent: Which lights are on?',
		]);
	});

	scenario('writes a second note when the conversation has gone on and ended again', async () => {
		const ticketId = hubspot.addTicket();
		const conversationId = ended(String(ticketId), { from: 'customer', text: 'Hello' });
		await runWell();
		const { world } = rig().simulator;
		world.reopen(conversationId);
		world.customerWrites(conversationId, 'One more thing');
		world.end(conversationId);

		await runWell();

		const [first, second] = hubspot.notesOn(ticketId).map(({ properties }) => properties['hs_note_body']);
		assert.doesNotMatch(first ?? '', /One more thing/);
		assert.match(second ?? '', /Hello<br>.*: One more thing$/);
	});

	scenario('takes what was said for text, whatever it looks like', async () => {
		const texts = [
			'{{ $json }} ={{ 1 + 1 }} ${1 + 1}',
			'"}]} \\ \\n \' \u2028',
			'<script>alert(1)</script> &lt;b>',
			'$& $1 %7B',
		];
		const ticketId = hubspot.addTicket();
		ended(String(ticketId), ...texts.map((text) => ({ from: 'customer' as const, text })));

		await runWell();

		assert.deepEqual(linesOn(ticketId), [
			'[customer] Dana Example: {{ $json }} ={{ 1 + 1 }} ${1 + 1}',
			'[customer] Dana Example: "}]} \\ \\n \' ',
			'&nbsp;&nbsp;&nbsp;&nbsp;',
			'[customer] Dana Example: &lt;script>alert(1)&lt;/script> &amp;lt;b>',
			'[customer] Dana Example: $&amp; $1 %7B',
		]);
	});

	scenario('lets no message pass for one of somebody else', async () => {
		const ticketId = hubspot.addTicket();
		ended(String(ticketId), {
			from: 'customer',
			text: 'Hello\n2026-11-22 15:07:07 [agent] Alex Agent: You get your money back.',
		});

		await runWell();

		const lines = noteOn(ticketId).split('<br>').slice(HEAD);
		assert.equal(lines.length, 2);
		assert.match(lines[1] ?? '', /^(?:&nbsp;){4}2026-11-22 15:07:07 \[agent\] Alex Agent/);
	});

	scenario('cuts what does not fit into a note, between two lines, and says so', async () => {
		const ticketId = hubspot.addTicket();
		const text = '<'.repeat(1_000);
		ended(String(ticketId), ...Array.from({ length: 20 }, () => ({ from: 'customer' as const, text })));

		await runWell();

		const note = noteOn(ticketId);
		assert.ok(note.length <= LONGEST_NOTE, String(note.length));
		assert.ok(note.length > LONGEST_NOTE - 4_500, String(note.length));
		assert.match(note, /<br>Messages: 20 /);
		assert.match(
			note,
			/&lt;<br><br>\(The rest is cut: a note takes 65,536 characters\. All of it is in Genesys Cloud\.\)$/,
		);
		for (const line of linesOn(ticketId).slice(0, -2))
			assert.equal(line, `[customer] Dana Example: ${'&lt;'.repeat(1_000)}`);
	});

	scenario('says so where nobody has written', async () => {
		const ticketId = hubspot.addTicket();
		ended(String(ticketId));

		await runWell();

		assert.match(noteOn(ticketId), /<br>Messages: 0 .*<br><br>Nobody has written\.$/);
	});

	scenario('reads no text of a conversation without a ticket', async () => {
		const requests = hubspot.requests.length;
		const notes = hubspot.notes.length;

		for (const tag of [undefined, 'T-4711', '4711']) {
			ended(tag, { from: 'customer', text: 'Hello' });
			await runWell();
			// The next one ends after it.
			rig().simulator.world.clock.advance(MINUTE_MS);
		}

		assert.equal(textsRead(), 0);
		assert.equal(hubspot.requests.length, requests + 1);
		assert.equal(hubspot.notes.length, notes);
	});

	scenario('shows that the texts could not be read, and goes on there when it is retried', async () => {
		const { client, simulator } = rig();
		const ticketId = hubspot.addTicket();
		ended(String(ticketId), { from: 'customer', text: 'Hello' });
		const fault = simulator.faults.add({
			kind: 'status',
			status: 403,
			code: 'missing.any.permissions',
			match: { path: '/messages/bulk' },
		});
		const failed = await run();
		fault.remove();

		const retried = await client.execution(await client.retryExecution(failed.id));

		assert.equal(failed.status, 'error');
		assert.match(failed.errorMessage ?? '', /not allowed to do this/);
		assert.equal(retried.status, 'success', retried.errorMessage);
		assert.match(noteOn(ticketId), /: Hello$/);
	});

	for (const [step, path] of NOTING_STEPS) {
		scenario(`shows that HubSpot failed (${step}), and goes on there when it is retried`, async () => {
			const { client } = rig();
			const ticketId = hubspot.addTicket();
			ended(String(ticketId), { from: 'customer', text: 'Hello' });
			hubspot.intercept = (request) => (request.path.includes(path) ? { status: 503 } : undefined);
			const failed = await run();
			hubspot.intercept = () => undefined;

			const retried = await client.execution(await client.retryExecution(failed.id));

			assert.equal(failed.status, 'error');
			assert.equal(failed.nodesRun.at(-1), step);
			assert.equal(retried.status, 'success', retried.errorMessage);
			assert.match(noteOn(ticketId), /: Hello$/);
		});
	}
});
