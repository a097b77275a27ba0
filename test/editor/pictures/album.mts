import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { isWithin, type Area } from './area.mts';
import { survey, type Survey } from './pixels.mts';

/** A reader of the docs on a slow line waits for every one of them. */
const MAX_BYTES = 250_000;
/** With less of it than this, there is nothing on a picture but its ground. */
const MIN_SHARE_OF_CONTENT = 0.005;
/** Letters alone, with their smoothed edges, give more. */
const MIN_COLORS = 16;

/** Takes pictures, looks whether they are good for anything, and puts them into a folder if somebody wants them. */
export class Album {
	/** @param folder where the pictures go; undefined throws them away. */
	constructor(
		private readonly browser: Browser,
		private readonly folder: string | undefined,
	) {}

	/**
	 * Takes a picture of a part of a page.
	 * @param file its name, such as `board.png`.
	 * @throws AssertionError when it is cut by an edge of the window, shows nothing, or is too large for the docs.
	 */
	async take(page: Page, file: string, area: Area): Promise<void> {
		assertWithinWindow(page, file, area);
		const png = await page.screenshot({ clip: area, animations: 'disabled', caret: 'hide' });
		assert.ok(png.length <= MAX_BYTES, `${file} would have ${png.length} bytes, more than ${MAX_BYTES}`);
		assertShowsSomething(file, await survey(this.browser, png));
		if (this.folder === undefined) return;
		await mkdir(this.folder, { recursive: true });
		await writeFile(join(this.folder, file), png);
		console.log(`${join(this.folder, file)}  ${Math.ceil(png.length / 1000)} kB`);
	}
}

function assertWithinWindow(page: Page, file: string, area: Area): void {
	const window = page.viewportSize();
	assert.ok(window !== null);
	const seen = { x: 0, y: 0, ...window };
	assert.ok(
		isWithin(area, seen),
		`${file} is cut: ${JSON.stringify(area)} is not within ${JSON.stringify(seen)}`,
	);
}

function assertShowsSomething(file: string, { colors, content }: Survey): void {
	assert.ok(
		colors >= MIN_COLORS && content >= MIN_SHARE_OF_CONTENT,
		`${file} is blank: ${colors} colors, ${(content * 100).toFixed(1)} % of it is not the ground`,
	);
}
