import type { GenesysApi } from '../platform/api';
import { Failure } from '../platform/failures';
import { hasAnotherTag, isOpen, lastMessageTime, type Conversation, type Side } from './conversation';
import {
	MAX_INTERVAL_DAYS,
	PAGE_SIZE,
	lastDays,
	readPage,
	type DetailsQuery,
	type Dimension,
	type IndexedConversation,
} from './details-query';
import { fetchConversation, type LiveConversation } from './live';
import { DAY_MS, MINUTE_MS } from './time';

/** Which conversations to list; what is undefined or empty does not count. */
export interface Filters {
	readonly state: 'open' | 'any';
	readonly queueIds: readonly string[];
	readonly userId: string | undefined;
	readonly externalContactId: string | undefined;
	readonly externalTag: string | undefined;
	readonly flowId: string | undefined;
	readonly divisionId: string | undefined;
	/** Milliseconds since 1970. */
	readonly startedAfter: number | undefined;
	readonly startedBefore: number | undefined;
	/** Minutes since the last message of a side; 0 takes talkative ones as well. */
	readonly idleForMinutes: number;
	readonly idleSide: Side;
	/** Confirm each conversation live: the index lags behind a little. */
	readonly verifyLive: boolean;
}

/** Genesys fails on pages beyond this many conversations, so an interval that holds more is split. */
const DEEPEST_ROW = 8_000;
/** The total is approximate, so a little more than it says is looked for. */
const TOTAL_TOLERANCE = 1.05;

/**
 * Lists web messaging conversations, the newest first. The list is complete, or this fails: conversations come and go
 * while pages are read, and what moves may come twice, but must never slip through.
 *
 * @throws ApiFailure; Failure when a single day holds more than Genesys can page through
 */
export async function* listConversations(
	api: GenesysApi,
	filters: Filters,
): AsyncGenerator<LiveConversation> {
	const now = api.now();
	const seen = new Set<string>();
	for (const interval of intervals(filters, now)) {
		for await (const indexed of readInterval(api, { ...queryFor(filters), ...interval })) {
			const { id } = indexed.conversation;
			if (seen.has(id) || !isWanted(indexed.conversation, filters)) continue;
			seen.add(id);
			const judged = await judge(api, indexed, filters, now);
			if (judged) yield judged;
		}
	}
}

type Interval = Pick<DetailsQuery, 'from' | 'to'>;

/** The time to look at in spans that Genesys takes, the newest first. */
function intervals({ startedAfter, startedBefore }: Filters, now: number): Interval[] {
	const usual = lastDays(MAX_INTERVAL_DAYS, now);
	const last = startedBefore ?? usual.to;
	const span = MAX_INTERVAL_DAYS * DAY_MS;
	const first = startedAfter ?? last - span;
	const spans: Interval[] = [];
	for (let to = last; to > first; to -= span) spans.push({ from: Math.max(first, to - span), to });
	return spans;
}

function queryFor(filters: Filters): Omit<DetailsQuery, 'from' | 'to'> {
	const { state, queueIds, userId, externalContactId, externalTag, flowId, divisionId } = filters;
	const given = (dimension: string, value: string | undefined): Dimension[] =>
		value === undefined ? [] : [[dimension, value]];
	const segments = [
		queueIds.flatMap((id) => given('queueId', id)),
		given('userId', userId),
		[
			...given('externalContactId', externalContactId),
			...given('canonicalExternalContactId', externalContactId),
		],
		given('flowId', flowId),
	];
	return {
		order: 'asc',
		openOnly: state === 'open',
		conversation: [...given('externalTag', externalTag), ...given('divisionId', divisionId)],
		segments: segments.filter((group) => group.length > 0),
	};
}

/**
 * Reads an interval page by page from the last to the first, in ascending order of start. What ends meanwhile moves the
 * rows behind it forward, to pages that are still to be read; read the other way round, they would slip through.
 */
async function* readInterval(api: GenesysApi, query: DetailsQuery): AsyncGenerator<IndexedConversation> {
	const first = await readPage(api, query, 1);
	if (first.rows.length < PAGE_SIZE) {
		yield* first.rows.reverse();
		return;
	}
	if (first.totalHits * TOTAL_TOLERANCE > DEEPEST_ROW) {
		for (const half of halves(query)) yield* readInterval(api, { ...query, ...half });
		return;
	}
	let last = Math.ceil((first.totalHits * TOTAL_TOLERANCE) / PAGE_SIZE);
	while ((await readPage(api, query, last)).rows.length === PAGE_SIZE) last += 1;
	for (let page = last; page >= 1; page--) yield* (await readPage(api, query, page)).rows.reverse();
}

/** Two halves of an interval, the newer first. Genesys takes whole days (UTC), so a day cannot be split. */
function halves({ from, to }: Interval): Interval[] {
	const days = Math.floor(to / DAY_MS) - Math.floor(from / DAY_MS);
	if (days < 1) {
		throw new Failure(
			`More than ${DEEPEST_ROW} conversations match on a single day`,
			'Genesys Cloud cannot list so many. Narrow it down with more filters, such as a queue or a division.',
		);
	}
	const middle = (Math.floor(from / DAY_MS) + Math.ceil(days / 2)) * DAY_MS;
	return [
		{ from: middle, to },
		{ from, to: middle - 1 },
	];
}

/** What the index's answer alone does not say: exact times, and the queue of now instead of any it has been in. */
function isWanted(
	conversation: Conversation,
	{ startedAfter, startedBefore, state, queueIds }: Filters,
): boolean {
	const started = Date.parse(conversation.startTime ?? '');
	if (startedAfter !== undefined && started < startedAfter) return false;
	if (startedBefore !== undefined && started >= startedBefore) return false;
	if (state === 'any') return true;
	return (
		isOpen(conversation) && (queueIds.length === 0 || queueIds.includes(currentQueueId(conversation) ?? ''))
	);
}

function currentQueueId({ participants }: Conversation): string | undefined {
	return participants.findLast(({ queueId }) => queueId !== undefined)?.queueId;
}

async function judge(
	api: GenesysApi,
	indexed: IndexedConversation,
	filters: Filters,
	now: number,
): Promise<LiveConversation | undefined> {
	const { externalTag, idleForMinutes, idleSide, state, verifyLive } = filters;
	if (idleForMinutes === 0 && !verifyLive) return indexed;
	const quietSince = now - idleForMinutes * MINUTE_MS;
	// No message is older than its conversation.
	if (idleForMinutes > 0 && Date.parse(indexed.conversation.startTime ?? '') > quietSince) return undefined;
	const live = await fetchConversation(api, indexed.conversation.id);
	if (!live) return state === 'any' && idleForMinutes === 0 ? indexed : undefined;
	if (state === 'open' && !isOpen(live.conversation)) return undefined;
	if (externalTag !== undefined && hasAnotherTag(live.conversation, externalTag)) return undefined;
	return idleForMinutes === 0 || isIdle(live.conversation, idleSide, quietSince) ? live : undefined;
}

/** Whether a side of an open conversation has written, and nothing since. Who never wrote is waited for, not idle. */
export function isIdle(conversation: Conversation, side: Side, quietSince: number): boolean {
	const last = lastMessageTime(conversation, side);
	return isOpen(conversation) && last !== undefined && Date.parse(last) <= quietSince;
}
