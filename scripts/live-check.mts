// npm run live-check: asks a real Genesys Cloud organization what nobody here could verify; see docs/live-check.md, or
//   npm run live-check -- --help
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { liveCheck } from './live-check/program.mts';
import { personAtTerminal } from './live-check/terminal.mts';
import { PROJECT_FOLDER } from './n8n/project.mts';
import { readManifest } from './release/manifest.mts';
import { untilInterrupted } from './start/interruption.mts';

const REQUEST_TIMEOUT_MS = 30_000;

const interruption = new AbortController();
const stop = (): void => {
	interruption.abort();
};
untilInterrupted(() => {
	process.stderr.write('\nStopping …\n');
	stop();
});
const { signal } = interruption;
const { version } = await readManifest(PROJECT_FOLDER);
const { exitCode, text, output } = await liveCheck({
	argv: process.argv.slice(2),
	env: process.env,
	version,
	person: personAtTerminal(signal, stop),
	isInteractive: process.stdin.isTTY,
	around: {
		now: Date.now,
		sleep: async (ms, given) => {
			await sleep(ms, undefined, { signal: given });
		},
		signal,
		requestTimeoutMs: REQUEST_TIMEOUT_MS,
	},
});
if (text !== '') process.stdout.write(`${text}\n`);
// npm runs scripts in the project's folder; whoever calls it means their own.
if (output !== undefined) await writeFile(resolve(process.env['INIT_CWD'] ?? '.', output), `${text}\n`);
// Connections that are kept alive would hold the process for seconds.
process.exit(exitCode);
