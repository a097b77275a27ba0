import type { GenesysApi } from '../platform/api';
import { explainUnreadable } from '../platform/explain';
import { Fields, isRecord } from '../platform/fields';
import type { JsonObject } from '../platform/json';
import { queryDetails } from './calls';
import { DAY_MS } from './time';
import type { Conversation } from './conversation';
import type { DetailsPagePayload } from './payloads';
import { readDetailsRow } from './read-details-row';

/** Genesys answers at most this many days in one query. */
export const MAX_INTERVAL_DAYS = 31;
/** The largest page that Genesys gives. */
export const PAGE_SIZE = 100;
/** Room for clocks that run apart: a conversation must not be missed because it started "in the future". */
const CLOCK_TOLERANCE_MS = 300_000;

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
	/** By the start of the conversation. */
	readonly order: 'asc' | 'desc';
	/** Only what has no end in the index. */
	readonly openOnly?: boolean;
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

/** The interval of the last days up to now, moved as a whole so that the longest one stays within what Genesys takes. */
export function lastDays(days: number, now: number): Pick<DetailsQuery, 'from' | 'to'> {
	const to = now + CLOCK_TOLERANCE_MS;
	return { from: to - days * DAY_MS, to };
}

/** Makes the body of `POST /api/v2/analytics/conversations/details/query`. */
export function detailsQuery(query: DetailsQuery, pageNumber: number): JsonObject {
	const webMessaging = all([
		['mediaType', 'message'],
		['messageType', 'webmessaging'],
	]);
	const ofConversation = [
		...(query.conversation ?? []).map(predicate),
		...(query.openOnly ? [{ type: 'dimension', dimension: 'conversationEnd', operator: 'notExists' }] : []),
	];
	return {
		interval: `${new Date(query.from).toISOString()}/${new Date(query.to).toISOString()}`,
		order: query.order,
		orderBy: 'conversationStart',
		paging: { pageSize: PAGE_SIZE, pageNumber },
		segmentFilters: [
			webMessaging,
			...(query.segments ?? []).map((group) => ({ type: 'or', predicates: group.map(predicate) })),
		],
		...(ofConversation.length > 0 && { conversationFilters: [{ type: 'and', predicates: ofConversation }] }),
	};
}

/** Reads one page of the index. */
export async function readPage(
	api: GenesysApi,
	query: DetailsQuery,
	pageNumber: number,
): Promise<DetailsPage> {
	const call = queryDetails(detailsQuery(query, pageNumber));
	const answer = await api.request(call);
	// Taken for "nothing matches", an empty answer would hide an open conversation.
	if (!isRecord(answer.body)) throw explainUnreadable(answer, call);
	const rows = rowsOf(answer.body).flatMap((raw) => {
		const conversation = readDetailsRow(raw);
		return conversation ? [{ conversation, raw }] : [];
	});
	return { rows, totalHits: new Fields<DetailsPagePayload>(answer.body).number('totalHits') ?? rows.length };
}

/**
 * Asks the index for all conversations that match, page by page. Pages move while they are read, so a conversation that
 * comes twice is given once.
 */
export async function* searchIndex(
	api: GenesysApi,
	query: DetailsQuery,
): AsyncGenerator<IndexedConversation> {
	const seen = new Set<string>();
	for (let pageNumber = 1; ; pageNumber++) {
		const { rows } = await readPage(api, query, pageNumber);
		for (const row of rows) {
			if (seen.has(row.conversation.id)) continue;
			seen.add(row.conversation.id);
			yield row;
		}
		if (rows.length < PAGE_SIZE) return;
	}
}

function all(dimensions: readonly Dimension[]): JsonObject {
	return { type: 'and', predicates: dimensions.map(predicate) };
}

function predicate([dimension, value]: Dimension): JsonObject {
	return { type: 'dimension', dimension, operator: 'matches', value };
}

/** Where nothing matches, Genesys leaves the list out altogether. */
function rowsOf(body: Readonly<Record<string, unknown>>): unknown[] {
	const name: keyof DetailsPagePayload = 'conversations';
	const rows = body[name];
	return Array.isArray(rows) ? rows : [];
}
