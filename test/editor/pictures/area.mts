import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator } from 'playwright-core';

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

/** The area with a margin, in CSS pixels. */
export function withMargin({ x, y, width, height }: Area, margin: number): Area {
	return { x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin };
}

/** The upper part of an area, down to a little below another one, in CSS pixels. */
export function downTo(area: Area, { y, height }: Area, margin = 16): Area {
	return { ...area, height: y + height + margin - area.y };
}

/** Whether two areas share more than an edge. */
export function overlap(one: Area, other: Area): boolean {
	return (
		one.x < other.x + other.width &&
		other.x < one.x + one.width &&
		one.y < other.y + other.height &&
		other.y < one.y + one.height
	);
}

/** Whether the inner area does not reach over an edge of the outer one; half a pixel is rounding. */
export function isWithin(inner: Area, outer: Area): boolean {
	const slack = 0.5;
	return (
		inner.x >= outer.x - slack &&
		inner.y >= outer.y - slack &&
		inner.x + inner.width <= outer.x + outer.width + slack &&
		inner.y + inner.height <= outer.y + outer.height + slack
	);
}

/**
 * Where an element is at this moment.
 * @throws Error when it is not to be seen.
 */
export async function boxOf(element: Locator): Promise<Area> {
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
