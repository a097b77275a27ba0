import type { Locator, Page } from 'playwright-core';
import { areaOf, type Area } from '../pictures/area.mts';
import { byTestId, nodeOf } from './elements.mts';

/** The height of the shadow above the panels, and of the round corners below. */
const PANEL_EDGE = 4;

/** Opens the panel of a node of the canvas. */
export async function openNode(page: Page, name: string): Promise<void> {
	await nodeOf(page, name).dblclick();
	await byTestId(page, 'ndv').waitFor();
	await form(page).waitFor();
}

/** Closes the panel of a node. */
export async function closeNode(page: Page): Promise<void> {
	await byTestId(page, 'ndv-close-button').click();
	await byTestId(page, 'ndv').waitFor({ state: 'detached' });
}

/** The form of the node whose panel is open. */
export function form(page: Page): Locator {
	return byTestId(page, 'node-parameters');
}

/** The input of one parameter of a form. */
export function parameter(page: Page, name: string): Locator {
	return byTestId(page, `parameter-input-${name}`);
}

/** The right side of a node's panel. */
export function outputPanel(page: Page): Locator {
	return byTestId(page, 'output-panel');
}

/** Runs the node whose panel is open, with everything before it, until it has given items or failed. */
export async function executeStep(page: Page): Promise<void> {
	await byTestId(page, 'node-execute-button').click();
	const output = outputPanel(page);
	await output.getByRole('table').or(byTestId(output, 'node-error-message')).first().waitFor();
}

/** What the table of the output shows. */
export interface OutputTable {
	readonly columns: readonly string[];
	/** The cells of each row, by column. */
	readonly rows: readonly Readonly<Record<string, string>>[];
}

/** Reads the table of the output, as it is shown. */
export async function readOutput(page: Page): Promise<OutputTable> {
	const table = outputPanel(page).getByRole('table');
	const columns = (await table.locator('thead th').allInnerTexts()).map((text) => text.trim());
	const rows: Record<string, string>[] = [];
	for (const row of await table.locator('tbody tr').all()) {
		const cells = await row.locator('td').allInnerTexts();
		rows.push(Object.fromEntries(columns.map((column, index) => [column, cells[index]?.trim() ?? ''])));
	}
	return { columns: columns.filter((column) => column !== ''), rows };
}

/** The head of a column of the output's table. */
export function column(page: Page, name: string): Locator {
	return outputPanel(page)
		.locator('thead th')
		.filter({ hasText: new RegExp(`^\\s*${name}\\s*$`) });
}

/** Where the form and the output are, side by side; the input is left out. */
export async function formAndOutputArea(page: Page): Promise<Area> {
	const area = await areaOf(form(page), byTestId(page, 'tab-params'), outputPanel(page));
	return { ...area, y: area.y + PANEL_EDGE, height: area.height - 2 * PANEL_EDGE };
}
