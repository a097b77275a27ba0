import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../../../scripts/n8n/ports.mts';
import { endWithThisProcess, stopGroup, whenEnded } from '../../../scripts/n8n/process-group.mts';

const READY_WITHIN_MS = 30_000;
const PORT_ATTEMPTS = 3;
const LOG_CHARACTERS = 20_000;
const TAIL_LINES = 20;

/** A server program that stays in the foreground. */
export interface DaemonOptions {
	/** Path of the program. */
	readonly program: string;
	readonly args: readonly string[];
	readonly cwd: string;
	/** Text for its standard input; default: none. */
	readonly input?: string;
	/** The user to run it as; default: that of this process. */
	readonly user?: string | undefined;
	/** What it writes when it is ready. */
	readonly ready: RegExp;
	/** What makes it end at once and in good order. */
	readonly stopSignal: 'SIGINT' | 'SIGTERM';
}

/** A server program that runs. */
export interface Daemon {
	/** Asks it to end, makes it after 10 s, and comes back when it has ended. */
	stop(): Promise<void>;
}

/** A server program did not get ready; the message ends with the tail of what it wrote. */
export class DaemonStartError extends Error {
	override readonly name = 'DaemonStartError';
}

/**
 * Starts a server program on a free port of 127.0.0.1 and waits until it is ready. Nothing is left when this fails.
 * @param optionsFor says how to start it on a port.
 * @throws {DaemonStartError}
 */
export async function startDaemon(
	optionsFor: (port: number) => DaemonOptions,
): Promise<Daemon & { readonly port: number }> {
	for (let attempt = 1; ; attempt += 1) {
		const port = await findFreePort();
		try {
			return { ...(await start(optionsFor(port))), port };
		} catch (error) {
			// Somebody else took the port between the search for it and its use.
			const unlucky = error instanceof DaemonStartError && /already in use/i.test(error.message);
			if (!unlucky || attempt === PORT_ATTEMPTS) throw error;
		}
	}
}

async function start(options: DaemonOptions): Promise<Daemon> {
	const child = spawnTied(options);
	const letGo = endWithThisProcess(child);
	const ended = whenEnded(child).finally(letGo);
	const stop = (): Promise<void> => stopGroup(child, ended, options.stopSignal);
	let written = '';
	const isReady = new Promise<'ready'>((resolve) => {
		const collect = (text: string): void => {
			written = (written + text).slice(-LOG_CHARACTERS);
			if (options.ready.test(written)) resolve('ready');
		};
		child.stdout.setEncoding('utf8').on('data', collect);
		child.stderr.setEncoding('utf8').on('data', collect);
	});
	const patience = new AbortController();
	const tooLate = sleep(READY_WITHIN_MS, 'was not ready in time', { signal: patience.signal }).catch(
		() => '',
	);
	const outcome = await Promise.race([isReady, ended.then((end) => `ended with ${end}`), tooLate]);
	patience.abort();
	if (outcome === 'ready') return { stop };
	await stop();
	const tail = written.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
	throw new DaemonStartError(`${options.program} ${outcome}:\n${tail}`);
}

/** The kernel ends the program when this process is gone, however that came about (prctl PR_SET_PDEATHSIG). */
function spawnTied({
	program,
	args,
	cwd,
	input,
	user,
	stopSignal,
}: DaemonOptions): ChildProcessWithoutNullStreams {
	const signal = stopSignal.slice('SIG'.length);
	const identity = user === undefined ? [] : [`--reuid=${user}`, `--regid=${user}`, '--init-groups'];
	const child = spawn('setpriv', [...identity, `--pdeathsig=${signal}`, program, ...args], {
		cwd,
		env: { PATH: process.env['PATH'], LC_ALL: 'C' },
		stdio: 'pipe',
		// A process group of its own: Ctrl-C does not reach it, and all of it can be ended at once.
		detached: true,
	});
	child.stdin.on('error', () => undefined);
	child.stdin.end(input ?? '');
	return child;
}
