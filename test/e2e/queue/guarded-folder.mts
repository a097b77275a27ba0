import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { signalGroup } from '../../../scripts/n8n/process-group.mts';
import { createTemporaryFolder, type TemporaryFolder } from '../../../scripts/n8n/temporary-folder.mts';

/** Waits until its standard input ends, gives the processes that use the folder time to end as well, and deletes it. */
const GUARD = 'cat >/dev/null; sleep 15; rm -rf -- "$1"';

/**
 * A temporary folder that goes even when this process is killed without warning (SIGKILL): a process of its own looks
 * after it.
 */
export async function createGuardedFolder(): Promise<TemporaryFolder> {
	const folder = await createTemporaryFolder();
	const guard = spawn('sh', ['-c', GUARD, 'guard', folder.path], {
		stdio: ['pipe', 'ignore', 'ignore'],
		// A process group of its own: Ctrl-C does not reach it.
		detached: true,
	});
	// It watches this process and must not keep it alive.
	guard.unref();
	const ended = once(guard, 'exit');
	return {
		path: folder.path,
		async remove(): Promise<void> {
			await folder.remove();
			guard.ref();
			signalGroup(guard, 'SIGKILL');
			await ended;
		},
	};
}
