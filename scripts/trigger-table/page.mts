import { readFile, writeFile } from 'node:fs/promises';

const BEGIN = '<!-- lost and doubled: begin -->';
const END = '<!-- lost and doubled: end -->';

/** A page that has nothing else yet. */
const NEW = `# The trigger\n\n## What is lost, and what comes twice\n\n${BEGIN}\n${END}\n`;

/**
 * Writes a text between the two marks of a page; what stands around them stays.
 * @throws Error for a page without the marks.
 */
export async function writeBetweenMarks(path: string, text: string): Promise<void> {
	const page = await readFile(path, 'utf8').catch(() => NEW);
	const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
	if (begin < 0 || end < begin) throw new Error(`${path} has no place for the table: ${BEGIN} … ${END}`);
	const before = page.slice(0, begin + BEGIN.length);
	await writeFile(path, `${before}\n${text}\n${page.slice(end)}`);
}
