import { race } from '../contest/race.mts';
import type { SimulatorProcess } from '../processes/simulator.mts';
import type { RivalName } from '../rivals/all.mts';
import { ALONE, CONVERSATIONS, FULL_SCALE, limitAt, SHORT_SCALE, type LimitSettings } from '../scale.mts';
import type { Figure } from './measure.mts';

const ONE_WINDOW = 280;
const REPEATS = 5;

/** How long a small job takes that fits into the window that is open, at full scale. */
export async function oneWindow(simulator: SimulatorProcess): Promise<Figure[]> {
	const limit = limitAt(FULL_SCALE, ALONE);
	const { seconds } = await finished(simulator, 'thisNode', limit, FULL_SCALE.factor, ONE_WINDOW);
	return [
		{
			name: `${ONE_WINDOW} closes in one window, 250 ms latency`,
			value: seconds,
			unit: 's',
			detail: 'full scale',
		},
	];
}

/** What it costs to be two: two executions of half the conversations each against one of all, in one process. */
export async function sideBySide(simulator: SimulatorProcess): Promise<Figure[]> {
	const limit = limitAt(SHORT_SCALE, ALONE);
	const [one, two] = await fastestOf(2, [
		async () => await finished(simulator, 'thisNode', limit, SHORT_SCALE.factor),
		async () => await finished(simulator, 'thisNodeTwice', limit, SHORT_SCALE.factor),
	]);
	const detail = `${two.toFixed(2)} s and ${one.toFixed(2)} s, windows of 6 s, the faster of 2 runs each`;
	return [{ name: 'two executions of 500 ÷ one of 1,000', value: two / one, unit: '×', detail }];
}

/** What the node adds to its requests where there is no limit, with and without a network to wait for. */
export async function overhead(simulator: SimulatorProcess): Promise<Figure[]> {
	return [await overheadAt(simulator, 0), await overheadAt(simulator, 25)];
}

async function overheadAt(simulator: SimulatorProcess, latencyMs: number): Promise<Figure> {
	const limit = { allowed: 1_000_000, windowSeconds: 60, latencyMs, foreignCallsPerMinute: 0 };
	const [bare, node] = await fastestOf(REPEATS, [
		async () => await finished(simulator, 'bareHelper', limit, 1),
		async () => await finished(simulator, 'thisNode', limit, 1),
	]);
	return {
		name: `1,000 closes without a limit ÷ bare requests, ${latencyMs} ms latency`,
		value: node / bare,
		unit: '×',
		detail: `${node.toFixed(2)} s and ${bare.toFixed(2)} s, the fastest of ${REPEATS} runs each`,
	};
}

type Timed = () => Promise<{ seconds: number }>;

/**
 * The fastest run of each of two, in seconds: whatever else the machine does only ever makes a run slower, so that one
 * says most about the code. They take turns, so that a busy minute of the machine hits both.
 */
async function fastestOf(times: number, [first, second]: readonly [Timed, Timed]): Promise<[number, number]> {
	let fastest: [number, number] = [Infinity, Infinity];
	for (let time = 0; time < times; time++) {
		fastest = [Math.min(fastest[0], (await first()).seconds), Math.min(fastest[1], (await second()).seconds)];
	}
	return fastest;
}

/** @throws Error unless every row came out well: a time for half the work means nothing */
async function finished(
	simulator: SimulatorProcess,
	rival: RivalName,
	limit: LimitSettings,
	factor: number,
	conversations = CONVERSATIONS,
): Promise<{ seconds: number }> {
	const finish = await race(simulator, { rival, conversations, limit, factor });
	if (finish.failed + finish.open > 0)
		throw new Error(`${rival}: ${finish.failed} rows failed, ${finish.open} left open`);
	return finish;
}
