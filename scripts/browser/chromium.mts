import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const USUAL_PATHS = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/usr/bin/google-chrome-stable',
	'/snap/bin/chromium',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
] as const;

/** There is no browser to drive; the message says what to install. */
export class NoChromiumError extends Error {
	override readonly name = 'NoChromiumError';
}

/**
 * The path of the machine's Chromium or Chrome: the one that the environment variable CHROMIUM names, else the first
 * that is where distributions put it.
 * @throws {NoChromiumError} when there is none, or none where CHROMIUM says.
 */
export function findChromium(
	environment: NodeJS.ProcessEnv = process.env,
	exists: (path: string) => boolean = existsSync,
): string {
	const named = environment['CHROMIUM'];
	if (named !== undefined && named !== '') {
		if (exists(named)) return named;
		throw new NoChromiumError(`CHROMIUM is set to "${named}", and there is no such file.`);
	}
	const found = USUAL_PATHS.find(exists);
	if (found !== undefined) return found;
	throw new NoChromiumError(
		'There is no Chromium on this machine. On Debian and Ubuntu install it with ' +
			'"apt-get install -y --no-install-recommends chromium fonts-liberation", or set CHROMIUM to the path of a Chromium ' +
			`or Chrome. Looked at: ${USUAL_PATHS.join(', ')}.`,
	);
}

/**
 * Starts a headless Chromium with an empty profile, which is deleted when it closes.
 * @throws {NoChromiumError}
 */
export async function launchChromium(): Promise<Browser> {
	return await chromium.launch({
		executablePath: findChromium(),
		headless: true,
		// Whoever started it decides what an interruption does; it ends with this process in any case.
		handleSIGINT: false,
		handleSIGTERM: false,
		handleSIGHUP: false,
		// Without a screen there is nothing for the GPU to do; the other two would talk to their makers.
		args: ['--disable-gpu', '--disable-quic', '--disable-sync'],
	});
}
