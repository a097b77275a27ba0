import { Child } from '../processes/child.mts';
import type { SimulatorProcess } from '../processes/simulator.mts';
import { ALONE, floorSeconds, limitAt, SHORT_SCALE } from '../scale.mts';
import type { ManyHost } from './many-host.mts';
import { median, type Figure } from './measure.mts';

const EXECUTIONS = 50;
const CLOSES_EACH = 40;
const CLOSES = EXECUTIONS * CLOSES_EACH;

/** What many executions on one credential do to each other: how long all take, who is refused, and who waits longest. */
export async function manyExecutions(simulator: SimulatorProcess): Promise<Figure[]> {
	const site = await simulator.stage(CLOSES, limitAt(SHORT_SCALE, ALONE));
	const child = new Child<ManyHost>(new URL('many-host.mts', import.meta.url));
	try {
		const seconds = await child.call.closeSideBySide({ ...site, factor: SHORT_SCALE.factor }, EXECUTIONS);
		const { refused, open } = await simulator.tally();
		if (open > 0) throw new Error(`${open} were left open`);
		const [first, last] = [Math.min(...seconds), Math.max(...seconds)];
		const floor = floorSeconds(SHORT_SCALE, ALONE, CLOSES);
		const name = `${EXECUTIONS} executions of ${CLOSES_EACH} closes side by side`;
		return [
			{
				name: `${name} ÷ floor`,
				value: last / floor,
				unit: '×',
				detail: `${last.toFixed(1)} s, windows of 6 s`,
			},
			{
				name: `${name}: the first to end ÷ the last`,
				value: first / last,
				unit: '×',
				detail: `${first.toFixed(1)}, median ${median(seconds).toFixed(1)}, ${last.toFixed(1)} s`,
			},
			{ name: `${name}: refused`, value: refused, unit: 'calls', detail: `of ${CLOSES}` },
		];
	} finally {
		await child.stop();
	}
}
