import { readFileSync } from 'node:fs';

const PARENT_LOOK_MS = 500;

const SHELLS: ReadonlySet<string> = new Set(['sh', 'dash', 'ash', 'bash', 'busybox']);

/** Signals that end a program unless it says otherwise, and that it is allowed to hear. */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'] as const;

/**
 * Aborts at the first signal that would end this process, and when whoever started it has ended: a signal to npm reaches
 * the shell in between at best, and that one hands nothing on.
 * @param heard is called once, before anybody else hears of it.
 */
export function untilInterrupted(heard: () => void): AbortSignal {
	const interruption = new AbortController();
	const interrupt = (): void => {
		if (interruption.signal.aborted) return;
		heard();
		interruption.abort();
	};
	for (const name of ENDING) process.on(name, interrupt);
	// Started from a shell by hand, it may outlive that shell ("nohup").
	if (process.env['npm_lifecycle_event'] !== undefined) whenOrphaned(interrupt);
	return interruption.signal;
}

function whenOrphaned(act: () => void): void {
	const atStart = starters().join();
	const timer = setInterval(() => {
		if (starters().join() === atStart) return;
		clearInterval(timer);
		act();
	}, PARENT_LOOK_MS);
	timer.unref();
}

/** The number of the process that has started this one and, where that is only a shell of npm's, of npm itself. */
function starters(): number[] {
	const parent = process.ppid;
	const [, name = '', beyond] = /^\d+ \((.*)\) \S+ (\d+)/s.exec(statOf(parent)) ?? [];
	return SHELLS.has(name) ? [parent, Number(beyond)] : [parent];
}

/** What Linux tells of a process; nothing elsewhere, where shells hand over to what they start. */
function statOf(pid: number): string {
	try {
		return readFileSync(`/proc/${pid}/stat`, 'utf8');
	} catch {
		return '';
	}
}

/** Comes back when the signal is given. */
export async function aborted(signal: AbortSignal): Promise<'interrupted'> {
	if (!signal.aborted) {
		await new Promise<void>((resolve) => {
			signal.addEventListener('abort', () => {
				resolve();
			});
		});
	}
	return 'interrupted';
}
