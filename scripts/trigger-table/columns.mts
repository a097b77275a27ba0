import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import type { Column } from '../../test/e2e/trigger/column.mts';
import { MODES, modesOf } from '../../test/e2e/trigger/mode.mts';
import { parseJson, shaped } from '../n8n/json.mts';
import { LINES } from '../n8n/lines.mts';
import { PROJECT_FOLDER } from '../n8n/project.mts';

const FILE = join(PROJECT_FOLDER, 'node_modules', '.cache', 'trigger-table', 'columns.json');

const COUNT = v.object({ happened: v.number(), lost: v.number(), doubled: v.number() });
const OUTCOME = v.object({ scenario: v.string(), count: v.optional(COUNT), error: v.optional(v.string()) });
const COLUMN = v.object({
	line: v.picklist(LINES),
	n8n: v.string(),
	mode: v.picklist(MODES),
	outcomes: v.array(OUTCOME),
});

/** What was played before. A table takes so long that one column can be played anew without the others. */
export async function keptColumns(): Promise<readonly Column[]> {
	const text = await readFile(FILE, 'utf8').catch(() => '[]');
	return shaped(v.array(COLUMN), parseJson(text, FILE), FILE);
}

/** Puts a column in its place among those that were played; what it has not played stays as it was. */
export async function keep(column: Column): Promise<void> {
	const kept = await keptColumns();
	const isSame = ({ line, mode }: Column): boolean => line === column.line && mode === column.mode;
	const before = kept.find(isSame)?.outcomes ?? [];
	const isNew = (name: string): boolean => column.outcomes.some(({ scenario }) => scenario === name);
	const outcomes = [...before.filter(({ scenario }) => !isNew(scenario)), ...column.outcomes];
	const all = [...kept.filter((one) => !isSame(one)), { ...column, outcomes }];
	const inOrder = LINES.flatMap((line) =>
		modesOf(line).flatMap((mode) => all.find((one) => one.line === line && one.mode === mode) ?? []),
	);
	await mkdir(dirname(FILE), { recursive: true });
	await writeFile(FILE, JSON.stringify(inOrder));
}
