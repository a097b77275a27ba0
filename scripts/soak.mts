// npm run soak: a week of a busy contact center in scaled time, with a trigger of each kind that polls every minute, and
// everything that it gave counted against what happened.
//   npm run soak -- [--hours 168] [--per-hour 320] [--event customerLeft] [--write]
// With --write, the table of all kinds goes into docs/trigger.md.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { text as consume } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { EVENT_TYPES, type EventType } from '../nodes/shared/conversations/watch/event.ts';
import { soak, usualSoak, type SoakReport } from '../test/support/soak.mts';
import { writeBetweenMarks, type Marks } from './marks.mts';

const PAGE = fileURLToPath(new URL('../docs/trigger.md', import.meta.url));
const MARKS: Marks = ['<!-- soak -->', '<!-- /soak -->'];

const text = { type: 'string' } as const;
const { values } = parseArgs({
	options: {
		hours: { ...text, default: '168' },
		'per-hour': { ...text, default: '320' },
		write: { type: 'boolean', default: false },
		event: text,
	},
});

const HEAD = [
	'| Event | given | lost | given twice | invented | polls, failed | list calls in a quiet poll | reads per idle period | most open | kept, at most |',
	'|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
];
const wanted = EVENT_TYPES.filter((event) => values.event === undefined || values.event === event);
const [only] = wanted;
if (wanted.length === 1 && only !== undefined) await playOne(only);
else await playAll();

/** A row for one kind of event. */
async function playOne(event: EventType): Promise<void> {
	const usual = usualSoak(event);
	const report = await soak({
		...usual,
		hours: Number(values.hours),
		business: { perHourAtMost: Number(values['per-hour']), agents: 60 },
		// As n8n does it as it comes: what a quiet poll has learned is lost with a restart.
		troubles: { ...usual.troubles, savesOnlyEvents: true },
	});
	console.log(rowOf(event, report));
	if (report.lost.length + report.doubled.length + report.invented.length > 0) process.exitCode = 1;
}

/** Each kind in a process of its own, as many at a time as there are processors. */
async function playAll(): Promise<void> {
	const rows = new Map<EventType, string>();
	const waiting = [...EVENT_TYPES];
	const playNext = async (): Promise<void> => {
		for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) {
			rows.set(event, await played(event));
			console.log(rows.get(event));
		}
	};
	await Promise.all(Array.from({ length: availableParallelism() }, playNext));
	const table = [...HEAD, ...EVENT_TYPES.map((event) => rows.get(event))].join('\n');
	console.log(`\n${table}`);
	if (values.write) await writeBetweenMarks(PAGE, MARKS, table);
}

async function played(event: EventType): Promise<string> {
	const settings = ['--hours', values.hours, '--per-hour', values['per-hour'], '--event', event];
	const child = spawn(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), ...settings], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const closed: Promise<unknown[]> = once(child, 'close');
	const row = await consume(child.stdout);
	if ((await closed)[0] !== 0) process.exitCode = 1;
	return row.trim();
}

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
