import { readFile, writeFile } from 'node:fs/promises';

/** What stands before and behind the part of a page that a command writes. */
export type Marks = readonly [begin: string, end: string];

/** What stands between the two marks of a page. @throws Error for a page without them */
export async function readBetweenMarks(path: string, marks: Marks): Promise<string> {
	const { page, begin, end } = await placeIn(path, marks);
	return page.slice(begin, end);
}

/**
 * Writes a text between the two marks of a page; what stands around them stays.
 * @throws Error for a page without the marks.
 */
export async function writeBetweenMarks(path: string, marks: Marks, text: string): Promise<void> {
	const { page, begin, end } = await placeIn(path, marks);
	await writeFile(path, `${page.slice(0, begin)}\n${text}\n${page.slice(end)}`);
}

interface PlaceInPage {
	readonly page: string;
	readonly begin: number;
	readonly end: number;
}

async function placeIn(path: string, marks: Marks): Promise<PlaceInPage> {
	const page = await readFile(path, 'utf8');
	const [at, end] = marks.map((mark) => page.indexOf(mark));
	if (at === undefined || end === undefined || at < 0 || end < at)
		throw new Error(`${path} has no place for the table: ${marks.join(' … ')}`);
	return { page, begin: at + marks[0].length, end };
}
