import { PlayTime } from './play-time.mts';
import { withWorkbench } from '../support/workbench.mts';
import { violations } from './oracle.mts';
import { play } from './play.mts';
import { judge } from './judge.mts';

const RUNS = Number(process.env['CHAOS_RUNS'] ?? 200);
const SEED = Number(process.env['CHAOS_SEED'] ?? 1);

/**
 * Plays every second plan, in a file of its own: plans are played one after the other, and even the smallest machine has
 * two cores. Of one plan alone, the second half is empty.
 */
export function playHalf(half: 1 | 2): void {
	const seeds = Array.from({ length: RUNS }, (_, index) => SEED + index).filter(
		(seed) => (seed - SEED) % 2 === half - 1,
	);

	describe('Whatever happens', () => {
		const bench = withWorkbench();

		it(`nothing is said or done that must not be (${seeds.length} of ${RUNS} plans from ${SEED} on)`, async () => {
			const time = new PlayTime();
			const broken: unknown[] = [];
			const onBroken = (reason: unknown) => broken.push(reason);
			process.on('unhandledRejection', onBroken);
			try {
				for (const seed of seeds) {
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
}
