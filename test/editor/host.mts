import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../scripts/browser/chromium.mts';
import { openVisit, type Visit } from '../../scripts/browser/visit.mts';
import { N8nClient, type Owner } from '../../scripts/n8n/client.mts';
import { newOwner } from '../../scripts/n8n/owner.mts';
import { installPackage, packPackage, type PackedPackage } from '../../scripts/n8n/package.mts';
import { findFreePort, isPortFree } from '../../scripts/n8n/ports.mts';
import { PROJECT_FOLDER } from '../../scripts/n8n/project.mts';
import { provisionRuntime } from '../../scripts/n8n/runtime.mts';
import { startN8n } from '../../scripts/n8n/server.mts';
import { createTemporaryFolder } from '../../scripts/n8n/temporary-folder.mts';
import { DEFAULT_CLIENT, startSimulator, type Simulator } from '../../simulator/index.mts';
import { sharedBySuites } from '../e2e/shared.mts';
import { Album } from './pictures/album.mts';

/** The port that the docs name. */
const SIMULATOR_PORT = 4010;
/** A usual laptop. */
export const LAPTOP = { width: 1440, height: 900 } as const;
const PIXELS_PER_CSS_PIXEL = 1.5;
/** n8n shows within a moment what it will show; a loaded machine takes its time. */
const SHOWN_WITHIN_MS = 30_000;

/** Real n8n with the packed package, a simulated Genesys Cloud, and a browser whose user is logged in as the owner. */
export interface Host {
	readonly n8nUrl: string;
	readonly client: N8nClient;
	readonly packed: PackedPackage;
	readonly simulator: Simulator;
	readonly browser: Browser;
	/** The one window that all suites use: a second one would load the whole editor anew. */
	readonly visit: Visit;
	readonly album: Album;
	/** Ends everything and deletes every trace. */
	close(): Promise<void>;
}

/** The host that all suites of a process share. */
export const theHost = sharedBySuites(startHost);

/** `npm run build` has to have been run. Nothing is left over when this fails. */
async function startHost(): Promise<Host> {
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

async function assemble(cleanup: (() => Promise<void>)[]): Promise<Omit<Host, 'close'>> {
	const browser = await launchChromium();
	cleanup.push(() => browser.close());
	const runtime = await provisionRuntime((line) => {
		console.log(line);
	});
	const folder = await createTemporaryFolder();
	cleanup.push(() => folder.remove());
	const packed = await packPackage(folder.path);
	await installPackage(folder.path, packed);

	const port = (await isPortFree(SIMULATOR_PORT)) ? SIMULATOR_PORT : await findFreePort();
	const simulator = await startSimulator({ port });
	cleanup.push(() => simulator.close());

	const owner = newOwner();
	const secrets = [owner.password, DEFAULT_CLIENT.secret];
	const n8n = await startN8n({ runtime, userFolder: folder.path, secrets });
	cleanup.push(() => n8n.stop());
	const client = new N8nClient(n8n.url);
	await client.setUpOwner(owner);

	const visit = await openVisit(browser, { ...LAPTOP, scale: PIXELS_PER_CSS_PIXEL });
	visit.page.setDefaultTimeout(SHOWN_WITHIN_MS);
	await logIn(visit, n8n.url, owner);
	const album = new Album(browser, picturesFolder());
	return { n8nUrl: n8n.url, client, packed, simulator, browser, visit, album };
}

/** The folder that PICTURES names, from the root of the checkout; without it, pictures are only looked at. */
function picturesFolder(): string | undefined {
	const named = process.env['PICTURES'];
	return named === undefined || named === '' ? undefined : join(PROJECT_FOLDER, named);
}

async function logIn({ page }: Visit, n8nUrl: string, owner: Owner): Promise<void> {
	const data = { emailOrLdapLoginId: owner.email, password: owner.password };
	const answer = await page.request.post(`${n8nUrl}/rest/login`, { data });
	if (!answer.ok()) throw new Error(`n8n refused the login with status ${answer.status()}`);
}
