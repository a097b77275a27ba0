import type { Locator, Page } from 'playwright-core';
import { byTestId } from './elements.mts';
import { parameter } from './node-panel.mts';

/** Opens the form of a new credential from the panel of a node: with its button, or from the list if there are some. */
export async function openNewCredential(page: Page): Promise<void> {
	const connect = byTestId(page, 'node-credentials-empty-state').getByRole('button');
	const list = byTestId(page, 'node-credentials-select');
	await connect.or(list).first().click();
	if (await list.isVisible()) await byTestId(page, 'node-credentials-select-item-new').click();
	await byTestId(page, 'credential-name').waitFor();
	await parameter(page, 'region').waitFor();
}

/** Types into a field of the credential, by the field's name in the form. */
export async function fill(page: Page, field: string, text: string): Promise<void> {
	await parameter(page, field).locator('input').first().fill(text);
}

/** Chooses the region by its label, such as "Custom". */
export async function chooseRegion(page: Page, label: RegExp | string): Promise<void> {
	await parameter(page, 'region').click();
	await page.getByRole('option', { name: label }).click();
}

/** The dialog around the form. */
export function dialog(page: Page): Locator {
	return page.locator('.el-dialog').filter({ has: byTestId(page, 'credential-name') });
}

/** The button that stores the credential and tests it. */
export function saveButton(page: Page): Locator {
	return dialog(page).getByRole('button', { name: 'Save' });
}
