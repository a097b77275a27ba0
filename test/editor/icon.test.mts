import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT_FOLDER } from '../../scripts/n8n/project.mts';
import { scenario } from '../support/scenario.mts';
import { readPixels } from './pictures/pixels.mts';
import { inEditor } from './suite.mts';

/** In the lists of n8n. */
const SIZE = 16;
/** What WCAG 2.2 asks of graphics (success criterion 1.4.11). */
const MIN_CONTRAST = 3;

/** n8n's own grounds: lists and nodes, in each of its themes. */
const GROUNDS = [
	{ scheme: 'light', file: 'genesys-web-messaging.svg', ground: 0xffffff },
	{ scheme: 'light', file: 'genesys-web-messaging.svg', ground: 0xf5f5f5 },
	{ scheme: 'dark', file: 'genesys-web-messaging.dark.svg', ground: 0x414244 },
	{ scheme: 'dark', file: 'genesys-web-messaging.dark.svg', ground: 0x2d2e2e },
	{ scheme: 'dark', file: 'genesys-web-messaging.dark.svg', ground: 0x171717 },
] as const;

inEditor('The icon at the size of a list', (rig) => {
	for (const { scheme, file, ground } of GROUNDS) {
		scenario(
			`stands out from #${hex(ground)} of the ${scheme} theme, and its check mark from it`,
			async () => {
				const { browser } = rig();
				const page = await browser.newPage();
				const svg = await readFile(join(PROJECT_FOLDER, 'dist', 'icons', file), 'utf8');
				const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
				await page.setContent(
					`<body style="margin:0;background:#${hex(ground)}"><img width="${SIZE}" height="${SIZE}" src="${source}">`,
				);
				const clip = { x: 0, y: 0, width: SIZE, height: SIZE };
				const pixels = await readPixels(browser, await page.screenshot({ clip }));
				await page.close();

				const [bubble, count] = mostFrequent(pixels.filter((color) => color !== ground));
				assert.ok(count > (SIZE * SIZE) / 4);
				assert.ok(contrast(bubble, ground) >= MIN_CONTRAST, `The bubble: ${contrast(bubble, ground)}`);
				const inside = pixels.filter((color, at) => color !== ground && isInside(at));
				const mark = Math.max(...inside.map((color) => contrast(color, bubble)));
				assert.ok(mark >= MIN_CONTRAST, `The check mark: ${mark}`);
			},
		);
	}
});

function mostFrequent(colors: readonly number[]): readonly [color: number, count: number] {
	const counts = new Map<number, number>();
	for (const color of colors) counts.set(color, (counts.get(color) ?? 0) + 1);
	const [most] = [...counts].toSorted(([, one], [, other]) => other - one);
	assert.ok(most, 'Nothing is drawn');
	return most;
}

/** Whether a pixel belongs to the middle of the bubble, where there are the check mark and the bubble only. */
function isInside(at: number): boolean {
	const x = at % SIZE;
	const y = Math.floor(at / SIZE);
	return x >= 4 && x < 12 && y >= 3 && y < 10;
}

/** The contrast ratio of WCAG 2.2: from 1, none, to 21, black on white. */
function contrast(one: number, other: number): number {
	const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
	return (lighter + 0.05) / (darker + 0.05);
}

/** The relative luminance of WCAG 2.2. */
function luminance(color: number): number {
	const [red, green, blue] = [color >> 16, (color >> 8) & 255, color & 255].map((channel) => {
		const share = channel / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

function hex(color: number): string {
	return color.toString(16).padStart(6, '0');
}
