import { Child } from '../processes/child.mts';
import type { SimulatorProcess } from '../processes/simulator.mts';
import type { Figure } from './measure.mts';
import type { MemoryHost } from './memory-host.mts';

const EARLY = 2_000;
const LATE = 10_000;
/** The run goes on for a while after the last look, so that it is not its end that is looked at. */
const ITEMS = 10_500;
const BYTES_A_MB = 1024 * 1024;

/** Whether a long run keeps more and more: the heap late in a run against early in it, less the output made in between. */
export async function memory(simulator: SimulatorProcess): Promise<Figure[]> {
	const limit = { allowed: 1_000_000, windowSeconds: 60, latencyMs: 0, foreignCallsPerMinute: 0 };
	const site = await simulator.stage(ITEMS, limit);
	const child = new Child<MemoryHost>(new URL('memory-host.mts', import.meta.url), [], ['--expose-gc']);
	try {
		const { early, late, output } = await child.call.closeAll({ ...site, factor: 1 }, EARLY, LATE);
		const growth = late - early - output;
		const mb = (bytes: number) => `${(bytes / BYTES_A_MB).toFixed(1)} MB`;
		return [
			{
				name: 'heap growth from 2,000 to 10,000 items, less their output',
				value: growth / BYTES_A_MB,
				unit: 'MB',
				detail: `${mb(early)}, then ${mb(late)}; output ${mb(output)}; ${Math.round(growth / (LATE - EARLY))} bytes an item`,
			},
		];
	} finally {
		await child.stop();
	}
}
