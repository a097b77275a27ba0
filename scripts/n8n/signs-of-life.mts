import { setInterval } from 'node:timers';
import type { Report } from './project.mts';

const SIGN_OF_LIFE_MS = 10_000;

/** Says again and again what is being done, and for how long, until the work is over. */
export async function withSignsOfLife<T>(
	report: Report,
	doing: () => string,
	work: () => Promise<T>,
): Promise<T> {
	const started = performance.now();
	const timer = setInterval(() => {
		report(`${doing()}, ${((performance.now() - started) / 1000).toFixed(0)} s so far`);
	}, SIGN_OF_LIFE_MS);
	try {
		return await work();
	} finally {
		clearInterval(timer);
	}
}
