/** A table in Markdown, line by line; all columns but the first are centered, unless they are told to be otherwise. */
export function table(
	head: readonly string[],
	rows: readonly (readonly string[])[],
	others: ':-:' | '---' = ':-:',
): readonly string[] {
	const row = (cells: readonly string[]): string =>
		`| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
	return [row(head), row(head.map((_, index) => (index === 0 ? '---' : others))), ...rows.map(row)];
}
