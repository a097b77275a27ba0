import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';

import { MINUTE_MS } from '../../../simulator/durations.mts';
import type { Stage } from '../../../simulator/index.mts';
import { BETWEEN_POLLS_MS, type Happening, type Hitch, type Move, type Plan, type Scene } from '../plan.mts';
import { DELAYS, MOST_TIMES_USUALLY, STOPS, without } from './options.mts';
import { few, switchOn } from './pieces.mts';

/** Somebody whose chat has ended comes back, and a read of it still shows the former end. */
export const returning = fc.record({
	chat: few,
	endsAt: fc.nat({ max: 8 }),
	after: fc.integer({ min: 1, max: 8 }),
});

export function withReturn(plan: Plan, { chat: one, endsAt, after }: Return): Plan {
	const { settings, happenings } = plan;
	return {
		...plan,
		settings: { ...settings, assumptions: { ...settings.assumptions, reopenKeepsEndTime: true } },
		happenings: [
			...happenings,
			{ at: endsAt, of: 'calls', chat: one, what: 'ends' },
			{ at: endsAt + after, of: 'calls', chat: one, what: 'reopens' },
		],
	};
}

interface Return {
	readonly chat: number;
	readonly endsAt: number;
	readonly after: number;
}

/** The chat that an item names; undefined where none does. */
function chatOf({ items, chats }: Plan, item: number): number | undefined {
	const named = items.flatMap((one) => (one.kind === 'chat' ? [one.chat % chats.length] : []));
	return named[item % named.length];
}

/** The plan with a chat that nothing holds, so that it is written to. Whoever waits for the rate limit would look again anyway. */
function withLoneChat(plan: Plan, place: number, stage: Stage): Plan {
	const change = { stage, channel: 'webmessaging', hasCall: false, silentMinutes: 90, contact: 0 } as const;
	return {
		...plan,
		chats: plan.chats.map((one, i) => (i === place ? { ...one, ...change } : one)),
		// Where something always fails, nothing is begun.
		faults: plan.faults.filter(({ times = 1 }) => times <= MOST_TIMES_USUALLY),
		settings: { ...plan.settings, allowed: 300, foreignCallsPerMinute: 0 },
		continueOnFail: true,
	};
}

/** While something is changed in a chat, the call hangs or is not carried out, and somebody does something there. */
export const interruption = fc.record({
	item: few,
	stage: fc.constantFrom<Stage>('agent', 'agent', 'queue', 'customerLeft', 'customerLeft', 'customerLeft'),
	step: fc.constantFrom(0, 1, 1, 2),
	what: fc.constantFrom<Move>(
		'agentAnswers',
		'agentCalls',
		'agentCalls',
		'agentWrites',
		'customerLeaves',
		'customerReturns',
		'customerReturns',
		'ends',
	),
	hold: fc.oneof(
		{ weight: 7, arbitrary: fc.record({ kind: fc.constant('silence' as const), done: switchOn }) },
		{
			weight: 3,
			arbitrary: fc.record({ kind: fc.constant('rateLimit' as const), seconds: fc.constantFrom(7, 42) }),
		},
		{
			weight: 2,
			arbitrary: fc.record({ kind: fc.constant('status' as const), status: fc.constantFrom(503, 504) }),
		},
		{ weight: 1, arbitrary: fc.record({ kind: fc.constant('slow' as const), ms: fc.constant(200) }) },
		{ weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('resetAfter', 'resetBefore') }) },
	),
	times: fc.constantFrom(1, 1, 2),
	options: fc.record({
		guard: fc.constantFrom<INodeParameters>(
			{ skipIfConnected: 'nobody', skipIfMessageWithinMinutes: 0 },
			{ skipIfConnected: 'agentAndCustomer', skipIfMessageWithinMinutes: 0 },
			{ skipIfConnected: 'nobody', skipIfMessageWithinMinutes: 10 },
		),
		skipWrapUp: fc.constantFrom(false, true, true),
	}),
});

type Interruption = typeof interruption extends fc.Arbitrary<infer T> ? T : never;

export function withInterruption(
	plan: Plan,
	{ item: which, what, hold, times, ...asked }: Interruption,
): Plan {
	const { step: before, happenings } = plan;
	const place = chatOf(plan, which);
	if (place === undefined || !['close', 'send'].includes(before.operation)) return plan;
	const isClose = before.operation === 'close';
	const { parameters } = before;
	const { guard, skipWrapUp } = asked.options;
	const kept = without(skipWrapUp ? DELAYS : STOPS, parameters);
	const options = { ...kept, ...guard, ...(skipWrapUp && { skipWrapUp }) };
	// Who is alone is disconnected first.
	const at = isClose && asked.stage === 'customerLeft' ? 0 : asked.step;
	// It is there as the call before arrives.
	const since = at === 0 ? ({ at: 0, of: 'calls' } as const) : ({ at: at - 1, of: 'writes' } as const);
	return {
		...withLoneChat(plan, place, isClose ? asked.stage : 'agent'),
		step: isClose ? { ...before, parameters: { ...parameters, dryRun: false, options } } : before,
		happenings: [
			...happenings,
			{ ...since, chat: place, what: { fault: { ...hold, times }, hits: 'writes' } },
			{ at, of: 'writes', chat: place, what },
		],
	};
}

/** A chat that several items name ends while a run is about it, and then a read shows how it was before. */
export const lag = fc.record({
	item: few,
	more: fc.nat({ max: 16 }),
	endsAt: fc.constantFrom(0, 0, 0, 1, 4, 9),
	after: fc.nat({ max: 4 }),
});

type Lag = typeof lag extends fc.Arbitrary<infer T> ? T : never;

export function withLag(plan: Plan, { item: which, more, endsAt, after }: Lag): Plan {
	const place = chatOf(plan, which);
	if (place === undefined) return plan;
	const again = Array.from({ length: more }, () => ({ kind: 'chat', chat: place }) as const);
	return {
		...withLoneChat(plan, place, 'agent'),
		items: [...plan.items, ...again],
		happenings: [
			...plan.happenings,
			{ at: endsAt, of: 'reads', chat: place, what: 'ends' },
			{ at: endsAt + after, of: 'reads', chat: place, what: lagsBehind(1) },
		],
	};
}

/** The next reads show how it was before. */
const lagsBehind = (times: number): Hitch => ({ fault: { kind: 'stale', times }, hits: 'reads' });

/** What a trigger watches for is taken back before it has looked, and happens again when it hardly expects it any more. */
export const relapse = fc.record({
	chat: few,
	polls: fc.nat({ max: 1 }),
	lateReads: fc.integer({ min: 1, max: 2 }),
});

type Relapse = typeof relapse extends fc.Arbitrary<infer T> ? T : never;

export function withRelapse(plan: Plan, { chat: one, polls, lateReads }: Relapse): Plan {
	const { watcher } = plan;
	if (!watcher || !['conversationEnded', 'customerLeft'].includes(watcher.event)) return plan;
	const isEnd = watcher.event === 'conversationEnded';
	const [over, back]: readonly [Move, Move] = isEnd
		? ['ends', 'reopens']
		: ['customerLeaves', 'customerReturns'];
	const overlapMinutes = 2;
	// The index tells of the first time when it is taken back already.
	const analyticsLagMs = 2 * BETWEEN_POLLS_MS;
	const again = (overlapMinutes * MINUTE_MS) / BETWEEN_POLLS_MS + polls;
	// Until the index tells of the second, somebody who reads it would know more than the index.
	const late = analyticsLagMs / BETWEEN_POLLS_MS + lateReads;
	const scene = (afterPolls: number, what: Happening['what']): Scene => ({ afterPolls, chat: one, what });
	return {
		...plan,
		settings: { ...plan.settings, analyticsLagMs },
		watcher: {
			...watcher,
			overlapMinutes,
			story: [
				// The run may have closed it.
				scene(0, 'reopens'),
				scene(0, 'agentAnswers'),
				scene(1, over),
				scene(2, back),
				scene(again, over),
				scene(again, lagsBehind(late)),
			],
		},
	};
}
