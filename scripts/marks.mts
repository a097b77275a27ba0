import { readFile, writeFile } from 'node:fs/promises';

/** What stands before and behind the part of a page that a command writes. */
export type Marks = readonly [begin: string, end: string];

/**
 * Writes a text between the two marks of a page; what stands around them stays.
 * @throws Error for a page without the marks.
 */
export async function writeBetweenMarks(path: string, marks: Marks, text: string): Promise<void> {
	const page = await readFile(path, 'utf8');
	const [begin, end] = marks.map((mark) => page.indexOf(mark));
	if (begin === undefined || end === undefined || begin < 0 || end < begin)
		throw new Error(`${path} has no place for the table: ${marks.join(' … ')}`);
	const before = page.slice(0, begin + marks[0].length);
	await writeFile(path, `${before}\n${text}\n${page.slice(end)}`);
}
