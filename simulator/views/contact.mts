import type { Models } from 'purecloud-platform-client-v2';
import type { Contact, Directory } from '../world/directory.mts';
import { defined } from './defined.mts';

/** The answer of GET /api/v2/externalcontacts/contacts/{contactId}. */
export function contactView(contact: Contact, directory: Directory): Models.ExternalContact {
	const { id, firstName, lastName, emails, phones } = contact;
	const canonicalId = directory.canonicalContactId(id);
	const mergeSet = directory.mergeSetOf(id);
	return defined({
		id,
		type: contact.type,
		firstName,
		lastName,
		personalEmail: emails[0],
		workEmail: emails[1],
		otherEmail: emails[2],
		cellPhone: phoneView(phones[0]),
		workPhone: phoneView(phones[1]),
		homePhone: phoneView(phones[2]),
		externalIds: contact.externalIds.map(({ source, value }) => ({
			externalSource: { id: source.id, name: source.name, selfUri: `${SOURCES}/${source.id}` },
			value,
		})),
		division: { id: '*' },
		canonicalContact: canonicalId === id ? undefined : refTo(canonicalId),
		mergeSet: mergeSet.length > 1 ? mergeSet.map(refTo) : undefined,
		selfUri: `${CONTACTS}/${id}`,
	});
}

const CONTACTS = '/api/v2/externalcontacts/contacts';
const SOURCES = '/api/v2/externalcontacts/externalsources';

function refTo(id: string): Models.ContactAddressableEntityRef {
	return { id, selfUri: `${CONTACTS}/${id}` };
}

function phoneView(e164: string | undefined): Models.PhoneNumber | undefined {
	return e164 === undefined ? undefined : { display: e164, e164, userInput: e164 };
}
