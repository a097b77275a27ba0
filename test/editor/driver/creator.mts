import type { Locator, Page } from 'playwright-core';
import { byTestId } from './elements.mts';

/** The node's name, as n8n shows it. */
export const NODE_NAME = 'Genesys Web Messaging';

/** Opens an empty workflow, and the panel that asks for its first node. */
export async function openEmptyWorkflow(page: Page, n8nUrl: string): Promise<void> {
	await page.goto(`${n8nUrl}/workflow/new`);
	await byTestId(page, 'canvas-add-button').click();
	await searchBar(page).waitFor();
}

/** Opens the panel for what comes after the last node, with the "+" at its end. */
export async function addAfterLastNode(page: Page): Promise<void> {
	await byTestId(page, 'canvas-handle-plus').last().click();
	await searchBar(page).waitFor();
}

/** Types into the search of the node panel. */
export async function typeIntoSearch(page: Page, words: string): Promise<void> {
	await searchBar(page).fill('');
	await searchBar(page).pressSequentially(words);
}

/** What the node panel offers. */
export function offers(page: Page): Locator {
	return byTestId(page, 'item-iterator-item');
}

/** Opens the list of the node's actions, by searching for the node. */
export async function openActions(page: Page, words: string): Promise<void> {
	await typeIntoSearch(page, words);
	await offers(page).filter({ hasText: NODE_NAME }).first().click();
	await page.getByText('Triggers (4)').waitFor();
	// Where a workflow begins, n8n shows the triggers and folds the rest.
	const action = offers(page).filter({ hasText: 'Find a conversation' });
	if (!(await action.isVisible())) await page.getByText(/^Actions \(\d+\)$/).click();
	await action.waitFor();
}

/** Adds the node with an action, such as "Find a conversation"; n8n opens its panel. */
export async function addAction(page: Page, action: string): Promise<void> {
	await openActions(page, 'genesys');
	await chooseAction(page, action);
}

/** Chooses an action from the list of them that is open; n8n opens the panel of the new node. */
export async function chooseAction(page: Page, action: string): Promise<void> {
	await offers(page).filter({ hasText: action }).click();
	await byTestId(page, 'ndv').waitFor();
}

function searchBar(page: Page): Locator {
	return byTestId(page, 'node-creator-search-bar');
}
