import fc from 'fast-check';

import { PlayTime } from './play-time.mts';
import { withWorkbench } from '../support/workbench.mts';
import { violations } from './oracle.mts';
import { enlarged } from './plan/enlarged.mts';
import { plans } from './plan/plans.mts';
import { play } from './play.mts';

const ITEMS = Number(process.env['CHAOS_ITEMS'] ?? 300);
const SEED = Number(process.env['CHAOS_SEED'] ?? 1);

const closes = plans.filter(
	({ step, settings }) =>
		step.resource === 'conversation' && step.operation === 'close' && settings.allowed === 300,
);

describe('Whatever happens in a long run', () => {
	const bench = withWorkbench();

	it(`nothing is said or done that must not be (${ITEMS} items, seed ${SEED})`, async () => {
		const time = new PlayTime();
		try {
			const [plan] = fc.sample(closes, { seed: SEED, numRuns: 1 });
			if (!plan) throw new Error('There is no plan');
			const played = await play(bench(), time, enlarged(plan, ITEMS));

			expect(violations(played)).toEqual([]);
			// It was no run in which nothing could happen.
			expect(played.chaos.calls.length).toBeGreaterThan(ITEMS / 2);
		} finally {
			time.end();
		}
	}, 3_600_000);
});
