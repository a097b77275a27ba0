import fc from 'fast-check';

import { EVENT_TYPES } from '../../../nodes/shared/conversations/watch/event.ts';
import type { Fault } from '../../../simulator/index.mts';
import { MOVES, type Plan } from '../plan.mts';
import { anyStep, chat, fault, few, item, settings, switchOn } from './pieces.mts';
import {
	interruption,
	lag,
	relapse,
	returning,
	withInterruption,
	withLag,
	withRelapse,
	withReturn,
} from './twists.mts';

/** No answer of the run tells what time it is, as behind a proxy that takes the header away; the first fault that matches counts. */
const NEVER_A_DATE: Fault = {
	kind: 'lyingHeaders',
	headers: { date: null },
	match: { path: '.' },
	times: 1_000_000,
};

/** Any plan. */
export const plans: fc.Arbitrary<Plan> = fc
	.record({
		plan: fc.record({
			chats: fc.array(chat, { minLength: 1, maxLength: 8 }),
			step: anyStep,
			items: fc.oneof(
				{ weight: 8, arbitrary: fc.array(item, { minLength: 1, maxLength: 12 }) },
				{ weight: 1, arbitrary: fc.array(item, { minLength: 30, maxLength: 60 }) },
			),
			continueOnFail: switchOn,
			faults: fc.array(fault, { maxLength: 4 }),
			happenings: fc.array(
				fc.record({
					at: fc.nat({ max: 40 }),
					of: fc.constant('calls' as const),
					chat: few,
					what: fc.constantFrom(...MOVES),
				}),
				{ maxLength: 5 },
			),
			settings,
			cancelAt: fc.oneof(
				{ weight: 12, arbitrary: fc.constant(undefined) },
				{ weight: 1, arbitrary: fc.nat({ max: 30 }) },
			),
			isRace: fc.constantFrom(false, false, false, false, true),
			watcher: fc.oneof(
				{ weight: 2, arbitrary: fc.constant(undefined) },
				{
					weight: 1,
					arbitrary: fc.record({
						event: fc.constantFrom(...EVENT_TYPES),
						pollsAt: fc.array(fc.nat({ max: 40 }), { maxLength: 3 }),
						restart: fc.constantFrom('none', 'saved', 'savedWithEvents'),
						overlapMinutes: fc.constant(15),
						story: fc.constant([]),
					}),
				},
			),
		}),
		back: fc.option(returning, { nil: undefined, freq: 3 }),
		interrupted: fc.option(interruption, { nil: undefined, freq: 3 }),
		outdated: fc.option(lag, { nil: undefined, freq: 2 }),
		again: fc.option(relapse, { nil: undefined, freq: 3 }),
		isDateless: fc.constantFrom(false, false, false, false, false, false, false, true),
	})
	.map(({ plan, back, interrupted, outdated, again, isDateless }) => {
		let whole = back ? withReturn(plan, back) : plan;
		const isClose = plan.step.operation === 'close';
		// What has ended is not closed any more, so that nothing of a close could be interrupted.
		if (interrupted && isClose) whole = withInterruption(whole, interrupted);
		else if (outdated) whole = withLag(whole, outdated);
		else if (interrupted) whole = withInterruption(whole, interrupted);
		if (again) whole = withRelapse(whole, again);
		return isDateless && !(interrupted && isClose)
			? { ...whole, faults: [...whole.faults, NEVER_A_DATE] }
			: whole;
	});
