import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand, runToEnd } from '../n8n/command.mts';
import { PROJECT_FOLDER } from '../n8n/project.mts';
import type { Runtime } from '../n8n/runtime.mts';
import { readResults, type LineResult } from './results.mts';

const REPORTER = fileURLToPath(new URL('./reporter.mts', import.meta.url));
const ENTRY = join(PROJECT_FOLDER, 'test', 'e2e', 'main.mts');

/** A run of the tests on one line. */
interface LineRun {
	readonly result: LineResult;
	/** The usual report of the tests, for people. */
	readonly report: string;
}

/**
 * Runs all end-to-end tests on an installed n8n, in a process of their own.
 * @param folder where the run may write.
 */
export async function testLine(runtime: Runtime, folder: string, signal: AbortSignal): Promise<LineRun> {
	const { line } = runtime;
	const file = join(folder, `${line}.jsonl`);
	const node = await runCommand(runtime.node, ['--version'], { cwd: folder, signal });
	const reporters = [
		...['--test-reporter', 'spec', '--test-reporter-destination', 'stdout'],
		...['--test-reporter', REPORTER, '--test-reporter-destination', file],
	];
	// An interrupted run is asked to end, and cleans up after itself.
	const { succeeded, both } = await runToEnd(process.execPath, ['--import', 'tsx', ...reporters, ENTRY], {
		cwd: PROJECT_FOLDER,
		env: { ...process.env, N8N_VERSION: line },
		signal,
	});
	const tests = await readResults(file);
	const result = {
		line,
		n8n: runtime.version,
		node: node.trim().replace(/^v/, ''),
		tests,
		passed: succeeded && tests.length > 0 && tests.every(({ passed }) => passed),
	};
	return { result, report: both };
}
