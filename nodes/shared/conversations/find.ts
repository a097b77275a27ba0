import type { GenesysApi } from '../platform/api';
import { explainForeign } from '../platform/explain';
import { Fields } from '../platform/fields';
import { isId, isSameId } from '../platform/ids';
import { conversationsWithAttribute } from './attribute-search';
import { hasAttribute } from './attributes';
import { getMessageDetails, lookUpContact, type IdentifierType } from './calls';
import { hasTag, hasTagInOtherCase, isOpen, isWebMessaging, type Conversation } from './conversation';
import { contactById, contactOf, mergedIdsIn, type SoughtContact } from './contacts';
import { DAY_MS, LONGEST_THREADING_MS, timeOf } from './time';
import { searchIndex } from './details-list';
import { lastDays, type DetailsQuery, type IndexedConversation } from './details-query';
import { atGenesysTime } from './genesys-time';
import { fetchConversation, missingIn, type LiveConversation } from './live';
import type { ExternalContactPayload, MessageDataPayload } from './payloads';

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
	/** How many days back a conversation may have started, unless it is named itself, or by a message. */
	readonly lookbackDays: number;
	/** Told of what was seen and is none of those that are looked for. */
	readonly onMiss?: (miss: Miss) => void;
}

/**
 * Why something that was seen is not given: nobody has that key; what has it has ended, or is something else; or it has another one
 * by now, or one that differs by case only.
 */
export type Miss = 'noContact' | 'ended' | 'otherMedia' | 'otherCustomer' | 'otherCase';

/**
 * Finds web messaging conversations, newest first, one after the other: whoever wants only the first does not pay for
 * the rest. The index lags behind, so each hit is read live before it is given, and must still have what it was found by.
 *
 * @throws ApiFailure
 */
export async function* findConversations(api: GenesysApi, search: Search): AsyncGenerator<LiveConversation> {
	yield* atGenesysTime(api, (now) => findFrom(api, search, now));
}

async function* findFrom(api: GenesysApi, search: Search, now: number): AsyncGenerator<LiveConversation> {
	const { key } = search;
	if (key.by === 'customAttribute') yield* byAttribute(api, search, key, now);
	else yield* confirmed(api, search, candidates(api, search, key, now));
}

/** It is not documented whether the attribute search knows what is still open. A hit that it shows without an end says that it does. */
async function* byAttribute(
	api: GenesysApi,
	search: Search,
	key: AttributeKey,
	now: number,
): AsyncGenerator<LiveConversation> {
	const withoutEnd = new Set<string>();
	const hits = confirmed(api, search, withAttribute(api, search, key, now, withoutEnd));
	if (search.state === 'any') {
		yield* hits;
		return;
	}
	// What has been reopened since says nothing about the others that are open, of which some may be newer.
	const reopened: LiveConversation[] = [];
	let showsOpen = false;
	for await (const hit of hits) {
		showsOpen ||= withoutEnd.has(hit.conversation.id);
		reopened.push(hit);
		if (showsOpen) yield* reopened.splice(0);
	}
	if (showsOpen) return;
	const open = confirmed(api, search, allOpen(api, search, key, now));
	if (reopened.length === 0) yield* open;
	else yield* await newestFirst(reopened, open);
}

/** Some and more, each once. */
async function newestFirst(
	some: readonly LiveConversation[],
	more: AsyncGenerator<LiveConversation>,
): Promise<LiveConversation[]> {
	const all = new Map(some.map((one) => [one.conversation.id, one]));
	for await (const one of more) all.set(one.conversation.id, one);
	const startOf = ({ conversation }: LiveConversation) => timeOf(conversation.startTime) ?? 0;
	return [...all.values()].sort((one, other) => startOf(other) - startOf(one));
}

/** What may be a hit: whether it is one, the live conversation decides. */
interface Candidate {
	readonly id: string;
	/** What the index says of it. */
	readonly indexed?: IndexedConversation;
	readonly hasKey: HasKey;
}

/** Whether a conversation still has what it was looked for by; the reason where it is told why not. */
type HasKey = (conversation: Conversation) => boolean | Miss | Promise<boolean | Miss>;

async function* confirmed(
	api: GenesysApi,
	{ state, onMiss }: Search,
	given: AsyncGenerator<Candidate>,
): AsyncGenerator<LiveConversation> {
	for await (const { id, indexed, hasKey } of given) {
		const live = await fetchConversation(api, id);
		// Genesys forgets an ended conversation after weeks; the index still has it. What is open is always shown.
		const forgotten = indexed && !isOpen(indexed.conversation) ? indexed : undefined;
		const hit = live ?? (state === 'any' ? forgotten : undefined);
		if (!hit) continue;
		const isHit = await hasKey(hit.conversation);
		if (typeof isHit === 'string') onMiss?.(isHit);
		if (isHit !== true) continue;
		if (!isWebMessaging(hit.conversation)) onMiss?.('otherMedia');
		else if (state === 'any' || isOpen(hit.conversation)) yield hit;
		else onMiss?.('ended');
	}
}

type IndexedKey = Extract<Key, { by: 'externalContactId' | 'externalTag' | 'identifier' }>;
type AttributeKey = Extract<Key, { by: 'customAttribute' }>;

async function* candidates(
	api: GenesysApi,
	{ state, lookbackDays, onMiss }: Search,
	key: Exclude<Key, AttributeKey>,
	now: number,
): AsyncGenerator<Candidate> {
	if (key.by === 'conversationId' || key.by === 'messageId') {
		const id = key.by === 'messageId' ? await conversationOf(api, key.messageId) : key.conversationId;
		if (id !== undefined) yield { id, hasKey: () => true };
		return;
	}
	const sought = await soughtBy(api, key);
	if (!sought) {
		onMiss?.('noContact');
		return;
	}
	if (!sought.exists) onMiss?.('noContact');
	for await (const indexed of rowsOf(api, sought.filter, lookbackDays, now)) {
		const { conversation } = indexed;
		if (state === 'any' || mayBeOpen(conversation, now))
			yield { id: conversation.id, indexed, hasKey: sought.hasKey };
		else onMiss?.(sought.missIn(conversation) ?? 'ended');
	}
}

/** What the index has of the last days, to the moment: by itself, it takes whole days. */
async function* rowsOf(
	api: GenesysApi,
	filter: Pick<DetailsQuery, 'conversation' | 'segments' | 'openOnly'>,
	lookbackDays: number,
	now: number,
): AsyncGenerator<IndexedConversation> {
	const from = now - lookbackDays * DAY_MS;
	for await (const indexed of searchIndex(api, { ...filter, ...lastDays(lookbackDays, now) }))
		if ((timeOf(indexed.conversation.startTime) ?? Infinity) >= from) yield indexed;
}

async function conversationOf(api: GenesysApi, messageId: string): Promise<string | undefined> {
	const call = getMessageDetails(messageId);
	const answer = await api.request(call);
	if (missingIn(answer, call)) return undefined;
	const message = new Fields<MessageDataPayload>(answer.body);
	const conversationId = message.text('conversationId');
	if (!isId(conversationId)) throw explainForeign(answer, call, 'It does not name the conversation.');
	if (!isSameId(message.text('id') ?? '', messageId))
		throw explainForeign(answer, call, 'It is about a different message.');
	return conversationId;
}

/** What to ask the index for, and how to see in a conversation that it is what was meant. */
interface Sought {
	readonly filter: Pick<DetailsQuery, 'conversation' | 'segments'>;
	/** False where Genesys Cloud says that there is nobody who is looked for. */
	readonly exists: boolean;
	readonly hasKey: HasKey;
	/** Why a row that has ended is not what was meant, as far as it tells that itself. */
	readonly missIn: (row: Conversation) => Miss | undefined;
}

async function soughtBy(api: GenesysApi, key: IndexedKey): Promise<Sought | undefined> {
	switch (key.by) {
		case 'externalTag':
			return {
				filter: { conversation: [['externalTag', key.externalTag]] },
				exists: true,
				hasKey: (conversation) => tagIn(conversation, key.externalTag),
				missIn: (row) => (hasTagInOtherCase(row, key.externalTag) ? 'otherCase' : undefined),
			};
		case 'externalContactId':
			return ofContact(await contactById(api, key.externalContactId));
		case 'identifier': {
			const call = lookUpContact(key.type, key.value, key.externalSourceId);
			const answer = await api.request(call);
			if (answer.status === 404) return undefined;
			const contact = new Fields<ExternalContactPayload>(answer.body);
			const ids = [contact.text('id'), contact.object('canonicalContact').text('id')];
			const known = ids.filter((id) => id !== undefined);
			if (known.length === 0 || !known.every(isId))
				throw explainForeign(answer, call, 'It is not an external contact.');
			return ofContact(contactOf(api, known, mergedIdsIn(contact)));
		}
	}
}

function tagIn(conversation: Conversation, tag: string): boolean | Miss {
	return hasTag(conversation, tag) || (hasTagInOtherCase(conversation, tag) && 'otherCase');
}

function ofContact({ dimensions, exists, isIn, mayBeIn }: SoughtContact): Sought {
	return {
		filter: { segments: [dimensions] },
		exists,
		hasKey: async (conversation) => (await isIn(conversation)) === true || 'otherCustomer',
		missIn: (row) => (mayBeIn(row) ? undefined : 'otherCustomer'),
	};
}

/** @param withoutEnd gets the IDs of those that the search shows without one */
async function* withAttribute(
	api: GenesysApi,
	{ lookbackDays }: Search,
	key: AttributeKey,
	now: number,
	withoutEnd: Set<string>,
): AsyncGenerator<Candidate> {
	for await (const { id, hasEnd } of conversationsWithAttribute(
		api,
		key.name,
		key.value,
		lookbackDays,
		now,
	)) {
		if (!hasEnd) withoutEnd.add(id);
		yield withKey(id, key);
	}
}

/** Every open conversation: the dear way, for what the attribute search may not know yet. */
async function* allOpen(
	api: GenesysApi,
	{ lookbackDays }: Search,
	key: AttributeKey,
	now: number,
): AsyncGenerator<Candidate> {
	for await (const indexed of rowsOf(api, { openOnly: true }, lookbackDays, now))
		yield withKey(indexed.conversation.id, key);
}

function withKey(id: string, { name, value }: AttributeKey): Candidate {
	return { id, hasKey: (conversation) => hasAttribute(conversation, name, value) };
}

/** Whether a row of the index that says it has ended may be open again. */
function mayBeOpen({ endTime }: Conversation, now: number): boolean {
	return endTime === undefined || (timeOf(endTime) ?? Infinity) > now - LONGEST_THREADING_MS;
}
