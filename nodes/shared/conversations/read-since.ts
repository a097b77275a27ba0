import type { GenesysApi } from '../platform/api';
import type { Conversation } from './conversation';
import { DEEPEST_PAGE, halves, readStretches, tooManyIn, type Part, type Stretch } from './details-list';
import {
	assertMovesOn,
	PAGE_SIZE,
	readPage,
	type DetailsPage,
	type DetailsQuery,
	type IndexedConversation,
	type Interval,
} from './details-query';
import { timeOf } from './time';

/** What is read is in the order of what happened, and goes back to a moment. */
interface Since {
	/** In milliseconds since 1970. */
	readonly since: number;
	/** What the order goes by; rows that do not tell it are given, too. */
	readonly happenedAt: (conversation: Conversation) => number | undefined;
	/** Genesys Cloud is known to keep to that order, and not only to that of the starts. */
	readonly isOrdered: boolean;
}

type SinceQuery = Omit<DetailsQuery, 'order' | keyof Interval>;
type Pages = AsyncGenerator<Part, readonly Stretch[]>;

/**
 * Reads what has happened since a moment, the newest first, and no page more than that takes. Rows may come twice. Where
 * Genesys Cloud does not keep to the order that was asked for, everything is read.
 *
 * @param stretches of time to look at, or what somebody else has left of them
 * @throws ApiFailure; Failure
 */
export async function* readSince(
	api: GenesysApi,
	query: SinceQuery,
	what: Since,
	stretches: readonly Stretch[],
): AsyncGenerator<Part> {
	let [stretch, ...others] = stretches;
	while (stretch) {
		const read = stretch.isUnordered ? readAll : readNewest;
		const [next, ...more]: readonly Stretch[] = yield* read(api, query, what, stretch, others);
		[stretch, others] = [next, more];
	}
}

/** @returns what is to be read next */
async function* readNewest(
	api: GenesysApi,
	query: SinceQuery,
	{ since, happenedAt, isOrdered }: Since,
	stretch: Stretch,
	others: readonly Stretch[],
): Pages {
	const { from, to, page: begun = 1 } = stretch;
	let isProven = isOrdered;
	let before: DetailsPage | undefined;
	let again: readonly IndexedConversation[] = [];
	// What was there before may have gone since, and what was behind it moved forward.
	for (let pageNumber = Math.max(1, begun - 1); pageNumber <= DEEPEST_PAGE; pageNumber++) {
		const page = await readPage(api, { ...query, from, to, order: 'desc' }, pageNumber);
		if (before) assertMovesOn(before, page);
		before = page;
		// Between two pages rows move; within one, the order must be right.
		const times = page.rows.flatMap(({ conversation }) => happenedAt(conversation) ?? []);
		if (times.some((time, i) => time > (times[i - 1] ?? Infinity)))
			return [{ from, to }, ...others].map((one) => ({ ...one, isUnordered: true }));
		isProven ||= tellsOrdersApart(page.rows);
		const rows = [...again, ...page.rows.filter(isSince(since, happenedAt))];
		// A page on which all have ended as they have started is in order either way.
		const isFarEnough = isProven && (times.at(-1) ?? Infinity) < since;
		const isLast = page.rows.length < PAGE_SIZE || isFarEnough;
		// A page that was read before is held back, so that whoever stops has got on.
		if (pageNumber < begun && !isLast) again = rows;
		else {
			again = [];
			const rest = isLast ? others : [{ from, to, page: pageNumber + 1 }, ...others];
			yield { rows, rest, isOrdered: isProven };
		}
		if (isLast) return others;
	}
	const parts = halves(stretch);
	// Whoever reads the list goes on with what else there is, and has to tell it.
	if (parts.length === 0) yield { rows: [], rest: others, isOrdered: isProven, failure: tooManyIn(stretch) };
	return [...parts, ...others];
}

/** @returns what is to be read next */
async function* readAll(
	api: GenesysApi,
	query: SinceQuery,
	{ since, happenedAt }: Since,
	stretch: Stretch,
	others: readonly Stretch[],
): Pages {
	const all = { ...query, orderBy: 'conversationStart', order: 'asc' } as const;
	for await (const { rows, rest, ...part } of readStretches(api, all, [stretch])) {
		const left = rest.map((one): Stretch => ({ ...one, isUnordered: true }));
		const next = part.isOver ? [...others, ...left] : [...left, ...others];
		yield { ...part, rows: rows.filter(isSince(since, happenedAt)), rest: next };
		if (part.isOver) return [];
	}
	return others;
}

/** Whether the rows, which are in the order that was asked for, are in another order by their starts. */
function tellsOrdersApart(rows: readonly IndexedConversation[]): boolean {
	const starts = rows.flatMap(({ conversation }) => timeOf(conversation.startTime) ?? []);
	return starts.some((start, i) => start > (starts[i - 1] ?? Infinity));
}

function isSince(since: number, happenedAt: Since['happenedAt']): (row: IndexedConversation) => boolean {
	return ({ conversation }) => !((happenedAt(conversation) ?? NaN) < since);
}
