import assert from 'node:assert/strict';
import { ensureCredential } from '../../scripts/n8n/furnish.mts';
import { genesysCredentialData } from '../../scripts/n8n/genesys-credential.mts';
import { DEFAULT_CLIENT, type ClientSettings } from '../../simulator/index.mts';
import { scenario } from '../support/scenario.mts';
import { byTestId, clearAway } from './driver/elements.mts';
import { closeNode, executeStep, openNode, outputPanel, readOutput } from './driver/node-panel.mts';
import { workflowOf } from './driver/workflows.mts';
import { areaOf, downTo } from './pictures/area.mts';
import { inEditor, type Rig } from './suite.mts';

const UNKNOWN = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
/** A client that may look at conversations and at nothing else. */
const WEAK_CLIENT: ClientSettings = {
	id: '0b4f7d52-6c1e-4d39-9a58-3e2f1a0b9c8d',
	secret: 'secret-of-a-client-with-few-rights',
	name: 'Weak',
	permissions: ['conversation:communication:view'],
	divisions: 'all',
};
/** How stack traces of Node begin their lines. */
const STACK = /^\s*at .+:\d+:\d+\)?$/m;

inEditor('When something goes wrong, the panel of the node', (rig) => {
	/** Opens a workflow of one node, and its panel. */
	async function open(
		name: string,
		parameters: Record<string, unknown>,
		credential = rig().credential,
	): Promise<void> {
		const { page, n8nUrl, client, packed } = rig();
		const workflow = workflowOf(name, packed.name, credential, [{ name, parameters }]);
		const { id } = await client.createWorkflow(workflow);
		await page.goto(`${n8nUrl}/workflow/${id}`);
		await openNode(page, name);
	}

	scenario('says how long a step waited for the rate limit', async () => {
		const { page, simulator, center, album } = rig();
		simulator.faults.add({ kind: 'rateLimit', seconds: 2, times: 1, match: { path: '/conversations/' } });
		await open('Paused', get(center.dana.open.id));
		await executeStep(page);

		const hint = byTestId(outputPanel(page), 'node-hint').filter({ hasText: 'rate' });
		assert.match(await hint.innerText(), /limited the request rate.* waited \d+ s \(1 pause\)/s);
		assert.equal((await readOutput(page)).rows.length, 1);
		await clearAway(page);
		const table = await areaOf(outputPanel(page).getByRole('table'));
		await album.take(page, 'rate-limit-hint.png', downTo(await areaOf(outputPanel(page)), table));
		await closeNode(page);
	});

	scenario('names the permission that is missing', async () => {
		const { client, simulator } = rig();
		simulator.configure({ clients: [DEFAULT_CLIENT, WEAK_CLIENT] });
		const data = genesysCredentialData(simulator.url, WEAK_CLIENT);
		const credential = await ensureCredential(client, 'With few rights', data);
		await open(
			'Forbidden',
			{ resource: 'conversation', operation: 'find', externalId: 'CRM-100045' },
			credential,
		);

		const said = await failure(rig());

		assert.match(said, /The credential is not allowed to do this/);
		assert.match(said, /give the OAuth client's role this permission: External Contacts > Contact > View/);
		const { album, page } = rig();
		await clearAway(page);
		const details = await areaOf(outputPanel(page).getByText('Other info'));
		await album.take(page, 'error-permission.png', downTo(await areaOf(outputPanel(page)), details));
	});

	scenario('says that there is no such conversation, and what to check', async () => {
		await open('Unknown', get(UNKNOWN));

		const said = await failure(rig());

		assert.match(said, /The conversation does not exist/);
		assert.match(said, /Check the ID/);
	});

	scenario('names the field with a value that cannot be used, and sends nothing', async () => {
		const { simulator } = rig();
		const before = simulator.requests.length;
		await open('Unusable', get('={{ "ticket 4711" }}'));

		const said = await failure(rig());

		assert.match(said, /The value of 'Conversation' cannot be used/);
		assert.match(said, /It must be an ID such as/);
		assert.equal(simulator.requests.length, before);
	});
});

function get(conversationId: string): Record<string, unknown> {
	return {
		resource: 'conversation',
		operation: 'get',
		conversationId: { __rl: true, mode: 'id', value: conversationId },
	};
}

/** Runs the node whose panel is open, which fails; gives what a person reads there, and checks what nobody may. */
async function failure({ page }: Rig): Promise<string> {
	await executeStep(page);
	await byTestId(outputPanel(page), 'node-error-description').waitFor();
	const said = await outputPanel(page).innerText();
	assert.doesNotMatch(said, STACK);
	const all = await page.content();
	assert.ok(!all.includes(DEFAULT_CLIENT.secret) && !all.includes(WEAK_CLIENT.secret), 'A secret is shown');
	assert.doesNotMatch(all, /Bearer /, 'A token is shown');
	return said;
}
