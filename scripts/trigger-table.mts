// npm run trigger-table: what the trigger loses and gives twice, on every line of n8n and in every way that n8n polls, and the
// table of it in docs/trigger.md.
//   npm run trigger-table -- [--lines 1.123,2.40] [--modes legacy,scheduler] [--scenarios renamed,killed]
//     only these, scenarios by a part of their names; the others stay as the table has them
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { playColumn } from '../test/e2e/trigger/column.mts';
import { MODES, modesOf } from '../test/e2e/trigger/mode.mts';
import { SCENARIOS } from '../test/e2e/trigger/scenarios.mts';
import { readBetweenMarks, writeBetweenMarks } from './marks.mts';
import { LINES, toLine } from './n8n/lines.mts';
import { PROJECT_FOLDER } from './n8n/project.mts';
import { provisionRuntime } from './n8n/runtime.mts';
import { columnsIn, withColumn } from './trigger-table/columns.mts';
import { faultsIn, MARKS, triggerTable } from './trigger-table/document.mts';

const PAGE = join(PROJECT_FOLDER, 'docs', 'trigger.md');

async function main(): Promise<void> {
	const text = { type: 'string' } as const;
	const { values } = parseArgs({ options: { lines: text, modes: text, scenarios: text } });
	const words = values.scenarios?.split(',');
	const scenarios = SCENARIOS.filter(({ name }) => words?.some((word) => name.includes(word)) ?? true);
	const lines = values.lines?.split(',').map(toLine) ?? LINES;
	const wanted = values.modes?.split(',') ?? MODES;
	let columns = columnsIn(await readBetweenMarks(PAGE, MARKS));
	for (const line of lines) {
		const runtime = await provisionRuntime(say, undefined, line);
		for (const mode of modesOf(line).filter((known) => wanted.includes(known))) {
			const about = `n8n ${runtime.version}, ${mode}`;
			const report = (what: string): void => {
				say(`${about}: ${what}`);
			};
			const column = await playColumn(runtime, mode, report, scenarios);
			columns = withColumn(columns, column);
			// At once: whoever breaks off keeps what was played.
			await writeBetweenMarks(PAGE, MARKS, triggerTable(columns));
			for (const { scenario, count, error } of column.outcomes)
				report(`${scenario}: ${error ?? JSON.stringify(count)}`);
		}
	}
	const faults = faultsIn(columns);
	for (const fault of faults) say(`Not n8n's making: ${fault}`);
	if (faults.length > 0) process.exitCode = 1;
}

function say(line: string): void {
	console.log(`${(performance.now() / 1000).toFixed(0)} s: ${line}`);
}

await main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
