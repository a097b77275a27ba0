import type { GenesysApi } from '../platform/api';
import { explainForeign } from '../platform/explain';
import { Failure } from '../platform/failures';
import { Fields, isRecord } from '../platform/fields';
import type { JsonObject } from '../platform/json';
import { queryDetails } from './calls';
import { CLOCK_TOLERANCE_MS } from './genesys-time';
import { DAY_MS } from './time';
import { WEB_MESSAGING, type Conversation } from './conversation';
import type { DetailsPagePayload } from './payloads';
import { CUSTOMER_PURPOSES } from './participants';
import { readDetailsRow } from './read-details-row';

/** Genesys answers at most this many days in one query. */
export const MAX_INTERVAL_DAYS = 31;
/** The largest page that Genesys gives. */
export const PAGE_SIZE = 100;
/** Genesys fails on pages beyond this many conversations. */
export const DEEPEST_ROW = 8_000;
/** The total is approximate, so a little more than it says is looked for. */
export const TOTAL_TOLERANCE = 1.05;

/** A dimension of a conversation or of a segment, and the value to match. */
export type Dimension = readonly [dimension: string, value: string];

/** What to ask the index for. Web messaging is always part of it. */
export interface DetailsQuery {
	/**
	 * Milliseconds since 1970. Genesys takes the interval as "started on a day of it", so it must reach back to the start of
	 * a conversation, not only to its last message.
	 */
	readonly from: number;
	readonly to: number;
	readonly order: 'asc' | 'desc';
	/** What the order goes by; the start of the conversation, unless it says otherwise. */
	readonly orderBy?: 'conversationStart' | 'conversationEnd';
	/** Only what has no end in the index. */
	readonly openOnly?: boolean;
	/** Only what has an end in the index. */
	readonly endedOnly?: boolean;
	/** Only where a leg of the customer has ended; another one may be open. */
	readonly customerHasLeft?: boolean;
	/** Dimensions of the conversation, all of which must match. */
	readonly conversation?: readonly Dimension[];
	/** Groups of dimensions of a segment; of each group one must match. */
	readonly segments?: ReadonlyArray<readonly Dimension[]>;
}

/** A row of the index: what it says, and the row itself. */
export interface IndexedConversation {
	readonly conversation: Conversation;
	readonly raw: unknown;
}

export interface DetailsPage {
	readonly rows: IndexedConversation[];
	/** Approximate, and moving. */
	readonly totalHits: number;
}

/** A span of time, in milliseconds since 1970. */
export type Interval = Pick<DetailsQuery, 'from' | 'to'>;

/** The interval of the last days up to now, moved as a whole so that the longest one stays within what one query takes. */
export function lastDays(days: number, now: number): Interval {
	const to = now + CLOCK_TOLERANCE_MS;
	return { from: to - days * DAY_MS, to };
}

/** A time in spans that one query takes, the newest first. */
export function spansOf({ from, to }: Interval): Interval[] {
	const span = MAX_INTERVAL_DAYS * DAY_MS;
	const spans: Interval[] = [];
	for (let end = to; end > from; end -= span) spans.push({ from: Math.max(from, end - span), to: end });
	return spans;
}

/** Makes the body of `POST /api/v2/analytics/conversations/details/query`. */
export function detailsQuery(query: DetailsQuery, pageNumber: number): JsonObject {
	const webMessaging = all([
		['mediaType', 'message'],
		['messageType', WEB_MESSAGING],
	]);
	const ofConversation = [
		...(query.conversation ?? []).map(predicate),
		...(query.openOnly ? [presence('conversationEnd', 'notExists')] : []),
		...(query.endedOnly ? [presence('conversationEnd', 'exists')] : []),
	];
	const customerGone = {
		type: 'or',
		// Of a clause, all is met by one segment.
		clauses: CUSTOMER_PURPOSES.map((purpose) =>
			allOf([predicate(['purpose', purpose]), presence('segmentEnd', 'exists')]),
		),
	};
	return {
		interval: `${new Date(query.from).toISOString()}/${new Date(query.to).toISOString()}`,
		order: query.order,
		orderBy: query.orderBy ?? 'conversationStart',
		paging: { pageSize: PAGE_SIZE, pageNumber },
		segmentFilters: [
			webMessaging,
			...(query.customerHasLeft ? [customerGone] : []),
			...(query.segments ?? []).map((group) => ({ type: 'or', predicates: group.map(predicate) })),
		],
		...(ofConversation.length > 0 && { conversationFilters: [{ type: 'and', predicates: ofConversation }] }),
	};
}

/** The dimensions of the index in which a contact can stand. */
export function contactDimensions(contactIds: readonly string[]): Dimension[] {
	return contactIds.flatMap((id): Dimension[] => [
		['externalContactId', id],
		['canonicalExternalContactId', id],
	]);
}

/**
 * Reads one page of the index.
 *
 * @throws ApiFailure, also for an answer that is no page, or that gives fewer rows than it says there are
 */
export async function readPage(
	api: GenesysApi,
	query: DetailsQuery,
	pageNumber: number,
): Promise<DetailsPage> {
	const call = queryDetails(detailsQuery(query, pageNumber));
	const answer = await api.request(call);
	const rows = rowsOf(answer.body);
	// Taken for "nothing matches", an answer of somebody else would hide an open conversation.
	if (!rows) throw explainForeign(answer, call, 'It is not a list of conversations.');
	const conversations = rows.flatMap((raw) => {
		const conversation = readDetailsRow(raw, answer.toldAt);
		return conversation ? [{ conversation, raw }] : [];
	});
	if (conversations.length < rows.length)
		throw explainForeign(answer, call, 'Some of its rows are not conversations.');
	const before = (pageNumber - 1) * PAGE_SIZE;
	const totalHits = new Fields<DetailsPagePayload>(answer.body).number('totalHits') ?? before + rows.length;
	if (rows.length < PAGE_SIZE && fallsShort(before + rows.length, { totalHits })) {
		throw explainForeign(answer, call, `It says that ${totalHits} conversations match but leaves some out.`);
	}
	return { rows: conversations, totalHits };
}

/** Whether the total of a page says something else than its rows, and so is no count. */
export function isEstimate({ rows, totalHits }: DetailsPage, pageNumber: number): boolean {
	const before = (pageNumber - 1) * PAGE_SIZE;
	if (rows.length === 0) return totalHits > before;
	const count = before + rows.length;
	return rows.length < PAGE_SIZE ? totalHits !== count : totalHits < count;
}

/** So fast nobody ends conversations: of more than a page, not half goes while they are read. */
const MOST_GONE = 2;

/** Whether fewer were read than a page says there are. */
function fallsShort(count: number, { totalHits }: Pick<DetailsPage, 'totalHits'>): boolean {
	return count * TOTAL_TOLERANCE < totalHits;
}

/**
 * Conversations end while pages are read, so the total of the first page may have been more than is left.
 *
 * @returns what to tell when fewer were read than the first page says there are, unless that is what a page read last says
 */
export function shortfall(count: number, first: DetailsPage, last: DetailsPage): Failure | undefined {
	const isCredible = last.totalHits * MOST_GONE >= first.totalHits;
	if (!fallsShort(count, first) || (isCredible && !fallsShort(count, last))) return undefined;
	return new Failure(
		'Genesys Cloud left some conversations out',
		`It says that ${first.totalHits} match but gave only ${count}. Try again. If it keeps happening, a proxy or firewall in between may be changing the answers.`,
	);
}

/** @throws Failure when a page holds just what another one held: somebody in between answers every page with the same */
export function assertMovesOn(before: DetailsPage, page: DetailsPage): void {
	const ids = ({ rows }: DetailsPage) => rows.map(({ conversation }) => conversation.id).join();
	if (page.rows.length === 0 || ids(before) !== ids(page)) return;
	throw new Failure(
		'Genesys Cloud sent the same page of conversations twice',
		'The list would be incomplete. Try again. If it keeps happening, check the network connection to Genesys Cloud.',
	);
}

/** More match than Genesys Cloud can page through. */
export function tooMany(): Failure {
	return new Failure(
		`More than ${DEEPEST_ROW} conversations match`,
		'Genesys Cloud cannot list that many. Use a shorter time range or more filters, such as a queue or a division.',
	);
}

function all(dimensions: readonly Dimension[]): JsonObject {
	return allOf(dimensions.map(predicate));
}

function allOf(predicates: JsonObject[]): JsonObject {
	return { type: 'and', predicates };
}

function predicate([dimension, value]: Dimension): JsonObject {
	return { type: 'dimension', dimension, operator: 'matches', value };
}

function presence(dimension: string, operator: 'exists' | 'notExists'): JsonObject {
	return { type: 'dimension', dimension, operator };
}

/** Where there are no rows, Genesys leaves the list out; but a page says at least how many match. */
function rowsOf(body: unknown): unknown[] | undefined {
	if (!isRecord(body)) return undefined;
	const page: Readonly<Record<keyof DetailsPagePayload, unknown>> = {
		conversations: body['conversations'],
		totalHits: body['totalHits'],
		aggregations: body['aggregations'],
	};
	const { totalHits = null } = page;
	const hasTotal = typeof totalHits === 'number' && totalHits >= 0;
	if (totalHits !== null && !hasTotal) return undefined;
	const rows: unknown[] | undefined = Array.isArray(page.conversations) ? page.conversations : undefined;
	if (rows && rows.length > 0) return rows;
	const isEmpty = rows !== undefined || (page.conversations ?? undefined) === undefined;
	return isEmpty && (hasTotal || Array.isArray(page.aggregations)) ? [] : undefined;
}
