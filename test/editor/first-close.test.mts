import assert from 'node:assert/strict';
import { endTimeOf } from '../../simulator/world/model.mts';
import { scenario } from '../support/scenario.mts';
import { workflowArea } from './driver/canvas.mts';
import {
	addAction,
	addAfterLastNode,
	chooseAction,
	openActions,
	openEmptyWorkflow,
} from './driver/creator.mts';
import { byTestId, clearAway } from './driver/elements.mts';
import {
	closeNode,
	column,
	executeStep,
	formAndOutputArea,
	outputPanel,
	parameter,
	readOutput,
} from './driver/node-panel.mts';
import { areaOf, boxOf, isWithin } from './pictures/area.mts';
import { inEditor } from './suite.mts';

/** Dana Example's. */
const EXTERNAL_ID = 'CRM-100045';
/** Hana Sato's, who is in a conversation with an agent. */
const OTHER_EXTERNAL_ID = 'CRM-100107';
const VERDICT = ['status', 'closed', 'reason'];
const INSTALL_WINDOW = { width: 1100, height: 720 };
/** Low enough that a picture of the panel is not half empty. */
const LOW_WINDOW = { width: 1440, height: 700 };

inEditor('The first close of a newcomer', (rig) => {
	scenario('begins with the name of the package in the settings', async () => {
		const { page, n8nUrl, packed, album, expectErrors } = rig();
		await page.setViewportSize(INSTALL_WINDOW);
		// n8n would like to know how many community nodes there are.
		expectErrors(/Can't connect to n8n/);
		await page.goto(`${n8nUrl}/settings/community-nodes`);
		await page.getByRole('button', { name: 'Install' }).click();
		const dialog = page.locator('.el-dialog').filter({ has: byTestId(page, 'package-name-input') });
		await byTestId(dialog, 'package-name-input')
			.locator('input')
			.or(byTestId(dialog, 'package-name-input'))
			.last()
			.fill(packed.name);
		await byTestId(dialog, 'user-agreement-checkbox').click();

		await byTestId(dialog, 'install-community-package-button').and(page.locator(':enabled')).waitFor();
		await clearAway(page);
		await album.take(page, 'first-close-install.png', await areaOf(dialog));
	});

	scenario('finds a conversation with nothing but the external ID filled in', async () => {
		const { page, n8nUrl, center, album } = rig();
		await page.setViewportSize(LOW_WINDOW);
		await openEmptyWorkflow(page, n8nUrl);
		await addAction(page, 'Find a conversation');
		await parameter(page, 'externalId').locator('input').fill(EXTERNAL_ID);
		await executeStep(page);

		const { rows } = await readOutput(page);
		assert.equal(rows.length, 1);
		assert.equal(rows[0]?.['conversationId'], center.dana.open.id);
		assert.equal(rows[0]['state'], 'open');
		await clearAway(page);
		await album.take(page, 'first-close-find.png', await formAndOutputArea(page));
	});

	scenario('closes it with one more node and nothing filled in, and shows the verdict', async () => {
		const { page, simulator, center, album } = rig();
		await page.setViewportSize(LOW_WINDOW);
		await closeNode(page);
		await clearAway(page);
		await album.take(page, 'first-close-canvas.png', await workflowArea(page));
		await addAfterLastNode(page);
		await openActions(page, 'genesys');
		await album.take(page, 'first-close-choice.png', await areaOf(byTestId(page, 'node-creator')));
		await chooseAction(page, 'Close a conversation');
		await executeStep(page);

		const { rows } = await readOutput(page);
		assert.equal(rows.length, 1);
		assert.equal(rows[0]?.['status'], 'closed');
		assert.equal(rows[0]['conversationId'], center.dana.open.id);
		assert.notEqual(endTimeOf(simulator.world.conversation(center.dana.open.id)), undefined);
		await clearAway(page);
		await album.take(page, 'first-close-verdict.png', await formAndOutputArea(page));
	});

	scenario('Find, List and Close run one after the other with one field filled in', async () => {
		const { page, n8nUrl } = rig();
		await openEmptyWorkflow(page, n8nUrl);
		await addAction(page, 'Find a conversation');
		await parameter(page, 'externalId').locator('input').fill(OTHER_EXTERNAL_ID);
		await closeNode(page);
		await addAfterLastNode(page);
		await addAction(page, 'List sessions of a conversation');
		await closeNode(page);
		await addAfterLastNode(page);
		await addAction(page, 'Close single sessions (customer, agent …)');
		await executeStep(page);

		const { rows } = await readOutput(page);
		assert.ok(rows.length >= 2);
		for (const { status } of rows) assert.equal(status, 'closed');
	});

	scenario('the verdict is read without scrolling sideways', async () => {
		const { page } = rig();
		const { columns } = await readOutput(page);
		assert.deepEqual(columns.slice(0, VERDICT.length), VERDICT);

		const panel = await boxOf(outputPanel(page));
		for (const name of VERDICT) {
			const head = await boxOf(column(page, name));
			assert.ok(isWithin({ ...head, y: panel.y, height: 1 }, panel), `${name} is not to be seen`);
		}
	});
});
