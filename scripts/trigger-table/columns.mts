import type { Column, Outcome } from '../../test/e2e/trigger/column.mts';
import { MODES, modesOf } from '../../test/e2e/trigger/mode.mts';
import { LINES } from '../n8n/lines.mts';

const HEAD = /^(\d+\.\d+)\.\d+ /;
const COUNT = /^\**(\d+) \/ (\d+) of (\d+)\b/;

/**
 * The columns of a table that was written before, so that one of them can be played anew without the others: it takes that
 * long. A cell in which nothing was counted is left out, as is the column of a line that there is no longer.
 */
export function columnsIn(text: string): readonly Column[] {
	const [head = [], , ...rows] = text
		.split('\n')
		.filter((line) => line.startsWith('|'))
		.map((line) =>
			line
				.split('|')
				.slice(1, -1)
				.map((cell) => cell.trim()),
		);
	return head.flatMap((title, index) => {
		const [n8n = '', ...words] = title.split(' ');
		const line = LINES.find((known) => known === HEAD.exec(title)?.[1]);
		const mode = MODES.find((known) => known === words.join(' '));
		if (line === undefined || mode === undefined) return [];
		const outcomes = rows.flatMap(([scenario = '', ...cells]) => outcomeIn(scenario, cells[index - 1] ?? ''));
		return [{ line, n8n, mode, outcomes }];
	});
}

function outcomeIn(scenario: string, cell: string): Outcome[] {
	const found = COUNT.exec(cell);
	if (found === null) return [];
	const [lost = 0, doubled = 0, happened = 0] = found.slice(1).map(Number);
	return [{ scenario, count: { happened, lost, doubled } }];
}

/** Puts a column in its place among those that were played; what it has not played stays as it was. */
export function withColumn(played: readonly Column[], column: Column): readonly Column[] {
	const isSame = ({ line, mode }: Column): boolean => line === column.line && mode === column.mode;
	const before = played.find(isSame)?.outcomes ?? [];
	const isNew = (name: string): boolean => column.outcomes.some(({ scenario }) => scenario === name);
	const outcomes = [...before.filter(({ scenario }) => !isNew(scenario)), ...column.outcomes];
	const all = [...played.filter((one) => !isSame(one)), { ...column, outcomes }];
	return LINES.flatMap((line) =>
		modesOf(line).flatMap((mode) => all.find((one) => one.line === line && one.mode === mode) ?? []),
	);
}
