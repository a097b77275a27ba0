import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { scenario } from '../support/scenario.mts';
import { byTestId, clearAway, holds } from './driver/elements.mts';
import {
	closeNode,
	executeStep,
	form,
	openNode,
	outputPanel,
	parameter,
	readOutput,
} from './driver/node-panel.mts';
import { workflowOf } from './driver/workflows.mts';
import { textsCutIn } from './driver/measure.mts';
import { areaOf, downTo } from './pictures/area.mts';
import { inEditor } from './suite.mts';

const GET_MANY = 'Get many';
const CLOSE = 'Close one';
const QUEUES = ['Billing', 'Returns', 'Sales', 'VIP Care', 'Web Support'];
/** Of the contact center: Dana is in Web Support, with Alex. */
const CUSTOMER = 'Dana Example';

inEditor('What is picked from lists', (rig) => {
	scenario('queues are there by name, and a filter by one gives its conversations', async () => {
		const { page, n8nUrl, client, packed, credential } = rig();
		const workflow = workflowOf('Lists', packed.name, credential, [
			{ name: GET_MANY, parameters: { resource: 'conversation', operation: 'getAll' } },
			{
				name: CLOSE,
				parameters: {
					resource: 'conversation',
					operation: 'close',
					conversationId: { __rl: true, mode: 'list', value: '' },
				},
			},
		]);
		const { id } = await client.createWorkflow(workflow);
		await page.goto(`${n8nUrl}/workflow/${id}`);
		await openNode(page, GET_MANY);

		await byTestId(form(page), 'collection-parameter-add').first().click();
		// A list that is opened before its entries are there closes again when they come.
		const loaded = page.waitForResponse('**/dynamic-node-parameters/options**');
		await page.getByRole('option', { name: 'Queue Names or IDs' }).click();
		await loaded;
		await parameter(page, 'queueIds').click();
		await page.getByRole('option', { name: 'Billing' }).waitFor();
		assert.deepEqual(await shownOptions(page).allInnerTexts(), QUEUES);
		await page.getByRole('option', { name: 'Billing' }).click();
		await page.keyboard.press('Escape');

		await executeStep(page);
		const { rows } = await readOutput(page);
		assert.notEqual(rows.length, 0);
		for (const row of rows) assert.equal(row['queueName'], 'Billing');
		await closeNode(page);
	});

	scenario('conversations are there by customer, and typing narrows them down', async () => {
		const { page, album } = rig();
		await openNode(page, CLOSE);
		await byTestId(page, 'rlc-input').click();
		const entries = byTestId(page, 'rlc-item');
		await entries.filter({ hasText: CUSTOMER }).waitFor();
		const all = await entries.allInnerTexts();
		assert.ok(all.length > 15);
		for (const entry of all) assert.match(entry, /^[^·]+ · .* · (idle \d+ (min|h|d)|.*\d\d:\d\d)$/);

		await byTestId(page, 'rlc-search').pressSequentially('dana');
		await entries.filter({ hasText: 'Amelia' }).waitFor({ state: 'detached' });
		await entries.filter({ hasText: CUSTOMER }).waitFor();
		assert.deepEqual(
			(await entries.allInnerTexts()).map((entry) => entry.split(' · ')[0]),
			[CUSTOMER],
		);
		await clearAway(page);
		const found = await areaOf(entries.first());
		await album.take(page, 'conversation-list.png', downTo(await areaOf(form(page)), found));
		await entries.first().click();

		const chosen = byTestId(page, 'rlc-input').locator('input').or(byTestId(page, 'rlc-input')).last();
		await holds(chosen, CUSTOMER);
	});

	scenario('a conversation that was picked can be closed at once', async () => {
		const { page, center } = rig();
		await executeStep(page);

		const { rows } = await readOutput(page);
		assert.deepEqual(
			rows.map(({ status, conversationId }) => ({ status, conversationId })),
			[{ status: 'closed', conversationId: center.dana.open.id }],
		);
		await outputPanel(page).getByText('1 item').waitFor();
	});

	scenario('no entry of the list is cut', async () => {
		const { page } = rig();
		await byTestId(page, 'rlc-input').click();
		await byTestId(page, 'rlc-item').first().waitFor();

		const cut = await textsCutIn(page, 'rlc-item');
		assert.deepEqual(cut, []);
	});
});

/** The entries of the list that is open; n8n keeps the closed ones in the page. */
function shownOptions(page: Page): Locator {
	return page.getByRole('option').filter({ visible: true });
}
