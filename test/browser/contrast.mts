import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { asArray, asObject, textField } from '../../scripts/n8n/json.mts';

/** What WCAG 2.2 asks of text of a usual size (success criterion 1.4.3, level AA). */
const MIN_CONTRAST = 4.5;

/** The colors of an element's text and of what is behind it, as CSS has computed them. */
interface Colors {
	readonly text: string;
	readonly ground: string;
}

/**
 * Checks that the text of every element that matches can be read.
 * @param selectors CSS selectors; each must match something.
 */
export async function assertReadable(page: Page, selectors: readonly string[]): Promise<void> {
	for (const selector of selectors) {
		const found = await colorsOf(page, selector);
		assert.notEqual(found.length, 0, `Nothing matches ${selector}`);
		for (const { text, ground } of found) {
			const contrast = contrastOf(luminance(text), luminance(ground));
			assert.ok(contrast >= MIN_CONTRAST, `${selector}: ${text} on ${ground} has a contrast of ${contrast}`);
		}
	}
}

/** How light the ground of a page is: from 0, black, to 1, white. */
export async function lightnessOfPage(page: Page): Promise<number> {
	const [colors] = await colorsOf(page, 'body');
	assert.ok(colors);
	return luminance(colors.ground);
}

/** The ground is that of the nearest element around that has one. */
async function colorsOf(page: Page, selector: string): Promise<Colors[]> {
	const found: unknown = await page.evaluate(`
		[...document.querySelectorAll(${JSON.stringify(selector)})].map((element) => {
			let ground = element;
			while (/, 0\\)$/.test(getComputedStyle(ground).backgroundColor)) ground = ground.parentElement;
			return { text: getComputedStyle(element).color, ground: getComputedStyle(ground).backgroundColor };
		})`);
	return asArray(found, selector).map((entry) => {
		const colors = asObject(entry, selector);
		return { text: textField(colors, 'text', selector), ground: textField(colors, 'ground', selector) };
	});
}

/** The contrast ratio of WCAG 2.2: from 1, none, to 21, black on white. */
function contrastOf(one: number, other: number): number {
	return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

/** The relative luminance of WCAG 2.2 of an opaque color such as `rgb(244, 245, 247)`. */
function luminance(color: string): number {
	const [red, green, blue] = [...color.matchAll(/\d+/g)].map(([digits]) => linear(Number(digits) / 255));
	assert.ok(red !== undefined && green !== undefined && blue !== undefined, `${color} is no opaque color`);
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linear(channel: number): number {
	return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
