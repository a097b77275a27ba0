import { PlayTime } from './play-time.mts';
import { withWorkbench } from '../support/workbench.mts';
import { violations } from './oracle.mts';
import { play } from './play.mts';
import { judge } from './judge.mts';

const RUNS = Number(process.env['CHAOS_RUNS'] ?? 200);
const SEED = Number(process.env['CHAOS_SEED'] ?? 1);

describe('Whatever happens', () => {
	const bench = withWorkbench();

	it(`nothing is said or done that must not be (${RUNS} plans from ${SEED} on)`, async () => {
		const time = new PlayTime();
		const broken: unknown[] = [];
		const onBroken = (reason: unknown) => broken.push(reason);
		process.on('unhandledRejection', onBroken);
		try {
			for (let seed = SEED; seed < SEED + RUNS; seed++) {
				const found = await judge(seed, time, async (plan) => [
					...violations(await play(bench(), time, plan)),
					...broken.splice(0).map((reason) => `Nobody has handled ${String(reason)}`),
				]);
				if (found) throw new Error(`CHAOS_SEED=${seed} CHAOS_RUNS=1\n${found}`);
			}
		} finally {
			process.off('unhandledRejection', onBroken);
			time.end();
		}
	}, 3_600_000);
});
