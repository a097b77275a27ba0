import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../../../scripts/n8n/command.mts';
import { startDaemon, type Daemon } from './daemon.mts';
import { folderOfProgram } from './debian.mts';
import { createGuardedFolder } from './guarded-folder.mts';

/** The user that Debian's package makes for the server. */
const SERVER_USER = 'postgres';

/** A PostgreSQL of its own, on 127.0.0.1, with nothing in it. */
export interface Postgres extends Daemon {
	readonly port: number;
	readonly user: string;
	readonly password: string;
	/** Name of the empty database. */
	readonly database: string;
}

/**
 * Makes a database cluster in a temporary folder and starts its server; `stop` deletes the folder too.
 * @throws {MissingProgramError | DaemonStartError | CommandError}
 */
export async function startPostgres(): Promise<Postgres> {
	const programs = await folderOfProgram('initdb', 'postgresql');
	const folder = await createGuardedFolder();
	try {
		const cluster = { user: 'n8n', password: randomBytes(16).toString('hex'), database: 'postgres' };
		const data = await makeCluster(programs, folder.path, cluster);
		const daemon = await startDaemon((port) => ({
			program: join(programs, 'postgres'),
			args: ['-D', data, '-p', String(port), ...SETTINGS.flatMap((setting) => ['-c', setting])],
			cwd: folder.path,
			user: serverUser(),
			ready: /database system is ready to accept connections/,
			stopSignal: 'SIGINT',
		}));
		const stop = async (): Promise<void> => {
			await daemon.stop();
			await folder.remove();
		};
		return { ...cluster, port: daemon.port, stop };
	} catch (error) {
		await folder.remove();
		throw error;
	}
}

/** Reachable over TCP from this machine only; nothing in it has to outlive a power cut. */
const SETTINGS = [
	'listen_addresses=127.0.0.1',
	'unix_socket_directories=',
	'fsync=off',
	'synchronous_commit=off',
	'full_page_writes=off',
] as const;

/** PostgreSQL refuses to run as root. */
function serverUser(): string | undefined {
	return process.getuid?.() === 0 ? SERVER_USER : undefined;
}

async function makeCluster(
	programs: string,
	folder: string,
	{ user, password }: { readonly user: string; readonly password: string },
): Promise<string> {
	const data = join(folder, 'data');
	const passwordFile = join(folder, 'password');
	await writeFile(passwordFile, password, { mode: 0o600 });
	const runAs = serverUser();
	if (runAs !== undefined) await runCommand('chown', ['-R', `${runAs}:`, folder], { cwd: folder });
	const initdb = [
		join(programs, 'initdb'),
		...['--pgdata', data, '--username', user, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
		...['--encoding', 'UTF8', '--no-locale', '--no-sync'],
	];
	const identity = runAs === undefined ? [] : [`--reuid=${runAs}`, `--regid=${runAs}`, '--init-groups'];
	await runCommand('setpriv', [...identity, ...initdb], { cwd: folder });
	return data;
}
