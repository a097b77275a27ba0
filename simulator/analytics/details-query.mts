import type { Models } from 'purecloud-platform-client-v2';
import { DAY_MS } from '../durations.mts';
import { badRequest, usualError } from '../http/errors.mts';
import type { Read } from '../http/fields.mts';
import {
	dateTime,
	ignoredFields,
	integer,
	listOf,
	object,
	oneOf,
	optional,
	read,
	text,
} from '../http/fields.mts';
import type { Call } from '../http/operation.mts';
import { seesDivision } from '../http/operation.mts';
import { dayOf } from '../world/conversation-store.mts';
import type { ConversationSight } from './filters.mts';
import { conversationTest, queryFilter, queueAskedFor, segmentTest } from './filters.mts';
import { endSeen, horizonOf, participantsSeen, seen } from './horizon.mts';
import { analyticsRow } from './row.mts';

const LONGEST_INTERVAL_DAYS = 31;
/** Beyond about as many rows the real service answers 502. */
const DEEPEST_ROW = 8_000;

const conversationQuery = object({
	interval: text({ max: 100 }),
	order: optional(oneOf(['asc', 'desc', 'unordered'])),
	orderBy: optional(oneOf(['conversationStart', 'conversationEnd', 'segmentStart', 'segmentEnd'])),
	paging: optional(
		object({
			pageSize: optional(integer(1, 100)),
			pageNumber: optional(integer(1, 2_000_000)),
		}),
	),
	conversationFilters: optional(listOf(queryFilter, 50)),
	segmentFilters: optional(listOf(queryFilter, 50)),
	...ignoredFields(['evaluationFilters', 'surveyFilters', 'resolutionFilters', 'aggregations']),
});

type ConversationQuery = Read<typeof conversationQuery>;

/**
 * Start and end of an interval, epoch milliseconds.
 * @throws ApiError 400 for one that is malformed, backwards, empty or longer than 31 days
 */
function readInterval(interval: string): { start: number; end: number } {
	const [from, to, ...rest] = interval.split('/');
	if (to === undefined || rest.length > 0) throw badRequest('The interval must be written as start/end.');
	const [start, end] = [read(dateTime, from, 'interval'), read(dateTime, to, 'interval')];
	if (end <= start) throw badRequest('The end of the interval must be after its start.');
	if (end - start > LONGEST_INTERVAL_DAYS * DAY_MS) {
		throw badRequest(`The interval must not exceed ${String(LONGEST_INTERVAL_DAYS)} days.`);
	}
	return { start, end };
}

/**
 * POST /api/v2/analytics/conversations/details/query. Finds conversations that *started* on a UTC day touched
 * by the interval, as far as the index knows them; pages are cut from whatever matches at that moment, so
 * that rows move between pages while conversations begin and end.
 */
export function detailsQuery(call: Call, body: unknown): Models.AnalyticsConversationQueryResponse {
	const query = read(conversationQuery, body, 'body');
	const context = { directory: call.world.directory, assumptions: call.assumptions };
	const hits = matching(call, query);
	const { pageSize = 25, pageNumber = 1 } = query.paging ?? {};
	const first = (pageNumber - 1) * pageSize;
	if (first + pageSize > DEEPEST_ROW && first < hits.length && call.assumptions.deepPagesFail)
		throw usualError(502);
	const isByEnd = query.orderBy === 'conversationEnd' && !call.assumptions.ordersByEnd;
	const page = sorted(hits, isByEnd ? { ...query, orderBy: 'conversationStart' } : query).slice(
		first,
		first + pageSize,
	);
	const rows = page.map(({ conversation, horizon }) => analyticsRow(conversation, horizon, context));
	const totalHits = roughly(hits.length, call.simulation.settings.totalHitsError, pageNumber);
	if (rows.length === 0 && !call.assumptions.emptyConversationsKey) return { totalHits };
	return { conversations: rows, totalHits };
}

function matching(
	{ world, client, simulation, assumptions }: Call,
	query: ConversationQuery,
): ConversationSight[] {
	const { start, end } = readInterval(query.interval);
	const context = { directory: world.directory, assumptions };
	const meetsConversation = conversationTest(query.conversationFilters ?? [], context);
	const meetsSegments = segmentTest(query.segmentFilters ?? [], context);
	const found: ConversationSight[] = [];
	const days = [dayOf(start), dayOf(end - 1)] as const;
	const queueId = queueAskedFor(query.segmentFilters ?? [], context);
	const candidates =
		queueId === undefined
			? world.conversations.startedOnDays(...days)
			: world.conversations.startedOnDaysInQueue(...days, queueId);
	for (const conversation of candidates) {
		const horizon = horizonOf(conversation, world.now(), simulation.settings);
		const sight = { conversation, horizon };
		const isIndexed = conversation.startTime <= horizon && seesDivision(client, conversation.divisionIds);
		if (isIndexed && meetsConversation(sight) && meetsSegments(sight)) found.push(sight);
	}
	return found;
}

function sorted(
	hits: ConversationSight[],
	{ order = 'asc', orderBy }: ConversationQuery,
): ConversationSight[] {
	if (order === 'unordered') return hits;
	// The store already gives them by their start.
	const ascending = orderBy === undefined || orderBy === 'conversationStart' ? hits : byKey(hits, orderBy);
	return order === 'asc' ? ascending : ascending.toReversed();
}

type SortKey = 'conversationEnd' | 'segmentEnd' | 'segmentStart';

function byKey(hits: readonly ConversationSight[], orderBy: SortKey): ConversationSight[] {
	const keyed = hits.map((sight) => ({ sight, key: sortKey(sight, orderBy) }));
	return keyed.sort((one, other) => one.key - other.key).map(({ sight }) => sight);
}

/** What is still running comes last. */
function sortKey({ conversation, horizon }: ConversationSight, orderBy: SortKey): number {
	if (orderBy === 'conversationEnd') return endSeen(conversation, horizon) ?? Infinity;
	const segments = participantsSeen(conversation).flatMap(({ communication }) => communication.segments);
	const times = segments
		.filter(({ start }) => start <= horizon)
		.map(({ start, end }) => (orderBy === 'segmentStart' ? start : (seen(end, horizon) ?? Infinity)));
	return orderBy === 'segmentStart' ? Math.min(...times) : Math.max(...times);
}

/** Large totals are estimates, a different one on every page. */
function roughly(count: number, error: number, pageNumber: number): number {
	if (count < 50) return count;
	const swing = Math.sin(pageNumber * 12.9898 + count) * error;
	return Math.max(0, Math.round(count * (1 + swing)));
}
