// npm run test:trigger: what the trigger loses and gives twice, on every line of n8n and however n8n polls, and the table of it
// in docs/trigger.md.
//   npm run test:trigger -- [--lines 1.123,2.40] [--modes legacy,scheduler]   only these, and the table is printed, not written
import { parseArgs } from 'node:util';
import { playColumn, type Column } from '../test/e2e/trigger/column.mts';
import { MODES, modesOf } from '../test/e2e/trigger/mode.mts';
import { LINES, toLine } from './n8n/lines.mts';
import { provisionRuntime } from './n8n/runtime.mts';

const { values } = parseArgs({ options: { lines: { type: 'string' }, modes: { type: 'string' } } });
const lines = values.lines?.split(',').map(toLine) ?? LINES;
const modes = values.modes?.split(',') ?? MODES;
const columns: Column[] = [];
const started = performance.now();
const say = (text: string): void => {
	console.log(`${((performance.now() - started) / 1000).toFixed(0)} s: ${text}`);
};

for (const line of lines) {
	const runtime = await provisionRuntime(say, undefined, line);
	for (const mode of modesOf(line).filter((known) => modes.includes(known))) {
		const column = await playColumn(runtime, mode, (text) => {
			say(`n8n ${runtime.version}, ${mode}: ${text}`);
		});
		columns.push(column);
		for (const { scenario, count, error } of column.outcomes)
			say(`${scenario}: ${error ?? JSON.stringify(count)}`);
	}
}
