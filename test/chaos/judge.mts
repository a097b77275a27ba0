import fc from 'fast-check';

import type { PlayTime } from './play-time.mts';
import type { Plan } from './plan.mts';
import { plans } from './plan/plans.mts';

/** So long a plan that fails is made smaller, in milliseconds of the time as it is. */
const SHRINK_WITHIN_MS = 60_000;

/**
 * Tries the plan of a seed, and makes it smaller where something is wrong with it.
 *
 * @param violations plays a plan and tells what is wrong
 * @returns what is wrong, with the smallest plan that was found; undefined where all is well
 */
export async function judge(
	seed: number,
	time: PlayTime,
	violations: (plan: Plan) => Promise<readonly string[]>,
): Promise<string | undefined> {
	let wrong: readonly string[] = [];
	let smallest: Plan | undefined;
	let isTimeLeft = () => true;
	const smaller = fc.asyncProperty(plans, async (plan) => {
		// What is not played counts as well, and is not made smaller.
		const found = isTimeLeft() ? await violations(plan) : [];
		if (found.length === 0) return true;
		if (!smallest) isTimeLeft = time.timer(SHRINK_WITHIN_MS);
		[wrong, smallest] = [found, plan];
		return false;
	});
	await fc.check(smaller, { seed, numRuns: 1 });
	return smallest && [...wrong, JSON.stringify(smallest)].join('\n');
}
