import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { PROJECT_FOLDER } from '../n8n/project.mts';

/** Where the pictures of the docs are. */
const IMAGES_FOLDER = join(PROJECT_FOLDER, 'docs', 'images');

/** A reader of the docs on a slow line waits for every one of them. */
const MAX_BYTES = 250_000;

/** Longer than a frame, and together longer than any animation of n8n's editor. */
const BETWEEN_LOOKS_MS = 150;
const MAX_LOOKS = 40;

/** A rectangle of a page, in CSS pixels. */
export interface Area {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/**
 * Takes a picture of a part of a page and puts it into the docs.
 * @param file its name, such as `board.png`.
 * @returns one line about it, for people.
 * @throws RangeError when the picture is too large for the docs; the one that is there stays.
 */
export async function takePicture(page: Page, file: string, area: Area): Promise<string> {
	const picture = await page.screenshot({ clip: area, animations: 'disabled', caret: 'hide' });
	const size = `${Math.ceil(picture.length / 1000)} kB`;
	if (picture.length > MAX_BYTES) {
		throw new RangeError(
			`${file} would have ${size}; pictures of the docs have ${MAX_BYTES / 1000} kB at most`,
		);
	}
	await writeFile(join(IMAGES_FOLDER, file), picture);
	return `docs/images/${file}  ${size}`;
}

/**
 * The area that all of the elements are in, once nothing of it moves any more.
 * @throws Error when one of them is not to be seen, or when they do not come to rest.
 */
export async function areaOf(...elements: readonly Locator[]): Promise<Area> {
	let before: Area | undefined;
	for (let look = 0; look < MAX_LOOKS; look += 1) {
		const area = around(await Promise.all(elements.map(boxOf)));
		if (before !== undefined && isSame(area, before)) return area;
		before = area;
		await sleep(BETWEEN_LOOKS_MS);
	}
	throw new Error(`${elements.join(', ')} did not come to rest`);
}

async function boxOf(element: Locator): Promise<Area> {
	const box = await element.boundingBox();
	if (box === null) throw new Error(`${element.toString()} is not to be seen`);
	return box;
}

function around(areas: readonly Area[]): Area {
	const x = Math.min(...areas.map((area) => area.x));
	const y = Math.min(...areas.map((area) => area.y));
	const right = Math.max(...areas.map((area) => area.x + area.width));
	const bottom = Math.max(...areas.map((area) => area.y + area.height));
	return { x, y, width: right - x, height: bottom - y };
}

function isSame(one: Area, other: Area): boolean {
	return one.x === other.x && one.y === other.y && one.width === other.width && one.height === other.height;
}

/** The area with a margin, in CSS pixels. */
export function withMargin({ x, y, width, height }: Area, margin: number): Area {
	return { x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin };
}
