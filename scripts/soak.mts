// npm run soak: a week of a busy contact center in scaled time, with a trigger of each kind that polls every minute, and
// everything that it gave counted against what happened.
//   npm run soak -- [--hours 168] [--per-hour 320] [--write]
// With --write, the table goes into docs/trigger.md.
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { EVENT_TYPES, type EventType } from '../nodes/shared/conversations/watch/event.ts';
import { soak, usualSoak, type SoakReport } from '../test/support/soak.mts';

const PAGE = new URL('../docs/trigger.md', import.meta.url);
const BEGIN = '<!-- soak -->';
const END = '<!-- /soak -->';

const { values } = parseArgs({
	options: {
		hours: { type: 'string', default: '168' },
		'per-hour': { type: 'string', default: '320' },
		write: { type: 'boolean', default: false },
	},
});
const hours = Number(values.hours);
const perHourAtMost = Number(values['per-hour']);

const rows: string[] = [
	'| Event | given | lost | given twice | invented | polls, failed | list calls in a quiet poll | reads per idle period | most open | kept, at most |',
	'|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
];
let isRight = true;
for (const event of EVENT_TYPES) {
	const usual = usualSoak(event);
	const report = await soak({
		...usual,
		hours,
		business: { perHourAtMost, agents: 60 },
		// As n8n does it as it comes: what a quiet poll has learned is lost with a restart.
		troubles: { ...usual.troubles, savesOnlyEvents: true },
	});
	isRight &&= report.lost.length + report.doubled.length + report.invented.length === 0;
	rows.push(rowOf(event, report));
	console.log(rows.at(-1));
}

const table = rows.join('\n');
console.log(`\n${table}`);
if (values.write) {
	const page = await readFile(PAGE, 'utf8');
	const [before, rest = ''] = page.split(BEGIN);
	const [, after] = rest.split(END);
	if (before === undefined || after === undefined)
		throw new Error('docs/trigger.md has no place for the table');
	await writeFile(PAGE, `${before}${BEGIN}\n${table}\n${END}${after}`);
}
if (!isRight) process.exitCode = 1;

function rowOf(event: EventType, report: SoakReport): string {
	const cells = [
		event,
		inThousands(report.given),
		report.lost.length,
		report.doubled.length,
		report.invented.length,
		`${inThousands(report.polls)}, ${inThousands(report.failedPolls)}`,
		report.listCallsWhenQuiet.toFixed(2),
		event === 'conversationIdle' ? report.readsPerIdlePeriod.toFixed(2) : '',
		inThousands(report.mostOpen),
		`${(report.mostKept / 1000).toFixed(1)} kB`,
	];
	return `| ${cells.join(' | ')} |`;
}

function inThousands(count: number): string {
	return count.toLocaleString('en-US');
}
