import { it } from 'node:test';

const TEST_WITHIN_MS = 2 * 60 * 1000;

// An interrupted run leaves in good order: processes and folders of a test go when its own process exits, which the
// default action of a signal would skip.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.once(signal, () => process.exit(1));
}

/**
 * One test; those of a suite run one after the other, in the order of the file.
 * @param withinMs what takes longer, in milliseconds, is taken to hang.
 */
export function scenario(name: string, body: () => Promise<void> | void, withinMs = TEST_WITHIN_MS): void {
	void it(name, { timeout: withinMs }, body);
}
