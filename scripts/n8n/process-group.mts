import type { ChildProcess } from 'node:child_process';

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
	process.once('exit', kill);
	return () => {
		process.removeListener('exit', kill);
	};
}
