import { Fields } from '../platform/fields';
import { inALine } from '../platform/words';
import { offered, type Candidate, type Entry } from './entry';

/** A page of external contacts (SDK: `ContactListing`). */
export interface ContactListingPayload {
	readonly entities?: readonly NamedContactPayload[] | null;
}

/** Who an external contact is (SDK: `ExternalContact`). */
export interface NamedContactPayload {
	readonly id?: string | null;
	readonly firstName?: string | null;
	readonly lastName?: string | null;
	readonly personalEmail?: string | null;
	readonly workEmail?: string | null;
	readonly otherEmail?: string | null;
	readonly cellPhone?: PhoneNumberPayload | null;
	readonly workPhone?: PhoneNumberPayload | null;
	readonly homePhone?: PhoneNumberPayload | null;
	readonly otherPhone?: PhoneNumberPayload | null;
}

/** A phone number of an external contact (SDK: `PhoneNumber`). */
export interface PhoneNumberPayload {
	readonly e164?: string | null;
	readonly display?: string | null;
	readonly userInput?: string | null;
}

type Contact = Fields<NamedContactPayload>;

/** The external contacts of a page, each with what tells it from others of its name: an email address, or else a phone number. */
export function contactEntries(body: unknown): Entry[] {
	const contacts = new Fields<ContactListingPayload>(body).list('entities');
	return offered(contacts.map((contact) => ({ id: contact.text('id'), words: wordsOf(contact) })));
}

function wordsOf(contact: Contact): Candidate['words'] {
	const names = [contact.text('firstName'), contact.text('lastName')].filter((name) => name !== undefined);
	const words = [names.join(' '), emailOf(contact) ?? phoneOf(contact)];
	return words.some((word) => inALine(word) !== undefined) ? words : ['No name'];
}

function emailOf(contact: Contact): string | undefined {
	return contact.text('personalEmail') ?? contact.text('workEmail') ?? contact.text('otherEmail');
}

function phoneOf(contact: Contact): string | undefined {
	const lists = ['cellPhone', 'workPhone', 'homePhone', 'otherPhone'] as const;
	return lists.map((list) => numberOf(contact.object(list))).find((number) => number !== undefined);
}

/** What was typed in is the only number of one that Genesys Cloud could not read. */
function numberOf(phone: Fields<PhoneNumberPayload>): string | undefined {
	return phone.text('e164') ?? phone.text('display') ?? phone.text('userInput');
}
