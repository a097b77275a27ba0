import fc from 'fast-check';

import { withWorkbench } from '../support/workbench.mts';
import { FastTime } from './fast-time.mts';
import { violations } from './oracle.mts';
import { play } from './play.mts';
import { plans } from './plan.mts';

/** A minute of waiting takes 0.6 seconds. */
const FACTOR = 100;
const RUNS = Number(process.env['CHAOS_RUNS'] ?? 200);
const SEED = Number(process.env['CHAOS_SEED'] ?? 1);

describe('Whatever happens', () => {
	const bench = withWorkbench();

	it(`nothing is said or done that must not be (${RUNS} plans from ${SEED} on)`, async () => {
		const time = new FastTime(FACTOR);
		const broken: unknown[] = [];
		const onBroken = (reason: unknown) => broken.push(reason);
		process.on('unhandledRejection', onBroken);
		try {
			for (let seed = SEED; seed < SEED + RUNS; seed++) {
				if (process.env['CHAOS_TRACE'] !== undefined) process.stderr.write(`${seed} `);
				const details = await fc.check(
					fc.asyncProperty(plans, async (plan) => {
						expect(violations(await play(bench(), time, plan))).toEqual([]);
						expect(broken).toEqual([]);
					}),
					{ seed, numRuns: 1 },
				);
				if (details.failed)
					throw new Error(
						`CHAOS_SEED=${seed} CHAOS_RUNS=1\n${fc.defaultReportMessage(details) ?? ''}\n${String(details.errorInstance)}`,
					);
			}
		} finally {
			process.off('unhandledRejection', onBroken);
			time.end();
		}
	}, 3_600_000);
});
