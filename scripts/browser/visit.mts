import type { Browser, BrowserContext, Page } from 'playwright-core';

/** How a page is looked at. */
export interface View {
	/** In CSS pixels. */
	readonly width: number;
	readonly height: number;
	readonly colorScheme?: 'light' | 'dark';
	/** Pixels of a picture to one CSS pixel; default 1. */
	readonly scale?: number;
}

/** A page in a browser profile of its own. */
export interface Visit {
	readonly page: Page;
	/** Errors on the console and those that nothing has caught, in the order in which they came. */
	readonly errors: readonly string[];
	/** The addresses on other machines that the page has asked for. None of these requests left this machine. */
	readonly foreignRequests: readonly string[];
	/** Closes the page and deletes its profile. */
	close(): Promise<void>;
}

/** Opens an empty page that can reach 127.0.0.1 and nothing else, and notes what goes wrong in it. */
export async function openVisit(browser: Browser, view: View): Promise<Visit> {
	const context = await browser.newContext({
		viewport: { width: view.width, height: view.height },
		colorScheme: view.colorScheme ?? 'light',
		deviceScaleFactor: view.scale ?? 1,
		locale: 'en-GB',
		timezoneId: 'UTC',
	});
	const foreignRequests = await refuseForeignRequests(context);
	const page = await context.newPage();
	const errors: string[] = [];
	page.on('console', (message) => {
		// That a request was refused is told by its address.
		const source = URL.canParse(message.location().url) ? new URL(message.location().url) : undefined;
		const isOfRefused = source !== undefined && isForeign(source);
		if (message.type() === 'error' && !isOfRefused) errors.push(message.text());
	});
	page.on('pageerror', (error) => {
		errors.push(error.message);
	});
	return { page, errors, foreignRequests, close: () => context.close() };
}

async function refuseForeignRequests(context: BrowserContext): Promise<readonly string[]> {
	const refused: string[] = [];
	await context.route(isForeign, async (route) => {
		refused.push(route.request().url());
		await route.abort();
	});
	await context.routeWebSocket(isForeign, async (socket) => {
		refused.push(socket.url());
		await socket.close();
	});
	return refused;
}

/** Addresses without a host, such as those of `data:` pictures, ask nobody. */
function isForeign({ hostname }: URL): boolean {
	return hostname !== '' && hostname !== '127.0.0.1';
}
