import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;

/**
 * Asks again and again until there is an answer, that is anything but undefined.
 * @param what completes "Gave up waiting until …".
 * @throws when there is no answer within so many milliseconds.
 */
export async function pollUntil<T>(
	what: string,
	withinMs: number,
	ask: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
	const end = performance.now() + withinMs;
	for (;;) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		if (performance.now() > end) throw new Error(`Gave up waiting until ${what} after ${withinMs / 1000} s`);
		await sleep(POLL_MS);
	}
}
