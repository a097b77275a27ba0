import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startDaemon, type Daemon } from './daemon.mts';
import { folderOfProgram } from './debian.mts';

/** A Redis of its own, on 127.0.0.1, that forgets everything when it ends. */
export interface Redis extends Daemon {
	readonly port: number;
	readonly password: string;
}

/**
 * Starts a Redis that writes nothing to disk.
 * @param folder where it would leave a crash report.
 * @throws {MissingProgramError | DaemonStartError}
 */
export async function startRedis(folder: string): Promise<Redis> {
	const program = join(await folderOfProgram('redis-server', 'redis-server'), 'redis-server');
	const password = randomBytes(16).toString('hex');
	const daemon = await startDaemon((port) => ({
		program,
		// Settings come over the standard input: arguments can be read by every user of the machine.
		args: ['-'],
		input: `port ${port}\nbind 127.0.0.1\nrequirepass ${password}\nsave ""\nappendonly no\n`,
		cwd: folder,
		ready: /Ready to accept connections/,
		stopSignal: 'SIGTERM',
	}));
	return { ...daemon, password };
}
