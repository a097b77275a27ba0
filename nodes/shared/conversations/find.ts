import type { GenesysApi } from '../platform/api';
import { explainUnreadable } from '../platform/explain';
import { Fields } from '../platform/fields';
import { lookUpContact, type IdentifierType } from './calls';
import { isOpen, isWebMessaging, type Conversation } from './conversation';
import { searchIndex, type DetailsQuery, type IndexedConversation } from './details-query';
import { fetchConversation, type LiveConversation } from './live';
import type { ExternalContactPayload } from './payloads';

/** What a conversation is looked for by. */
export type Key =
	| { readonly by: 'conversationId'; readonly conversationId: string }
	| { readonly by: 'externalContactId'; readonly externalContactId: string }
	| { readonly by: 'externalTag'; readonly externalTag: string }
	| {
			readonly by: 'identifier';
			readonly type: IdentifierType;
			readonly value: string;
			readonly externalSourceId: string | undefined;
	  };

export interface Search {
	readonly key: Key;
	/** `open` means open now, confirmed live; `any` takes ended ones as well. */
	readonly state: 'open' | 'any';
	/** How many days back a conversation may have started, 1 to 31. */
	readonly lookbackDays: number;
}

/**
 * How long after its end a conversation can go on under the same ID, in milliseconds: the longest threading timeline
 * that Genesys lets an organisation set. Until then an ended row of the index may be open again.
 */
const LONGEST_THREADING_MS = 72 * 3_600_000;

/**
 * Finds web messaging conversations, newest first, one after the other: whoever wants only the first does not pay for
 * the rest. The index lags behind, so each hit is read live before it is given.
 *
 * @throws ApiFailure
 */
export async function* findConversations(api: GenesysApi, search: Search): AsyncGenerator<LiveConversation> {
	for await (const candidate of candidates(api, search)) {
		const live = await fetchConversation(api, candidate.id);
		// Genesys forgets an ended conversation after weeks; the index still has it.
		const hit = live ?? (search.state === 'any' ? candidate.indexed : undefined);
		if (!hit || !isWebMessaging(hit.conversation)) continue;
		if (search.state === 'any' || isOpen(hit.conversation)) yield hit;
	}
}

interface Candidate {
	readonly id: string;
	readonly indexed?: IndexedConversation;
}

async function* candidates(api: GenesysApi, { key, state, lookbackDays }: Search): AsyncGenerator<Candidate> {
	if (key.by === 'conversationId') {
		yield { id: key.conversationId };
		return;
	}
	const query = await queryFor(api, key);
	if (!query) return;
	for await (const indexed of searchIndex(api, { ...query, lookbackDays })) {
		if (state === 'any' || mayBeOpen(indexed.conversation, api.now())) yield { id: indexed.conversation.id, indexed };
	}
}

async function queryFor(
	api: GenesysApi,
	key: Exclude<Key, { by: 'conversationId' }>,
): Promise<Omit<DetailsQuery, 'lookbackDays'> | undefined> {
	switch (key.by) {
		case 'externalTag':
			return { conversation: [['externalTag', key.externalTag]] };
		case 'externalContactId':
			return ofContact([key.externalContactId]);
		case 'identifier': {
			const call = lookUpContact(key.type, key.value, key.externalSourceId);
			const answer = await api.request(call);
			if (answer.status === 404) return undefined;
			const contact = new Fields<ExternalContactPayload>(answer.body);
			const ids = [contact.text('id'), contact.object('canonicalContact').text('id')];
			const known = ids.filter((id) => id !== undefined);
			if (known.length === 0) throw explainUnreadable(answer, call);
			return ofContact([...new Set(known)]);
		}
	}
}

/** A merge does not rewrite history: older legs keep the merged contact, and name the surviving one as canonical. */
function ofContact(contactIds: readonly string[]): Omit<DetailsQuery, 'lookbackDays'> {
	return {
		anyOf: contactIds.flatMap((id) => [
			['externalContactId', id],
			['canonicalExternalContactId', id],
		] as const),
	};
}

function mayBeOpen({ endTime }: Conversation, now: number): boolean {
	return endTime === undefined || Date.parse(endTime) > now - LONGEST_THREADING_MS;
}
