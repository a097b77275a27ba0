import { randomBytes } from 'node:crypto';
import { N8nClient } from '../../scripts/n8n/client.mts';
import { newOwner } from '../../scripts/n8n/owner.mts';
import { installPackage, packPackage, type PackedPackage } from '../../scripts/n8n/package.mts';
import { provisionRuntime } from '../../scripts/n8n/runtime.mts';
import { startN8n, type N8nServer } from '../../scripts/n8n/server.mts';
import { createTemporaryFolder } from '../../scripts/n8n/temporary-folder.mts';
import { DEFAULT_CLIENT, startSimulator, type Simulator } from '../../simulator/index.mts';
import { startProxyRecorder, type ProxyRecorder } from './proxy-recorder.mts';

/** Real n8n with the packed package installed, its owner logged in, and an empty simulated Genesys Cloud beside it. */
export interface Rig {
	readonly n8n: N8nServer;
	readonly client: N8nClient;
	readonly packed: PackedPackage;
	readonly simulator: Simulator;
	/** Stands where n8n's way to other machines begins. */
	readonly proxy: ProxyRecorder;
	/** Ends everything and deletes every trace; comes back when that is done. */
	close(): Promise<void>;
}

/** Starts a rig. `npm run build` has to have been run. Nothing is left over when this fails. */
export async function startRig(): Promise<Rig> {
	const cleanup: (() => Promise<void>)[] = [];
	const close = async (): Promise<void> => {
		for (const step of cleanup.splice(0).reverse()) await step();
	};
	try {
		return { ...(await assemble(cleanup)), close };
	} catch (error) {
		await close();
		throw error;
	}
}

async function assemble(cleanup: (() => Promise<void>)[]): Promise<Omit<Rig, 'close'>> {
	const runtime = await provisionRuntime((line) => {
		console.log(line);
	});
	const folder = await createTemporaryFolder();
	cleanup.push(() => folder.remove());
	const packed = await packPackage(folder.path);
	await installPackage(folder.path, packed);

	const simulator = await startSimulator();
	cleanup.push(() => simulator.close());

	const proxy = await startProxyRecorder();
	cleanup.push(() => proxy.close());
	const owner = newOwner();
	const n8n = await startN8n({
		runtime,
		userFolder: folder.path,
		environment: {
			HTTP_PROXY: proxy.url,
			HTTPS_PROXY: proxy.url,
			NO_PROXY: '127.0.0.1,localhost',
			N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
		},
		secrets: [owner.password, DEFAULT_CLIENT.secret],
	});
	cleanup.push(() => n8n.stop());
	const client = new N8nClient(n8n.url);
	await client.setUpOwner(owner);
	return { n8n, client, packed, simulator, proxy };
}
