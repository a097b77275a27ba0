import type { GenesysApi } from '../platform/api';
import { Failure } from '../platform/failures';
import type { Conversation } from './conversation';
import {
	assertMovesOn,
	assertWhole,
	DEEPEST_ROW,
	leavesOut,
	PAGE_SIZE,
	readPage,
	spansOf,
	tooMany,
	TOTAL_TOLERANCE,
	type DetailsPage,
	type DetailsQuery,
	type IndexedConversation,
	type Interval,
} from './details-query';
import { DAY_MS } from './time';

/**
 * Asks the index for all conversations that match, the newest first, page by page. Pages move while they are read, so a
 * conversation that comes twice is given once.
 *
 * @throws ApiFailure; Failure when there are more than Genesys can page through
 */
export async function* searchIndex(
	api: GenesysApi,
	query: Omit<DetailsQuery, 'order'>,
): AsyncGenerator<IndexedConversation> {
	const seen = new Set<string>();
	for (const span of spansOf(query)) {
		let before: DetailsPage | undefined;
		const ids = new Set<string>();
		const read = async (pageNumber: number) =>
			await readPage(api, { ...query, ...span, order: 'desc' }, pageNumber);
		const first = await read(1);
		for (let pageNumber = 1; ; pageNumber++) {
			if (pageNumber * PAGE_SIZE > DEEPEST_ROW) throw tooMany();
			const page = pageNumber === 1 ? first : await read(pageNumber);
			if (before) assertMovesOn(before, page);
			before = page;
			for (const { conversation } of page.rows) ids.add(conversation.id);
			const { rows } = page;
			for (const row of rows) {
				if (seen.has(row.conversation.id)) continue;
				seen.add(row.conversation.id);
				yield row;
			}
			if (rows.length < PAGE_SIZE) break;
		}
		if (leavesOut(ids.size, first)) assertWhole(ids.size, first, await read(1));
	}
}

/**
 * Reads an interval page by page from the last to the first, in ascending order of start. What ends meanwhile moves the
 * rows behind it forward, to pages that are still to be read; read the other way round, they would slip through.
 *
 * @throws ApiFailure; Failure when a single day holds more than Genesys can page through
 */
export async function* readInterval(
	api: GenesysApi,
	query: DetailsQuery,
): AsyncGenerator<IndexedConversation> {
	const first = await readPage(api, query, 1);
	if (first.rows.length < PAGE_SIZE) {
		yield* first.rows.reverse();
		return;
	}
	if (first.totalHits * TOTAL_TOLERANCE > DEEPEST_ROW) {
		for (const half of halves(query)) yield* readInterval(api, { ...query, ...half });
		return;
	}
	const read = async (pageNumber: number) => {
		const page = await readPage(api, query, pageNumber);
		if (pageNumber > 1) assertMovesOn(first, page);
		return page;
	};
	let last = Math.max(2, Math.ceil((first.totalHits * TOTAL_TOLERANCE) / PAGE_SIZE));
	while ((await read(last)).rows.length === PAGE_SIZE) {
		last += 1;
		if (last * PAGE_SIZE > DEEPEST_ROW) throw tooMany();
	}
	const ids = new Set<string>();
	for (let pageNumber = last; pageNumber >= 1; pageNumber--) {
		const page = await read(pageNumber);
		for (const { conversation } of page.rows) ids.add(conversation.id);
		yield* page.rows.reverse();
		if (pageNumber === 1) assertWhole(ids.size, first, page);
	}
}

/**
 * Reads what has happened since a moment, the newest first, and no page more than that takes. Rows may come twice. Where
 * Genesys Cloud does not keep to the order that was asked for, everything is read.
 *
 * @param happenedAt what the order goes by, in milliseconds since 1970; rows that do not tell it are given, too
 * @throws ApiFailure; Failure when a single day holds more than Genesys can page through
 */
export async function* readSince(
	api: GenesysApi,
	query: Omit<DetailsQuery, 'order'>,
	since: number,
	happenedAt: (conversation: Conversation) => number | undefined,
): AsyncGenerator<IndexedConversation> {
	const isNew = ({ conversation }: IndexedConversation) => !((happenedAt(conversation) ?? NaN) < since);
	let before: DetailsPage | undefined;
	for (let pageNumber = 1; pageNumber * PAGE_SIZE <= DEEPEST_ROW; pageNumber++) {
		const page = await readPage(api, { ...query, order: 'desc' }, pageNumber);
		if (before) assertMovesOn(before, page);
		before = page;
		// Between two pages rows move; within one, the order must be right.
		const times = page.rows.flatMap(({ conversation }) => happenedAt(conversation) ?? []);
		if (times.some((time, i) => time > (times[i - 1] ?? Infinity))) {
			for await (const row of readInterval(api, { ...query, orderBy: 'conversationStart', order: 'asc' }))
				if (isNew(row)) yield row;
			return;
		}
		yield* page.rows.filter(isNew);
		if (page.rows.length < PAGE_SIZE || (times.at(-1) ?? Infinity) < since) return;
	}
	for (const half of halves(query)) yield* readSince(api, { ...query, ...half }, since, happenedAt);
}

/** Two halves of an interval, the newer first. Genesys takes whole days (UTC), so a day cannot be split. */
function halves({ from, to }: Interval): Interval[] {
	const days = Math.floor(to / DAY_MS) - Math.floor(from / DAY_MS);
	if (days < 1) {
		throw new Failure(
			`More than ${DEEPEST_ROW} conversations match on a single day`,
			'Genesys Cloud cannot list that many. Add filters, such as a queue or a division.',
		);
	}
	const middle = (Math.floor(from / DAY_MS) + Math.ceil(days / 2)) * DAY_MS;
	return [
		{ from: middle, to },
		{ from, to: middle - 1 },
	];
}
