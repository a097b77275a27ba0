/** A column of a table that is printed row by row. */
export interface Column<Row> {
	readonly title: string;
	/** In characters; a longer cell pushes the rest of its row aside. */
	readonly width: number;
	readonly align?: 'left' | 'right';
	readonly cell: (row: Row) => string;
}

/** The two lines above the rows, as Markdown. */
export function headLines<Row>(columns: readonly Column<Row>[]): string {
	const rule = columns.map(({ width, align }) =>
		align === 'left' ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
	);
	return `${line(columns, ({ title }) => title)}\n| ${rule.join(' | ')} |`;
}

/** One row, as Markdown. */
export function rowLine<Row>(columns: readonly Column<Row>[], row: Row): string {
	return line(columns, ({ cell }) => cell(row));
}

function line<Row>(columns: readonly Column<Row>[], text: (column: Column<Row>) => string): string {
	const cells = columns.map((column) => {
		const { width, align = 'right' } = column;
		return align === 'left' ? text(column).padEnd(width) : text(column).padStart(width);
	});
	return `| ${cells.join(' | ')} |`;
}
