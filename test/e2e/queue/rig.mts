import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { N8nClient } from '../../../scripts/n8n/client.mts';
import { newOwner } from '../../../scripts/n8n/owner.mts';
import { installPackage, packPackage, type PackedPackage } from '../../../scripts/n8n/package.mts';
import { workerRole, type Role } from '../../../scripts/n8n/role.mts';
import { provisionRuntime } from '../../../scripts/n8n/runtime.mts';
import { startN8n, type N8nServer } from '../../../scripts/n8n/server.mts';
import {
	DEFAULT_CLIENT,
	startSimulator,
	type SettingsChange,
	type Simulator,
} from '../../../simulator/index.mts';
import { assembled, type Cleanup } from '../../support/assembly.mts';
import { createGuardedFolder } from './guarded-folder.mts';
import { startPostgres, type Postgres } from './postgres.mts';
import { startRedis, type Redis } from './redis.mts';

/** How n8n in queue mode is set up. */
export interface QueueSetup {
	/** How many executions each worker takes at a time. */
	readonly workerConcurrency: number;
	/** Of the simulated Genesys Cloud. */
	readonly simulator: SettingsChange;
}

/** n8n in queue mode: a main process and two workers, and a simulated Genesys Cloud beside them. */
export interface QueueRig {
	readonly main: N8nServer;
	readonly workers: readonly N8nServer[];
	/** Logged in as the owner. */
	readonly client: N8nClient;
	readonly packed: PackedPackage;
	readonly simulator: Simulator;
	/** Ends everything and deletes every trace; comes back when that is done. */
	close(): Promise<void>;
}

const WORKERS = ['worker-1', 'worker-2'] as const;

/** Starts a rig. `npm run build` has to have been run. Nothing is left over when this fails. */
export async function startQueueRig(setup: QueueSetup): Promise<QueueRig> {
	return await assembled((cleanup) => assemble(setup, cleanup));
}

async function assemble(setup: QueueSetup, cleanup: Cleanup): Promise<Omit<QueueRig, 'close'>> {
	const runtime = await provisionRuntime((line) => {
		console.log(line);
	});
	const folder = await createGuardedFolder();
	cleanup.push(() => folder.remove());
	const packed = await packPackage(folder.path);
	const simulator = await startSimulator({ settings: setup.simulator });
	cleanup.push(() => simulator.close());
	const postgres = await startPostgres();
	cleanup.push(() => postgres.stop());
	const redis = await startRedis(folder.path);
	cleanup.push(() => redis.stop());

	const owner = newOwner();
	const environment = queueEnvironment(postgres, redis);
	const secrets = [owner.password, DEFAULT_CLIENT.secret, postgres.password, redis.password];
	/** Every process has a user folder of its own, as in containers of their own; only database and Redis are shared. */
	const start = async (name: string, role?: Role): Promise<N8nServer> => {
		const userFolder = join(folder.path, name);
		await mkdir(userFolder);
		await installPackage(userFolder, packed);
		const server = await startN8n({ runtime, userFolder, environment, secrets, ...(role && { role }) });
		cleanup.push(() => server.stop());
		return server;
	};
	// The main process sets up the database: workers that come at the same time would do it too.
	const main = await start('main');
	const role = workerRole(setup.workerConcurrency);
	const workers = await allOrNone(WORKERS.map((name) => start(name, role)));
	const client = new N8nClient(main.url);
	await client.setUpOwner(owner);
	return { main, workers, client, packed, simulator };
}

/** Waits for all, also when one has failed: what is still being started would be missed by the cleanup. */
async function allOrNone<T>(starting: readonly Promise<T>[]): Promise<readonly T[]> {
	await Promise.allSettled(starting);
	return await Promise.all(starting);
}

/** n8n's settings for queue mode: https://docs.n8n.io/hosting/scaling/queue-mode/ */
function queueEnvironment(postgres: Postgres, redis: Redis): Record<string, string> {
	return {
		EXECUTIONS_MODE: 'queue',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		QUEUE_BULL_REDIS_PASSWORD: redis.password,
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(postgres.port),
		DB_POSTGRESDB_DATABASE: postgres.database,
		DB_POSTGRESDB_USER: postgres.user,
		DB_POSTGRESDB_PASSWORD: postgres.password,
		N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
	};
}
