import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../scripts/browser/chromium.mts';
import { openVisit, type Visit } from '../../scripts/browser/visit.mts';
import { freePort } from '../../scripts/n8n/ports.mts';
import { PROJECT_FOLDER } from '../../scripts/n8n/project.mts';
import { startSimulator, type Simulator } from '../../simulator/index.mts';
import { assembled, type Cleanup } from '../support/assembly.mts';
import { startHost, type Host as N8nHost } from '../support/host.mts';
import { sharedBySuites } from '../support/shared.mts';
import { Album } from './pictures/album.mts';

/** The port that the docs name. */
const SIMULATOR_PORT = 4010;
/** A usual laptop. */
export const LAPTOP = { width: 1440, height: 900 } as const;
const PIXELS_PER_CSS_PIXEL = 1.5;
/** n8n shows within a moment what it will show; a loaded machine takes its time. */
const SHOWN_WITHIN_MS = 30_000;

/** Real n8n, a simulated Genesys Cloud, and a browser whose user is logged in as the owner. */
export interface Host extends N8nHost {
	/** Of n8n, without a trailing slash. */
	readonly n8nUrl: string;
	readonly simulator: Simulator;
	readonly browser: Browser;
	/** The one window that all suites use: a second one would load the whole editor anew. */
	readonly visit: Visit;
	readonly album: Album;
}

/** The host that all suites of a process share. */
export const theHost = sharedBySuites(() => assembled(assemble));

async function assemble(cleanup: Cleanup): Promise<Omit<Host, 'close'>> {
	const browser = await launchChromium();
	cleanup.push(() => browser.close());
	const host = await startHost();
	cleanup.push(() => host.close());
	const simulator = await startSimulator({ port: await freePort(SIMULATOR_PORT) });
	cleanup.push(() => simulator.close());

	const visit = await openVisit(browser, { ...LAPTOP, scale: PIXELS_PER_CSS_PIXEL });
	visit.page.setDefaultTimeout(SHOWN_WITHIN_MS);
	await logIn(visit, host);
	const album = new Album(browser, picturesFolder());
	return { ...host, n8nUrl: host.n8n.url, simulator, browser, visit, album };
}

/** The folder that PICTURES names, from the root of the checkout; without it, pictures are only looked at. */
function picturesFolder(): string | undefined {
	const named = process.env['PICTURES'];
	return named === undefined || named === '' ? undefined : resolve(PROJECT_FOLDER, named);
}

async function logIn({ page }: Visit, { n8n, owner }: N8nHost): Promise<void> {
	const data = { emailOrLdapLoginId: owner.email, password: owner.password };
	const answer = await page.request.post(`${n8n.url}/rest/login`, { data });
	if (!answer.ok()) throw new Error(`n8n refused the login with status ${answer.status()}`);
}
