// npm run test:versions: the end-to-end tests on every line of n8n, and docs/compatibility.md and its log from what ran.
//   npm run test:versions -- [--lines 1.123,2.40]   only these, and page and log are printed, not written
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { untilInterrupted } from './interruption.mts';
import { compatibilityLog, compatibilityPage } from './matrix/document.mts';
import { testLine } from './matrix/line-run.mts';
import type { LineResult } from './matrix/results.mts';
import { LINES, toLine, type Line } from './n8n/lines.mts';
import { PROJECT_FOLDER } from './n8n/project.mts';
import { provisionRuntime, type Runtime } from './n8n/runtime.mts';
import { createTemporaryFolder } from './n8n/temporary-folder.mts';

const DOCS = join(PROJECT_FOLDER, 'docs');
const PAGE = 'compatibility.md';
const LOG = 'compatibility-log.md';
const SYSTEMS: Partial<Record<NodeJS.Platform, string>> = { linux: 'Linux', darwin: 'macOS' };

/** How an installation ended. */
type Installation = { readonly runtime: Runtime } | { readonly error: unknown };

async function main(): Promise<void> {
	const lines = readArguments();
	const signal = untilInterrupted(() => {
		say('Stopping …');
	});
	const results = await testAll(lines ?? LINES, signal);
	if (signal.aborted) throw new Error('Interrupted: nothing was written');
	const documents = [
		[PAGE, compatibilityPage(results, SYSTEMS[process.platform] ?? process.platform, LOG)],
		[LOG, compatibilityLog(results)],
	] as const;
	for (const [name, text] of documents) {
		if (lines === undefined) await writeFile(join(DOCS, name), text);
		else say(`\n${text}`);
	}
	for (const { line, n8n, tests, passed } of results) {
		say(`n8n ${n8n ?? line}: ${tests.length} tests, ${passed ? 'all passed' : 'NOT all passed'}`);
	}
	if (results.some(({ passed }) => !passed)) process.exitCode = 1;
}

/** Most of a test is waiting, so that two lines at a time do not disturb each other on two cores. */
const AT_A_TIME = 2;

async function testAll(lines: readonly Line[], signal: AbortSignal): Promise<readonly LineResult[]> {
	const folder = await createTemporaryFolder();
	try {
		const installations = installAhead(lines, signal);
		const results = new Map<Line, LineResult>();
		const waiting = [...lines.entries()];
		const work = async (): Promise<void> => {
			for (let next = waiting.shift(); next !== undefined && !signal.aborted; next = waiting.shift()) {
				const [index, line] = next;
				results.set(line, await testInstalled(line, await installations[index], folder.path, signal));
			}
		};
		await Promise.all(Array.from({ length: AT_A_TIME }, work));
		return lines.flatMap((line) => results.get(line) ?? []);
	} finally {
		await folder.remove();
	}
}

async function testInstalled(
	line: Line,
	installation: Installation | undefined,
	folder: string,
	signal: AbortSignal,
): Promise<LineResult> {
	if (installation !== undefined && 'runtime' in installation) {
		say(`n8n ${installation.runtime.version}: end-to-end tests begin`);
		const { result, report } = await testLine(installation.runtime, folder, signal);
		say(`\nn8n ${installation.runtime.version}: end-to-end tests\n${report}`);
		return result;
	}
	say(`n8n ${line} could not be installed: ${String(installation?.error)}`);
	return { line, n8n: undefined, node: undefined, tests: [], passed: false };
}

/** Installs one line after the other, ahead of the tests: what is tested now leaves time to fetch the next. */
function installAhead(lines: readonly Line[], signal: AbortSignal): readonly Promise<Installation>[] {
	let previous: Promise<unknown> = Promise.resolve();
	return lines.map((line) => {
		const installation = previous
			.then(() => provisionRuntime(say, signal, line))
			.then(
				(runtime): Installation => ({ runtime }),
				(error: unknown): Installation => ({ error }),
			);
		previous = installation;
		return installation;
	});
}

/** The lines that were asked for; undefined for all. */
function readArguments(): readonly Line[] | undefined {
	const { values } = parseArgs({ options: { lines: { type: 'string' } } });
	return values.lines?.split(',').map(toLine);
}

function say(line: string): void {
	console.log(line);
}

await main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
