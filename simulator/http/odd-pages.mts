/*
 * Pages that are not what was asked for. What a call asks for is changed before the operation sees it, so that each
 * page is in itself as the operation makes it.
 */
import type { FaultOf, WholeFault } from './fault-kinds.mts';
import { isRecord } from './records.mts';

/** What of a call says which page it wants. */
export interface Asked {
	readonly query: URLSearchParams;
	/** Parsed JSON. */
	readonly body: unknown;
}

type PageFault = FaultOf<'pages' | 'sameCursor' | 'samePage'>;

const USUAL_SIZE = 25;

/** What the operation is asked for instead. */
export function askedInstead(fault: WholeFault | undefined, asked: Asked): Asked {
	const odd = pageFault(fault);
	return odd === undefined
		? asked
		: { query: queryInstead(odd, asked.query), body: bodyInstead(odd, asked.body) };
}

/** The answer that comes of it. */
export function pageInstead(fault: WholeFault | undefined, answer: unknown): unknown {
	const odd = pageFault(fault);
	if (odd === undefined || !isRecord(answer)) return answer;
	const totaled = odd.total === undefined ? answer : withTotal(answer, odd.total);
	return odd.kind === 'sameCursor' ? withCursor(totaled, odd.cursor) : totaled;
}

function pageFault(fault: WholeFault | undefined): PageFault | undefined {
	const isOfPages = fault?.kind === 'pages' || fault?.kind === 'sameCursor' || fault?.kind === 'samePage';
	return isOfPages ? fault : undefined;
}

function queryInstead(odd: PageFault, asked: URLSearchParams): URLSearchParams {
	const query = new URLSearchParams(asked);
	if (odd.kind === 'samePage') query.delete('pageNumber');
	if (odd.kind === 'sameCursor' && query.get('cursor') === odd.cursor) query.delete('cursor');
	for (const name of ['pageSize', 'limit']) {
		const size = query.get(name) ?? USUAL_SIZE;
		if (odd.rows !== undefined) query.set(name, String(Math.min(Number(size), odd.rows)));
	}
	return query;
}

function bodyInstead(odd: PageFault, asked: unknown): unknown {
	if (!isRecord(asked)) return asked;
	if (odd.kind === 'sameCursor' && asked['cursor'] === odd.cursor) {
		return Object.fromEntries(Object.entries(asked).filter(([name]) => name !== 'cursor'));
	}
	const { paging } = asked;
	return isRecord(paging) ? { ...asked, paging: pagingInstead(odd, paging) } : asked;
}

function pagingInstead(odd: PageFault, { pageSize = USUAL_SIZE, pageNumber = 1 }: Record<string, unknown>) {
	const isTooMany = typeof pageSize === 'number' && odd.rows !== undefined && pageSize > odd.rows;
	return {
		pageSize: isTooMany ? odd.rows : pageSize,
		pageNumber: odd.kind === 'samePage' ? 1 : pageNumber,
	};
}

/** Details queries call it `totalHits`, lists `total`, and those count their pages by it. */
function withTotal(answer: Record<string, unknown>, total: number): Record<string, unknown> {
	if ('totalHits' in answer) return { ...answer, totalHits: total };
	const { pageSize } = answer;
	if (!('total' in answer) || typeof pageSize !== 'number') return answer;
	return { ...answer, total, pageCount: Math.ceil(total / pageSize) };
}

/** Searches have a `cursor`, lists a `cursors.after` and an address with it. */
function withCursor(answer: Record<string, unknown>, cursor: string): Record<string, unknown> {
	if ('results' in answer) return { ...answer, cursor };
	const { cursors, selfUri } = answer;
	if (!isRecord(cursors) || typeof selfUri !== 'string') return answer;
	const next = new URL(selfUri, 'http://simulator');
	next.searchParams.set('cursor', cursor);
	return { ...answer, cursors: { ...cursors, after: cursor }, nextUri: next.pathname + next.search };
}
