import assert from 'node:assert/strict';
import { before } from 'node:test';
import { asArray, asObject, type UnknownObject } from '../../../scripts/n8n/json.mts';
import type { ConversationHandle } from '../../../simulator/index.mts';
import type { Contact } from '../../../simulator/world/directory.mts';
import { importExample } from '../example.mts';
import { openConversations } from '../../support/contact-center.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';
import { customersCaller, type CallMode } from './customers-caller.mts';
import { lastChanges } from './world-state.mts';

const CONVERSATIONS = '/api/v2/conversations/';

interface Customer {
	readonly contact: Contact;
	readonly open: readonly ConversationHandle[];
}

inRealN8n('The example "close everything of a customer" in real n8n', (rig) => {
	let count = 0;

	before(async () => {
		const { client, line, simulator } = rig();
		simulator.world.addExternalSource({ name: 'CRM' });
		const { workflowId } = await importExample(rig(), 'close-everything-of-a-customer.json');
		// n8n 1 calls any workflow, and activates none that only another one starts; n8n 2 calls those that are published.
		if (!line.startsWith('1.')) await client.activateWorkflow(workflowId);
		for (const mode of ['once', 'each'] as const) {
			const caller = await client.createWorkflow(customersCaller(pathOf(mode), workflowId, mode));
			await client.activateWorkflow(caller.id);
		}
	});

	/** A customer with so many open conversations, and one that has ended. */
	function addCustomer(openConversations: number): Customer {
		const { world } = rig().simulator;
		count += 1;
		const contact = world.addContact({
			firstName: 'Customer',
			lastName: String(count),
			externalIds: [{ value: `CRM-70${String(count)}` }],
			emails: [`customer${String(count)}@example.com`],
			phones: [`+155530000${String(count).padStart(2, '0')}`],
		});
		const queue = world.addQueue({ name: `Queue ${String(count)}` });
		const agent = world.addUser({ name: `Agent ${String(count)}` });
		const common = { customerName: `Customer ${String(count)}`, contact, queue, agent };
		world.startConversation({ ...common, stage: 'ended' });
		const open = Array.from({ length: openConversations }, () =>
			world.startConversation({ ...common, stage: 'agent' }),
		);
		return { contact, open };
	}

	/** Calls the caller; gives what came back to it. */
	async function call(mode: CallMode, ...customers: readonly object[]): Promise<readonly UnknownObject[]> {
		const answer = await rig().client.callWebhook(pathOf(mode), { customers });
		assert.equal(answer.status, 200, JSON.stringify(answer.body));
		return asArray(answer.body, 'answer').map((item) => asObject(item, 'summary'));
	}

	/** What is given to find a customer by, and how it is called in the summary. */
	const KINDS: Readonly<Record<string, (contact: Contact) => string>> = {
		externalId: ({ externalIds }) => externalIds[0]?.value ?? '',
		email: ({ emails }) => emails[0] ?? '',
		phone: ({ phones }) => phones[0] ?? '',
		externalContactId: ({ id }) => id,
	};
	const kinds = Object.entries(KINDS);

	for (const [findBy, valueOf] of kinds) {
		scenario(`closes all that is open of the customer found by ${findBy}, and nothing else`, async () => {
			const bystander = addCustomer(1);
			const customer = addCustomer(2);
			const openBefore = openConversations(rig().simulator.world);
			const value = valueOf(customer.contact);

			const [summary, ...more] = await call('once', { name: 'Dana', [findBy]: value });

			assert.deepEqual(more, []);
			const ids = customer.open.map(({ id }) => id);
			const { verdicts, ...counts } = summary ?? assert.fail();
			assert.deepEqual(counts, {
				name: 'Dana',
				findBy,
				customer: value,
				dryRun: false,
				found: 2,
				closed: 2,
				alreadyClosed: 0,
				wouldClose: 0,
				skipped: 0,
				notClosed: 0,
				closedEverything: true,
				problem: '',
			});
			assert.deepEqual(
				asArray(verdicts, 'verdicts')
					.map((verdict) => asObject(verdict, 'verdict')['conversationId'])
					.toSorted(),
				ids.toSorted(),
			);
			const openNow = openConversations(rig().simulator.world);
			assert.deepEqual(
				openNow,
				openBefore.filter((id) => !ids.includes(id)),
			);
			assert.ok(openNow.includes(bystander.open[0]?.id ?? ''));
		});
	}

	scenario('gives one item with found 0 for a customer who has nothing open', async () => {
		const { contact } = addCustomer(0);
		const before = lastChanges(rig().simulator.world);

		const summaries = await call(
			'once',
			{ name: 'nothing open', email: contact.emails[0] },
			{ name: 'nobody knows', email: 'nobody@example.com' },
		);

		assert.deepEqual(
			summaries.map(({ name, found, closedEverything, problem, verdicts }) => ({
				name,
				found,
				closedEverything,
				problem,
				verdicts,
			})),
			['nothing open', 'nobody knows'].map((name) => ({
				name,
				found: 0,
				closedEverything: true,
				problem: '',
				verdicts: [],
			})),
		);
		assert.deepEqual(lastChanges(rig().simulator.world), before);
	});

	scenario('changes nothing in a dry run, and says what it would close', async () => {
		const { contact } = addCustomer(2);
		const before = lastChanges(rig().simulator.world);

		const [summary] = await call('once', { email: contact.emails[0], dryRun: true });

		const { found, closed, wouldClose, closedEverything, dryRun } = summary ?? assert.fail();
		assert.deepEqual(
			{ found, closed, wouldClose, closedEverything, dryRun },
			{ found: 2, closed: 0, wouldClose: 2, closedEverything: false, dryRun: true },
		);
		assert.deepEqual(lastChanges(rig().simulator.world), before);
	});

	for (const mode of ['once', 'each'] as const) {
		scenario(
			`gives each of five customers one item, in their order, however they are found (${mode})`,
			async () => {
				const customers = [2, 0, 1, 3, 1].map((openOnes, index) => {
					const [findBy, valueOf] = kinds[index % kinds.length] ?? assert.fail();
					const { contact, open } = addCustomer(openOnes);
					return { name: `number ${String(index)}`, findBy, value: valueOf(contact), open };
				});

				const summaries = await call(
					mode,
					...customers.map(({ name, findBy, value }) => ({ name, [findBy]: value })),
				);

				assert.deepEqual(
					summaries.map(({ name, customer, found, closed, closedEverything }) => ({
						name,
						customer,
						found,
						closed,
						closedEverything,
					})),
					customers.map(({ name, value, open }) => ({
						name,
						customer: value,
						found: open.length,
						closed: open.length,
						closedEverything: true,
					})),
				);
				const openNow = openConversations(rig().simulator.world);
				const left = customers.flatMap(({ open }) => open).filter(({ id }) => openNow.includes(id));
				assert.deepEqual(left, []);
			},
		);
	}

	scenario(
		'says of a customer who could not be looked for why, and does its work for the others',
		async () => {
			const good = addCustomer(1);

			const [without, other] = await call(
				'once',
				{ name: 'nothing given' },
				{ name: 'good', email: good.contact.emails[0] },
			);

			assert.equal(without?.['name'], 'nothing given');
			assert.match(String(without['problem']), /External ID/);
			assert.deepEqual([without['found'], without['closedEverything']], [0, false]);
			assert.equal(other?.['name'], 'good');
			assert.deepEqual([other['closed'], other['problem']], [1, '']);
		},
	);

	scenario('counts a conversation that Genesys did not close, and says so', async () => {
		const { contact, open } = addCustomer(2);
		const [stuck = assert.fail(), other = assert.fail()] = open;
		const path = `^${CONVERSATIONS}messages/${stuck.id}$`;
		const fault = rig().simulator.faults.add({
			kind: 'status',
			status: 405,
			match: { method: 'PATCH', path },
		});

		const [summary] = await call('once', { name: 'Dana', email: contact.emails[0] });
		fault.remove();

		const { found, closed, notClosed, closedEverything, verdicts } = summary ?? assert.fail();
		assert.deepEqual(
			{ found, closed, notClosed, closedEverything },
			{
				found: 2,
				closed: 1,
				notClosed: 1,
				closedEverything: false,
			},
		);
		const failed = asArray(verdicts, 'verdicts')
			.map((verdict) => asObject(verdict, 'verdict'))
			.find(({ conversationId }) => conversationId === stuck.id);
		assert.deepEqual([failed?.['status'], failed?.['closed']], ['failed', false]);
		assert.notEqual(failed?.['reason'], '');
		const openNow = openConversations(rig().simulator.world);
		assert.ok(openNow.includes(stuck.id));
		assert.ok(!openNow.includes(other.id));
	});
});

function pathOf(mode: CallMode): string {
	return `customers-${mode}`;
}
