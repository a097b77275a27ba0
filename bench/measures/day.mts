import { Child } from '../processes/child.mts';
import { SimulatorProcess } from '../processes/simulator.mts';
import type { DayHost } from './day-host.mts';
import type { Figure } from './measure.mts';

const HOURS = 24;
/** A minute takes half a second: faster, what the processor takes for a request would seem to take minutes. */
const FACTOR = 120;
/** Until then everything has been used once. */
const WARM_HOURS = 4;
const BYTES_A_MB = 1024 * 1024;

/** A day on one credential: whether memory grows, whether the limit is ever passed, and whether all that was said is true. */
export async function day(): Promise<Figure[]> {
	// The clock of this one goes too fast for whatever else is measured.
	const simulator = new SimulatorProcess();
	const site = await simulator.openForADay(FACTOR);
	const child = new Child<DayHost>(new URL('day-host.mts', import.meta.url), [], ['--expose-gc']);
	try {
		const { heap, closed, executions, polls, events, others } = await child.call.spend(
			{ ...site, factor: 1 },
			HOURS,
			FACTOR,
		);
		const { refused, calls } = await simulator.tally();
		const stillOpen = await simulator.stillOpen(closed);
		const growth = perHour(heap.slice(WARM_HOURS));
		const mb = (bytes = NaN) => `${(bytes / BYTES_A_MB).toFixed(1)} MB`;
		const detail = [
			`${executions} executions, ${polls} polls with ${events} events, ${calls} calls`,
			`other verdicts: ${JSON.stringify(others)}`,
		].join('; ');
		return [
			{ name: 'a day: calls refused', value: refused, unit: 'calls', detail },
			{
				name: 'a day: said to be closed and still open',
				value: stillOpen,
				unit: 'of all',
				detail: `${closed.length} closed`,
			},
			{
				name: 'a day: heap growth',
				value: growth / 1024,
				unit: 'kB/h',
				detail: `${mb(heap[WARM_HOURS])} after ${WARM_HOURS + 1} hours, ${mb(heap.at(-1))} after ${HOURS}`,
			},
		];
	} finally {
		await child.stop();
		await simulator.stop();
	}
}

/** The slope of the straight line that fits best: a single value is up or down by chance. */
function perHour(heap: readonly number[]): number {
	const [middle, mean] = [(heap.length - 1) / 2, heap.reduce((sum, bytes) => sum + bytes, 0) / heap.length];
	const along = heap.reduce((sum, bytes, hour) => sum + (hour - middle) * (bytes - mean), 0);
	const across = heap.reduce((sum, _, hour) => sum + (hour - middle) ** 2, 0);
	return along / across;
}
