import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { openConversations } from '../../support/contact-center.mts';
import { close } from '../../support/parameters.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';
import { byId, FROM_ITEM, GENESYS, withBench } from './bench.mts';
import { builtIn, chain, flow, place, withPinned } from '../../support/flow.mts';

const PINNED = { status: 'closed', closed: true, reason: 'As somebody has pinned it' };
const BEFORE = 'Before';
const AFTER = 'After';

inRealN8n('Pinned data, in real n8n', (rig) => {
	const bench = withBench(rig);

	scenario('on the node stands in for it: nothing is sent to Genesys, not even for a token', async () => {
		const { id } = bench().center.chat();
		const workflow = flow([bench().node(close(byId(id))), place(AFTER)]);

		const execution = await bench().run(withPinned(workflow, GENESYS, [PINNED]));

		assert.equal(execution.status, 'success', execution.errorMessage);
		assert.deepEqual(execution.items(AFTER), [PINNED]);
		assert.deepEqual(bench().simulator.requests, []);
		assert.deepEqual(openConversations(bench().simulator.world), [id]);
	});

	scenario('on the node before is what it works on, and no other conversation', async () => {
		const { center, simulator } = bench();
		const [chosen, other] = [center.chat().id, center.chat().id];
		const workflow = flow([place(BEFORE), bench().node(close(FROM_ITEM))], [{ conversationId: other }]);

		const execution = await bench().run(withPinned(workflow, BEFORE, [{ conversationId: chosen }]));

		assert.equal(execution.items(GENESYS)[0]?.['conversationId'], chosen);
		assert.deepEqual(openConversations(simulator.world), [other]);
	});

	scenario('is for the editor only: the published workflow closes in earnest', async () => {
		const { id } = bench().center.chat();
		const path = `test-${randomUUID()}`;
		const parameters = { httpMethod: 'POST', path, responseMode: 'lastNode', options: {} };
		const webhook = { ...builtIn('Webhook', 'webhook', 2, parameters), webhookId: randomUUID() };
		const workflow = flow([webhook, bench().node(close(byId(id)))], [{}], chain(['Webhook', GENESYS]));
		const { client } = rig();
		const stored = await client.createWorkflow(withPinned(workflow, GENESYS, [PINNED]));
		await client.activateWorkflow(stored.id);

		const answer = await client.callWebhook(path, {});

		assert.equal(answer.status, 200);
		assert.deepEqual(openConversations(bench().simulator.world), []);
		assert.equal(bench().acceptedCloses(id), 1);
	});
});
