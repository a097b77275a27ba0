import { PlayTime } from './play-time.mts';
import { withWorkbench } from '../support/workbench.mts';
import { violations } from './oracle.mts';
import { play } from './play.mts';
import { judge } from './judge.mts';

const RUNS = Number(process.env['CHAOS_RUNS'] ?? 200);
const SEED = Number(process.env['CHAOS_SEED'] ?? 1);

/** Files of that many, `share-1.test.mts` and so on. */
const SHARES = 4;
/** Far more than a plan takes, on any machine. */
const LONGEST_PLAN_MS = 60_000;

/**
 * Plays every fourth plan, in a file of its own: plans are played one after the other, and spend most of their time waiting,
 * so that even two cores have room for four. Of one plan alone, the other shares are empty.
 */
export function playShare(share: 1 | 2 | 3 | 4): void {
	const seeds = Array.from({ length: RUNS }, (_, index) => SEED + index).filter(
		(_, index) => index % SHARES === share - 1,
	);

	describe('Whatever happens', () => {
		const bench = withWorkbench();

		it(
			`nothing is said or done that must not be (${seeds.length} of ${RUNS} plans from ${SEED} on)`,
			async () => {
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
			},
			600_000 + seeds.length * LONGEST_PLAN_MS,
		);
	});
}
