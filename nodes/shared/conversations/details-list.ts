import type { GenesysApi } from '../platform/api';
import { Canceled, Failure } from '../platform/failures';
import { DAY_MS } from './time';
import {
	assertMovesOn,
	DEEPEST_ROW,
	isEstimate,
	shortfall,
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

/** Genesys cannot page further. */
export const DEEPEST_PAGE = DEEPEST_ROW / PAGE_SIZE;

/**
 * Asks the index for all conversations that match, the newest first. Pages move while they are read, so a conversation that
 * comes twice is given once.
 *
 * @throws ApiFailure; Failure when a single day holds more than Genesys can page through
 */
export async function* searchIndex(
	api: GenesysApi,
	query: Omit<DetailsQuery, 'order'>,
): AsyncGenerator<IndexedConversation> {
	const seen = new Set<string>();
	for await (const { rows, failure } of readStretches(api, { ...query, order: 'asc' }, spansOf(query))) {
		if (failure) throw failure;
		for (const row of rows) {
			if (seen.has(row.conversation.id)) continue;
			seen.add(row.conversation.id);
			yield row;
		}
	}
}

/** A stretch of time that is still to be read, or the rest of one that was begun. */
export interface Stretch extends Interval {
	/** The page to go on with. */
	readonly page?: number;
	/** Genesys Cloud does not keep to the order that is needed, so that all of it is read. */
	readonly isUnordered?: true;
	/** The totals that come with its pages are no counts. */
	readonly isEstimated?: true;
}

/** Rows of a page, and what is still to be read for whoever stops after it. */
export interface Part {
	readonly rows: IndexedConversation[];
	readonly rest: readonly Stretch[];
	/** Genesys Cloud was seen to keep to the order that was asked for. */
	readonly isOrdered?: boolean;
	/** Why not everything there is was given: there is more than Genesys can page through, or it has left something out. */
	readonly failure?: Failure;
	/** Nothing comes after this part although there is a rest. */
	readonly isOver?: true;
	/** Why nothing comes after this part although there is a rest; undefined where only the time was over. */
	readonly brokenOffBy?: Failure | undefined;
}

/**
 * A list up to where it fails, so that whoever reads it can go on from there. A long list in which every tenth page fails would never
 * come to its end if it had to be read in one go.
 *
 * @throws Failure before the first part, for then nothing was got on with
 */
export async function* upToFailure(parts: AsyncGenerator<Part>): AsyncGenerator<Part> {
	let last: Part | undefined;
	const next = async (): Promise<IteratorResult<Part, unknown>> =>
		await parts.next().then(
			(result) => result,
			(error: unknown) => {
				if (!last || !(error instanceof Failure)) throw error;
				return { value: { ...last, rows: [], brokenOffBy: error instanceof Canceled ? undefined : error } };
			},
		);
	for (let part = await next(); part.done !== true; part = await next()) {
		last = part.value;
		yield last;
	}
}

/**
 * Reads stretches of time one after the other, each page by page from the last to the first, in ascending order of start, and so
 * that somebody else can go on with the rest. What leaves the list meanwhile moves the rows behind it forward, to pages that are
 * still to be read; read the other way round, they would slip through. What comes into it moves them back, so where there are
 * more than before, the page behind is read once more; not where the totals are estimates, for those waver from page to page.
 *
 * @throws ApiFailure; Failure
 */
export async function* readStretches(
	api: GenesysApi,
	query: Omit<DetailsQuery, keyof Interval>,
	stretches: readonly Stretch[],
): AsyncGenerator<Part> {
	const [stretch, ...others] = stretches;
	if (!stretch) return;
	const { from, to, page: begun } = stretch;
	const asked = { ...query, from, to };
	const first = await readPage(api, asked, 1);
	const isDeep = first.totalHits * TOTAL_TOLERANCE > DEEPEST_ROW;
	const parts = isDeep && begun === undefined ? halves(stretch) : [];
	if (first.rows.length < PAGE_SIZE) {
		yield { rows: first.rows.reverse(), rest: others };
	} else if (parts.length > 0) {
		yield* readStretches(api, query, [...parts, ...others]);
		return;
	} else {
		for await (const part of readBackward(api, asked, stretch, first, others)) {
			yield part;
			if (part.isOver) return;
		}
	}
	yield* readStretches(api, query, others);
}

/**
 * The pages of a stretch from the last to the first.
 *
 * @param stretch tells the page to go on with, where a part of it was read before
 * @param first its first page as it is now
 * @param others the stretches that are to be read after it
 */
async function* readBackward(
	api: GenesysApi,
	query: DetailsQuery,
	stretch: Stretch,
	first: DetailsPage,
	others: readonly Stretch[],
): AsyncGenerator<Part> {
	const { from, to, page: begun } = stretch;
	let isEstimated: boolean = stretch.isEstimated ?? false;
	const ids = new Set<string>();
	const last = begun === undefined ? await lastPage(api, query, first) : undefined;
	// What has come in between since has moved others to the page before.
	const again = begun === undefined ? 0 : Math.min(begun + 1, DEEPEST_PAGE);
	let held: readonly IndexedConversation[] = [];
	let before: DetailsPage | undefined;
	for (let page = last?.pageNumber ?? again; page >= 1; page--) {
		const read = last?.pageNumber === page ? last : await readOn(api, query, page, first);
		isEstimated ||= isEstimate(read, page);
		// What has come in since the page behind was read may have moved rows there that were on this one.
		const hasGrown = !isEstimated && before !== undefined && read.totalHits > before.totalHits;
		const behind = hasGrown ? await readOn(api, query, page + 1, first) : undefined;
		const moved = (behind?.rows ?? []).filter(({ conversation }) => !ids.has(conversation.id));
		before = read;
		for (const { conversation } of [...moved, ...read.rows]) ids.add(conversation.id);
		const rows = [...held, ...moved.reverse(), ...read.rows.reverse()];
		held = [];
		// What was read some minutes ago cannot be counted against what there is now.
		const failure = page === 1 && last && !last.isCut ? shortfall(ids.size, first, read) : undefined;
		// What is missing may have been on any page, so all are read again.
		if (failure) {
			yield { rows, rest: [...others, { from, to }], failure, isOver: true };
			return;
		}
		const left = { from, to, page: page - 1, ...(isEstimated && { isEstimated }) };
		const rest = page === 1 ? others : [left, ...others];
		// A page that was read before is held back, so that whoever stops has got on.
		if (begun !== undefined && page > begun) held = rows;
		// Whoever reads the list goes on with what else there is, and has to tell it.
		else yield { rows, rest, ...(last?.pageNumber === page && last.isCut && { failure: tooManyIn(query) }) };
	}
}

interface LastPage extends DetailsPage {
	readonly pageNumber: number;
	/** There may be more behind it, which Genesys cannot page through. */
	readonly isCut: boolean;
}

/** The last page that has rows, or one behind it. */
async function lastPage(api: GenesysApi, query: DetailsQuery, first: DetailsPage): Promise<LastPage> {
	const expected = Math.max(2, Math.ceil((first.totalHits * TOTAL_TOLERANCE) / PAGE_SIZE));
	for (let pageNumber = Math.min(expected, DEEPEST_PAGE); ; pageNumber++) {
		const page = await readOn(api, query, pageNumber, first);
		const isFull = page.rows.length === PAGE_SIZE;
		if (!isFull || pageNumber === DEEPEST_PAGE) return { ...page, pageNumber, isCut: isFull };
	}
}

async function readOn(
	api: GenesysApi,
	query: DetailsQuery,
	pageNumber: number,
	first: DetailsPage,
): Promise<DetailsPage> {
	const page = await readPage(api, query, pageNumber);
	if (pageNumber > 1) assertMovesOn(first, page);
	return page;
}

/** That there are more in an interval than Genesys can page through. */
export function tooManyIn(stretch: Interval): Failure {
	if (halves(stretch).length > 0) return tooMany();
	return new Failure(
		`More than ${DEEPEST_ROW} conversations match on a single day`,
		'Genesys Cloud cannot list that many. Add filters, such as a queue or a division.',
	);
}

/** Two halves of an interval, the newer first. Genesys takes whole days (UTC), so a day cannot be split: there are none then. */
export function halves({ from, to }: Interval): Interval[] {
	const days = Math.floor(to / DAY_MS) - Math.floor(from / DAY_MS);
	if (days < 1) return [];
	const middle = (Math.floor(from / DAY_MS) + Math.ceil(days / 2)) * DAY_MS;
	return [
		{ from: middle, to },
		{ from, to: middle - 1 },
	];
}
