import type { GenesysApi } from '../platform/api';
import { explainForeign } from '../platform/explain';
import { Fields } from '../platform/fields';
import { isId, isSameId } from '../platform/ids';
import { getExternalContact } from './calls';
import type { Conversation } from './conversation';
import { contactDimensions, type Dimension } from './details-query';
import type { ExternalContactPayload } from './payloads';

/** A customer, as whom conversations are looked for. */
export interface SoughtContact {
	/** What to ask the index for, one of which must match. */
	readonly dimensions: readonly Dimension[];
	/**
	 * @param row what the index says of a conversation that it has found so
	 * @returns tells of the conversation whether the customer is, or was, in it
	 */
	readonly isIn: (row: Conversation) => Promise<(conversation: Conversation) => boolean>;
}

/**
 * A customer by the ID that somebody has kept. Merges give another one (`GET /api/v2/externalcontacts/contacts/{contactId}`), as which
 * the customer comes from then on.
 *
 * @throws ApiFailure
 */
export async function contactById(api: GenesysApi, contactId: string): Promise<SoughtContact> {
	const survivor = await survivorOf(api, contactId);
	return contactOf(api, survivor === undefined ? [contactId] : [contactId, survivor]);
}

/**
 * A customer by all IDs that are known. A merge does not rewrite history: older legs keep the merged contact, and are found by the
 * surviving one all the same.
 */
export function contactOf(api: GenesysApi, contactIds: readonly string[]): SoughtContact {
	const sought = new Set(contactIds.map((id) => id.toLowerCase()));
	const survivors = new Map<string, string | undefined>();
	const isMerged = async (id: string) => {
		if (!survivors.has(id)) survivors.set(id, await survivorOf(api, id));
		return sought.has(survivors.get(id) ?? '');
	};
	return {
		dimensions: contactDimensions([...sought]),
		isIn: async (row) => {
			const meant = new Set(sought);
			const inRow = contactsIn(row);
			// A row without the contact is taken for this customer's only where the contact that it has was merged into it.
			if (!inRow.some((id) => meant.has(id))) for (const id of inRow) if (await isMerged(id)) meant.add(id);
			return (conversation) => contactsIn(conversation).some((id) => meant.has(id));
		},
	};
}

/** The contact that a contact was merged into; undefined where it was not, or is not there any more. */
async function survivorOf(api: GenesysApi, contactId: string): Promise<string | undefined> {
	if (!isId(contactId)) return undefined;
	const call = getExternalContact(contactId);
	const answer = await api.request(call);
	if (answer.status === 404) return undefined;
	const contact = new Fields<ExternalContactPayload>(answer.body);
	if (!isSameId(contact.text('id') ?? '', contactId))
		throw explainForeign(answer, call, 'It is about a different external contact.');
	const survivor = contact.object('canonicalContact').text('id');
	const isTold = contact.isObject('canonicalContact') || contact.isNoObject('canonicalContact');
	if (isTold && survivor === undefined)
		throw explainForeign(answer, call, 'It does not tell what the external contact was merged into.');
	return survivor?.toLowerCase();
}

function contactsIn({ participants }: Conversation): string[] {
	return participants.flatMap(({ externalContactId }) => externalContactId?.toLowerCase() ?? []);
}
