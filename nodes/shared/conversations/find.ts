import type { GenesysApi } from '../platform/api';
import { explainRefusal, explainUnreadable, isUnseenDivision } from '../platform/explain';
import { Fields } from '../platform/fields';
import { conversationsWithAttribute } from './attribute-search';
import { getMessageDetails, lookUpContact, type IdentifierType } from './calls';
import { hasAnotherTag, hasAttribute, isOpen, isWebMessaging, type Conversation } from './conversation';
import { lastDays, searchIndex, type DetailsQuery, type IndexedConversation } from './details-query';
import { fetchConversation, type LiveConversation } from './live';
import type { ExternalContactPayload, MessageDataPayload } from './payloads';
import { HOUR_MS } from './time';

/** What a conversation is looked for by. */
export type Key =
	| { readonly by: 'conversationId'; readonly conversationId: string }
	| { readonly by: 'customAttribute'; readonly name: string; readonly value: string }
	| { readonly by: 'externalContactId'; readonly externalContactId: string }
	| { readonly by: 'externalTag'; readonly externalTag: string }
	| { readonly by: 'messageId'; readonly messageId: string }
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
 * that Genesys lets an organization set. Until then an ended row of the index may be open again.
 */
const LONGEST_THREADING_MS = 72 * HOUR_MS;

/**
 * Finds web messaging conversations, newest first, one after the other: whoever wants only the first does not pay for
 * the rest. The index lags behind, so each hit is read live before it is given.
 *
 * @throws ApiFailure
 */
export async function* findConversations(api: GenesysApi, search: Search): AsyncGenerator<LiveConversation> {
	if (search.key.by !== 'customAttribute') {
		yield* confirmed(api, search, candidates(api, search, search.key));
		return;
	}
	let found = false;
	for await (const hit of confirmed(api, search, withAttribute(api, search, search.key))) {
		found = true;
		yield hit;
	}
	// It is not documented whether the attribute search knows what is still open. A hit shows that it does.
	if (!found && search.state === 'open') yield* openWithAttribute(api, search, search.key);
}

interface Candidate {
	readonly id: string;
	readonly indexed?: IndexedConversation;
}

async function* confirmed(
	api: GenesysApi,
	{ key, state }: Search,
	given: AsyncGenerator<Candidate>,
): AsyncGenerator<LiveConversation> {
	for await (const { id, indexed } of given) {
		const live = await fetchConversation(api, id);
		// Genesys forgets an ended conversation after weeks; the index still has it.
		const hit = live ?? (state === 'any' ? indexed : undefined);
		if (!hit || !isWebMessaging(hit.conversation)) continue;
		if (key.by === 'externalTag' && hasAnotherTag(hit.conversation, key.externalTag)) continue;
		if (state === 'any' || isOpen(hit.conversation)) yield hit;
	}
}

async function* candidates(
	api: GenesysApi,
	{ state, lookbackDays }: Search,
	key: Exclude<Key, { by: 'customAttribute' }>,
): AsyncGenerator<Candidate> {
	const id = await knownId(api, key);
	if (id !== undefined) yield { id };
	if (key.by === 'conversationId' || key.by === 'messageId') return;
	const query = await queryFor(api, key);
	if (!query) return;
	for await (const indexed of searchIndex(api, {
		...query,
		...lastDays(lookbackDays, api.now()),
		order: 'desc',
	})) {
		if (state === 'any' || mayBeOpen(indexed.conversation, api.now()))
			yield { id: indexed.conversation.id, indexed };
	}
}

async function knownId(api: GenesysApi, key: Key): Promise<string | undefined> {
	if (key.by === 'conversationId') return key.conversationId;
	if (key.by !== 'messageId') return undefined;
	const call = getMessageDetails(key.messageId);
	const answer = await api.request(call);
	if (answer.status === 404 || isUnseenDivision(answer)) return undefined;
	if (answer.status === 403) throw explainRefusal(answer, call);
	return new Fields<MessageDataPayload>(answer.body).text('conversationId');
}

type Filter = Pick<DetailsQuery, 'conversation' | 'segments'>;

async function queryFor(
	api: GenesysApi,
	key: Extract<Key, { by: 'externalContactId' | 'externalTag' | 'identifier' }>,
): Promise<Filter | undefined> {
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
function ofContact(contactIds: readonly string[]): Filter {
	return {
		segments: [
			contactIds.flatMap(
				(id) =>
					[
						['externalContactId', id],
						['canonicalExternalContactId', id],
					] as const,
			),
		],
	};
}

async function* withAttribute(
	api: GenesysApi,
	{ lookbackDays }: Search,
	{ name, value }: Extract<Key, { by: 'customAttribute' }>,
): AsyncGenerator<Candidate> {
	for await (const id of conversationsWithAttribute(api, name, value, lookbackDays)) yield { id };
}

/** Reads every open conversation and looks at its attributes: the dear way, for what the search may not know yet. */
async function* openWithAttribute(
	api: GenesysApi,
	{ lookbackDays }: Search,
	{ name, value }: Extract<Key, { by: 'customAttribute' }>,
): AsyncGenerator<LiveConversation> {
	const query: DetailsQuery = { ...lastDays(lookbackDays, api.now()), order: 'desc', openOnly: true };
	for await (const { conversation } of searchIndex(api, query)) {
		const live = await fetchConversation(api, conversation.id);
		if (live && isOpen(live.conversation) && hasAttribute(live.conversation, name, value)) yield live;
	}
}

function mayBeOpen({ endTime }: Conversation, now: number): boolean {
	return endTime === undefined || Date.parse(endTime) > now - LONGEST_THREADING_MS;
}
