import { pollUntil } from '../../../scripts/n8n/poll.mts';
import { onFreePort } from '../../../scripts/n8n/ports.mts';
import { lastLines, startGroup, type ProcessGroup } from '../../../scripts/n8n/process-group.mts';

const READY_WITHIN_MS = 30_000;
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
	return await onFreePort(async (port) => ({ ...(await start(optionsFor(port))), port }));
}

async function start(options: DaemonOptions): Promise<Daemon> {
	const group = startTied(options);
	const stop = (): Promise<void> => group.stop(options.stopSignal);
	try {
		await pollUntil('it is ready', READY_WITHIN_MS, () => {
			const end = group.end();
			if (end !== undefined) throw new Error(`It ended with ${end}`);
			return options.ready.test(group.log()) || undefined;
		});
		return { stop };
	} catch (error) {
		await stop();
		const why = error instanceof Error ? error.message : String(error);
		throw new DaemonStartError(`${options.program}: ${why}\n${lastLines(group.log(), TAIL_LINES)}`);
	}
}

/** The kernel ends the program when this process is gone, however that came about (prctl PR_SET_PDEATHSIG). */
function startTied({ program, args, cwd, input = '', user, stopSignal }: DaemonOptions): ProcessGroup {
	const signal = stopSignal.slice('SIG'.length);
	const identity = user === undefined ? [] : [`--reuid=${user}`, `--regid=${user}`, '--init-groups'];
	return startGroup('setpriv', [...identity, `--pdeathsig=${signal}`, program, ...args], {
		cwd,
		env: { PATH: process.env['PATH'], LC_ALL: 'C' },
		input,
		keep: LOG_CHARACTERS,
	});
}
