import type { Locator, Page } from 'playwright-core';
import { pollUntil } from '../../../scripts/n8n/poll.mts';

const HELD_WITHIN_MS = 30_000;

/** The CSS selector of what n8n's editor marks with a test id. */
export function selectorOf(testId: string): string {
	return `[data-test-id="${testId}"]`;
}

/** What n8n's editor marks with a test id, in a page or in a part of it. */
export function byTestId(within: Locator | Page, testId: string): Locator {
	return within.locator(selectorOf(testId));
}

/** A node of the canvas, by its name. */
export function nodeOf(page: Page, name: string): Locator {
	return page.locator(`${selectorOf('canvas-node')}[data-node-name="${name}"]`);
}

/** Waits until an input holds a text, to its end or beyond; n8n fills some in a moment after a click. */
export async function holds(input: Locator, beginning: string): Promise<void> {
	await pollUntil(`an input holds "${beginning}"`, HELD_WITHIN_MS, async () =>
		(await input.inputValue()).startsWith(beginning) ? true : undefined,
	);
}

/** What lies over the canvas and over the node's panel and has no part in what a picture is about. */
const OVERLAYS = [
	'canvas-controls',
	'canvas-minimap',
	'floating-nodes',
	'node-creator-plus-button',
	'command-bar-button',
	'add-sticky-button',
	'toggle-focus-panel-button',
];

/**
 * Takes away what only a hovering mouse shows, the overlays, notifications, and the dialogs' round corners.
 * @param alsoHidden CSS selectors of what has no part in this picture either.
 */
export async function clearAway(page: Page, ...alsoHidden: readonly string[]): Promise<void> {
	await page.mouse.move(0, 0);
	// With several triggers, a second button stands beside the first, in a frame that holds nothing else.
	const runButtons = `div:has(${selectorOf('execute-workflow-button')}):not(:has(${selectorOf('canvas-node')}))`;
	const hidden = [...OVERLAYS.map(selectorOf), runButtons, '.el-notification', ...alsoHidden].join(', ');
	const content =
		`${hidden} { visibility: hidden !important; }` +
		`.el-dialog, ${selectorOf('ndv')} { border-radius: 0 !important; }`;
	await page.addStyleTag({ content });
}
