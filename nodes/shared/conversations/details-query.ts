import type { IDataObject } from 'n8n-workflow';

import type { GenesysApi } from '../platform/api';
import { explainUnreadable } from '../platform/explain';
import { isRecord } from '../platform/fields';
import { queryDetails } from './calls';
import type { Conversation } from './conversation';
import type { DetailsPagePayload } from './payloads';
import { readDetailsRow } from './read-details-row';

/** Genesys answers at most this many days in one query. */
export const MAX_INTERVAL_DAYS = 31;
/** The largest page that Genesys gives. */
const PAGE_SIZE = 100;
const DAY_MS = 86_400_000;
/** Room for clocks that run apart: a conversation must not be missed because it started "in the future". */
const CLOCK_TOLERANCE_MS = 300_000;

type Dimension = readonly [dimension: string, value: string];

export interface DetailsQuery {
	/** How many days back a conversation may have started; at most {@link MAX_INTERVAL_DAYS}. */
	readonly lookbackDays: number;
	/** Only what has no end in the index. */
	readonly openOnly?: boolean;
	/** Dimensions of the conversation that must all match, such as `externalTag`. */
	readonly conversation?: readonly Dimension[];
	/** Dimensions of a leg of which one must match, such as two ways to name the same customer. */
	readonly anyOf?: readonly Dimension[];
}

/** A row of the index: what it says, and the row itself. */
export interface IndexedConversation {
	readonly conversation: Conversation;
	readonly raw: unknown;
}

/**
 * Makes the body of `POST /api/v2/analytics/conversations/details/query` for web messaging conversations, newest first.
 * Genesys takes the interval as "started on a day of it", so it must reach back to the start of the conversation, not
 * only to its last message.
 *
 * @param now milliseconds since 1970
 */
export function detailsQuery(query: DetailsQuery, pageNumber: number, now: number): IDataObject {
	// Moved as a whole, so that the longest interval that Genesys takes stays that long.
	const start = new Date(now + CLOCK_TOLERANCE_MS - query.lookbackDays * DAY_MS).toISOString();
	const end = new Date(now + CLOCK_TOLERANCE_MS).toISOString();
	const ofConversation = [
		...(query.conversation ?? []).map(matches),
		...(query.openOnly ? [{ type: 'dimension', dimension: 'conversationEnd', operator: 'notExists' }] : []),
	];
	const webMessaging = { type: 'and', predicates: [matches(['mediaType', 'message']), matches(['messageType', 'webmessaging'])] };
	return {
		interval: `${start}/${end}`,
		order: 'desc',
		orderBy: 'conversationStart',
		paging: { pageSize: PAGE_SIZE, pageNumber },
		segmentFilters: query.anyOf ? [webMessaging, { type: 'or', predicates: query.anyOf.map(matches) }] : [webMessaging],
		...(ofConversation.length > 0 && { conversationFilters: [{ type: 'and', predicates: ofConversation }] }),
	};
}

/**
 * Asks the index for all conversations that match, newest first. Pages move while they are read, so a conversation that
 * comes twice is given once.
 */
export async function* searchIndex(api: GenesysApi, query: DetailsQuery): AsyncGenerator<IndexedConversation> {
	const now = api.now();
	const seen = new Set<string>();
	for (let pageNumber = 1; ; pageNumber++) {
		const call = queryDetails(detailsQuery(query, pageNumber, now));
		const answer = await api.request(call);
		// Taken for "nothing matches", an empty answer would hide an open conversation.
		if (!isRecord(answer.body)) throw explainUnreadable(answer, call);
		const rows = rowsOf(answer.body);
		for (const raw of rows) {
			const conversation = readDetailsRow(raw);
			if (!conversation || seen.has(conversation.id)) continue;
			seen.add(conversation.id);
			yield { conversation, raw };
		}
		if (rows.length < PAGE_SIZE) return;
	}
}

function matches([dimension, value]: Dimension): IDataObject {
	return { type: 'dimension', dimension, operator: 'matches', value };
}

/** Where nothing matches, Genesys leaves the list out altogether. */
function rowsOf(body: Readonly<Record<string, unknown>>): unknown[] {
	const name: keyof DetailsPagePayload = 'conversations';
	const rows = body[name];
	return Array.isArray(rows) ? rows : [];
}
