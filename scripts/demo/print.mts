import { styleText } from 'node:util';

import type { IDataObject } from 'n8n-workflow';

type Style = Parameters<typeof styleText>[0];

/** A text in a style, where the terminal shows styles. */
export function styled(style: Style, text: string): string {
	return process.stdout.isTTY && !process.env['NO_COLOR'] ? styleText(style, text) : text;
}

export function say(line = ''): void {
	process.stdout.write(`${line}\n`);
}

/** The heading of a step: what the node of that name does. */
export function step(number: number, name: string): void {
	say();
	say(styled('bold', `${number}  ${name}`));
}

/** A verdict in a line: the status, whom it is about, and why. */
export function bullet(status: string, who: string, reason: string): void {
	say(`   ${[styled('bold', status), who, reason].filter(Boolean).join(' · ')}`);
}

/** Rows under each other, each column as wide as its widest cell; empty columns are left out. */
export function table(rows: readonly IDataObject[], columns: readonly string[]): void {
	const text = (row: IDataObject, column: string) => shown(row[column]);
	const filled = columns.filter((column) => rows.some((row) => text(row, column) !== ''));
	const width = (column: string) => Math.max(column.length, ...rows.map((row) => text(row, column).length));
	say(
		`   ${styled(
			'dim',
			filled
				.map((column) => column.padEnd(width(column)))
				.join('  ')
				.trimEnd(),
		)}`,
	);
	for (const row of rows)
		say(`   ${filled.map((column) => text(row, column).padEnd(width(column))).join('  ')}`.trimEnd());
}

function shown(value: unknown): string {
	if (value === null || value === undefined) return '';
	if (typeof value === 'boolean') return value ? 'yes' : 'no';
	const text = typeof value === 'string' ? value : JSON.stringify(value);
	return /^\d{4}-\d\d-\d\dT/.test(text) ? text.slice(11, 19) : text;
}

/** What a messenger window shows, line by line, in a frame. */
export function frame(title: string, lines: readonly string[]): void {
	const width = Math.max(title.length + 2, ...lines.map((line) => line.length)) + 2;
	say(`   ╭─ ${title} ${'─'.repeat(width - title.length - 3)}╮`);
	for (const line of lines) say(`   │ ${line.padEnd(width - 1)}│`);
	say(`   ╰${'─'.repeat(width)}╯`);
}
