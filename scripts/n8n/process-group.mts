import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** n8n itself gives up a graceful end after 5 s (its environment says so). */
const PATIENCE_MS = 10_000;

/** Sends a signal to a child that was started `detached` and to all that it has started; none is there any more: nothing. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
	if (child.pid === undefined) return;
	try {
		process.kill(-child.pid, signal);
	} catch {
		// The group has ended already.
	}
}

/**
 * Kills the group when this process ends, in whatever way but SIGKILL.
 * @returns takes that back, for a child that has ended.
 */
export function endWithThisProcess(child: ChildProcess): () => void {
	const kill = (): void => {
		signalGroup(child, 'SIGKILL');
	};
	// Before what was set up earlier: a folder goes after the processes that write into it.
	process.prependOnceListener('exit', kill);
	return () => {
		process.removeListener('exit', kill);
	};
}

/** How a child ended: its exit code, or the signal's name. Never rejects. The streams close last: only then is all read. */
export function whenEnded(child: ChildProcess): Promise<string> {
	return new Promise((resolve) => {
		child.once('error', (error) => {
			resolve(error.message);
		});
		child.once('close', (code, signal) => {
			resolve(code === null ? `signal ${signal ?? 'unknown'}` : `exit code ${code}`);
		});
	});
}

/** Asks a group to end, makes it after 10 s, and comes back when it has ended; nothing to do for one that has. */
export async function stopGroup(
	child: ChildProcess,
	ended: Promise<string>,
	signal: NodeJS.Signals,
): Promise<void> {
	signalGroup(child, signal);
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
