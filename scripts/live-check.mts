// npm run live-check: asks a real Genesys Cloud organization what nobody here could verify; see docs/live-check.md, or
//   npm run live-check -- --help
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { untilInterrupted } from './interruption.mts';
import { checkWritable, write } from './live-check/output.mts';
import { liveCheck } from './live-check/program.mts';
import { personAtTerminal } from './live-check/terminal.mts';
import { PROJECT_FOLDER } from './n8n/project.mts';
import { readManifest } from './release/manifest.mts';

const REQUEST_TIMEOUT_MS = 30_000;

/** npm runs scripts in the project's folder; whoever calls it means their own. */
const asCalled = (path: string): string => resolve(process.env['INIT_CWD'] ?? '.', path);

/** The terminal hears of Ctrl-C at a question, and this process does not. */
const stopping = new AbortController();
const interrupted = untilInterrupted(() => {
	process.stderr.write('\nStopping …\n');
});
const signal = AbortSignal.any([interrupted, stopping.signal]);
const { version } = await readManifest(PROJECT_FOLDER);
const { exitCode, text, output } = await liveCheck({
	argv: process.argv.slice(2),
	env: process.env,
	version,
	person: personAtTerminal(signal, () => {
		stopping.abort();
	}),
	isInteractive: process.stdin.isTTY,
	around: {
		now: Date.now,
		sleep: async (ms, given) => {
			await sleep(ms, undefined, { signal: given });
		},
		signal,
		requestTimeoutMs: REQUEST_TIMEOUT_MS,
	},
	checkWritable: async (path) => {
		await checkWritable(asCalled(path));
	},
});
if (text !== '') process.stdout.write(`${text}\n`);
const trouble = output === undefined ? undefined : await write(asCalled(output), `${text}\n`);
if (trouble !== undefined) process.stderr.write(`${trouble}\n`);
// Connections that are kept alive would hold the process for seconds.
process.exit(trouble === undefined ? exitCode : 1);
