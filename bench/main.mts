// npm run bench: this node and its rivals against the same simulated Genesys Cloud, and what else can be measured.
//   npm run bench -- [--full] [--rival NAME]… [--load NAME]… [--contest-only | --measures-only | --measure NAME…] [--json FILE]
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';

import { freezeBuild } from './built-package.mts';
import { contest, type Result } from './contest/contest.mts';
import { ENTRIES, type Entry } from './contest/entries.mts';
import { COLUMNS } from './contest/print.mts';
import { thisMachine } from './machine.mts';
import { beside } from './measures/beside.mts';
import { day } from './measures/day.mts';
import { loading } from './measures/loading.mts';
import { manyExecutions } from './measures/many.mts';
import type { Figure, Measure } from './measures/measure.mts';
import { memory } from './measures/memory.mts';
import { packageSize } from './measures/package-size.mts';
import { oneWindow, overhead, sideBySide } from './measures/timing.mts';
import { SimulatorProcess } from './processes/simulator.mts';
import { FULL_SCALE, LOADS, SHORT_SCALE, type Load } from './scale.mts';
import { headLines, rowLine, type Column } from './table.mts';

const MEASURES: ReadonlyArray<{ readonly name: string; readonly take: Measure }> = [
	{ name: 'one window', take: oneWindow },
	{ name: 'two executions', take: sideBySide },
	{ name: 'beside', take: beside },
	{ name: 'many executions', take: manyExecutions },
	{ name: 'day', take: day },
	{ name: 'overhead', take: overhead },
	{ name: 'memory', take: memory },
	{ name: 'loading', take: loading },
	{ name: 'package size', take: packageSize },
];

const FIGURE_COLUMNS: readonly Column<Figure>[] = [
	{ title: 'measure', width: 62, align: 'left', cell: ({ name }) => name },
	{ title: 'figure', width: 10, cell: ({ value, unit }) => `${value.toPrecision(3)} ${unit}` },
	{ title: 'of', width: 50, align: 'left', cell: ({ detail }) => detail },
];

interface Arguments {
	readonly full: boolean;
	readonly rivals: readonly Entry[];
	readonly loads: readonly Load[];
	readonly contest: boolean;
	readonly measures: typeof MEASURES;
	readonly json: string | undefined;
}

async function main(): Promise<void> {
	const args = readArguments();
	const scale = args.full ? FULL_SCALE : SHORT_SCALE;
	const started = { at: new Date().toISOString(), machine: thisMachine() };
	say(`${started.at}, ${describe(started.machine)}`);
	say(`Windows of ${scale.windowSeconds} s with 300 calls, ${scale.latencyMs} ms latency\n`);
	const thaw = await freezeBuild();
	const simulator = new SimulatorProcess();
	try {
		const results: Result[] = [];
		if (args.contest) await printing(COLUMNS, contest(simulator, scale, args.loads, args.rivals), results);
		const figures: Figure[] = [];
		if (args.measures.length > 0) await printing(FIGURE_COLUMNS, measured(simulator, args.measures), figures);
		if (args.json !== undefined) {
			await save(args.json, { ...started, loadAtEnd: thisMachine().load, scale, results, figures });
		}
	} finally {
		await simulator.stop();
		await thaw();
	}
}

function readArguments(): Arguments {
	const { values } = parseArgs({
		options: {
			full: { type: 'boolean', default: false },
			rival: { type: 'string', multiple: true },
			load: { type: 'string', multiple: true },
			measure: { type: 'string', multiple: true },
			'contest-only': { type: 'boolean', default: false },
			'measures-only': { type: 'boolean', default: false },
			json: { type: 'string' },
		},
	});
	const wanted = values.rival;
	const measures = values.measure
		? chosen('measure', values.measure, MEASURES, ({ name }) => name)
		: MEASURES;
	// At full scale the others take hours and show nothing new.
	const usual = ENTRIES.filter(({ ours }) => ours || !values.full);
	return {
		full: values.full,
		rivals: wanted ? chosen('rival', wanted, ENTRIES, ({ rival }) => rival) : usual,
		loads: values.load ? chosen('load', values.load, LOADS, ({ name }) => name) : LOADS,
		contest: !values['measures-only'] && values.measure === undefined,
		measures: values['contest-only'] ? [] : measures,
		json: values.json,
	};
}

/** @throws RangeError for a name that nothing has */
function chosen<T>(
	option: string,
	names: readonly string[],
	all: readonly T[],
	nameOf: (one: T) => string,
): T[] {
	const known = all.map(nameOf);
	const unknown = names.find((name) => !known.includes(name));
	if (unknown !== undefined) throw new RangeError(`--${option} ${unknown}: choose from ${known.join(', ')}`);
	return all.filter((one) => names.includes(nameOf(one)));
}

async function* measured(simulator: SimulatorProcess, measures: typeof MEASURES): AsyncGenerator<Figure> {
	for (const { take } of measures) yield* await take(simulator);
}

async function printing<Row>(
	columns: readonly Column<Row>[],
	rows: AsyncGenerator<Row>,
	into: Row[],
): Promise<void> {
	say(headLines(columns));
	for await (const row of rows) {
		into.push(row);
		say(rowLine(columns, row));
	}
	say('');
}

function describe({
	cores,
	processor,
	memory,
	node,
	platform,
	load,
}: ReturnType<typeof thisMachine>): string {
	return `Node.js ${node}, ${platform}, ${cores} cores (${processor}), ${memory} GiB, load ${load.toFixed(2)}`;
}

async function save(file: string, content: object): Promise<void> {
	await mkdir(dirname(file), { recursive: true });
	await writeFile(file, `${JSON.stringify(content, undefined, '\t')}\n`);
}

function say(text: string): void {
	process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});
