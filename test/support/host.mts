import { randomBytes } from 'node:crypto';
import { N8nClient, type Owner } from '../../scripts/n8n/client.mts';
import type { Line } from '../../scripts/n8n/lines.mts';
import { newOwner } from '../../scripts/n8n/owner.mts';
import { installPackage, packPackage, type PackedPackage } from '../../scripts/n8n/package.mts';
import { provisionRuntime } from '../../scripts/n8n/runtime.mts';
import { startN8n, type N8nServer } from '../../scripts/n8n/server.mts';
import { createTemporaryFolder } from '../../scripts/n8n/temporary-folder.mts';
import { DEFAULT_CLIENT } from '../../simulator/index.mts';
import { assembled, type Cleanup } from './assembly.mts';
import { startProxyRecorder, type ProxiedRequest, type ProxyRecorder } from '../e2e/proxy-recorder.mts';
import { sharedBySuites } from './shared.mts';

/** Settings of n8n, as environment variables. */
export type N8nSettings = Readonly<Record<string, string>>;

/** Real n8n with the packed package installed and its owner logged in. */
export interface Host {
	readonly n8n: N8nServer;
	readonly client: N8nClient;
	/** Who is logged in there. */
	readonly owner: Owner;
	readonly packed: PackedPackage;
	/** Which n8n it is. */
	readonly line: Line;
	/** Stands where n8n's way to other machines begins. */
	readonly proxy: ProxyRecorder;
	/** What n8n has asked of other machines until it was ready. */
	readonly askedWhileStarting: readonly ProxiedRequest[];
	/** Ends everything and deletes every trace; comes back when that is done. */
	close(): Promise<void>;
}

/**
 * Starts an n8n of the line that the environment variable N8N_VERSION names, default the newest. `npm run build` has
 * to have been run. Nothing is left over when this fails.
 * @param settings on top of the quiet and offline ones.
 */
export async function startHost(settings: N8nSettings = {}): Promise<Host> {
	return await assembled((cleanup) => assemble(settings, cleanup));
}

async function assemble(settings: N8nSettings, cleanup: Cleanup): Promise<Omit<Host, 'close'>> {
	const runtime = await provisionRuntime(
		(line) => {
			console.log(line);
		},
		undefined,
		process.env['N8N_VERSION'],
	);
	const folder = await createTemporaryFolder();
	cleanup.push(() => folder.remove());
	const packed = await packPackage(folder.path);
	await installPackage(folder.path, packed);

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
			...settings,
		},
		secrets: [owner.password, DEFAULT_CLIENT.secret],
	});
	cleanup.push(() => n8n.stop());
	const askedWhileStarting = [...proxy.requests];
	const client = new N8nClient(n8n.url);
	await client.setUpOwner(owner);
	return { n8n, client, owner, packed, line: runtime.line, proxy, askedWhileStarting };
}

/** The n8n that suites without settings of their own share. */
export const theHost = sharedBySuites(() => startHost());
