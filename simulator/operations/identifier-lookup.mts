import { badRequest, usualError } from '../http/errors.mts';
import { ignoredFields, object, oneOf, optional, text } from '../http/fields.mts';
import type { Need, Operation } from '../http/operation.mts';
import { bodyOf, ok } from '../http/operation.mts';
import { contactView } from '../views/contact.mts';
import type { Contact, Directory } from '../world/directory.mts';

const VIEW_CONTACT: Need = { any: ['externalContacts:contact:view'] };

const IDENTIFIER_TYPES = [
	'SocialLine',
	'SocialFacebook',
	'SocialTwitter',
	'SocialWhatsapp',
	'SocialInstagram',
	'SocialWhatsappBsuid',
	'AppleOpaqueId',
	'Email',
	'Phone',
	'Cookie',
	'ExternalId',
] as const;

const contactIdentifier = object({
	type: oneOf(IDENTIFIER_TYPES),
	value: text({ max: 255 }),
	externalSource: optional(
		object({ id: text(), ...ignoredFields(['name', 'active', 'linkConfiguration', 'selfUri']) }),
	),
	...ignoredFields(['division', 'dateCreated']),
});

interface Identifier {
	readonly type: (typeof IDENTIFIER_TYPES)[number];
	readonly value: string;
	readonly sourceId: string | undefined;
}

function holds(contact: Contact, { type, value, sourceId }: Identifier): boolean {
	switch (type) {
		case 'Email':
			return contact.emails.some((email) => email.toLowerCase() === value.toLowerCase());
		case 'Phone':
			return contact.phones.includes(value.replaceAll(/[\s().-]/g, ''));
		case 'ExternalId':
			return contact.externalIds.some((held) => {
				return held.value === value && (sourceId === undefined || held.source.id === sourceId);
			});
		case 'AppleOpaqueId':
		case 'Cookie':
		case 'SocialFacebook':
		case 'SocialInstagram':
		case 'SocialLine':
		case 'SocialTwitter':
		case 'SocialWhatsapp':
		case 'SocialWhatsappBsuid':
			return false;
	}
}

/** The contact that holds an identifier, or the one it was merged into. */
function findContact(directory: Directory, identifier: Identifier): Contact | undefined {
	for (const contact of directory.contacts.values()) {
		if (holds(contact, identifier))
			return directory.contacts.get(directory.canonicalContactId(contact.id)) ?? contact;
	}
	return undefined;
}

/** From an e-mail address, phone number or external id to the contact. */
export const identifierLookupOperations: readonly Operation[] = [
	{
		method: 'POST',
		path: '/api/v2/externalcontacts/identifierlookup/contacts',
		needs: VIEW_CONTACT,
		answer(call) {
			const { type, value, externalSource } = bodyOf(call, contactIdentifier);
			if (type === 'Phone' && !value.startsWith('+')) {
				throw badRequest('Phone number identifiers need the country code with a leading "+".');
			}
			const { directory } = call.world;
			const contact = findContact(directory, { type, value, sourceId: externalSource?.id });
			if (contact === undefined) throw usualError(404);
			return ok(contactView(contact, directory));
		},
	},
];
