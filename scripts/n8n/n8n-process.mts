import { spawn } from 'node:child_process';
import { n8nEnvironment, type N8nPlace } from './environment.mts';
import { endWithThisProcess, signalGroup, stopGroup, whenEnded } from './process-group.mts';
import { redact } from './redact.mts';

const LOG_CHARACTERS = 200_000;
const TAIL_LINES = 40;

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
 * Starts an n8n process. It is not ready then; see `startN8n`.
 * @param extraEnvironment settings on top of the quiet and offline ones.
 * @param secrets texts never to show in a log.
 */
export function spawnN8n(
	place: N8nPlace,
	extraEnvironment: Readonly<Record<string, string>>,
	secrets: readonly string[],
): N8nProcess {
	const args = ['--import', END_WITH_PARENT, place.runtime.n8n, ...place.role.command];
	const child = spawn(place.runtime.node, args, {
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
		stop: () => stopGroup(child, ended, 'SIGTERM'),
	};
}
