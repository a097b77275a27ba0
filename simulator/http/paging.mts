import { badRequest } from './errors.mts';

/** A page of a list as most of Genesys Cloud's collections answer it. */
interface EntityPage<T> {
	entities: T[];
	pageSize: number;
	pageNumber: number;
	total: number;
	pageCount: number;
	selfUri: string;
	firstUri: string;
	lastUri: string;
	nextUri?: string;
	previousUri?: string;
}

/**
 * A whole number from the query string.
 * @throws ApiError 400 if it is none, or out of bounds
 */
export function queryNumber(query: URLSearchParams, name: string, usual: number, highest: number): number {
	const written = query.get(name);
	if (written === null) return usual;
	const value = Number(written);
	if (!/^\d+$/.test(written) || value < 1 || value > highest) {
		throw badRequest(`${name} must be a whole number from 1 to ${String(highest)}.`);
	}
	return value;
}

/** Cuts the page that `pageSize` (default 25) and `pageNumber` (default 1) ask for out of all entities. */
export function pageOf<T>(
	path: string,
	query: URLSearchParams,
	all: readonly T[],
	largestPage: number,
): EntityPage<T> {
	const pageSize = queryNumber(query, 'pageSize', 25, largestPage);
	const pageNumber = queryNumber(query, 'pageNumber', 1, 1_000_000);
	const pageCount = Math.ceil(all.length / pageSize);
	const uri = (page: number) => `${path}?pageSize=${String(pageSize)}&pageNumber=${String(page)}`;
	return {
		entities: all.slice((pageNumber - 1) * pageSize, pageNumber * pageSize),
		pageSize,
		pageNumber,
		total: all.length,
		pageCount,
		selfUri: uri(pageNumber),
		firstUri: uri(1),
		lastUri: uri(Math.max(1, pageCount)),
		...(pageNumber < pageCount ? { nextUri: uri(pageNumber + 1) } : {}),
		...(pageNumber > 1 ? { previousUri: uri(pageNumber - 1) } : {}),
	};
}

/** Whether a name is the one asked for, be it written large or small. */
export function nameIs(name: string, asked: string | null): boolean {
	return asked === null || asked === '' || name.toLowerCase() === asked.toLowerCase();
}

/**
 * Whether a name answers a filter as Genesys Cloud's `name` parameters do: "*" stands for anything, case does
 * not count.
 */
export function nameMatches(name: string, pattern: string | null): boolean {
	if (pattern === null || pattern === '') return true;
	const parts = pattern.toLowerCase().split('*');
	const [first = ''] = parts;
	const last = parts.at(-1) ?? '';
	const subject = name.toLowerCase();
	if (parts.length === 1) return subject.startsWith(first);
	if (!subject.startsWith(first) || !subject.endsWith(last)) return false;
	let from = first.length;
	return parts.slice(1, -1).every((part) => {
		const at = subject.indexOf(part, from);
		from = at + part.length;
		return at >= 0;
	});
}
