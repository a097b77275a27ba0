import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { EXAMPLES_FOLDER } from '../../scripts/n8n/project.mts';
import { readExample, webhookPath, withCredential } from '../../scripts/n8n/workflow.mts';
import { scenario } from '../support/scenario.mts';
import { fitIntoView, notesThatAreCut, openWorkflow, overlaps, workflowArea } from './driver/canvas.mts';
import { byTestId, clearAway, nodeOf } from './driver/elements.mts';
import { formAndOutputArea, outputPanel, readOutput } from './driver/node-panel.mts';
import { areaOf } from './pictures/area.mts';
import { inEditor } from './suite.mts';

const EXAMPLES = readdirSync(EXAMPLES_FOLDER).filter((file) => file.endsWith('.json'));
const BY_WEBHOOK = 'close-by-webhook.json';
/** The customer whom the simulated contact center always has in an open conversation. */
const EXTERNAL_ID = 'CRM-100045';
const CLOSE_NODE = 'Close session';
const CANVAS_WINDOW = { width: 1440, height: 840 };

inEditor('The examples on the canvas', (rig) => {
	/** Stores an example as an import does, with the credential chosen, and opens it. */
	async function open(file: string): Promise<{ id: string; path: string | undefined }> {
		const { page, n8nUrl, client, packed, credential } = rig();
		const example = await readExample(file);
		const { id } = await client.createWorkflow(withCredential(example, packed.name, credential));
		await page.setViewportSize(CANVAS_WINDOW);
		await openWorkflow(page, n8nUrl, id);
		return { id, path: webhookPath(example) };
	}

	for (const file of EXAMPLES) {
		scenario(`${file} is drawn without overlaps, and its notes are whole`, async () => {
			const { page, album } = rig();
			await open(file);
			await fitIntoView(page);
			const area = await workflowArea(page);

			assert.deepEqual(await overlaps(page), []);
			assert.deepEqual(await notesThatAreCut(page), []);
			await album.take(page, `example-${file.replace(/\.json$/, '')}.png`, area);
		});
	}

	scenario(
		`${BY_WEBHOOK} runs from the canvas, and every connection shows how many items went along`,
		async () => {
			const { page, n8nUrl, album } = rig();
			const { id, path } = await open(BY_WEBHOOK);
			// The canvas says that it waits for a call a moment before n8n does.
			const isListening = page.waitForResponse(`**/rest/workflows/${id}/run**`);
			await byTestId(page, 'execute-workflow-button').click();
			await isListening;
			const response = await fetch(`${n8nUrl}/webhook-test/${path ?? ''}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ externalId: EXTERNAL_ID }),
			});
			assert.equal(response.status, 200);
			await page.getByRole('alert').filter({ hasText: 'Workflow executed successfully' }).waitFor();

			await byTestId(page, 'edge-label').filter({ hasText: '4 items' }).first().waitFor();
			await fitIntoView(page);
			await album.take(page, 'workflow.png', await workflowArea(page));
		},
	);

	scenario('the node that closes shows its form and the verdicts side by side', async () => {
		const { page, album } = rig();
		await page.setViewportSize(CANVAS_WINDOW);
		await nodeOf(page, CLOSE_NODE).dblclick();
		const output = outputPanel(page);
		await output.getByRole('table').waitFor();
		const { rows } = await readOutput(page);
		assert.deepEqual(
			rows.map(({ status }) => status),
			['closed', 'alreadyClosed', 'alreadyClosed', 'closed'],
		);

		// Gives the output the room of the input, which says nothing here that the form does not.
		const handle = await areaOf(byTestId(page, 'panel-drag-button'));
		await page.mouse.move(handle.x + handle.width / 2, handle.y + handle.height / 2);
		await page.mouse.down();
		await page.mouse.move(0, handle.y + handle.height / 2, { steps: 10 });
		await page.mouse.up();
		await clearAway(page);
		await album.take(page, 'close-node.png', await formAndOutputArea(page));
	});
});
