import assert from 'node:assert/strict';
import { before, beforeEach } from 'node:test';
import { isObject, jsonOrText, type UnknownObject } from '../../../scripts/n8n/json.mts';
import { lastParticipant, messagesOf } from '../../../simulator/world/model.mts';
import {
	NOBODYS_ID,
	openConversations,
	openContactCenter,
	type ContactCenter,
} from '../../support/contact-center.mts';
import { scenario } from '../../support/scenario.mts';
import { importExample, withNode } from '../example.mts';
import { inRealN8n } from '../suite.mts';
import { lastChanges } from './world-state.mts';

const FILE = 'goodbye-and-close.json';
const HEADER = 'X-Webhook-Secret';
const SECRET = 'not-for-production-4711';
/** As it comes. */
const GOODBYE =
	'Thank you for contacting us. We are closing this chat now. You can write to us again at any time.';

/** What came back to the caller. */
interface Answer {
	readonly status: number;
	readonly json: UnknownObject;
}

inRealN8n('The example "goodbye and close" in real n8n', (rig) => {
	let workflowId: string;
	let path: string;
	let center: ContactCenter;

	before(async () => {
		const { client } = rig();
		const header = { name: HEADER, value: SECRET };
		const { id, name } = await client.createCredential(`Secret for ${FILE}`, 'httpHeaderAuth', header);
		({ workflowId, webhookPath: path } = await importExample(rig(), FILE, {
			change: (workflow) =>
				withNode(workflow, 'Webhook', (node) => ({
					...node,
					credentials: { httpHeaderAuth: { id, name } },
				})),
		}));
		await client.activateWorkflow(workflowId);
	});
	beforeEach(() => {
		rig().simulator.reset();
		center = openContactCenter(rig().simulator.world);
	});

	async function call(
		body: unknown,
		headers: Record<string, string> = { [HEADER]: SECRET },
	): Promise<Answer> {
		const response = await fetch(`${rig().n8n.url}/webhook/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', ...headers },
			body: JSON.stringify(body),
		});
		const given = jsonOrText(await response.text());
		return { status: response.status, json: isObject(given) ? given : { given } };
	}

	/** What stands in a conversation of the contact center's own, the oldest first. */
	function said(conversationId: string): readonly string[] {
		const messages = messagesOf(rig().simulator.world.conversation(conversationId));
		return messages.filter(({ from }) => from === 'api').map(({ text }) => text);
	}

	/** Asserts that nothing changes in Genesys Cloud meanwhile, and gives what comes back. */
	async function changingNothing(act: () => Promise<Answer>): Promise<Answer> {
		const changesBefore = lastChanges(rig().simulator.world);
		const answer = await act();
		assert.deepEqual(lastChanges(rig().simulator.world), changesBefore);
		return answer;
	}

	scenario('says the goodbye of the workflow, then closes that conversation and no other', async () => {
		const { id: other } = center.chat();
		const { id } = center.chat();

		const { status, json } = await call({ conversationId: id });

		assert.equal(status, 200, JSON.stringify(json));
		assert.deepEqual(Object.keys(json), ['status', 'closed', 'reason', 'closedAt', 'conversationId']);
		assert.equal(json['status'], 'closed');
		assert.equal(
			json['reason'],
			'Disconnected Dana Example (customer) and Alex Agent (agent). The goodbye was sent.',
		);
		assert.equal(json['conversationId'], id);
		assert.deepEqual(said(id), [GOODBYE]);
		assert.deepEqual(openConversations(rig().simulator.world), [other]);
	});

	scenario('lets the customer read it before the end, and the agent leave last', async () => {
		const { id } = center.chat();

		await call({ conversationId: id });

		const conversation = rig().simulator.world.conversation(id);
		const goodbye = messagesOf(conversation).find(({ text }) => text === GOODBYE);
		const customer = lastParticipant(conversation, 'customer')?.communication.disconnectedTime;
		const agent = lastParticipant(conversation, 'agent')?.communication.disconnectedTime;
		assert.ok(goodbye !== undefined && customer !== undefined && agent !== undefined);
		assert.ok(goodbye.at <= customer);
		assert.ok(customer <= agent);
	});

	scenario('says what the caller wants said, taken for text, whatever it looks like', async () => {
		const text = 'Good night, {{ $json.body.conversationId }}!\n"Dana" \\ <b>&</b> ={{ 1 + 1 }}';
		const { id } = center.chat();

		const { json } = await call({ conversationId: id, text });

		assert.equal(json['status'], 'closed', JSON.stringify(json));
		assert.deepEqual(said(id), [text]);
	});

	for (const text of ['', ' \n', null]) {
		scenario(`says the goodbye of the workflow for ${JSON.stringify(text)}`, async () => {
			const { id } = center.chat();

			await call({ conversationId: id, text });

			assert.deepEqual(said(id), [GOODBYE]);
		});
	}

	scenario('closes all the same where the customer cannot be addressed, and says so', async () => {
		const { id } = rig().simulator.world.startConversation({
			customerName: 'Guest',
			queue: center.queue,
			stage: 'agent',
		});

		const { status, json } = await call({ conversationId: id });

		assert.deepEqual([status, json['status']], [200, 'closed']);
		assert.equal(
			json['reason'],
			'Disconnected Guest (customer) and Alex Agent (agent). The goodbye could not be sent: The customer is not a known external contact, and Genesys Cloud addresses nobody else.',
		);
		assert.deepEqual(said(id), []);
		assert.deepEqual(openConversations(rig().simulator.world), []);
	});

	scenario('changes nothing and says nothing when it is called again', async () => {
		const { id } = center.chat();
		await call({ conversationId: id });

		const again = await changingNothing(() => call({ conversationId: id }));

		assert.deepEqual([again.status, again.json['status']], [200, 'alreadyClosed']);
		assert.deepEqual(said(id), [GOODBYE]);
	});

	scenario('says of a conversation that does not exist that it was not found', async () => {
		const { status, json } = await changingNothing(() => call({ conversationId: NOBODYS_ID }));

		assert.deepEqual([status, json['status'], json['closed']], [200, 'notFound', false]);
	});

	scenario('refuses what is no ID and what cannot be said, and asks Genesys nothing', async () => {
		const { id } = center.chat();
		const unusable = [
			{},
			[],
			{ conversationId: 'CRM-100045' },
			{ conversationId: [id] },
			{ conversationId: id, text: 4711 },
			{ conversationId: id, text: ['Bye'] },
			{ conversationId: id, text: 'x'.repeat(2_001) },
			{ conversationId: id, text: 'Bye\u0007' },
		];

		for (const body of unusable) {
			const { status, json } = await call(body);
			assert.deepEqual([status, json['status']], [400, 'unusable'], JSON.stringify(body));
		}

		assert.equal(rig().simulator.requests.length, 0);
	});

	scenario('lets no stranger in: nothing runs, and Genesys is asked nothing', async () => {
		const { id } = center.chat();
		const lastExecution = await rig().client.startedExecution(workflowId);
		const wrong = ['', 'guessed', SECRET.toUpperCase(), `${SECRET}, ${SECRET}`];
		const strangers = [
			{},
			{ Authorization: `Bearer ${SECRET}` },
			...wrong.map((value) => ({ [HEADER]: value })),
		];

		for (const headers of strangers) assert.equal((await call({ conversationId: id }, headers)).status, 403);

		assert.equal(rig().simulator.requests.length, 0);
		assert.equal(await rig().client.startedExecution(workflowId), lastExecution);
		assert.deepEqual(openConversations(rig().simulator.world), [id]);
	});

	scenario('says what to do when the close is refused, and closes when it is called again', async () => {
		const { id } = center.chat();
		const fault = rig().simulator.faults.add({
			kind: 'status',
			status: 403,
			code: 'missing.any.permissions',
			match: { method: 'PATCH' },
		});

		const failed = await call({ conversationId: id });
		fault.remove();
		const again = await call({ conversationId: id });

		assert.deepEqual([failed.status, failed.json['status'], failed.json['closed']], [502, 'failed', false]);
		assert.match(String(failed.json['reason']), /not allowed to do this.* The goodbye was sent\./s);
		assert.deepEqual([again.status, again.json['status']], [200, 'closed']);
	});
});
