import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';

import { ASSUMPTION_VALUES, type Fault } from '../../../simulator/index.mts';
import { STAGES } from '../../../simulator/world/scenario.mts';
import type { Chat, Item, Settings, Step } from '../plan.mts';

export const few = fc.nat({ max: 9 });
export const switchOn = fc.constantFrom(false, true);
const text = fc.constantFrom('Goodbye!', 'Bis bald – ciao\nund danke', '<b>&"quoted"</b>', '👋'.repeat(40));

export const chat: fc.Arbitrary<Chat> = fc.record({
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
export const anyStep = fc.oneof(
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

export const item: fc.Arbitrary<Item> = fc.oneof(
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
export const fault = fc
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
export const settings: fc.Arbitrary<Settings> = fc
	.tuple(rates, surroundings)
	.map(([rate, others]) => ({ ...rate, ...others }));
