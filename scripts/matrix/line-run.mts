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

/**
 * Runs all end-to-end tests on an installed n8n, in a process of their own; their usual report goes to the terminal.
 * @param folder where the run may write.
 */
export async function testLine(runtime: Runtime, folder: string, signal: AbortSignal): Promise<LineResult> {
	const { line } = runtime;
	const file = join(folder, `${line}.jsonl`);
	const node = await runCommand(runtime.node, ['--version'], { cwd: folder, signal });
	const endedWell = await runTests(line, file, signal);
	const tests = await readResults(file);
	return {
		line,
		n8n: runtime.version,
		node: node.trim().replace(/^v/, ''),
		tests,
		passed: endedWell && tests.length > 0 && tests.every(({ passed }) => passed),
	};
}

/** Whether the run ended with exit code 0. An interrupted one is asked to end, and cleans up after itself. */
async function runTests(line: Line, file: string, signal: AbortSignal): Promise<boolean> {
	const reporters = [
		...['--test-reporter', 'spec', '--test-reporter-destination', 'stdout'],
		...['--test-reporter', REPORTER, '--test-reporter-destination', file],
	];
	return await new Promise((resolve, reject) => {
		const child = spawn(process.execPath, ['--import', 'tsx', ...reporters, ENTRY], {
			cwd: PROJECT_FOLDER,
			env: { ...process.env, N8N_VERSION: line },
			stdio: 'inherit',
			signal,
		});
		child.once('error', (error) => {
			// The child is waited for: it has n8n to end.
			if (!signal.aborted) reject(error);
		});
		child.once('close', (code) => {
			resolve(code === 0);
		});
	});
}
