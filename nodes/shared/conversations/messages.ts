import type { ApiCall, ApiResult, GenesysApi } from '../platform/api';
import { explainForeign } from '../platform/explain';
import { Fields } from '../platform/fields';
import { getMessages } from './calls';
import { isCustomer, isMachine, timeOf, type Conversation, type Participant } from './conversation';
import { isSameId } from './live';
import { isDeleted, textOf } from './message-text';
import type { MessageDataPayload, MessageListPayload } from './payloads';
import { writerOf, type Writer } from './people';

/** How many are asked for at a time; no limit is documented. */
const AT_A_TIME = 100;

/** Something that somebody has written or sent. */
export interface WrittenMessage {
	readonly id: string | undefined;
	/** ISO 8601; undefined where Genesys Cloud does not tell it. */
	readonly time: string | undefined;
	readonly from: Writer;
	readonly name: string | undefined;
	/** Undefined where Genesys Cloud gives none. */
	readonly text: string | undefined;
	/** Somebody has deleted the text. */
	readonly isDeleted: boolean;
}

/**
 * Reads all that was written in a conversation, the oldest first
 * (`POST /api/v2/conversations/messages/{conversationId}/messages/bulk`). Presence, typing, co-browsing, and receipts are no
 * messages.
 *
 * @param conversation as it was read live: the index lists no messages
 * @throws ApiFailure, also for an answer that is about something else
 */
export async function readMessages(api: GenesysApi, conversation: Conversation): Promise<WrittenMessage[]> {
	const { byId, withoutId } = listedIn(conversation);
	const all = [...byId];
	const messages: WrittenMessage[] = [];
	for (let next = 0; next < all.length; next += AT_A_TIME) {
		const some = all.slice(next, next + AT_A_TIME);
		const ids = some.flatMap(([, entries]) => entries[0]?.id ?? []);
		const told = await fetchMessages(api, conversation.id, ids);
		for (const [key, entries] of some) messages.push(written(conversation, entries, told.get(key)));
	}
	for (const entry of withoutId) messages.push(written(conversation, [entry], undefined));
	return inOrder(messages);
}

/** Where a message is listed. */
interface Entry {
	readonly id: string | undefined;
	readonly time: string | undefined;
	readonly participant: Participant;
}

interface Listed {
	/** By ID in lower case; the same message may be listed with several participants. */
	readonly byId: ReadonlyMap<string, readonly Entry[]>;
	readonly withoutId: readonly Entry[];
}

function listedIn({ participants }: Conversation): Listed {
	const byId = new Map<string, Entry[]>();
	const withoutId: Entry[] = [];
	for (const participant of participants)
		for (const { id, time } of participant.sessions.flatMap(({ messages }) => messages)) {
			const entry = { id, time, participant };
			if (id === undefined) withoutId.push(entry);
			else byId.set(id.toLowerCase(), [...(byId.get(id.toLowerCase()) ?? []), entry]);
		}
	return { byId, withoutId };
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

function written(
	conversation: Conversation,
	entries: readonly Entry[],
	told: Fields<MessageDataPayload> | undefined,
): WrittenMessage {
	const direction = told?.enumeration('direction');
	const entry = entryOf(entries, direction);
	const from = writerIn(entry?.participant, told);
	const who = from === 'customer' ? customerIn(entry, conversation) : entry?.participant;
	return {
		id: entry?.id,
		time: [entry?.time, told?.text('timestamp')].find((time) => timeOf(time) !== undefined),
		from,
		name: isNobody(who, from) ? undefined : who?.name,
		text: told && textOf(told),
		isDeleted: told !== undefined && isDeleted(told),
	};
}

/** Of all with whom a message is listed, the one who has probably written it: the customer if it came in, or else a person. */
function entryOf(entries: readonly Entry[], direction: string | undefined): Entry | undefined {
	const byCustomer = entries.find(({ participant }) => isCustomer(participant));
	const byOthers = entries.filter(({ participant }) => !isCustomer(participant));
	const byPerson = byOthers.find(({ participant }) => !isMachine(participant));
	const byOther = byPerson ?? byOthers[0];
	return direction === 'inbound' ? (byCustomer ?? byOther) : (byOther ?? byCustomer);
}

/** A program has no name that says anything, and what is listed with the customer may be from somebody who is not in the list. */
function isNobody(who: Participant | undefined, from: Writer): boolean {
	return who?.purpose === 'api' || (from !== 'customer' && who !== undefined && isCustomer(who));
}

/** The customer who has written; where several were in the conversation, nobody knows who. */
function customerIn(entry: Entry | undefined, { participants }: Conversation): Participant | undefined {
	if (entry && isCustomer(entry.participant)) return entry.participant;
	const customers = participants.filter(isCustomer);
	return new Set(customers.map(({ name }) => name)).size === 1 ? customers[0] : undefined;
}

function writerIn(
	participant: Participant | undefined,
	told: Fields<MessageDataPayload> | undefined,
): Writer {
	const direction = told?.enumeration('direction');
	if (direction === 'inbound') return 'customer';
	const writer = participant ? writerOf(participant) : 'system';
	const isOfMachine = writer === 'system' || (writer === 'customer' && direction === 'outbound');
	// What a program sends through the API speaks for the contact center, whatever it is said to be.
	if (!isOfMachine || participant?.purpose === 'api') return writer;
	const isOfBot = told?.object('normalizedMessage').enumeration('originatingEntity') === 'bot';
	return isOfBot ? 'bot' : 'system';
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
