import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../n8n/command.mts';
import type { Line } from '../n8n/lines.mts';
import { PROJECT_FOLDER } from '../n8n/project.mts';
import type { Runtime } from '../n8n/runtime.mts';
import { readResults, type LineResult } from './results.mts';

const REPORTER = fileURLToPath(new URL('./reporter.mts', import.meta.url));
const ENTRY = join(PROJECT_FOLDER, 'test', 'e2e', 'main.mts');

/** A run of the tests on one line. */
export interface LineRun {
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
	const { endedWell, report } = await runTests(line, file, signal);
	const tests = await readResults(file);
	const result = {
		line,
		n8n: runtime.version,
		node: node.trim().replace(/^v/, ''),
		tests,
		passed: endedWell && tests.length > 0 && tests.every(({ passed }) => passed),
	};
	return { result, report };
}

/** Whether the run ended with exit code 0. An interrupted one is asked to end, and cleans up after itself. */
async function runTests(
	line: Line,
	file: string,
	signal: AbortSignal,
): Promise<{ endedWell: boolean; report: string }> {
	const reporters = [
		...['--test-reporter', 'spec', '--test-reporter-destination', 'stdout'],
		...['--test-reporter', REPORTER, '--test-reporter-destination', file],
	];
	return await new Promise((resolve, reject) => {
		const child = spawn(process.execPath, ['--import', 'tsx', ...reporters, ENTRY], {
			cwd: PROJECT_FOLDER,
			env: { ...process.env, N8N_VERSION: line },
			stdio: ['ignore', 'pipe', 'pipe'],
			signal,
		});
		let report = '';
		const collect = (text: string): void => {
			report += text;
		};
		child.stdout.setEncoding('utf8').on('data', collect);
		child.stderr.setEncoding('utf8').on('data', collect);
		child.once('error', (error) => {
			// The child is waited for: it has n8n to end.
			if (!signal.aborted) reject(error);
		});
		child.once('close', (code) => {
			resolve({ endedWell: code === 0, report });
		});
	});
}
