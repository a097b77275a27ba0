// npm run screenshots: makes the pictures of the docs anew, with real n8n on a simulated contact centre.
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from './browser/chromium.mts';
import { openVisit, type View } from './browser/visit.mts';
import { pictureBoard, pictureMessengerEnded } from './screenshots/contact-centre.mts';
import { logIn, pictureCloseNode, pictureCredential, pictureWorkflow } from './screenshots/editor.mts';
import { setStage, type Stage } from './screenshots/stage.mts';

const EXAMPLE = 'close-by-webhook.json';

/** Tall enough for the whole form of the credential. */
const CREDENTIAL_VIEW: View = { width: 1240, height: 1480, scale: 1.5 };
const WORKFLOW_VIEW: View = { width: 1440, height: 840, scale: 1.4 };
const BOARD_VIEW: View = { width: 1120, height: 1400, scale: 1.1 };
const MESSENGER_VIEW: View = { width: 440, height: 720, scale: 1.5 };

async function main(): Promise<void> {
	const interruption = new AbortController();
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.once(name, () => {
			interruption.abort(new Error('Interrupted'));
		});
	}
	const { signal } = interruption;
	const browser = await launchChromium();
	// Ends whatever is being waited for on a page.
	signal.addEventListener('abort', () => void browser.close());
	try {
		const stage = await setStage(EXAMPLE, signal);
		try {
			await takeAll(browser, stage);
		} finally {
			await stage.close();
		}
	} catch (error) {
		signal.throwIfAborted();
		throw error;
	} finally {
		await browser.close();
	}
}

async function takeAll(browser: Browser, stage: Stage): Promise<void> {
	await look(browser, CREDENTIAL_VIEW, async (page) => {
		await logIn(page, stage);
		console.log(await pictureCredential(page, stage));
	});
	await look(browser, WORKFLOW_VIEW, async (page) => {
		await logIn(page, stage);
		console.log(await pictureWorkflow(page, stage));
		console.log(await pictureCloseNode(page));
	});
	// After the run: the board then shows its calls, and the conversation has ended.
	await look(browser, BOARD_VIEW, async (page) => {
		console.log(await pictureBoard(page, stage));
	});
	await look(browser, MESSENGER_VIEW, async (page) => {
		console.log(await pictureMessengerEnded(page, stage));
	});
}

/** Opens a page for some work, and closes it afterwards. */
async function look(browser: Browser, view: View, work: (page: Page) => Promise<void>): Promise<void> {
	const visit = await openVisit(browser, view);
	try {
		await work(visit.page);
	} finally {
		await visit.close();
	}
}

await main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
