import type { Models } from 'purecloud-platform-client-v2';
import { badRequest, usualError } from '../http/errors.mts';
import type { Call, Need, Operation } from '../http/operation.mts';
import { ok } from '../http/operation.mts';
import { nameMatches, pageOf, queryNumber } from '../http/paging.mts';
import { contactView } from '../views/contact.mts';
import { defined } from '../views/defined.mts';
import type { Contact } from '../world/directory.mts';

const CONTACTS = '/api/v2/externalcontacts/contacts';
const SOURCES = '/api/v2/externalcontacts/externalsources';
const VIEW_CONTACT: Need = { any: ['relate:contact:view', 'externalContacts:contact:view'] };
const VIEW_SOURCE: Need = {
	any: [
		'externalContacts:externalSource:view',
		'externalContacts:contact:view',
		'externalContacts:externalOrganization:view',
	],
};
/** Beyond this row the contact list refuses (pageNumber × pageSize). */
const LAST_ROW = 1_000;

function contactOf({ world, param }: Call): Contact {
	const contact = world.directory.contacts.get(param('contactId').toLowerCase());
	if (contact === undefined) throw usualError(404);
	return contact;
}

/** A contact as its own path shows it. */
function shownContact(call: Call): Contact {
	const contact = contactOf(call);
	const { directory } = call.world;
	if (call.assumptions.mergedContactShows === 'itself') return contact;
	return directory.contacts.get(directory.canonicalContactId(contact.id)) ?? contact;
}

function answersSearch({ firstName, lastName, emails, phones }: Contact, words: string): boolean {
	const wanted = words.trim().toLowerCase();
	const haystack = [`${firstName} ${lastName}`, ...emails, ...phones].map((text) => text.toLowerCase());
	return haystack.some((text) => text.includes(wanted));
}

/**
 * Puts contacts in order.
 * @param order such as `firstName:asc`
 * @throws ApiError 400 for what contacts cannot be sorted by
 */
function sortContacts(contacts: Contact[], order: string): void {
	const [, field, direction] = /^(firstName|lastName)(?::(asc|desc))?$/.exec(order) ?? [];
	if (field === undefined) throw badRequest('The sort order is not valid.');
	const key = field === 'firstName' ? 'firstName' : 'lastName';
	contacts.sort((one, other) => one[key].localeCompare(other[key]));
	if (direction === 'desc') contacts.reverse();
}

/** Only curated contacts are listed; the automatically made ones are reached by identifier or id alone. */
function listContacts({ world: { directory }, query }: Call): Models.ContactListing {
	const q = query.get('q') ?? '';
	const found = [...directory.contacts.values()].filter(
		(contact) => contact.type === 'Curated' && answersSearch(contact, q),
	);
	const order = query.get('sortOrder');
	if (order !== null) sortContacts(found, order);
	const page = pageOf(
		CONTACTS,
		query,
		found.map((contact) => contactView(contact, directory)),
		100,
	);
	if (page.pageNumber * page.pageSize > LAST_ROW) {
		throw badRequest(`pageNumber * pageSize must not exceed ${String(LAST_ROW)}.`);
	}
	return page;
}

function identifiersOf(contact: Contact): Models.ContactIdentifier[] {
	return [
		...contact.emails.map((value) => ({ type: 'Email', value })),
		...contact.phones.map((value) => ({ type: 'Phone', value })),
		...contact.externalIds.map(({ source, value }) => ({
			type: 'ExternalId',
			value,
			externalSource: source,
		})),
	];
}

function reverseLookup({ world: { directory }, query }: Call): Models.ReverseWhitepagesLookupResult {
	const value = query.get('lookupVal') ?? '';
	if (value === '') throw badRequest('lookupVal is required.');
	const contacts = [...directory.contacts.values()].filter(
		({ type, emails, phones }) => type === 'Curated' && (emails.includes(value) || phones.includes(value)),
	);
	return { contacts: contacts.map((contact) => contactView(contact, directory)) };
}

/** External sources by cursor; the cursor is the number of those passed. */
function listSources({ world: { directory }, query }: Call): Models.CursorExternalSourceListing {
	const limit = queryNumber(query, 'limit', 25, 100);
	const cursor = query.get('cursor') ?? '0';
	if (!/^\d{1,9}$/.test(cursor)) throw badRequest('The cursor is not valid.');
	const from = Number(cursor);
	const sources = [...directory.externalSources.values()].filter(({ name }) =>
		nameMatches(name, query.get('name')),
	);
	const after = from + limit < sources.length ? String(from + limit) : undefined;
	return defined({
		entities: sources
			.slice(from, from + limit)
			.map(({ id, name }) => ({ id, name, active: true, selfUri: `${SOURCES}/${id}` })),
		selfUri: `${SOURCES}?limit=${String(limit)}&cursor=${cursor}`,
		nextUri: after === undefined ? undefined : `${SOURCES}?limit=${String(limit)}&cursor=${after}`,
		cursors: defined({ after }),
	});
}

/** Customers and the systems that know them. */
export const externalContactOperations: readonly Operation[] = [
	{ method: 'GET', path: CONTACTS, needs: VIEW_CONTACT, answer: (call) => ok(listContacts(call)) },
	{
		method: 'GET',
		path: `${CONTACTS}/{contactId}`,
		needs: VIEW_CONTACT,
		answer: (call) => ok(contactView(shownContact(call), call.world.directory)),
	},
	{
		method: 'GET',
		path: `${CONTACTS}/{contactId}/identifiers`,
		needs: { any: ['externalContacts:contact:view'] },
		answer: (call) => ok({ entities: identifiersOf(contactOf(call)) }),
	},
	{
		method: 'GET',
		path: '/api/v2/externalcontacts/reversewhitepageslookup',
		needs: { any: ['externalContacts:contact:view'] },
		answer: (call) => ok(reverseLookup(call)),
	},
	{ method: 'GET', path: SOURCES, needs: VIEW_SOURCE, answer: (call) => ok(listSources(call)) },
];
