// Loaded into n8n's process before n8n (node --import). When the other end of the standard input goes away, however that
// came about, n8n ends too: a signal handler of the starting process could not see to it after a SIGKILL.
import { isMainThread } from 'node:worker_threads';

const PATIENCE_MS = 5000;

// n8n's worker threads load this as well, and have a standard input of their own.
if (isMainThread) {
	process.stdin.once('end', () => {
		process.kill(process.pid, 'SIGTERM');
		setTimeout(() => process.exit(1), PATIENCE_MS);
	});
	process.stdin.resume();
}
