import type { GenesysApi } from '../platform/api';
import { ApiFailure } from '../platform/failures';

/** Room for clocks that run apart: a conversation must not be missed because it started "in the future". */
export const CLOCK_TOLERANCE_MS = 300_000;

/**
 * Reads something that depends on the time of now. That is Genesys Cloud's, and may be known from the first answer only: where
 * this machine's turns out to be far from it, what was begun with it is begun anew.
 */
export async function* atGenesysTime<T>(
	api: GenesysApi,
	read: (now: number) => AsyncGenerator<T>,
): AsyncGenerator<T> {
	for (let pass = 1; ; pass++) {
		const began = api.elapsed();
		const assumed = api.now();
		const wasRight = () => Math.abs(api.now() - assumed - (api.elapsed() - began)) < CLOCK_TOLERANCE_MS;
		let isFirst = true;
		for await (const found of read(assumed)) {
			if (isFirst && !wasRight()) break;
			isFirst = false;
			yield found;
		}
		if (!isFirst || wasRight()) return;
		if (pass === MOST_PASSES) throw noTime();
	}
}

/**
 * Asks on until it is sure what time it is: what begins with a wrong time stays wrong.
 *
 * @param ask asks anything of Genesys Cloud
 * @throws ApiFailure where its answers go on contradicting each other; and whatever is thrown by asking
 */
export async function untilTimeIsSure(api: GenesysApi, ask: () => Promise<unknown>): Promise<void> {
	for (let pass = 1; !api.isTimeSure(); pass++) {
		if (pass > MOST_PASSES) throw noTime();
		await ask();
	}
}

/** Tells that nobody can say how old something is. */
export function noTime(): ApiFailure {
	return new ApiFailure(
		'Genesys Cloud does not tell what time it is',
		'The header Date is missing from its answers, or they contradict each other, or what they have told before. Try again: a time that is told for ten minutes is believed. If it keeps happening, a proxy or firewall in between may be changing the answers.',
	);
}

/** The first answer can show that this machine's time is wrong, and the second that the first one's was. */
const MOST_PASSES = 3;
