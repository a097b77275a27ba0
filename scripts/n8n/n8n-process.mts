import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { n8nEnvironment, type N8nPlace } from './environment.mts';
import { endWithThisProcess, signalGroup } from './process-group.mts';
import { redact } from './redact.mts';

const LOG_CHARACTERS = 200_000;
const TAIL_LINES = 40;
/** n8n itself gives up a graceful end after 5 s (its environment says so). */
const PATIENCE_MS = 10_000;

/** Node 24 runs TypeScript as it is. */
const END_WITH_PARENT = new URL('./end-with-parent.mts', import.meta.url).href;

/** One n8n process and those that it starts. */
export interface N8nProcess {
	/** How the process ended: its exit code, or the signal's name. Never rejects. */
	readonly ended: Promise<string>;
	/** Everything that n8n wrote lately, secrets taken out. */
	log(): string;
	/** The last lines of {@link log}. */
	logTail(): string;
	/** Asks n8n to end, makes it after 10 s, and comes back when it has ended. Does nothing the second time. */
	stop(): Promise<void>;
}

/**
 * Starts `n8n start`. It is not ready then; see `startN8n`.
 * @param extraEnvironment settings on top of the quiet and offline ones.
 * @param secrets texts never to show in a log.
 */
export function spawnN8n(
	place: N8nPlace,
	extraEnvironment: Readonly<Record<string, string>>,
	secrets: readonly string[],
): N8nProcess {
	const child = spawn(place.runtime.node, ['--import', END_WITH_PARENT, place.runtime.n8n, 'start'], {
		cwd: place.userFolder,
		env: { ...n8nEnvironment(place), ...extraEnvironment },
		stdio: 'pipe',
		// A process group of its own: Ctrl-C does not reach it, and all of it can be ended at once.
		detached: true,
	});
	let written = '';
	const collect = (text: string): void => {
		written = (written + text).slice(-LOG_CHARACTERS);
	};
	child.stdout.setEncoding('utf8').on('data', collect);
	child.stderr.setEncoding('utf8').on('data', collect);
	child.stdin.on('error', () => undefined);

	const letGo = endWithThisProcess(child);
	// What n8n started must not outlive it, and would keep the streams open.
	child.once('exit', () => {
		signalGroup(child, 'SIGKILL');
	});
	const ended = whenEnded(child).finally(letGo);
	const log = (): string => redact(written, secrets);
	return {
		ended,
		log,
		logTail: () => log().trimEnd().split('\n').slice(-TAIL_LINES).join('\n'),
		stop: () => stop(child, ended),
	};
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
	signalGroup(child, 'SIGTERM');
	const patience = new AbortController();
	const timeout = sleep(PATIENCE_MS, undefined, { signal: patience.signal }).then(
		() => {
			signalGroup(child, 'SIGKILL');
		},
		() => undefined,
	);
	await ended;
	patience.abort();
	await timeout;
}

/** The streams close last: only then is the log complete. */
function whenEnded(child: ChildProcess): Promise<string> {
	return new Promise((resolve) => {
		child.once('error', (error) => {
			resolve(error.message);
		});
		child.once('close', (code, signal) => {
			resolve(code === null ? `signal ${signal ?? 'unknown'}` : `exit code ${code}`);
		});
	});
}
