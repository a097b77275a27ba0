import type { GenesysApi } from '../platform/api';
import { explainForeign } from '../platform/explain';
import { Fields, isRecord } from '../platform/fields';
import { isId } from '../platform/ids';
import { mayHaveAttribute } from './attributes';
import { searchAttributes } from './calls';
import { timeOf, DAY_MS, HOUR_MS } from './time';
import type { AttributePagePayload, AttributeRowPayload } from './payloads';

/** Genesys keeps attributes for the search this long. */
export const ATTRIBUTES_KEPT_DAYS = 30;
/** Genesys answers longer windows, but slowly, and refuses those beyond a day. */
const WINDOW_MS = 4 * HOUR_MS;
/** A page holds about fifty rows; so many pages, in four hours or in all, are no answer any more, but something without an end. */
const MOST_PAGES = 1_000;
const MOST_PAGES_IN_ALL = 10_000;

/** A conversation with an attribute, as the search shows it. */
interface WithAttribute {
	readonly id: string;
	/** The search tells when it ended. */
	readonly hasEnd: boolean;
}

/**
 * Finds conversations by an attribute of a participant (`POST /api/v2/conversations/participants/attributes/search`), the
 * newest window first. The search itself knows times only, so every conversation of the time is looked at: about six
 * requests for each day, and one more for every fifty conversations.
 *
 * @param now by Genesys Cloud's clock, in milliseconds since 1970
 * @returns each once, the newest first
 */
export async function* conversationsWithAttribute(
	api: GenesysApi,
	name: string,
	value: string,
	lookbackDays: number,
	now: number,
): AsyncGenerator<WithAttribute> {
	const seen = new Set<string>();
	const read = { pages: 0 };
	const from = now - Math.min(lookbackDays, ATTRIBUTES_KEPT_DAYS) * DAY_MS;
	for (let to = now; to > from; to -= WINDOW_MS) {
		const found: Array<WithAttribute & { readonly start: number }> = [];
		for await (const row of readWindow(api, Math.max(from, to - WINDOW_MS), to, read)) {
			const id = row.text('conversationId') ?? '';
			if (seen.has(id) || !isOfAttribute(row, name, value)) continue;
			seen.add(id);
			const hasEnd = row.text('endTime') !== undefined;
			found.push({ id, hasEnd, start: timeOf(row.text('startTime')) ?? 0 });
		}
		// The search itself cannot be relied on to sort.
		yield* found.sort((one, other) => other.start - one.start);
	}
}

async function* readWindow(
	api: GenesysApi,
	from: number,
	to: number,
	read: { pages: number },
): AsyncGenerator<Fields<AttributeRowPayload>> {
	const cursors = new Set<string>();
	for (let cursor: string | undefined; ; ) {
		const call = searchAttributes(new Date(from).toISOString(), new Date(to).toISOString(), cursor);
		const answer = await api.request(call);
		const page = new Fields<AttributePagePayload>(answer.body);
		if (!isPage(answer.body)) throw explainForeign(answer, call, 'It is not a list of attributes.');
		const rows = page.list('results');
		// Such a row may be about the very conversation that is looked for.
		if (!rows.every((row) => isId(row.text('conversationId'))))
			throw explainForeign(answer, call, 'Some of its rows are not about a conversation.');
		yield* rows;
		cursor = page.text('cursor');
		if (cursor === undefined) return;
		read.pages += 1;
		if (cursors.has(cursor) || cursors.size > MOST_PAGES || read.pages > MOST_PAGES_IN_ALL)
			throw explainForeign(answer, call, 'Its pages repeat without an end.');
		cursors.add(cursor);
	}
}

/** Where nothing matches, the results may be left out; what kind they are of is always told. */
function isPage(body: unknown): boolean {
	if (!isRecord(body)) return false;
	const { cursor, results, types }: Readonly<Record<string, unknown>> = body;
	const isPage = Array.isArray(results) || ((results ?? undefined) === undefined && Array.isArray(types));
	// A cursor that cannot be read would end the pages before their end.
	return isPage && ['string', 'undefined'].includes(typeof (cursor ?? undefined));
}

function isOfAttribute(row: Fields<AttributeRowPayload>, name: string, value: string): boolean {
	return row
		.list('participantData')
		.some((participant) => mayHaveAttribute(participant.mapOfTexts('participantAttributes'), name, value));
}
