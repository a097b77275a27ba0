import assert from 'node:assert/strict';
import { before } from 'node:test';
import { isObject, type UnknownObject } from '../../../scripts/n8n/json.mts';
import { seedContactCenter } from '../../../simulator/seed.mts';
import { openConversations } from '../../support/contact-center.mts';
import { scenario } from '../../support/scenario.mts';
import { importExample } from '../example.mts';
import { inRealN8n } from '../suite.mts';
import { lastChanges } from './world-state.mts';

/** Of Dana Example: the seeded contact center has one open and one ended conversation with her. */
const EXTERNAL_ID = 'CRM-100045';

inRealN8n('The example "find and close" in real n8n', (rig) => {
	let path: string;
	let conversationId: string;

	before(async () => {
		conversationId = seedContactCenter(rig().simulator.world).dana.open.id;
		const { workflowId, webhookPath } = await importExample(rig(), 'find-and-close.json');
		path = webhookPath;
		await rig().client.activateWorkflow(workflowId);
	});

	/** Calls the workflow's webhook; gives the HTTP status, and the verdict or error of the answer. */
	async function call(body: unknown): Promise<{ status: number; answer: UnknownObject }> {
		const { status, body: given } = await rig().client.callWebhook(path, body);
		const items: readonly unknown[] = Array.isArray(given) ? given : [given];
		const [answer] = items;
		assert.ok(isObject(answer), JSON.stringify(given));
		return { status, answer };
	}

	scenario('closes the open conversation of that customer, and says who was disconnected', async () => {
		const openBefore = openConversations(rig().simulator.world);

		const { status, answer } = await call({ externalId: EXTERNAL_ID });

		assert.equal(status, 200);
		assert.equal(answer['status'], 'closed');
		assert.equal(answer['reason'], 'Disconnected Dana Example (customer) and Alex Agent (agent).');
		assert.deepEqual(
			openConversations(rig().simulator.world),
			openBefore.filter((id) => id !== conversationId),
		);
	});

	scenario('changes nothing when it is called again, and answers with a verdict all the same', async () => {
		const changesBefore = lastChanges(rig().simulator.world);

		const { status, answer } = await call({ externalId: EXTERNAL_ID });

		assert.equal(status, 200);
		assert.equal(answer['status'], 'notFound');
		assert.equal(answer['closed'], false);
		assert.deepEqual(lastChanges(rig().simulator.world), changesBefore);
	});

	scenario('answers a call without a usable external ID with what is wrong', async () => {
		for (const body of [{}, { externalId: '  ' }, { externalId: ['CRM-100045'] }]) {
			const { status, answer } = await call(body);

			assert.equal(status, 400, JSON.stringify(body));
			assert.match(JSON.stringify(answer), /External ID/);
		}
	});
});
