import { Child } from '../processes/child.mts';
import type { SimulatorProcess } from '../processes/simulator.mts';
import { ALONE, FULL_SCALE, limitAt } from '../scale.mts';
import type { BesideHost } from './beside-host.mts';
import { median, type Figure } from './measure.mts';

const BIG = 5_000;
const SMALL = 12;
/** No divisor of a window, so that the small executions meet the big one at every point of it. */
const EVERY_SECONDS = 7;
/** Find by tag asks the index and looks; Close looks, closes, and the answer shows the end. */
const CALLS = 4;

/** How long a small execution takes beside a big one on the same token, at full scale. */
export async function beside(simulator: SimulatorProcess): Promise<Figure[]> {
	const limit = limitAt(FULL_SCALE, ALONE);
	const { tags, ...site } = await simulator.stageWithTags(BIG, SMALL, limit);
	const child = new Child<BesideHost>(new URL('beside-host.mts', import.meta.url));
	try {
		const seconds = await child.call.findAndClose({ ...site, factor: 1 }, tags, EVERY_SECONDS);
		const latency = (CALLS * limit.latencyMs) / 1000;
		const longest = Math.max(...seconds);
		return [
			{
				name: 'Find → Close beside a run of 5,000 closes, less its own latencies',
				value: longest - latency,
				unit: 's',
				detail: `the longest of ${SMALL}; median ${(median(seconds) - latency).toFixed(2)} s, full scale`,
			},
		];
	} finally {
		await child.stop();
	}
}
