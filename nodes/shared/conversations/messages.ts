import type { ApiCall, ApiResult, GenesysApi } from '../platform/api';
import { explainForeign } from '../platform/explain';
import { Fields } from '../platform/fields';
import { isSameId } from '../platform/ids';
import { getMessages } from './calls';
import { isCustomer } from './participants';
import { timeOf } from './time';
import type { Conversation } from './conversation';
import { isDeleted, textOf } from './message-text';
import type { MessageDataPayload, MessageListPayload } from './payloads';
import { isMessage } from './read-conversation';
import { authorOf, listedIn, theOnly, type Listing, type Writer } from './writers';

/** How many are asked for at a time; no limit is documented. */
const AT_A_TIME = 100;

/** Something that somebody has written or sent. */
export interface WrittenMessage {
	readonly id: string | undefined;
	/** ISO 8601; undefined where Genesys Cloud does not tell it. */
	readonly time: string | undefined;
	/** Undefined where it may be from the customer or from somebody else. */
	readonly from: Writer | undefined;
	readonly name: string | undefined;
	/** Undefined where Genesys Cloud gives none. */
	readonly text: string | undefined;
	/** Somebody has deleted it. */
	readonly isDeleted: boolean;
	/** Genesys Cloud says that the customer does not have it, and nobody has deleted it. */
	readonly isUndelivered: boolean;
}

/**
 * Reads all that was written in a conversation, the oldest first
 * (`POST /api/v2/conversations/messages/{conversationId}/messages/bulk`). Presence, typing, co-browsing, and receipts are no
 * messages, and what colleagues write to each other is none of the conversation.
 *
 * @param conversation as it was read live: the index lists no messages
 * @throws ApiFailure, also for an answer that is about something else
 */
export async function readMessages(api: GenesysApi, conversation: Conversation): Promise<WrittenMessage[]> {
	const { byId, withoutId } = listedIn(conversation);
	const all = [...byId].filter(([, listings]) => !listings.every(({ message }) => message.isInternal));
	const messages: WrittenMessage[] = [];
	for (let next = 0; next < all.length; next += AT_A_TIME) {
		const some = all.slice(next, next + AT_A_TIME);
		const ids = some.flatMap(([, listings]) => listings[0]?.message.id ?? []);
		const told = await fetchMessages(api, conversation.id, ids);
		for (const [key, listings] of some) messages.push(...written(conversation, listings, told.get(key)));
	}
	for (const listing of withoutId)
		if (!listing.message.isInternal) messages.push(...written(conversation, [listing], undefined));
	return inOrder(messages);
}

async function fetchMessages(
	api: GenesysApi,
	conversationId: string,
	ids: readonly string[],
): Promise<Map<string, Fields<MessageDataPayload>>> {
	const call = getMessages(conversationId, ids);
	const answer = await api.request(call);
	const list = new Fields<MessageListPayload>(answer.body);
	// Absence proves nothing: taken for "no text", an answer of somebody else would hide a conversation.
	if (!list.isList('entities')) throw explainForeign(answer, call, 'It is not a list of messages.');
	const wanted = new Set(ids.map((id) => id.toLowerCase()));
	const told = new Map<string, Fields<MessageDataPayload>>();
	for (const message of list.list('entities'))
		told.set(idOf(message, wanted, conversationId, answer, call), message);
	return told;
}

/** @throws ApiFailure for a message that was not asked for */
function idOf(
	message: Fields<MessageDataPayload>,
	wanted: ReadonlySet<string>,
	conversationId: string,
	answer: ApiResult,
	call: ApiCall,
): string {
	const id = message.text('id')?.toLowerCase();
	const isAbout = isSameId(message.text('conversationId') ?? conversationId, conversationId);
	if (id === undefined || !wanted.has(id) || !isAbout)
		throw explainForeign(answer, call, 'It has a message that was not asked for.');
	return id;
}

/** @returns nothing where it turns out to be no message */
function written(
	conversation: Conversation,
	listings: readonly Listing[],
	told: Fields<MessageDataPayload> | undefined,
): WrittenMessage[] {
	const normalized = told?.object('normalizedMessage');
	if (!isMessage(normalized?.enumeration('type'))) return [];
	const { from, who } = authorOf(listings, {
		direction: told?.enumeration('direction') ?? normalized?.enumeration('direction'),
		entity: normalized?.enumeration('originatingEntity'),
	});
	// Where the customer is not in the list, there may have been only one.
	const author =
		who ?? (from === 'customer' ? theOnly(conversation.participants.filter(isCustomer)) : undefined);
	const isGone = listings.some(({ message }) => message.isRemoved) || (told !== undefined && isDeleted(told));
	const times = [...listings.map(({ message }) => message.time), told?.text('timestamp')];
	return [
		{
			id: listings[0]?.message.id,
			time: times.find((time) => timeOf(time) !== undefined),
			from,
			// A program has no name that says anything.
			name: author?.purpose === 'api' ? undefined : author?.name,
			text: isGone ? undefined : told && textOf(told),
			isDeleted: isGone,
			isUndelivered: !isGone && listings.some(({ message }) => message.isUndelivered),
		},
	];
}

/** By time; what has none stays behind what was listed before it. */
function inOrder(messages: readonly WrittenMessage[]): WrittenMessage[] {
	let last = -Infinity;
	const placed = messages.map((message) => {
		last = timeOf(message.time) ?? last;
		return { message, place: last };
	});
	return placed.sort((one, other) => one.place - other.place).map(({ message }) => message);
}
