import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { asArray, asObject } from '../../../scripts/n8n/json.mts';
import { areaOf, boxOf, overlap, withMargin, type Area } from '../pictures/area.mts';
import { byTestId, clearAway, selectorOf } from './elements.mts';

/** What a workflow consists of on the canvas; the last are the ends that nothing is connected to. */
const DRAWN = ['canvas-node', 'sticky', 'canvas-handle-plus'];
const CANVAS_MARGIN = 28;

/** Opens a stored workflow, and waits until it is drawn. */
export async function openWorkflow(page: Page, n8nUrl: string, id: string): Promise<void> {
	await page.goto(`${n8nUrl}/workflow/${id}`);
	await byTestId(page, 'canvas-node').first().waitFor();
}

/** Brings all of the workflow into view. */
export async function fitIntoView(page: Page): Promise<void> {
	await byTestId(page, 'zoom-to-fit').click();
	await clearAway(page);
}

/** Where the whole workflow is, with the names below its nodes and some of the ground around it. */
export async function workflowArea(page: Page): Promise<Area> {
	await areaOf(...(await page.locator(DRAWN.map(selectorOf).join(', ')).all()));
	const parts = DRAWN.flatMap((testId) => [selectorOf(testId), `${selectorOf(testId)} *`]);
	const selectors = [...parts, '.vue-flow__edge-path'].join(', ');
	const found: unknown = await page.evaluate(`(() => {
		const boxes = [...document.querySelectorAll('${selectors}')]
			.filter((part) => part.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
			.map((part) => part.getBoundingClientRect())
			.filter(({ width, height }) => width > 0 && height > 0);
		const x = Math.min(...boxes.map((box) => box.left));
		const y = Math.min(...boxes.map((box) => box.top));
		const width = Math.max(...boxes.map((box) => box.right)) - x;
		const height = Math.max(...boxes.map((box) => box.bottom)) - y;
		return { x, y, width, height };
	})()`);
	const area = asObject(found, 'area');
	const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((side) => Number(area[side]));
	assert.ok(x !== undefined && y !== undefined && width !== undefined && height !== undefined);
	return withMargin({ x, y, width, height }, CANVAS_MARGIN);
}

/** The notes that lie over a node or over each other, in the words of their beginnings. */
export async function overlaps(page: Page): Promise<readonly string[]> {
	const notes = await placed(byTestId(page, 'sticky'));
	const all = [
		...notes,
		...(await placed(byTestId(page, 'canvas-default-node').or(byTestId(page, 'canvas-trigger-node')))),
	];
	return notes.flatMap((note, index) =>
		all
			.slice(index + 1)
			.flatMap((other) => (overlap(note.area, other.area) ? [`${note.name} / ${other.name}`] : [])),
	);
}

/** The notes with more text than they show. */
export async function notesThatAreCut(page: Page): Promise<readonly string[]> {
	const found: unknown = await page.evaluate(`
		[...document.querySelectorAll('[data-test-id="sticky"]')]
			.filter((note) => [note, ...note.querySelectorAll('*')].some((part) =>
				getComputedStyle(part).overflowY !== 'visible' && part.scrollHeight > part.clientHeight + 1))
			.map((note) => note.textContent.trim().slice(0, 40))`);
	return asArray(found, 'notes').map(String);
}

async function placed(elements: Locator): Promise<{ name: string; area: Area }[]> {
	const all = await elements.all();
	return await Promise.all(
		all.map(async (element) => ({
			name: (await element.innerText()).trim().slice(0, 40),
			area: await boxOf(element),
		})),
	);
}
