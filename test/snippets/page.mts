import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const PROJECT = resolve(__dirname, '../..');

/** A block of code. */
export interface Block {
	/** The first word behind the fence, which GitHub colors the code by. */
	readonly language: string;
	/** The second one, which nobody sees: the name of a snippet, of its output, or of the file to save it as. */
	readonly name: string | undefined;
	readonly text: string;
}

/** A page with snippets. */
export interface Page {
	readonly text: string;
	readonly blocks: readonly Block[];
	/** The text of the block with this language and name. @throws Error when there is none, or more than one. */
	block(language: string, name: string): string;
	/** What stands under a heading of the second level. @throws Error when there is none. */
	section(heading: string): string;
}

export function readPage(path: string): Page {
	const text = readFileSync(join(PROJECT, path), 'utf8');
	const blocks = [...text.matchAll(/^```(\S+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(
		([, language = '', name, code = '']): Block => ({ language, name, text: code }),
	);
	return {
		text,
		blocks,
		block: (language, name) => {
			const [found, ...more] = blocks.filter((block) => block.language === language && block.name === name);
			if (!found || more.length > 0)
				throw new Error(`${path} has ${1 + more.length} blocks "${language} ${name}", or none`);
			return found.text;
		},
		section: (heading) => {
			const part = text.split(/^## /m).find((each) => each.startsWith(`${heading}\n`));
			if (part === undefined) throw new Error(`${path} has no heading "${heading}"`);
			return part;
		},
	};
}

/** The cells of the rows of the first table in a text, without its head. */
export function rowsOf(text: string): string[][] {
	const lines = text.split('\n');
	const first = lines.findIndex((line) => line.startsWith('|')) + 2;
	const after = lines.findIndex((line, index) => index >= first && !line.startsWith('|'));
	return lines.slice(first, after).map((line) =>
		line
			.split('|')
			.slice(1, -1)
			.map((cell) => cell.trim()),
	);
}

/** A text as the page writes it: with the beginnings of IDs only, and with any time in place of every other. */
export function asShown(text: string): string {
	return text
		.replace(/\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '$1-…')
		.replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '2026-11-27T08:30:00.000Z')
		.trim();
}
