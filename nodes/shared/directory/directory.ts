import { apiPath, type ApiCall, type GenesysApi } from '../platform/api';
import { explainForeign } from '../platform/explain';
import { Failure } from '../platform/failures';
import { Fields, isRecord } from '../platform/fields';
import { offered, type Entry } from './entry';
import { contactEntries } from './external-contacts';

/** What an organization has and a form offers by name. */
export type ListName =
	| 'divisions'
	| 'externalContacts'
	| 'externalSources'
	| 'flows'
	| 'queues'
	| 'users'
	| 'wrapUpCodes';

interface EntryPage {
	readonly entries: Entry[];
	/** Where the next page begins; undefined on the last one. */
	readonly next: string | undefined;
}

/** A page of a list (SDK: `QueueEntityListing` and its like). */
export interface ListingPayload {
	readonly entities?: ReadonlyArray<{ readonly id?: string | null; readonly name?: string | null }> | null;
	readonly nextUri?: string | null;
	readonly cursors?: { readonly after?: string | null } | null;
}

/** What a list by page says of it besides (SDK: `QueueEntityListing` and its like). */
export interface NumberedPagePayload {
	readonly pageNumber?: number | null;
}

const PAGE_SIZE = 100;
/**
 * So many pages without a match are passed over: somebody waits for the list, and each page is one of usually 300 requests a
 * minute, which others need.
 */
const MOST_PAGES_SEARCHED = 30;
/** Of a list that is shown as a whole; ten thousand entries are more than it is for. */
const MOST_PAGES = 100;
/** Of external contacts, Genesys Cloud gives the first thousand and refuses to go on. */
const LAST_CONTACTS_PAGE = 1_000 / PAGE_SIZE;

/** `GET /api/v2/routing/queues`; permission routing:queue:view. */
export function listQueues(name: string, page: string): ApiCall {
	return listCall(apiPath`routing/queues`, 'queues', { ...named(`*${name}*`, name), ...numbered(page) });
}

/** `GET /api/v2/routing/wrapupcodes`, which may take a name for a whole one only; permission routing:wrapupCode:view. */
export function listWrapUpCodes(_name: string, page: string): ApiCall {
	return listCall(apiPath`routing/wrapupcodes`, 'wrap-up codes', numbered(page));
}

/**
 * `GET /api/v2/authorization/divisions`; no permission. What a name finds there is not documented, so that it is looked for
 * here.
 */
export function listDivisions(_name: string, page: string): ApiCall {
	return listCall(apiPath`authorization/divisions`, 'divisions', numbered(page));
}

/** `GET /api/v2/flows`, inbound message flows only; permission architect:flow:view. */
export function listFlows(name: string, page: string): ApiCall {
	return listCall(apiPath`flows`, 'message flows', {
		type: 'inboundshortmessage',
		sortBy: 'name',
		sortOrder: 'asc',
		...named(`*${name}*`, name),
		...numbered(page),
	});
}

/**
 * `GET /api/v2/externalcontacts/contacts`, by words of a name, an email address or a phone number, the best match first;
 * permission externalContacts:contact:view.
 */
export function listExternalContacts(words: string, page: string): ApiCall {
	return listCall(apiPath`externalcontacts/contacts`, 'external contacts', {
		...(words === '' ? { sortOrder: 'firstName:asc' } : { q: words }),
		...numbered(page),
	});
}

/** `GET /api/v2/users`, which cannot be asked for names; no permission. */
export function listUsers(_name: string, page: string): ApiCall {
	return listCall(apiPath`users`, 'agents', { state: 'active', ...numbered(page) });
}

/** `GET /api/v2/externalcontacts/externalsources`, by the beginning of a name; permission externalContacts:externalSource:view. */
export function listExternalSources(name: string, cursor: string): ApiCall {
	return listCall(apiPath`externalcontacts/externalsources`, 'external sources', {
		...named(name, name),
		limit: PAGE_SIZE,
		...(cursor !== '' && { cursor }),
	});
}

/** How a list is asked for, and how its pages are read. */
interface Source {
	readonly call: (name: string, page: string) => ApiCall;
	/** @param name what to look for here, where Genesys Cloud does not do it */
	readonly entries: (body: unknown, name: string) => Entry[];
	/**
	 * @param page that was asked for
	 * @throws Failure where another one was given
	 */
	readonly next: (body: unknown, page: string) => string | undefined;
}

const numberedList = (call: Source['call']): Source => ({ call, entries: namedEntries, next: nextNumber });

const SOURCES: Readonly<Record<ListName, Source>> = {
	divisions: numberedList(listDivisions),
	externalContacts: {
		call: listExternalContacts,
		// More of a contact is searched than an entry shows, so what Genesys Cloud found is right.
		entries: contactEntries,
		next: (body, page) => (numberOf(page) >= LAST_CONTACTS_PAGE ? undefined : nextNumber(body, page)),
	},
	externalSources: {
		call: listExternalSources,
		entries: namedEntries,
		next: nextCursor,
	},
	flows: numberedList(listFlows),
	queues: numberedList(listQueues),
	users: numberedList(listUsers),
	wrapUpCodes: numberedList(listWrapUpCodes),
};

/** A page of a list, and the IDs of all that is on it, whether it is looked for or not. */
interface ListedPage extends EntryPage {
	readonly ids: readonly string[];
}

/**
 * Reads a page of a list.
 *
 * @param name a part of the name to look for, of a contact also of the email address or the phone number; empty for all
 * @param page what the page before gave as `next`; empty for the first
 * @throws ApiFailure; Failure where it is not the page that was asked for
 */
export async function readDirectory(
	api: GenesysApi,
	listing: ListName,
	name: string,
	page: string,
): Promise<ListedPage> {
	const source = SOURCES[listing];
	const call = source.call(name, page);
	const answer = await api.request(call);
	const listed: keyof ListingPayload = 'entities';
	if (!isRecord(answer.body) || !Array.isArray(answer.body[listed]))
		throw explainForeign(answer, call, 'It is not a list.');
	return {
		entries: source.entries(answer.body, name),
		next: source.next(answer.body, page),
		ids: idsOf(answer.body),
	};
}

/** What has both an ID and a name, and the name that is looked for in it. */
function namedEntries(body: unknown, wanted: string): Entry[] {
	const entities = new Fields<ListingPayload>(body).list('entities');
	const named = entities.map((entity) => ({ id: entity.text('id'), words: [entity.text('name')] }));
	return offered(named, wanted);
}

function idsOf(body: unknown): string[] {
	const entities = new Fields<ListingPayload>(body).list('entities');
	return entities.flatMap((entity) => entity.text('id') ?? []);
}

/** Somebody in between may answer every page with the same: whoever scrolls would be offered it for ever. */
function nextNumber(body: unknown, page: string): string | undefined {
	if (new Fields<ListingPayload>(body).text('nextUri') === undefined) return undefined;
	const asked = numberOf(page);
	if ((new Fields<NumberedPagePayload>(body).number('pageNumber') ?? asked) !== asked) throw goesInCircles();
	return String(asked + 1);
}

function nextCursor(body: unknown, page: string): string | undefined {
	const next = new Fields<ListingPayload>(body).object('cursors').text('after');
	if (next !== undefined && next === page) throw goesInCircles();
	return next;
}

function numberOf(page: string): number {
	return Number(page || '1');
}

/**
 * Reads a list on from a page, until there is something to show.
 *
 * @returns the first page with an entry on it, and where the next one begins
 * @throws ApiFailure; Failure when the pages go in circles, or when too many have nothing to show
 */
export async function readEntries(
	api: GenesysApi,
	listing: ListName,
	name: string,
	page: string,
): Promise<EntryPage> {
	const [passed, seen] = [new Set<string>(), new Set<string>()];
	for (let current = page; ; ) {
		const { entries, next, ids } = await readDirectory(api, listing, name, current);
		if (entries.length > 0 || next === undefined) return { entries, next };
		if (passed.has(next) || areKnown(ids, seen)) throw goesInCircles();
		passed.add(next);
		if (passed.size === MOST_PAGES_SEARCHED)
			throw tooLong(
				`Nothing on the ${MOST_PAGES_SEARCHED} pages that were looked through matches, and there are more.`,
			);
		for (const id of ids) seen.add(id);
		current = next;
	}
}

/** All entries of a list. @throws as {@link readEntries} */
export async function readAllEntries(api: GenesysApi, listing: ListName): Promise<Entry[]> {
	const all = new Map<string, Entry>();
	const seen = new Set<string>();
	let page: string | undefined = '';
	for (let pages = 1; page !== undefined; pages++) {
		const { entries, next, ids }: ListedPage = await readDirectory(api, listing, '', page);
		if (next !== undefined && areKnown(ids, seen)) throw goesInCircles();
		if (next !== undefined && pages === MOST_PAGES) throw tooLong(`It has more than ${MOST_PAGES} pages.`);
		for (const entry of entries) all.set(entry.id, entry);
		for (const id of ids) seen.add(id);
		page = next;
	}
	return [...all.values()];
}

/** Whether a page has nothing that is new; one without anything may be one of many that are not for this client. */
function areKnown(ids: readonly string[], seen: ReadonlySet<string>): boolean {
	return ids.length > 0 && ids.every((id) => seen.has(id));
}

function goesInCircles(): Failure {
	return new Failure(
		'The list from Genesys Cloud does not end',
		'Its pages repeat. Try again. If it keeps happening, check the network connection to Genesys Cloud.',
	);
}

/** Only what is true of it: nobody would find out why a name is missing that is there. */
function tooLong(howLong: string): Failure {
	return new Failure(
		'The list from Genesys Cloud is too long',
		`${howLong} Enter the ID instead of choosing from the list.`,
	);
}

function listCall(path: string, what: string, query: ApiCall['query']): ApiCall {
	const doing = `listing the ${what}`;
	return { method: 'GET', path, doing, repeatable: true, changes: false, ...(query && { query }) };
}

function named(pattern: string, name: string): { name?: string } {
	return name === '' ? {} : { name: pattern };
}

function numbered(page: string): { pageSize: number; pageNumber: number } {
	return { pageSize: PAGE_SIZE, pageNumber: numberOf(page) };
}
