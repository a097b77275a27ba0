import { apiPath, type ApiCall, type GenesysApi } from '../platform/api';
import { explainForeign } from '../platform/explain';
import { Fields, isRecord } from '../platform/fields';

/** What an organization has and a form offers by name. */
export type Listing = 'externalSources' | 'queues' | 'users' | 'wrapUpCodes';

/** Something with a name to pick and an ID to send. */
export interface Entry {
	readonly id: string;
	readonly name: string;
}

export interface EntryPage {
	readonly entries: Entry[];
	/** Where the next page begins; absent on the last one. */
	readonly next?: string;
}

/** A page of a list (SDK: `QueueEntityListing` and its like). */
export interface ListingPayload {
	readonly entities?: ReadonlyArray<{ readonly id?: string | null; readonly name?: string | null }> | null;
	readonly nextUri?: string | null;
	readonly cursors?: { readonly after?: string | null } | null;
}

const PAGE_SIZE = 100;

/** `GET /api/v2/routing/queues`; permission routing:queue:view. */
export function listQueues(name: string, page: string): ApiCall {
	return listing(apiPath`routing/queues`, 'queues', { ...named(`*${name}*`, name), ...numbered(page) });
}

/** `GET /api/v2/routing/wrapupcodes`; permission routing:wrapupCode:view. */
export function listWrapUpCodes(name: string, page: string): ApiCall {
	return listing(apiPath`routing/wrapupcodes`, 'wrap-up codes', {
		...named(`*${name}*`, name),
		...numbered(page),
	});
}

/** `GET /api/v2/users`, which cannot be asked for names. */
export function listUsers(_name: string, page: string): ApiCall {
	return listing(apiPath`users`, 'agents', { state: 'active', ...numbered(page) });
}

/** `GET /api/v2/externalcontacts/externalsources`, by the beginning of a name; permission externalContacts:externalSource:view. */
export function listExternalSources(name: string, cursor: string): ApiCall {
	return listing(apiPath`externalcontacts/externalsources`, 'external sources', {
		...named(name, name),
		limit: PAGE_SIZE,
		...(cursor !== '' && { cursor }),
	});
}

const CALLS: Readonly<Record<Listing, (name: string, page: string) => ApiCall>> = {
	externalSources: listExternalSources,
	queues: listQueues,
	users: listUsers,
	wrapUpCodes: listWrapUpCodes,
};

/**
 * Reads a page of a list.
 *
 * @param name a part of the name to look for; empty for all
 * @param page what the page before gave as `next`; empty for the first
 * @throws ApiFailure
 */
export async function readDirectory(
	api: GenesysApi,
	listing: Listing,
	name: string,
	page: string,
): Promise<EntryPage> {
	const call = CALLS[listing](name, page);
	const answer = await api.request(call);
	if (!isRecord(answer.body)) throw explainForeign(answer, call);
	const body = new Fields<ListingPayload>(answer.body);
	const entries = body.list('entities').flatMap((entity) => {
		const id = entity.text('id');
		const label = entity.text('name');
		return id !== undefined && label?.toLowerCase().includes(name.toLowerCase()) ? [{ id, name: label }] : [];
	});
	const following = body.text('nextUri') === undefined ? undefined : String(Number(page || '1') + 1);
	const next = listing === 'externalSources' ? body.object('cursors').text('after') : following;
	return next === undefined ? { entries } : { entries, next };
}

function listing(path: string, what: string, query: ApiCall['query']): ApiCall {
	return { method: 'GET', path, doing: `listing the ${what}`, repeatable: true, ...(query && { query }) };
}

function named(pattern: string, name: string): { name?: string } {
	return name === '' ? {} : { name: pattern };
}

function numbered(page: string): { pageSize: number; pageNumber: number } {
	return { pageSize: PAGE_SIZE, pageNumber: Number(page || '1') };
}
