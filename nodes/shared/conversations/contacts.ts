import type { GenesysApi } from '../platform/api';
import { explainForeign } from '../platform/explain';
import { Fields } from '../platform/fields';
import { isId, isSameId } from '../platform/ids';
import { getExternalContact } from './calls';
import type { Conversation } from './conversation';
import { contactDimensions, type Dimension } from './details-query';
import { missingIn } from './live';
import { customersNow } from './participants';
import type { ExternalContactPayload } from './payloads';

/** A customer, as whom conversations are looked for. */
export interface SoughtContact {
	/** What to ask the index for, one of which must match. */
	readonly dimensions: readonly Dimension[];
	/** Genesys Cloud has said that there is such a contact. */
	readonly exists: boolean;
	/**
	 * Whether a conversation is this customer's, as it was told.
	 *
	 * @returns undefined where it does not tell whose it is
	 */
	readonly isIn: (conversation: Conversation) => Promise<boolean | undefined>;
	/** Whether a conversation may be this customer's, without asking Genesys Cloud. */
	readonly mayBeIn: (conversation: Conversation) => boolean;
}

/**
 * A customer by the ID that somebody has kept. Merges give another one (`GET /api/v2/externalcontacts/contacts/{contactId}`), as which
 * the customer comes from then on.
 *
 * @throws ApiFailure
 */
export async function contactById(api: GenesysApi, contactId: string): Promise<SoughtContact> {
	const known = await knownOf(api, contactId);
	const { survivor = contactId, mergedIds = [] } = known ?? {};
	return { ...contactOf(api, [contactId, survivor], mergedIds), exists: known !== undefined };
}

/**
 * A customer by all IDs that are known. A merge does not rewrite history: older legs keep the merged contact, and are found by the
 * surviving one all the same.
 *
 * @param mergedIds what Genesys Cloud has said to be one with it, which is the same customer without being asked for
 */
export function contactOf(
	api: GenesysApi,
	contactIds: readonly string[],
	mergedIds: readonly string[],
): SoughtContact {
	const own = new Set(contactIds.map((id) => id.toLowerCase()));
	const sought = new Set([...own, ...mergedIds.map((id) => id.toLowerCase())]);
	const survivors = new Map<string, string | undefined>();
	const isMerged = async (id: string) => {
		if (!survivors.has(id)) survivors.set(id, (await knownOf(api, id))?.survivor);
		return sought.has(survivors.get(id) ?? '');
	};
	return {
		dimensions: contactDimensions([...own]),
		exists: true,
		mayBeIn: (conversation) => {
			const contactIds = contactsIn(conversation);
			return contactIds.length === 0 || contactIds.some((id) => sought.has(id));
		},
		isIn: async (conversation) => {
			const contactIds = contactsIn(conversation);
			if (contactIds.length === 0) return undefined;
			if (contactIds.some((id) => sought.has(id))) return true;
			// Another contact is this customer's only where it was merged into the one that is looked for.
			for (const id of contactIds) if (await isMerged(id)) return true;
			return false;
		},
	};
}

/** The IDs of the contacts that Genesys Cloud says to be one with a contact. A set without the contact itself is not about it. */
export function mergedIdsIn(contact: Fields<ExternalContactPayload>): string[] {
	const ids = contact.list('mergeSet').flatMap((ref) => ref.text('id') ?? []);
	return ids.some((id) => isSameId(id, contact.text('id') ?? '')) ? ids.filter(isId) : [];
}

/** What Genesys Cloud knows of a contact. */
interface KnownContact {
	/** The one that it was merged into, or itself; in lower case. */
	readonly survivor: string;
	/** All that are one with it. */
	readonly mergedIds: readonly string[];
}

/**
 * Reads a contact; undefined where there is none, or none that the client can see. It is not documented which of both Genesys Cloud
 * shows by the ID of a merged one: itself, or the one that survives.
 */
async function knownOf(api: GenesysApi, contactId: string): Promise<KnownContact | undefined> {
	if (!isId(contactId)) return undefined;
	const call = getExternalContact(contactId);
	const answer = await api.request(call);
	if (missingIn(answer, call)) return undefined;
	const contact = new Fields<ExternalContactPayload>(answer.body);
	const shown = contact.text('id');
	const mergedIds = mergedIdsIn(contact);
	const isShown = isSameId(shown, contactId) || mergedIds.some((id) => isSameId(id, contactId));
	if (!isId(shown) || !isShown)
		throw explainForeign(answer, call, 'It is about a different external contact.');
	const survivor = contact.object('canonicalContact').text('id');
	const isTold = contact.isObject('canonicalContact') || contact.isNoObject('canonicalContact');
	if (isTold && !isId(survivor))
		throw explainForeign(answer, call, 'It does not tell what the external contact was merged into.');
	return { survivor: (survivor ?? shown).toLowerCase(), mergedIds };
}

/** The contacts of the customers whose conversation it is now. */
function contactsIn({ participants }: Conversation): string[] {
	return customersNow(participants).flatMap(
		({ externalContactId }) => externalContactId?.toLowerCase() ?? [],
	);
}
