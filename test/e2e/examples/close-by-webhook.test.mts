import assert from 'node:assert/strict';
import { before } from 'node:test';
import { isObject, type UnknownObject } from '../../../scripts/n8n/json.mts';
import { seedContactCenter } from '../../../simulator/seed.mts';
import { openConversations } from '../../support/contact-center.mts';
import { importExample } from '../example.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';
import { lastChanges } from './world-state.mts';

/** Of Dana Example: the seeded contact center has one open and one ended conversation with her. */
const EXTERNAL_ID = 'CRM-100045';

inRealN8n('The example "close by webhook" in real n8n', (rig) => {
	let workflowId: string;
	let path: string;
	let conversationId: string;

	before(async () => {
		conversationId = seedContactCenter(rig().simulator.world).dana.open.id;
		({ workflowId, webhookPath: path } = await importExample(rig(), 'close-by-webhook.json'));
		await rig().client.activateWorkflow(workflowId);
	});

	/** Calls the workflow's webhook; gives the HTTP status, and the items of the answer. */
	async function close(body: unknown): Promise<{ status: number; items: readonly UnknownObject[] }> {
		const answer = await rig().client.callWebhook(path, body);
		const items: readonly unknown[] = Array.isArray(answer.body) ? answer.body : [answer.body];
		return { status: answer.status, items: items.filter(isObject) };
	}

	scenario('closes the open conversation of the customer with that external ID, and no other', async () => {
		const openBefore = openConversations(rig().simulator.world);
		assert.ok(openBefore.includes(conversationId));

		const answer = await close({ externalId: EXTERNAL_ID });

		assert.equal(answer.status, 200);
		assert.notEqual(answer.items.length, 0);
		for (const verdict of answer.items) {
			assert.equal(verdict['conversationId'], conversationId);
			assert.equal(verdict['closed'], true, JSON.stringify(verdict));
		}
		assert.equal(answer.items[0]?.['status'], 'closed');
		assert.deepEqual(
			openConversations(rig().simulator.world),
			openBefore.filter((id) => id !== conversationId),
		);
	});

	scenario('leaves an execution in which Find, List and Close have run', async () => {
		const execution = await rig().client.latestExecution(workflowId);

		assert.equal(execution.status, 'success', execution.errorMessage);
		for (const node of ['Find conversation', 'List sessions', 'Close session', 'Answer: verdicts']) {
			assert.ok(execution.nodesRun.includes(node), `${node} has not run`);
		}
		assert.equal(execution.items('Find conversation').length, 1);
		assert.equal(execution.items('Close session').length, execution.items('List sessions').length);
	});

	scenario('changes nothing when it is called again, and says so', async () => {
		const changesBefore = lastChanges(rig().simulator.world);

		const answer = await close({ externalId: EXTERNAL_ID });

		assert.equal(answer.status, 200);
		assert.deepEqual(
			answer.items.map(({ status, closed }) => ({ status, closed })),
			[{ status: 'notFound', closed: false }],
		);
		assert.deepEqual(lastChanges(rig().simulator.world), changesBefore);
	});

	scenario('answers 502 where a session could not be closed, with the verdicts of the others', async () => {
		const { simulator } = rig();
		simulator.world.startNewChat(conversationId);
		simulator.faults.add({ kind: 'status', status: 403, times: 1, match: { method: 'PATCH' } });

		const answer = await close({ externalId: EXTERNAL_ID });

		assert.equal(answer.status, 502);
		assert.equal(answer.items.filter(({ error }) => error !== undefined).length, 1);
		assert.ok(answer.items.some(({ closed }) => closed === true));
	});

	scenario(
		'answers a call without a usable external ID with what is wrong, and asks Genesys nothing',
		async () => {
			const requestsBefore = rig().simulator.requests.length;

			for (const body of [{}, { externalId: '  ' }, { externalId: ['CRM-100045'] }]) {
				const answer = await close(body);

				assert.equal(answer.status, 400, JSON.stringify(body));
				assert.match(JSON.stringify(answer.items), /External ID/);
			}
			assert.equal(rig().simulator.requests.length, requestsBefore);
		},
	);
});
