import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before } from 'node:test';
import { CONVERSATION_FIELDS } from '../../../nodes/shared/n8n/items.ts';
import { asObject, type UnknownObject } from '../../../scripts/n8n/json.mts';
import type { ConversationInit } from '../../../simulator/index.mts';
import { endTimeOf, lastParticipant } from '../../../simulator/world/model.mts';
import { openConversations } from '../../support/contact-center.mts';
import { scenario } from '../../support/scenario.mts';
import { importExample, withNode } from '../example.mts';
import { inRealN8n } from '../suite.mts';
import { DataAction, triggerOfPage, type Outcome } from './data-action.mts';
import { lastChanges } from './world-state.mts';

const FILE = 'act-on-push.json';
const SECRET = 'not-for-production-4711';
const UNKNOWN_CONVERSATION = '0f3b6f0c-1f6e-4b52-9d0a-7d6c5b4a3f21';

/** What may stand where a conversation ID is due, by mistake or out of malice. */
const NO_IDS = [
	undefined,
	null,
	'',
	'CRM-100045',
	4711,
	{},
	['0f3b6f0c-1f6e-4b52-9d0a-7d6c5b4a3f21'],
	'0f3b6f0c-1f6e-4b52-9d0a-7d6c5b4a3f21/participants',
	'../0f3b6f0c-1f6e-4b52-9d0a-7d6c5b4a3f21',
	'={{ 1 }}',
];

inRealN8n('The example "act on push" in real n8n', (rig) => {
	let dataAction: DataAction;
	let workflowId: string;
	let queue: string;
	let agent: string;

	before(async () => {
		const { client, n8n, simulator } = rig();
		const header = { name: 'X-Push-Secret', value: SECRET };
		const { id, name } = await client.createCredential(`Secret for ${FILE}`, 'httpHeaderAuth', header);
		({ workflowId } = await importExample(rig(), FILE, {
			change: (workflow) =>
				withNode(workflow, 'Push', (node) => ({
					...node,
					credentials: { httpHeaderAuth: { id, name } },
				})),
		}));
		await client.activateWorkflow(workflowId);
		dataAction = new DataAction(n8n.url, SECRET);
		queue = simulator.world.addQueue({ name: 'Web Support' }).id;
		agent = simulator.world.addUser({ name: 'Alex Agent' }).id;
	});

	function startConversation(more: Partial<ConversationInit> = {}): string {
		const init = { customerName: 'Dana Example', queue, stage: 'agent' as const, ...more };
		return rig().simulator.world.startConversation(init).id;
	}

	/** A conversation with an agent in it, whose customer has left. */
	function leftBehind(): string {
		return startConversation({ stage: 'customerLeft' });
	}

	async function push(eventType: string, conversationId: string): Promise<Outcome> {
		return await dataAction.run({ eventType, conversationId });
	}

	function iso(time: number | undefined): string {
		return new Date(time ?? assert.fail('It has not happened')).toISOString();
	}

	function leftAt(conversationId: string): string {
		const conversation = rig().simulator.world.conversation(conversationId);
		return iso(lastParticipant(conversation, 'customer')?.communication.disconnectedTime);
	}

	function endedAt(conversationId: string): string {
		return iso(endTimeOf(rig().simulator.world.conversation(conversationId)));
	}

	/** Asserts that nothing changes in Genesys Cloud meanwhile, and gives what comes back. */
	async function changingNothing(act: () => Promise<Outcome>): Promise<Outcome> {
		const changesBefore = lastChanges(rig().simulator.world);
		const outcome = await act();
		assert.deepEqual(lastChanges(rig().simulator.world), changesBefore);
		return outcome;
	}

	async function eventItem(): Promise<UnknownObject> {
		const [item] = (await rig().client.latestExecution(workflowId)).items('Event');
		return item ?? assert.fail('There was no event');
	}

	scenario('closes for the others what the customer has left, and no other conversation', async () => {
		startConversation({ customerName: 'Somebody Else' });
		const conversationId = leftBehind();
		const eventTime = leftAt(conversationId);
		const openBefore = openConversations(rig().simulator.world);

		const { status, body } = await push('customerLeft', conversationId);

		assert.equal(status, 200);
		assert.equal(body['status'], 'closed', JSON.stringify(body));
		assert.equal(body['reason'], 'Disconnected Alex Agent (agent).');
		assert.equal(body['eventId'], `customerLeft:${conversationId}:${eventTime}`);
		assert.deepEqual(
			openConversations(rig().simulator.world),
			openBefore.filter((id) => id !== conversationId),
		);
	});

	scenario('makes an item of it: the event in front of what Get gives', async () => {
		const conversationId = leftBehind();
		const eventTime = leftAt(conversationId);

		await push('customerLeft', conversationId);

		const item = await eventItem();
		const usual = CONVERSATION_FIELDS.filter(({ onlySelected = false }) => !onlySelected);
		assert.deepEqual(Object.keys(item), [
			'eventId',
			'eventType',
			'eventTime',
			...usual.map(({ key }) => key),
		]);
		assert.equal(item['eventId'], `customerLeft:${conversationId}:${eventTime}`);
		assert.equal(item['eventType'], 'customerLeft');
		assert.equal(item['eventTime'], eventTime);
		assert.equal(item['conversationId'], conversationId);
		assert.equal(item['customerConnected'], false);
		assert.equal(item['agentName'], 'Alex Agent');
	});

	scenario('closes nothing when the same event is pushed again, and knows it by its ID', async () => {
		const conversationId = leftBehind();
		const first = await push('customerLeft', conversationId);

		const second = await changingNothing(() => push('customerLeft', conversationId));

		assert.equal(second.status, 200);
		assert.equal(second.body['status'], 'alreadyClosed');
		assert.equal(second.body['eventId'], first.body['eventId']);
	});

	scenario('answers with a verdict when the same event is pushed twice at once', async () => {
		const conversationId = leftBehind();

		const outcomes = await Promise.all([1, 2, 3].map(() => push('customerLeft', conversationId)));

		for (const { status, body } of outcomes) {
			assert.equal(status, 200);
			assert.ok(['closed', 'alreadyClosed'].includes(String(body['status'])), JSON.stringify(body));
		}
		assert.ok(!openConversations(rig().simulator.world).includes(conversationId));
	});

	scenario('leaves a customer alone who is there, whatever was pushed', async () => {
		const conversationId = startConversation();

		for (const eventType of ['customerLeft', 'conversationEnded']) {
			const { status, body } = await changingNothing(() => push(eventType, conversationId));
			assert.deepEqual([status, body['status']], [200, 'nothingToDo']);
		}
	});

	scenario('leaves a customer alone who is back, and closes when that one leaves again', async () => {
		const { world } = rig().simulator;
		const conversationId = leftBehind();
		const first = await push('customerLeft', conversationId);
		world.reopen(conversationId);

		const late = await changingNothing(() => push('customerLeft', conversationId));
		world.assignAgent(conversationId, agent);
		world.customerLeaves(conversationId);
		const again = await push('customerLeft', conversationId);

		assert.equal(late.body['status'], 'nothingToDo');
		assert.equal(again.body['status'], 'closed', JSON.stringify(again.body));
		assert.notEqual(again.body['eventId'], first.body['eventId']);
	});

	scenario('hands on that a conversation has ended, and closes nothing for it', async () => {
		const conversationId = startConversation();
		rig().simulator.world.end(conversationId);
		const eventTime = endedAt(conversationId);

		const ended = await changingNothing(() => push('conversationEnded', conversationId));
		const left = await changingNothing(() => push('customerLeft', conversationId));

		assert.equal(ended.body['status'], 'received');
		assert.equal(ended.body['eventId'], `conversationEnded:${conversationId}:${eventTime}`);
		assert.equal(ended.body['eventTime'], eventTime);
		assert.equal(ended.body['state'], 'closed');
		assert.equal(left.body['status'], 'alreadyClosed');
	});

	scenario('hands on that a conversation has started, under one ID for good', async () => {
		const conversationId = startConversation({ stage: 'flow' });
		const { startTime } = rig().simulator.world.conversation(conversationId);

		const { body } = await changingNothing(() => push('conversationStarted', conversationId));

		assert.equal(body['status'], 'received');
		assert.equal(body['eventId'], `conversationStarted:${conversationId}`);
		assert.equal(body['eventTime'], iso(startTime));
		const execution = await rig().client.latestExecution(workflowId);
		assert.equal(execution.items('Your steps').length, 1);
		assert.ok(!execution.nodesRun.includes('Close conversation'));
	});

	scenario('does nothing for a conversation that is no web messaging', async () => {
		const call = startConversation({ medium: 'call' });
		const whatsapp = startConversation({ messageType: 'whatsapp' });
		for (const conversationId of [call, whatsapp]) {
			rig().simulator.world.customerLeaves(conversationId);
			for (const eventType of ['customerLeft', 'conversationStarted']) {
				const { body } = await changingNothing(() => push(eventType, conversationId));
				assert.equal(body['status'], 'nothingToDo', JSON.stringify(body));
			}
		}
	});

	scenario('says of a conversation that does not exist that it was not found', async () => {
		const { status, body } = await changingNothing(() => push('customerLeft', UNKNOWN_CONVERSATION));

		assert.equal(status, 200);
		assert.equal(body['status'], 'notFound');
	});

	scenario('refuses what is no ID or no event, and asks Genesys nothing', async () => {
		const conversationId = leftBehind();
		const requestsBefore = rig().simulator.requests.length;
		const unusable = [
			...NO_IDS.map((id) => ({ eventType: 'customerLeft', conversationId: id })),
			{ conversationId },
			{ eventType: 'close', conversationId },
			{ eventType: ['customerLeft'], conversationId },
		];

		for (const body of unusable) {
			const outcome = await dataAction.send(JSON.stringify(body));
			assert.deepEqual([outcome.status, outcome.body['status']], [400, 'unusable'], JSON.stringify(body));
		}

		assert.equal(rig().simulator.requests.length, requestsBefore);
	});

	scenario('lets no stranger in: nothing runs, and Genesys is asked nothing', async () => {
		const conversationId = leftBehind();
		const lastExecution = await rig().client.startedExecution(workflowId);
		const requestsBefore = rig().simulator.requests.length;
		const wrong = ['', 'guessed', SECRET.toUpperCase(), `${SECRET}, ${SECRET}`];
		const strangers = [
			{ 'Content-Type': 'application/json' },
			{ 'Content-Type': 'application/json', Authorization: `Bearer ${SECRET}` },
			...wrong.map((value) => ({ ...dataAction.headers, 'X-Push-Secret': value })),
		];

		for (const headers of strangers) {
			const body = JSON.stringify({ eventType: 'customerLeft', conversationId });
			assert.equal((await dataAction.send(body, headers)).status, 403);
		}

		assert.equal(rig().simulator.requests.length, requestsBefore);
		assert.equal(await rig().client.startedExecution(workflowId), lastExecution);
		assert.ok(openConversations(rig().simulator.world).includes(conversationId));
	});

	scenario('lets nobody in before its user has chosen the secret', async () => {
		const { client } = rig();
		const path = 'without-a-secret';
		const asItComes = await importExample(rig(), FILE, {
			change: (workflow) =>
				withNode(workflow, 'Push', (node) => ({
					...node,
					webhookId: randomUUID(),
					parameters: { ...asObject(node['parameters'], node.name), path },
				})),
		});

		// n8n 2 does not publish it; n8n 1 does, and refuses every call.
		const refusal = await client.activateWorkflow(asItComes.workflowId).then(
			() => undefined,
			(error: unknown) => String(error),
		);
		const { status } = await client.callWebhook(path, {
			eventType: 'customerLeft',
			conversationId: leftBehind(),
		});

		if (refusal !== undefined) assert.match(refusal, /httpHeaderAuth/);
		assert.equal(status, refusal === undefined ? 500 : 404);
	});

	for (const [what, match] of [
		['reading it', { method: 'GET' }],
		['closing it', { method: 'PATCH' }],
	] as const) {
		scenario(`says what to do when ${what} fails, and goes on when it is pushed again`, async () => {
			const conversationId = leftBehind();
			const fault = rig().simulator.faults.add({
				kind: 'status',
				status: 403,
				code: 'missing.any.permissions',
				match,
			});

			const failed = await changingNothing(() => push('customerLeft', conversationId));
			fault.remove();
			const again = await push('customerLeft', conversationId);

			assert.deepEqual([failed.status, failed.body['status']], [502, 'failed']);
			assert.match(String(failed.body['reason']), /not allowed to do this/);
			assert.equal(again.body['status'], 'closed');
		});
	}

	scenario('is pushed what the trigger of the page lets through, and nothing of other channels', () => {
		const { topic, fits } = triggerOfPage();
		const event = { conversationId: UNKNOWN_CONVERSATION, disconnectType: 'CLIENT', direction: 'INBOUND' };

		assert.equal(topic, 'v2.detail.events.conversation.{id}.customer.end');
		assert.ok(fits({ ...event, mediaType: 'MESSAGE', messageType: 'WEBMESSAGING' }));
		assert.ok(!fits({ ...event, mediaType: 'MESSAGE', messageType: 'WHATSAPP' }));
		assert.ok(!fits({ ...event, mediaType: 'VOICE' }));
	});
});
