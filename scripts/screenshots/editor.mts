import type { Locator, Page } from 'playwright-core';
import { areaOf, takePicture, withMargin } from './picture.mts';
import type { Stage } from './stage.mts';

/** The customer whom the simulated contact centre always has in an open conversation. */
const EXTERNAL_ID = 'CRM-100045';
const CLOSE_NODE = 'Close session';
const CANVAS_MARGIN = 28;
/** n8n's own note below the last field begins where this ends. */
const FORM_MARGIN = 16;
/** The height of the shadow above the panels, and of the round corners below. */
const PANEL_EDGE = 4;

/** What the example consists of on the canvas; the last are the ends that nothing is connected to. */
const DRAWN = ['canvas-node', 'sticky', 'canvas-handle-plus'];

/** What lies over the canvas and over the node's panel and has no part in what a picture is about. */
const OVERLAYS = ['canvas-controls', 'canvas-minimap', 'execute-workflow-button', 'floating-nodes'];

/** Logs the browser in to n8n. */
export async function logIn(page: Page, { n8nUrl, owner }: Stage): Promise<void> {
	const data = { emailOrLdapLoginId: owner.email, password: owner.password };
	const answer = await page.request.post(`${n8nUrl}/rest/login`, { data });
	if (!answer.ok()) throw new Error(`n8n refused the login with status ${answer.status()}`);
}

/** Pictures the form of the credential, tested. */
export async function pictureCredential(page: Page, { n8nUrl, credential }: Stage): Promise<string> {
	await page.goto(`${n8nUrl}/home/credentials/${credential.id}`);
	await byTestId(page, 'credentials-config-container-test-success').waitFor();
	await clearAway(page);
	// n8n would have the form scrolled, however high the window is.
	await page.addStyleTag({ content: '.el-dialog { max-height: none !important; height: 94vh !important; }' });
	const dialog = await areaOf(page.locator('.el-dialog').filter({ has: byTestId(page, 'credential-name') }));
	const lastField = await areaOf(byTestId(page, 'parameter-input-customLoginUrl'));
	const height = lastField.y + lastField.height + FORM_MARGIN - dialog.y;
	return await takePicture(page, 'credential.png', { ...dialog, height });
}

/** Runs the example from the canvas, with a call of its webhook, and pictures the canvas after it has succeeded. */
export async function pictureWorkflow(page: Page, stage: Stage): Promise<string> {
	await page.goto(`${stage.n8nUrl}/workflow/${stage.workflowId}`);
	await node(page, CLOSE_NODE).waitFor();
	// The canvas says that it waits for a call a moment before n8n does.
	const isListening = page.waitForResponse(`**/rest/workflows/${stage.workflowId}/run**`);
	await byTestId(page, 'execute-workflow-button').click();
	await isListening;
	await callTestWebhook(stage);
	const notification = page.getByRole('alert').filter({ hasText: 'Workflow executed successfully' });
	await notification.locator('.el-notification__closeBtn').click();
	await notification.waitFor({ state: 'detached' });

	await byTestId(page, 'zoom-to-fit').click();
	await clearAway(page);
	const drawn = await page.locator(DRAWN.map(selectorOf).join(', ')).all();
	return await takePicture(page, 'workflow.png', withMargin(await areaOf(...drawn), CANVAS_MARGIN));
}

/** Pictures the panel of the node that closes: the form and the verdicts. The example has to have run on this page. */
export async function pictureCloseNode(page: Page): Promise<string> {
	await node(page, CLOSE_NODE).dblclick();
	const output = byTestId(page, 'output-panel');
	await output.getByRole('table').waitFor();
	await dragPanelLeft(page);
	await clearAway(page);
	const area = await areaOf(byTestId(page, 'node-parameters'), byTestId(page, 'tab-params'), output);
	const withoutEdges = { ...area, y: area.y + PANEL_EDGE, height: area.height - 2 * PANEL_EDGE };
	return await takePicture(page, 'close-node.png', withoutEdges);
}

/** Gives the output the room of the input, which says nothing here that the form does not. */
async function dragPanelLeft(page: Page): Promise<void> {
	const handle = byTestId(page, 'panel-drag-button');
	const { x, y, width, height } = await areaOf(handle);
	await page.mouse.move(x + width / 2, y + height / 2);
	await page.mouse.down();
	await page.mouse.move(0, y + height / 2, { steps: 10 });
	await page.mouse.up();
}

async function callTestWebhook({ n8nUrl, webhookPath }: Stage): Promise<void> {
	const response = await fetch(`${n8nUrl}/webhook-test/${webhookPath}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ externalId: EXTERNAL_ID }),
	});
	if (!response.ok) throw new Error(`The webhook answered ${response.status}: ${await response.text()}`);
}

/** Takes away what only a hovering mouse shows, the overlays, and the dialogs' round corners. */
async function clearAway(page: Page): Promise<void> {
	await page.mouse.move(0, 0);
	const content =
		`${OVERLAYS.map(selectorOf).join(', ')} { visibility: hidden !important; }` +
		`.el-dialog, ${selectorOf('ndv')} { border-radius: 0 !important; }`;
	await page.addStyleTag({ content });
}

function node(page: Page, name: string): Locator {
	return byTestId(page, 'canvas-node').filter({ hasText: name });
}

function byTestId(page: Page, id: string): Locator {
	return page.locator(selectorOf(id));
}

function selectorOf(testId: string): string {
	return `[data-test-id="${testId}"]`;
}
