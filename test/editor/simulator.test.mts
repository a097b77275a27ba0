import assert from 'node:assert/strict';
import { openVisit, type View } from '../../scripts/browser/visit.mts';
import { scenario } from '../support/scenario.mts';
import { executeStep, openNode, readOutput } from './driver/node-panel.mts';
import { workflowOf } from './driver/workflows.mts';
import { areaOf, withMargin } from './pictures/area.mts';
import { inEditor } from './suite.mts';

const CLOSE = 'Close for the customer';
/** How many queues the picture of the board shows, from the top; the rest looks like them. */
const QUEUES_SHOWN = 3;
const BOARD_MARGIN = 16;
const MESSENGER_MARGIN = 24;
/** What the customer sees by the setting *Conversation Disconnect*. */
const MESSENGERS = [
	['messenger-off.png', 'off'],
	['messenger-send.png', 'Send'],
	['messenger-ended.png', 'ReadOnly'],
] as const;
const STATE = { off: 'open', Send: 'ended', ReadOnly: 'readOnly' };
const GOODBYE = { goodbyeMessage: 'Thank you for contacting us. We close this chat now.' };
const BOARD_VIEW: View = { width: 1120, height: 1400, scale: 1.1 };
const MESSENGER_VIEW: View = { width: 440, height: 900, scale: 1.5 };

/**
 * A font in place of the machine's own, so that the pictures are the same on every machine, and a messenger as high as
 * the conversation.
 */
const STYLE =
	":root { font-family: 'Liberation Sans', Arial, Helvetica, sans-serif !important; }" +
	'#messenger { height: 44rem; } #setting { display: none; }';

inEditor('A close from the editor', (rig) => {
	scenario(
		'says goodbye and ends the conversation in front of the customer, however the messenger is set',
		async () => {
			const { page, n8nUrl, client, packed, credential, center, browser, simulator, album } = rig();
			const conversationId = { __rl: true, mode: 'id', value: center.dana.open.id };
			const workflow = workflowOf('For the customer', packed.name, credential, [
				{
					name: CLOSE,
					parameters: { resource: 'conversation', operation: 'close', conversationId, options: GOODBYE },
				},
			]);
			const { id } = await client.createWorkflow(workflow);
			await page.goto(`${n8nUrl}/workflow/${id}`);
			await openNode(page, CLOSE);
			await executeStep(page);
			assert.equal((await readOutput(page)).rows[0]?.['status'], 'closed');

			const customer = await openVisit(browser, MESSENGER_VIEW);
			await customer.page.goto(`${simulator.url}/messenger/${center.dana.open.id}`);
			await customer.page.addStyleTag({ content: STYLE });
			await customer.page.getByText(GOODBYE.goodbyeMessage).waitFor();
			const { directory } = simulator.world;
			for (const [picture, onDisconnect] of MESSENGERS) {
				directory.setOnDisconnect(directory.defaultDeployment().id, onDisconnect);
				await customer.page.locator(`#messenger[data-state="${STATE[onDisconnect]}"]`).waitFor();
				const tells = await customer.page.getByText(/^Your conversation has ended/).count();
				assert.equal(tells, onDisconnect === 'off' ? 0 : 1);
				const area = await areaOf(customer.page.locator('#messenger'));
				await album.take(customer.page, picture, withMargin(area, MESSENGER_MARGIN));
			}
			await customer.close();
		},
	);

	scenario('is on the board of the contact center, with the calls that it took', async () => {
		const { browser, simulator, album } = rig();
		const board = await openVisit(browser, BOARD_VIEW);
		const { page } = board;
		await page.goto(simulator.url);
		await page.addStyleTag({ content: STYLE });
		const queue = page.locator('#queues > .panel').nth(QUEUES_SHOWN - 1);
		await queue.waitFor();

		assert.equal(await page.locator('#queues').getByText('Dana Example').count(), 0);
		await page.getByText(/^Last ended: Dana Example, just now, ended by a workflow/).waitFor();
		await page.locator('#calls li').filter({ hasText: '/conversations/' }).first().waitFor();
		const area = await areaOf(page.locator('.masthead'), page.locator('.side'), queue);
		await album.take(page, 'board.png', withMargin(area, BOARD_MARGIN));
		await board.close();
	});
});
