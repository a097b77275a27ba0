import type { Assumptions } from '../assumptions.mts';
import { badRequest, invalidValue } from '../http/errors.mts';
import type { Read } from '../http/fields.mts';
import { decimal, listOf, object, oneOf, optional, text } from '../http/fields.mts';
import type { ViewContext } from '../views/conversation.mts';
import type { Conversation } from '../world/model.mts';
import type { DimensionValue, SegmentSight } from './dimensions.mts';
import { CONVERSATION_DIMENSIONS, SAME_IN_EVERY_SEGMENT, SEGMENT_DIMENSIONS } from './dimensions.mts';
import { endSeen, participantsSeen, seen } from './horizon.mts';

const predicate = object({
	type: optional(oneOf(['dimension', 'property', 'metric'])),
	dimension: optional(text()),
	metric: optional(text()),
	property: optional(text()),
	propertyType: optional(oneOf(['bool', 'integer', 'real', 'date', 'string', 'uuid'])),
	operator: optional(oneOf(['matches', 'exists', 'notExists'])),
	value: optional(text({ blank: true })),
	range: optional(
		object({ gt: optional(decimal), gte: optional(decimal), lt: optional(decimal), lte: optional(decimal) }),
	),
});

const clause = object({ type: oneOf(['and', 'or']), predicates: listOf(predicate, 100) });

/** A filter of a details query: predicates, and one level of clauses below them. */
export const queryFilter = object({
	type: oneOf(['and', 'or']),
	predicates: optional(listOf(predicate, 100)),
	clauses: optional(listOf(clause, 100)),
});

type Predicate = Read<typeof predicate>;
type QueryFilter = Read<typeof queryFilter>;
type Test<T> = (subject: T) => boolean;

/** A conversation with the horizon up to which the index knows it. */
export interface ConversationSight {
	readonly conversation: Conversation;
	readonly horizon: number;
}

/** All conversation filters in one test: every filter must hold. */
export function conversationTest(
	filters: readonly QueryFilter[],
	{ assumptions }: ViewContext,
): Test<ConversationSight> {
	const tests = filters.map((filter) =>
		filterTest(filter, (asked) => conversationPredicate(asked, assumptions)),
	);
	return allOf(tests);
}

/**
 * All segment filters in one test: for every filter there must be a segment that meets it, not necessarily
 * the same one for all; the predicates of one filter are met by one segment.
 */
export function segmentTest(filters: readonly QueryFilter[], context: ViewContext): Test<ConversationSight> {
	const tests = filters.map((filter): Test<ConversationSight> => {
		const { assumptions } = context;
		if (isSameInEverySegment(filter)) {
			return filterTest(filter, (asked) => wholeConversationPredicate(asked, assumptions));
		}
		const test = filterTest(filter, (asked) => segmentPredicate(asked, assumptions));
		return ({ conversation, horizon }) => someSegment(conversation, horizon, context, test);
	});
	return allOf(tests);
}

/** The queue that every match has been in, if the filters say so outright. */
export function queueAskedFor(
	filters: readonly QueryFilter[],
	{ assumptions }: ViewContext,
): string | undefined {
	const asked = filters
		.filter(({ type }) => type === 'and')
		.flatMap(({ predicates }) => predicates ?? [])
		.find(({ dimension, operator = 'matches' }) => dimension === 'queueId' && operator === 'matches');
	return assumptions.matchesIgnoresCase ? asked?.value?.toLowerCase() : asked?.value;
}

function isSameInEverySegment({ predicates, clauses }: QueryFilter): boolean {
	const all = [...(predicates ?? []), ...(clauses ?? []).flatMap((part) => part.predicates)];
	return all.every(
		(asked) => kindOf(asked) === 'dimension' && SAME_IN_EVERY_SEGMENT.has(asked.dimension ?? ''),
	);
}

function wholeConversationPredicate(asked: Predicate, assumptions: Assumptions): Test<ConversationSight> {
	const dimension = known(SAME_IN_EVERY_SEGMENT, asked.dimension);
	const test = valueTest(asked, assumptions);
	return ({ conversation }) => test(dimension(conversation));
}

/**
 * Looks at every segment in turn; one sight is used for all of them, as a query looks at tens of thousands.
 */
function someSegment(
	conversation: Conversation,
	horizon: number,
	context: ViewContext,
	test: Test<SegmentSight>,
): boolean {
	const [first] = conversation.participants;
	const [segment] = first?.communication.segments ?? [];
	if (first === undefined || segment === undefined) return false;
	const sight = { conversation, participant: first, segment, horizon, context };
	for (const participant of participantsSeen(conversation)) {
		if (participant.startTime > horizon) continue;
		sight.participant = participant;
		for (const one of participant.communication.segments) {
			sight.segment = one;
			if (one.start <= horizon && test(sight)) return true;
		}
	}
	return false;
}

function filterTest<T>(filter: QueryFilter, compile: (predicate: Predicate) => Test<T>): Test<T> {
	const predicates = (filter.predicates ?? []).map(compile);
	const clauses = (filter.clauses ?? []).map((part) => joined(part.type, part.predicates.map(compile)));
	if (predicates.length + clauses.length === 0) throw badRequest('A filter needs predicates or clauses.');
	return joined(filter.type, [...predicates, ...clauses]);
}

function joined<T>(type: 'and' | 'or', tests: readonly Test<T>[]): Test<T> {
	return type === 'and' ? allOf(tests) : (subject) => tests.some((test) => test(subject));
}

/** All tests, the usual two without a loop. */
function allOf<T>(tests: readonly Test<T>[]): Test<T> {
	const [first, second, ...rest] = tests;
	if (first === undefined) return () => true;
	if (second === undefined) return first;
	if (rest.length === 0) return (subject) => first(subject) && second(subject);
	return (subject) => tests.every((test) => test(subject));
}

function conversationPredicate(asked: Predicate, assumptions: Assumptions): Test<ConversationSight> {
	if (kindOf(asked) === 'metric') {
		const inRange = rangeTest(asked, 'tConversationDuration');
		return ({ conversation, horizon }) =>
			inRange((endSeen(conversation, horizon) ?? horizon) - conversation.startTime);
	}
	const dimension = known(CONVERSATION_DIMENSIONS, asked.dimension);
	const test = valueTest(asked, assumptions);
	return ({ conversation, horizon }) => test(dimension(conversation, horizon));
}

function segmentPredicate(asked: Predicate, assumptions: Assumptions): Test<SegmentSight> {
	if (kindOf(asked) === 'metric') {
		const inRange = rangeTest(asked, 'tSegmentDuration');
		return ({ segment, horizon }) => inRange((seen(segment.end, horizon) ?? horizon) - segment.start);
	}
	const dimension = known(SEGMENT_DIMENSIONS, asked.dimension);
	const test = valueTest(asked, assumptions);
	return (sight) => test(dimension(sight));
}

function kindOf({ type }: Predicate): 'dimension' | 'metric' {
	if (type === 'property') throw badRequest('Property predicates are not imitated by this simulator.');
	return type ?? 'dimension';
}

function known<T>(dimensions: ReadonlyMap<string, T>, name: string | undefined): T {
	const dimension = dimensions.get(name ?? '');
	if (dimension === undefined) throw invalidValue(name ?? '', 'dimension', [...dimensions.keys()]);
	return dimension;
}

function valueTest(
	{ operator = 'matches', value }: Predicate,
	{ matchesIgnoresCase }: Assumptions,
): Test<DimensionValue> {
	if (operator === 'exists') return (actual) => actual !== undefined;
	if (operator === 'notExists') return (actual) => actual === undefined;
	if (value === undefined) throw badRequest('A predicate that matches needs a value.');
	const written = (text: string) => (matchesIgnoresCase ? text.toLowerCase() : text);
	const wanted = written(value);
	return (actual) => {
		if (actual === undefined) return false;
		return typeof actual === 'string'
			? written(actual) === wanted
			: actual.some((one) => written(one) === wanted);
	};
}

function rangeTest({ metric, range }: Predicate, imitated: string): Test<number> {
	if (metric !== imitated) {
		throw badRequest(`The metric "${metric ?? ''}" is not imitated by this simulator, only ${imitated}.`);
	}
	const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = range ?? {};
	return (millis) => millis > gt && millis >= gte && millis < lt && millis <= lte;
}
