import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { N8nClient } from '../../../scripts/n8n/client.mts';
import { n8nEnvironment } from '../../../scripts/n8n/environment.mts';
import { runCommand } from '../../../scripts/n8n/command.mts';
import { newOwner } from '../../../scripts/n8n/owner.mts';
import { installPackage, packPackage, type PackedPackage } from '../../../scripts/n8n/package.mts';
import { pollUntil } from '../../../scripts/n8n/poll.mts';
import { startGroup } from '../../../scripts/n8n/process-group.mts';
import { freePort } from '../../../scripts/n8n/ports.mts';
import { MAIN } from '../../../scripts/n8n/role.mts';
import type { Runtime } from '../../../scripts/n8n/runtime.mts';
import { startN8n, type N8nServer } from '../../../scripts/n8n/server.mts';
import { createTemporaryFolder } from '../../../scripts/n8n/temporary-folder.mts';
import { DEFAULT_CLIENT } from '../../../simulator/index.mts';
import { assembled, type Cleanup } from '../../support/assembly.mts';
import type { N8nSettings } from '../../support/host.mts';

const LOCKED_WITHIN_MS = 10_000;

/** An n8n that can be ended and started again, and finds everything as it was. */
export interface Restartable {
	readonly client: N8nClient;
	readonly packed: PackedPackage;
	/** Where it keeps its data. */
	readonly folder: string;
	/** Ends it in order. */
	stop(): Promise<void>;
	/** Ends it by surprise. */
	kill(): Promise<void>;
	/** Starts it after it has ended. */
	start(): Promise<void>;
	/** Runs a command of n8n's own beside it, such as `export:workflow`. */
	command(...args: readonly string[]): Promise<void>;
	/** Keeps everybody else from writing into its database; gives what ends that. */
	lockDatabase(): Promise<() => Promise<void>>;
	/** What it wrote lately. */
	log(): string;
	close(): Promise<void>;
}

/** Starts it. `npm run build` has to have been run. Nothing is left over when this fails. */
export async function startRestartable(runtime: Runtime, settings: N8nSettings): Promise<Restartable> {
	return await assembled((cleanup) => assemble(runtime, settings, cleanup));
}

async function assemble(
	runtime: Runtime,
	settings: N8nSettings,
	cleanup: Cleanup,
): Promise<Omit<Restartable, 'close'>> {
	const folder = await createTemporaryFolder();
	cleanup.push(() => folder.remove());
	const packed = await packPackage(folder.path);
	await installPackage(folder.path, packed);
	const owner = newOwner();
	const port = await freePort();
	const environment = {
		N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
		// A Code node runs in a process of its own, which n8n starts where it knows the port.
		N8N_RUNNERS_ENABLED: 'true',
		N8N_RUNNERS_MODE: 'internal',
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		...settings,
	};
	const secrets = [owner.password, DEFAULT_CLIENT.secret];
	const start = async (): Promise<N8nServer> =>
		await startN8n({ runtime, userFolder: folder.path, port, environment, secrets });
	let n8n = await start();
	cleanup.push(() => n8n.stop());
	const client = new N8nClient(n8n.url);
	await client.setUpOwner(owner);
	return {
		client,
		packed,
		folder: folder.path,
		stop: () => n8n.stop(),
		kill: () => n8n.kill(),
		start: async () => {
			// As a supervisor does it: n8n 2.40 ends at once where it finds a run that was written down and never begun.
			n8n = await start().catch(start);
		},
		command: async (...args) => {
			const place = { runtime, userFolder: folder.path, role: MAIN, port };
			// The broker's port is the running n8n's.
			const env = { ...n8nEnvironment(place), ...environment, N8N_RUNNERS_BROKER_PORT: '0' };
			await runCommand(runtime.node, [runtime.n8n, ...args], { cwd: folder.path, env });
		},
		lockDatabase: () => lockDatabase(runtime, join(folder.path, '.n8n', 'database.sqlite')),
		log: () => n8n.log(),
	};
}

/** Holds a write of its own until its standard input ends; n8n's Node has the driver for that. */
const LOCK = `
const { DatabaseSync } = require('node:sqlite');
const database = new DatabaseSync(process.argv[1], { timeout: 5000 });
database.exec('BEGIN IMMEDIATE');
console.log('locked');
process.stdin.resume().on('end', () => database.close());
`;

async function lockDatabase({ node }: Runtime, path: string): Promise<() => Promise<void>> {
	const lock = startGroup(node, ['--eval', LOCK, path], { cwd: dirname(path), env: {} });
	await pollUntil('the database is locked', LOCKED_WITHIN_MS, () => {
		if (lock.end() !== undefined) throw new Error(lock.log());
		return lock.output().includes('locked') || undefined;
	});
	return () => lock.stop('SIGTERM');
}
