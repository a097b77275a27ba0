import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../scripts/browser/chromium.mts';
import { openVisit, type View, type Visit } from '../../scripts/browser/visit.mts';
import { startSimulator, type Simulator } from '../../simulator/index.mts';
import { seedContactCenter, type ContactCenter } from '../../simulator/seed.mts';

/** Whoever looks at the simulator's pages in a real browser. */
export interface Rig {
	readonly simulator: Simulator;
	/** Opens a page of the simulator in a profile of its own. */
	visit(path: string, view?: Partial<View>): Promise<Visit>;
	/** Empties the simulator and plays the contact center again. */
	seed(): ContactCenter;
	/**
	 * Closes every page that was opened, also when a test has failed.
	 * @throws AssertionError when one of them had an error, or asked another machine for something.
	 */
	leave(): Promise<void>;
	/** Ends simulator and browser. */
	close(): Promise<void>;
}

const DESKTOP: View = { width: 1280, height: 900 };
/** Pages ask for news once a second; what has not come long after that does not come. */
const SHOWN_WITHIN_MS = 15_000;

/** Starts a simulator and a browser. Nothing is left over when this fails. */
export async function startRig(): Promise<Rig> {
	const simulator = await startSimulator();
	const browser = await launchChromium().catch(async (error: unknown) => {
		await simulator.close();
		throw error;
	});
	const visits: Visit[] = [];
	return {
		simulator,
		visit: async (path, view) => {
			const visit = await visitPage(browser, simulator.url + path, { ...DESKTOP, ...view });
			visits.push(visit);
			return visit;
		},
		seed: () => {
			simulator.reset();
			return seedContactCenter(simulator.world);
		},
		leave: async () => {
			const left = visits.splice(0);
			for (const visit of left) await visit.close();
			assert.deepEqual(
				left.flatMap(({ errors }) => errors),
				[],
				'A page had errors',
			);
			assert.deepEqual(
				left.flatMap(({ foreignRequests }) => foreignRequests),
				[],
				'A page asked other machines',
			);
		},
		close: async () => {
			await browser.close();
			await simulator.close();
		},
	};
}

async function visitPage(browser: Browser, url: string, view: View): Promise<Visit> {
	const visit = await openVisit(browser, view);
	visit.page.setDefaultTimeout(SHOWN_WITHIN_MS);
	await visit.page.goto(url);
	return visit;
}
