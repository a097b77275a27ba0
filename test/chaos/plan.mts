import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';

import { EVENT_TYPES, type EventType } from '../../nodes/shared/conversations/watch/event.ts';
import { ASSUMPTION_VALUES, type Fault, type Stage } from '../../simulator/index.mts';
import { STAGES } from '../../simulator/world/scenario.mts';

/** One run of the node: what there is, what is asked for, and all that goes wrong meanwhile. Plain data, so that it can be shrunk. */
export interface Plan {
	readonly chats: readonly Chat[];
	readonly step: Step;
	readonly items: readonly Item[];
	readonly continueOnFail: boolean;
	readonly faults: readonly Fault[];
	readonly happenings: readonly Happening[];
	readonly settings: Settings;
	/** Somebody presses Stop as this call arrives. */
	readonly cancelAt: number | undefined;
	/** The same step runs twice at the same time. */
	readonly isRace: boolean;
	/** A trigger beside it. */
	readonly watcher: Watcher | undefined;
}

/** A trigger in another workflow, with the same credential. */
export interface Watcher {
	readonly event: EventType;
	/** It polls as these calls arrive. */
	readonly pollsAt: readonly number[];
	/** After the run, n8n is started anew with what it has saved: with every poll, or only with those that gave something. */
	readonly restart: 'none' | 'saved' | 'savedWithEvents';
	readonly overlapMinutes: number;
	/** What goes on when the run is over, while it polls. */
	readonly story: readonly Scene[];
}

/** What somebody does after so many polls. */
export interface Scene extends Pick<Happening, 'chat' | 'what'> {
	readonly afterPolls: number;
}

/** How often it polls when the run is over. */
export const BETWEEN_POLLS_MS = 15_000;

/** A conversation that there is when the run begins. */
export interface Chat {
	readonly stage: Stage;
	/** Two with the same number are of one customer; without one, Genesys Cloud does not know who it is. */
	readonly contact: number | undefined;
	readonly channel: 'webmessaging' | 'whatsapp' | 'call';
	/** How long ago somebody wrote last. */
	readonly silentMinutes: number;
	/** A voice call goes on beside it. */
	readonly hasCall: boolean;
}

/** What the node does. */
export interface Step {
	readonly resource: string;
	readonly operation: string;
	readonly parameters: INodeParameters;
}

/** What an input item names. */
export type Item =
	| { readonly kind: 'chat'; readonly chat: number }
	| { readonly kind: 'nobody' | 'notFound' | 'nothing' | 'junk' };

/** What somebody does as a call arrives, before it is carried out. */
export interface Happening {
	/** Counted from 0. */
	readonly at: number;
	/** Among which calls: all of the run, or those that read the chat, or that change something in it. */
	readonly of: 'calls' | 'reads' | 'writes';
	readonly chat: number;
	readonly what: Move | Hitch;
}

/** The next calls about the chat run into something. */
export interface Hitch {
	/** Which ones it hits is told by the chat. */
	readonly fault: Fault;
	readonly hits: 'reads' | 'writes';
}

export type Move = (typeof HAPPENINGS)[number];

export interface Settings {
	readonly allowed: number;
	readonly foreignCallsPerMinute: number;
	readonly asyncCloseMs: number;
	readonly analyticsLagMs: number;
	readonly tokenLifeSeconds: number;
	readonly clockSkewMs: number;
	readonly assumptions: Readonly<Record<string, boolean | number | string>>;
}

const HAPPENINGS = [
	'agentAnswers',
	'agentCalls',
	'agentLeaves',
	'agentWrites',
	'customerLeaves',
	'customerReturns',
	'customerWrites',
	'ends',
	'reopens',
	'starts',
	'transferred',
	'clockJumps',
] as const;

const MINUTE_MS = 60_000;

const few = fc.nat({ max: 9 });
const switchOn = fc.constantFrom(false, true);
const text = fc.constantFrom('Goodbye!', 'Bis bald – ciao\nund danke', '<b>&"quoted"</b>', '👋'.repeat(40));

const chat: fc.Arbitrary<Chat> = fc.record({
	stage: fc.constantFrom(...STAGES),
	contact: fc.option(fc.nat({ max: 4 }), { nil: undefined, freq: 4 }),
	channel: fc.constantFrom(
		'webmessaging',
		'webmessaging',
		'webmessaging',
		'webmessaging',
		'webmessaging',
		'webmessaging',
		'whatsapp',
		'call',
	),
	silentMinutes: fc.constantFrom(0.2, 2, 9, 30, 90),
	hasCall: fc.constantFrom(false, false, false, false, false, true),
});

const limits = {
	maxRetries: fc.constantFrom(0, 1, 5),
	maxWaitSeconds: fc.constantFrom(0, 5, 60, 300),
	headroomPercent: fc.constantFrom(0, 5, 50),
};
const whenNotFound = fc.constantFrom('item', 'error');
const closing = {
	...limits,
	checkFirst: switchOn,
	maxCloses: fc.constantFrom(0, 1, 3, 9),
	skipIfConnected: fc.constantFrom('nobody', 'agent', 'agentAndCustomer'),
	skipIfMessageWithinMinutes: fc.constantFrom(0, 1, 10, 60),
	skipWrapUp: switchOn,
	waitTimeoutSeconds: fc.constantFrom(0, 2, 15),
	waitUntilClosed: switchOn,
	whenNotFound,
};
/** Each of them is there or not: with most of them, hardly anything would be left to do. */
const some = (options: Readonly<Record<string, fc.Arbitrary<INodeParameters[string]>>>) =>
	fc
		.record(
			Object.fromEntries(
				Object.entries(options).map(([name, values]) => [
					name,
					fc.option(values, { nil: undefined, freq: 2 }),
				]),
			),
		)
		.map((given) =>
			Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
		) as fc.Arbitrary<INodeParameters>;
const closeSwitches = {
	dryRun: fc.constantFrom(false, false, false, true),
	output: fc.constantFrom('verdicts', 'verdicts', 'summary'),
};
const FROM_ITEM = '={{ $json.conversationId }}';
const step = (
	resource: string,
	operation: string,
	parameters: Readonly<Record<string, fc.Arbitrary<INodeParameters[string]>>>,
): fc.Arbitrary<Step> =>
	fc.record({
		resource: fc.constant(resource),
		operation: fc.constant(operation),
		parameters: fc.record(parameters) as fc.Arbitrary<INodeParameters>,
	});
const conversationId = fc.constant(FROM_ITEM);
const reading = { conversationId, options: some({ ...limits, whenNotFound }) };

const closeConversation = step('conversation', 'close', {
	conversationId,
	// The one of several steps has most in between.
	method: fc.constantFrom('disconnect', 'graceful', 'graceful', 'graceful', 'teardown'),
	options: some({ ...closing, goodbyeMessage: text }),
	...closeSwitches,
});

/** What the node can do, most often what it is for. */
const anyStep = fc.oneof(
	{ weight: 10, arbitrary: closeConversation },
	{
		weight: 4,
		arbitrary: step('session', 'close', {
			conversationId,
			closeWhich: fc.constantFrom('customerSessions', 'allOpenSessions', 'bySessionId'),
			sessionId: fc.constant('={{ $json.sessionId }}'),
			options: some(closing),
			...closeSwitches,
		}),
	},
	{
		weight: 1,
		arbitrary: step('session', 'list', { ...reading, sessionState: fc.constantFrom('open', 'any') }),
	},
	{ weight: 1, arbitrary: step('conversation', 'get', reading) },
	{
		weight: 2,
		arbitrary: step('conversation', 'getAll', {
			state: fc.constantFrom('open', 'any'),
			returnAll: fc.constant(true),
			filters: some({
				customer: fc.constantFrom('any', 'connected', 'left'),
				idleForMinutes: fc.constantFrom(1, 10, 60),
			}),
			options: some({ ...limits, verifyLive: switchOn }),
		}),
	},
	{
		weight: 2,
		arbitrary: step('conversation', 'find', {
			findBy: fc.constant('externalTag'),
			externalTag: fc.constant('={{ $json.tag }}'),
			match: fc.constantFrom('newest', 'all', 'only'),
			state: fc.constantFrom('open', 'any'),
			whenNotFound: fc.constantFrom('item', 'none', 'error'),
			options: some(limits),
		}),
	},
	{
		weight: 1,
		arbitrary: step('conversation', 'setExternalTag', {
			...reading,
			externalTag: fc.constantFrom('ticket-1', 'ticket-2'),
		}),
	},
	{
		weight: 1,
		arbitrary: step('message', 'getAll', { ...reading, output: fc.constantFrom('messages', 'transcript') }),
	},
	{ weight: 5, arbitrary: step('message', 'send', { ...reading, text }) },
);

const item: fc.Arbitrary<Item> = fc.oneof(
	{ weight: 12, arbitrary: fc.record({ kind: fc.constant('chat' as const), chat: few }) },
	{
		weight: 1,
		arbitrary: fc.record({ kind: fc.constantFrom('nobody', 'notFound', 'nothing', 'junk') }),
	},
);

/** Where something goes wrong: by the path of the call. */
const PLACES = [
	'.',
	'/conversations/[0-9a-f-]{36}$',
	'/analytics/',
	'/conversations/messages/[0-9a-f-]{36}$',
	'/participants/',
	'/disconnect$',
	'/wrapup$',
	'/agentless$',
	'/messages/bulk$',
	'/oauth/token$',
];
const trouble = fc.oneof(
	fc.record({
		kind: fc.constant('status'),
		status: fc.constantFrom(400, 403, 404, 408, 409, 499, 500, 502, 503, 504),
	}),
	fc.record({
		kind: fc.constant('rateLimit'),
		spelling: fc.constantFrom('bodyOnly', 'noHint', 'oldCode', 'retryAfterDate', 'retryAfterSeconds'),
		seconds: fc.constantFrom(1, 7, 42, 400),
	}),
	fc.record({ kind: fc.constant('html'), status: fc.constantFrom(200, 302, 403, 502) }),
	fc.record({ kind: fc.constant('gateway'), status: fc.constantFrom(200, 404, 503) }),
	fc.record({ kind: fc.constant('echo'), status: fc.constantFrom(400, 401, 403, 500) }),
	fc.record({ kind: fc.constant('slow'), ms: fc.constantFrom(10, 60, 200) }),
	fc.record({ kind: fc.constant('silence'), done: switchOn }),
	fc.record({ kind: fc.constant('stale') }),
	fc.record({ kind: fc.constant('drip'), ms: fc.constant(1), ends: switchOn }),
	fc.record({
		kind: fc.constant('lyingHeaders'),
		headers: fc.constantFrom(
			{ date: 'Tue, 01 Jan 2030 00:00:00 GMT' },
			{ date: null },
			{ 'inin-ratelimit-count': '999999', 'inin-ratelimit-reset': '999999' },
			{ 'inin-correlation-id': null },
		),
	}),
	fc.record({
		kind: fc.constantFrom('stub'),
		body: fc.constantFrom({}, [], null, 'ok', { id: 'x', participants: [] }),
	}),
	fc.record(
		{
			kind: fc.constant('oddValue'),
			place: fc.nat({ max: 400 }),
			value: fc.constantFrom<unknown>(null, [], {}, '', 0, -1, true, 'odd', 'undefined', '🙂'.repeat(2_000)),
		},
		{ requiredKeys: ['kind', 'place'] },
	),
	fc.record({
		kind: fc.constantFrom(
			'truncatedJson',
			'emptyBody',
			'resetBefore',
			'resetAfter',
			'expireToken',
			'revokeToken',
		),
	}),
);
const fault = fc
	.record({ trouble, path: fc.constantFrom(...PLACES), times: fc.constantFrom(1, 1, 2, 5, 1_000_000) })
	.map(({ trouble: what, path, times }) => ({ ...what, match: { path }, times }) as Fault);

/** Calls that are allowed in a minute, and what others take of them. */
const rates = fc.constantFrom(
	{ allowed: 300, foreignCallsPerMinute: 0 },
	{ allowed: 300, foreignCallsPerMinute: 100 },
	{ allowed: 40, foreignCallsPerMinute: 0 },
	{ allowed: 40, foreignCallsPerMinute: 20 },
	{ allowed: 12, foreignCallsPerMinute: 0 },
);
const surroundings = fc.record({
	asyncCloseMs: fc.constantFrom(0, 0, 1_000, 30_000),
	analyticsLagMs: fc.constantFrom(0, 60_000),
	tokenLifeSeconds: fc.constantFrom(86_399, 86_399, 30),
	clockSkewMs: fc.constantFrom(0, 0, 200_000, -200_000, 3_600_000),
	assumptions: fc
		.subarray(Object.entries(ASSUMPTION_VALUES), { maxLength: 6 })
		.chain((chosen) =>
			fc.record(Object.fromEntries(chosen.map(([name, values]) => [name, fc.constantFrom(...values)]))),
		) as fc.Arbitrary<Settings['assumptions']>,
});
const settings: fc.Arbitrary<Settings> = fc
	.tuple(rates, surroundings)
	.map(([rate, others]) => ({ ...rate, ...others }));

/** What happens in a run of ten items happens as often in a long one. */
const USUAL_ITEMS = 10;
/** What fails in it does so less often: every time may take a minute. */
const ITEMS_PER_FAULT = 100;
/** Where something always fails, all items fare alike. */
const MOST_TIMES_USUALLY = 5;

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

/** What would stop a long run after a part of it. */
const STOPS: ReadonlySet<string> = new Set(['maxCloses', 'maxWaitSeconds']);

/** And what is sent before the close, and would be interrupted in its place. */
const DELAYS: ReadonlySet<string> = new Set([...STOPS, 'goodbyeMessage']);

function without(names: ReadonlySet<string>, parameters: INodeParameters): INodeParameters {
	return Object.fromEntries(Object.entries(optionsIn(parameters)).filter(([name]) => !names.has(name)));
}

function optionsIn({ options }: INodeParameters): INodeParameters {
	return isOptions(options) ? options : {};
}

function isOptions(value: INodeParameters[string]): value is INodeParameters {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Somebody whose chat has ended comes back, and a read of it still shows the former end. */
const returning = fc.record({ chat: few, endsAt: fc.nat({ max: 8 }), after: fc.integer({ min: 1, max: 8 }) });

function withReturn(plan: Plan, { chat: one, endsAt, after }: Return): Plan {
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
const interruption = fc.record({
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

function withInterruption(plan: Plan, { item: which, what, hold, times, ...asked }: Interruption): Plan {
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
const lag = fc.record({
	item: few,
	more: fc.nat({ max: 16 }),
	endsAt: fc.constantFrom(0, 0, 0, 1, 4, 9),
	after: fc.nat({ max: 4 }),
});

type Lag = typeof lag extends fc.Arbitrary<infer T> ? T : never;

function withLag(plan: Plan, { item: which, more, endsAt, after }: Lag): Plan {
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
const relapse = fc.record({
	chat: few,
	polls: fc.nat({ max: 1 }),
	lateReads: fc.integer({ min: 1, max: 2 }),
});

type Relapse = typeof relapse extends fc.Arbitrary<infer T> ? T : never;

function withRelapse(plan: Plan, { chat: one, polls, lateReads }: Relapse): Plan {
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
					what: fc.constantFrom(...HAPPENINGS),
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
