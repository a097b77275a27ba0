import { STAGES } from '../../../simulator/world/scenario.mts';
import type { Plan } from '../plan.mts';
import { MOST_TIMES_USUALLY, STOPS, without } from './options.mts';

/** What happens in a run of ten items happens as often in a long one. */
const USUAL_ITEMS = 10;
/** What fails in it does so less often: every time may take a minute. */
const ITEMS_PER_FAULT = 100;
/**
 * A plan for closing so many items, in which each is about a conversation of its own and all that goes wrong in a plan goes on from
 * the first to the last.
 */
export function enlarged(plan: Plan, count: number): Plan {
	const repeated = Array.from({ length: Math.ceil(count / USUAL_ITEMS) }, (_, i) =>
		plan.happenings.map(({ at, of, chat: one, what }) => ({
			// What is counted by chat is counted anew for each.
			at: of === 'calls' ? at + i * 3 * USUAL_ITEMS : at,
			of,
			chat: one + i * USUAL_ITEMS,
			what,
		})),
	);
	return {
		...plan,
		chats: Array.from({ length: count }, (_, i) => ({
			stage: STAGES[i % STAGES.length] ?? 'agent',
			contact: undefined,
			channel: 'webmessaging',
			silentMinutes: 90,
			hasCall: false,
			...plan.chats[i % (2 * plan.chats.length)],
		})),
		items: Array.from({ length: count }, (_, i) =>
			i % 50 === 49 ? (plan.items[i % plan.items.length] ?? { kind: 'nothing' }) : { kind: 'chat', chat: i },
		),
		step: {
			...plan.step,
			parameters: { ...plan.step.parameters, options: without(STOPS, plan.step.parameters), dryRun: false },
		},
		faults: plan.faults.map((one) => ({
			...one,
			times: Math.ceil(Math.min(one.times ?? 1, MOST_TIMES_USUALLY) * (count / ITEMS_PER_FAULT)),
		})),
		happenings: repeated.flat(),
		// What stops at the first trouble is no long run.
		continueOnFail: true,
		cancelAt: undefined,
		isRace: false,
	};
}
