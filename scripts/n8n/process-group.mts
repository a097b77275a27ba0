import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** n8n itself gives up a graceful end after 5 s (its environment says so). */
const PATIENCE_MS = 10_000;

/** How to start a program. */
export interface GroupOptions {
	/** Folder to run in. */
	readonly cwd: string;
	/** The whole environment of the program. */
	readonly env: NodeJS.ProcessEnv;
	/** Text for its standard input, which ends then; default: that stays open as long as this process lives. */
	readonly input?: string;
	/** How much of what it writes is kept, in characters from the end; default: all. */
	readonly keep?: number;
	/** Hears what it writes to its standard output, as it comes. */
	readonly hear?: ((text: string) => void) | undefined;
}

/** A program and all that it has started, which does not outlive it. */
export interface ProcessGroup {
	/** How it ended: "exit code 0", "signal SIGKILL", or why it could not be started. Never rejects. */
	readonly ended: Promise<string>;
	/** The same, as soon as it has ended. */
	readonly end: () => string | undefined;
	/** What it wrote to its standard output. */
	output(): string;
	/** What it wrote to both outputs, as it came. */
	log(): string;
	/** Sends a signal to all that still runs. */
	signal(name: NodeJS.Signals): void;
	/** Asks it to end, makes it after 10 s, and comes back when it has ended; nothing to do for one that has. */
	stop(name: NodeJS.Signals): Promise<void>;
}

/**
 * Starts a program in a process group of its own: Ctrl-C does not reach it, and all of it can be ended at once. It is
 * killed when this process exits; what signals do to this process is up to its own handlers. No shell comes between:
 * arguments need no quoting.
 */
export function startGroup(
	program: string,
	args: readonly string[],
	{ cwd, env, input, keep = Infinity, hear }: GroupOptions,
): ProcessGroup {
	const child = spawn(program, args, { cwd, env, stdio: 'pipe', detached: true });
	const signal = (name: NodeJS.Signals): void => {
		signalGroup(child, name);
	};
	const kill = (): void => {
		signal('SIGKILL');
	};
	// Before what was set up earlier: a folder goes after the processes that write into it.
	process.prependOnceListener('exit', kill);
	// What it leaves behind would also keep the streams open.
	child.once('exit', kill);

	let output = '';
	let log = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		hear?.(text);
		output = (output + text).slice(-keep);
		log = (log + text).slice(-keep);
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		log = (log + text).slice(-keep);
	});
	// A program that ends without reading its input is no failure of ours.
	child.stdin.on('error', () => undefined);
	if (input !== undefined) child.stdin.end(input);

	let end: string | undefined;
	const ended = howItEnds(child).then((how) => {
		process.removeListener('exit', kill);
		return (end = how);
	});
	const stop = async (name: NodeJS.Signals): Promise<void> => {
		signal(name);
		const patience = new AbortController();
		const impatience = sleep(PATIENCE_MS, undefined, { signal: patience.signal }).then(kill, () => undefined);
		await ended;
		patience.abort();
		await impatience;
	};
	return { ended, end: () => end, output: () => output, log: () => log, signal, stop };
}

/** Sends a signal to a child that was started `detached` and to all that it has started, if any of it still runs. */
export function signalGroup({ pid }: ChildProcess, name: NodeJS.Signals): void {
	if (pid === undefined) return;
	try {
		process.kill(-pid, name);
	} catch {
		// The group has ended already.
	}
}

/** The last lines of a text, to be shown with a failure. */
export function lastLines(text: string, count: number): string {
	return text.trimEnd().split('\n').slice(-count).join('\n');
}

/** The streams close last: only then is all read. */
function howItEnds(child: ChildProcess): Promise<string> {
	return new Promise((resolve) => {
		child.once('error', (error) => {
			resolve(error.message);
		});
		child.once('close', (code, signal) => {
			resolve(code === null ? `signal ${signal ?? 'unknown'}` : `exit code ${code}`);
		});
	});
}
