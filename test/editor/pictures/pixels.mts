import type { Browser } from 'playwright-core';
import { asArray, asObject, type UnknownObject } from '../../../scripts/n8n/json.mts';

/** What a picture consists of. */
export interface Survey {
	/** How many different colors there are. */
	readonly colors: number;
	/** The share of the pixels that do not have the most frequent color, from 0 to 1. */
	readonly content: number;
}

/** Makes `data`, the red, green, blue and alpha of every pixel, and ends with a result. */
function scriptOf(png: Buffer, result: string): string {
	return `(async () => {
		const image = new Image();
		image.src = 'data:image/png;base64,${png.toString('base64')}';
		await image.decode();
		const canvas = new OffscreenCanvas(image.width, image.height);
		const context = canvas.getContext('2d');
		context.drawImage(image, 0, 0);
		const { data } = context.getImageData(0, 0, image.width, image.height);
		const colors = Array.from({ length: data.length / 4 },
			(_, at) => data[4 * at] * 65536 + data[4 * at + 1] * 256 + data[4 * at + 2]);
		${result}
	})()`;
}

/** Surveys a PNG with the browser that made it: nothing else on a machine needs to be able to decode one. */
export async function survey(browser: Browser, png: Buffer): Promise<Survey> {
	const found = await decode(
		browser,
		scriptOf(
			png,
			`const counts = new Map();
			for (const color of colors) counts.set(color, (counts.get(color) ?? 0) + 1);
			return { colors: counts.size, content: 1 - Math.max(...counts.values()) / colors.length };`,
		),
	);
	return { colors: Number(found['colors']), content: Number(found['content']) };
}

/** The colors of a small opaque PNG, `0xrrggbb`, row by row. */
export async function readPixels(browser: Browser, png: Buffer): Promise<readonly number[]> {
	const found = await decode(browser, scriptOf(png, 'return { colors };'));
	return asArray(found['colors'], 'colors').map(Number);
}

async function decode(browser: Browser, script: string): Promise<UnknownObject> {
	const page = await browser.newPage();
	try {
		const found: unknown = await page.evaluate(script);
		return asObject(found, 'picture');
	} finally {
		await page.close();
	}
}
