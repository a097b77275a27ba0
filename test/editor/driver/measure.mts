import type { Page } from 'playwright-core';
import { asArray } from '../../../scripts/n8n/json.mts';

/** Elements that are seen, and have text of their own: not only that of elements within. */
const WITH_TEXT = `(element) => element.checkVisibility() &&
	[...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '')`;

/**
 * The texts in an element, or in several of the same test id, that are wider than the place that they have.
 * @param testId n8n's mark of the elements to look into.
 */
export async function textsCutIn(page: Page, testId: string): Promise<readonly string[]> {
	const found: unknown = await page.evaluate(`
		[...document.querySelectorAll('[data-test-id="${testId}"], [data-test-id="${testId}"] *')]
			.filter(${WITH_TEXT})
			.filter((element) => getComputedStyle(element).display !== 'inline')
			.filter((element) => element.scrollWidth > element.clientWidth + 1)
			.map((element) => element.textContent.trim())`);
	return asArray(found, 'texts').map(String);
}

/** The placeholders in an element that are wider than their input, measured with the input's own font. */
export async function placeholdersCutIn(page: Page, testId: string): Promise<readonly string[]> {
	const found: unknown = await page.evaluate(`
		[...document.querySelectorAll('[data-test-id="${testId}"] input')]
			.filter((input) => input.checkVisibility() && input.placeholder !== '')
			.filter((input) => {
				const style = getComputedStyle(input);
				const context = new OffscreenCanvas(1, 1).getContext('2d');
				context.font = style.fontStyle + ' ' + style.fontWeight + ' ' + style.fontSize + ' ' + style.fontFamily;
				const room = input.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
				return context.measureText(input.placeholder).width > room;
			})
			.map((input) => input.placeholder)`);
	return asArray(found, 'placeholders').map(String);
}

/** The labels of a form that take more than one line. */
export async function labelsOfManyLinesIn(page: Page, testId: string): Promise<readonly string[]> {
	const found: unknown = await page.evaluate(`
		[...document.querySelectorAll('[data-test-id="${testId}"] label .n8n-text')]
			.filter(${WITH_TEXT})
			.filter((label) => label.clientHeight > 1.9 * parseFloat(getComputedStyle(label).fontSize))
			.map((label) => label.textContent.trim())`);
	return asArray(found, 'labels').map(String);
}

/** Whether an element, or anything in it, can be scrolled sideways. */
export async function scrollsSideways(page: Page, testId: string): Promise<boolean> {
	const found: unknown = await page.evaluate(`
		[...document.querySelectorAll('[data-test-id="${testId}"], [data-test-id="${testId}"] *')]
			.filter((element) => ['auto', 'scroll'].includes(getComputedStyle(element).overflowX))
			.some((element) => element.scrollWidth > element.clientWidth + 1)`);
	return found === true;
}
