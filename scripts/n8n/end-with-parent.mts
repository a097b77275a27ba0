// Loaded into n8n's process before n8n (node --import). When the other end of the standard input goes away, however that
// came about, n8n ends too and takes the folder that REMOVE_AFTER_PARENT names along: a signal handler of the starting
// process could not see to it after a SIGKILL.
import { rmSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const PATIENCE_MS = 5000;

// n8n's worker threads load this as well, and have a standard input of their own.
if (isMainThread) {
	process.stdin.once('end', () => {
		const leftover = process.env['REMOVE_AFTER_PARENT'];
		if (leftover !== undefined) {
			process.once('exit', () => {
				rmSync(leftover, { recursive: true, force: true, maxRetries: 3 });
			});
		}
		process.kill(process.pid, 'SIGTERM');
		setTimeout(() => process.exit(1), PATIENCE_MS);
	});
	process.stdin.resume();
}
