import assert from 'node:assert/strict';
import { after, before, beforeEach } from 'node:test';
import { MINUTE_MS } from '../../../simulator/durations.mts';
import type { Execution } from '../../../scripts/n8n/execution.mts';
import { pollUntil } from '../../../scripts/n8n/poll.mts';
import type { ConversationInit } from '../../../simulator/index.mts';
import { endTimeOf } from '../../../simulator/world/model.mts';
import { openConversations } from '../../support/contact-center.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';
import { HubSpot, importForHubSpot, ticketEvent, type TicketEvent } from './hubspot.mts';
import { lastChanges } from './world-state.mts';

const PATH = 'crm-ticket-changed';
const HALF_AN_HOUR = 30 * MINUTE_MS;
const RUN_WITHIN_MS = MINUTE_MS;

inRealN8n('The example "CRM case closed" in real n8n', (rig) => {
	const hubspot = new HubSpot();
	let workflowId: string;
	let queue: string;
	let count = 0;
	let executionId = '';

	before(async () => {
		await hubspot.start();
		const { client, simulator } = rig();
		workflowId = await importForHubSpot(rig(), hubspot, 'crm-case-closed.json');
		await client.activateWorkflow(workflowId);
		simulator.world.addExternalSource({ name: 'CRM' });
		queue = simulator.world.addQueue({ name: 'Web Support' }).id;
		simulator.world.addUser({ name: 'Alex Agent' });
	});
	after(() => hubspot.close());
	beforeEach(() => {
		hubspot.intercept = () => undefined;
	});

	/** A customer of both systems, with a closed ticket and, unless told otherwise, half an hour of waiting in the queue. */
	function addCustomer(
		conversation: Partial<ConversationInit> | 'none' = {},
		customerNumber?: string,
	): Customer {
		const { world } = rig().simulator;
		count += 1;
		const email = `dana${String(count)}@example.com`;
		const contact = world.addContact({
			firstName: 'Dana',
			lastName: String(count),
			emails: [email],
			...(customerNumber === undefined ? {} : { externalIds: [{ value: customerNumber }] }),
		});
		const ticketId = hubspot.addTicket(
			hubspot.addContact({ email, customer_number: customerNumber ?? null }),
		);
		if (conversation === 'none') return { ticketId, email, conversationId: '' };
		const { id } = world.startConversation({
			customerName: `Dana ${String(count)}`,
			contact,
			queue,
			stage: 'queue',
			startedAt: world.now() - HALF_AN_HOUR,
			...conversation,
		});
		return { ticketId, email, conversationId: id };
	}

	/** Delivers events as HubSpot does, and waits until the workflow has done its work. */
	async function deliver(...events: readonly unknown[]): Promise<Execution> {
		const { status } = await rig().client.callWebhook(PATH, events);
		assert.equal(status, 200);
		return await nextExecution();
	}

	/** n8n answers before there is an execution in its list. */
	async function nextExecution(): Promise<Execution> {
		return await pollUntil('the workflow has run', RUN_WITHIN_MS, async () => {
			const execution = await rig().client.latestExecution(workflowId);
			if (execution.id === executionId) return undefined;
			executionId = execution.id;
			return execution;
		});
	}

	function closed(ticketId: number, more: Partial<TicketEvent> = {}): object {
		return ticketEvent({ objectId: ticketId, occurredAt: Date.now(), ...more });
	}

	/** Asserts what has been written on a ticket, but for the wording of the reason, which must be there. */
	function assertWritten(ticketId: number, expected: Readonly<Record<string, unknown>>): void {
		const { web_chat_reason: reason, ...written } = hubspot.written(ticketId);
		assert.deepEqual(written, expected);
		assert.ok(typeof reason === 'string' && reason !== '');
	}

	function assertSucceeded({ status, errorMessage }: Execution): void {
		assert.equal(status, 'success', errorMessage);
	}

	function outcome(
		status: string,
		event: object,
		conversationId: string | null = null,
	): Record<string, unknown> {
		const handled = ['closed', 'alreadyClosed', 'notFound'].includes(status);
		return {
			web_chat_status: status,
			web_chat_closed_at: null,
			web_chat_conversation_id: conversationId,
			...(handled && 'occurredAt' in event ? { web_chat_handled: String(event.occurredAt) } : {}),
		};
	}

	scenario(
		'closes the conversation of the ticket’s contact and no other, and writes that on the ticket',
		async () => {
			const { simulator } = rig();
			addCustomer();
			const { ticketId, conversationId } = addCustomer();
			const openBefore = openConversations(simulator.world);
			const event = closed(ticketId);

			assertSucceeded(await deliver(event));

			assert.deepEqual(
				openConversations(simulator.world),
				openBefore.filter((id) => id !== conversationId),
			);
			const ended = endTimeOf(simulator.world.conversation(conversationId)) ?? assert.fail();
			assertWritten(ticketId, {
				...outcome('closed', event, conversationId),
				web_chat_closed_at: new Date(ended).toISOString(),
			});
		},
	);

	scenario('goes by the customer number where the contact has one', async () => {
		const { email, conversationId: ofEmail } = addCustomer();
		const { conversationId } = addCustomer({}, 'CRM-9001');
		const ticketId = hubspot.addTicket(hubspot.addContact({ email, customer_number: 'CRM-9001' }));

		assertSucceeded(await deliver(closed(ticketId)));

		assert.equal(hubspot.written(ticketId)['web_chat_conversation_id'], conversationId);
		const openNow = openConversations(rig().simulator.world);
		assert.deepEqual([openNow.includes(ofEmail), openNow.includes(conversationId)], [true, false]);
	});

	scenario('does nothing when an event comes again: what was written stays', async () => {
		const { ticketId } = addCustomer();
		const event = closed(ticketId);
		await deliver(event);
		const written = hubspot.written(ticketId);
		const requests = rig().simulator.requests.length;

		assertSucceeded(await deliver({ ...event, attemptNumber: 1 }));

		assert.deepEqual(hubspot.written(ticketId), written);
		assert.equal(rig().simulator.requests.length, requests);
	});

	scenario('looks again when the ticket was opened and closed once more', async () => {
		const first = addCustomer();
		await deliver(closed(first.ticketId, { occurredAt: Date.now() - 1000 }));
		const { world } = rig().simulator;
		world.reopen(first.conversationId);
		const event = closed(first.ticketId);

		assertSucceeded(await deliver(event));

		assert.equal(hubspot.written(first.ticketId)['web_chat_status'], 'skippedRecentMessage');
		assert.ok(openConversations(rig().simulator.world).includes(first.conversationId));
	});

	scenario('writes that nothing was open, or that nobody is known', async () => {
		const quiet = addCustomer('none');
		const withoutContact = hubspot.addTicket();
		const withoutEmail = hubspot.addTicket(hubspot.addContact({ email: null, customer_number: null }));
		const changes = lastChanges(rig().simulator.world);
		const events = [quiet.ticketId, withoutContact, withoutEmail].map((id) => closed(id));

		assertSucceeded(await deliver(...events));

		[quiet.ticketId, withoutContact, withoutEmail].forEach((id, index) => {
			assertWritten(id, outcome('notFound', events[index] ?? {}));
		});
		assert.match(String(hubspot.written(withoutContact)['web_chat_reason']), /contact/);
		assert.deepEqual(lastChanges(rig().simulator.world), changes);
	});

	scenario('leaves alone whom an agent talks to, who has just written, and who came after', async () => {
		const now = Date.now();
		const withAgent = addCustomer({ stage: 'agent' });
		const writing = addCustomer({
			messages: [{ from: 'customer', text: 'One more thing', at: now - MINUTE_MS }],
		});
		const later = addCustomer({ startedAt: now - 10 * MINUTE_MS });
		const changes = lastChanges(rig().simulator.world);
		const event = closed(later.ticketId, { occurredAt: now - 20 * MINUTE_MS });

		assertSucceeded(await deliver(closed(withAgent.ticketId), closed(writing.ticketId), event));

		assertWritten(withAgent.ticketId, outcome('skippedAgentConnected', {}, withAgent.conversationId));
		assertWritten(writing.ticketId, outcome('skippedRecentMessage', {}, writing.conversationId));
		assertWritten(later.ticketId, outcome('notFound', event));
		assert.deepEqual(lastChanges(rig().simulator.world), changes);
	});

	scenario(
		'writes that Genesys refused, shows it in n8n, and does its work when the event comes again',
		async () => {
			const { ticketId, conversationId } = addCustomer();
			const fault = rig().simulator.faults.add({ kind: 'status', status: 405, match: { method: 'PATCH' } });
			const event = closed(ticketId);

			const failed = await deliver(event);
			fault.remove();

			assert.equal(failed.status, 'error');
			assert.match(failed.errorMessage ?? '', new RegExp(String(ticketId)));
			assertWritten(ticketId, outcome('error', event));
			assert.match(String(hubspot.written(ticketId)['web_chat_reason']), /Genesys Cloud/);
			assert.ok(openConversations(rig().simulator.world).includes(conversationId));

			assertSucceeded(await deliver(event));
			assert.equal(hubspot.written(ticketId)['web_chat_status'], 'closed');
		},
	);

	scenario(
		'shows in n8n that the outcome could not be written, and writes when the event comes again',
		async () => {
			const { ticketId, conversationId } = addCustomer();
			hubspot.intercept = ({ method }) => (method === 'PATCH' ? { status: 503 } : undefined);
			const event = closed(ticketId);

			const failed = await deliver(event);
			hubspot.intercept = () => undefined;

			assert.equal(failed.status, 'error');
			assert.match(failed.errorMessage ?? '', /HubSpot/);
			assert.deepEqual(hubspot.written(ticketId), {});
			assert.ok(!openConversations(rig().simulator.world).includes(conversationId));

			assertSucceeded(await deliver(event));
			assertWritten(ticketId, outcome('notFound', event));
		},
	);

	scenario('writes that the contact could not be read, and closes nothing', async () => {
		const { ticketId, conversationId } = addCustomer();
		hubspot.intercept = ({ path }) => (path.includes('/contacts/') ? { status: 500 } : undefined);

		const failed = await deliver(closed(ticketId));

		assert.equal(failed.status, 'error');
		assert.equal(hubspot.written(ticketId)['web_chat_status'], 'error');
		assert.equal(hubspot.written(ticketId)['web_chat_handled'], undefined);
		assert.ok(openConversations(rig().simulator.world).includes(conversationId));
	});

	scenario('works through a delivery of many events, one that fails among them', async () => {
		const first = addCustomer();
		const reopened = addCustomer();
		hubspot.change(reopened.ticketId, { hs_pipeline_stage: '1' });
		const other = addCustomer();
		const last = addCustomer();
		const deleted = 1;

		const execution = await deliver(
			closed(first.ticketId),
			closed(reopened.ticketId),
			closed(deleted),
			closed(other.ticketId, { propertyName: 'subject', propertyValue: '4' }),
			closed(other.ticketId, { propertyValue: '3' }),
			closed(last.ticketId),
			closed(first.ticketId),
		);

		assert.equal(execution.status, 'error');
		assert.match(execution.errorMessage ?? '', /HubSpot/);
		for (const { ticketId, conversationId } of [first, last]) {
			const { web_chat_status: status, web_chat_conversation_id: id } = hubspot.written(ticketId);
			assert.deepEqual({ status, id }, { status: 'closed', id: conversationId });
		}
		for (const { ticketId, conversationId } of [reopened, other]) {
			assert.deepEqual(hubspot.written(ticketId), {});
			assert.ok(openConversations(rig().simulator.world).includes(conversationId));
		}
		const writes = hubspot.requests.filter(
			({ method, path }) => method === 'PATCH' && path.endsWith(`/${String(first.ticketId)}`),
		);
		assert.equal(writes.length, 1);
	});

	scenario('answers HubSpot before it asks anything', async () => {
		const { ticketId } = addCustomer();
		let release = (): void => undefined;
		const released = new Promise<void>((resolve) => {
			release = resolve;
		});
		hubspot.intercept = async () => {
			await released;
			return undefined;
		};

		const { status } = await rig().client.callWebhook(PATH, [closed(ticketId)]);

		assert.equal(status, 200);
		assert.deepEqual(hubspot.written(ticketId), {});
		release();
		assertSucceeded(await nextExecution());
		assert.equal(hubspot.written(ticketId)['web_chat_status'], 'closed');
	});

	scenario('asks nobody anything for what is no event of a ticket', async () => {
		const requests = [hubspot.requests.length, rig().simulator.requests.length];
		const { ticketId } = addCustomer();
		const hostile = ['../contacts/1', `${String(ticketId)}/../../contacts/1`, '', null, {}, [], true, -1];

		assertSucceeded(
			await deliver(
				...hostile.map((objectId) => ({ ...closed(ticketId), objectId })),
				null,
				'text',
				7,
				[],
				{},
			),
		);
		assertSucceeded(await deliver());

		assert.deepEqual([hubspot.requests.length, rig().simulator.requests.length], requests);
	});
});

interface Customer {
	readonly ticketId: number;
	readonly email: string;
	/** Empty for one without a conversation. */
	readonly conversationId: string;
}
