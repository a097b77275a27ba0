import { isCustomer, isMachine, isStaff } from './participants';
import { timeOf } from './time';
import type { Conversation, Message, Participant } from './conversation';

/** Who wrote, as far as it matters to people: a flow or a queue speaks for the system. */
export type Writer = 'customer' | 'agent' | 'bot' | 'system';

/** A message, and one of those with whom it is listed. */
export interface Listing {
	readonly message: Message;
	readonly participant: Participant;
}

/** Who has written something, as far as that was told. */
interface Author {
	readonly from: Writer | undefined;
	/** Undefined also where it may be any of several. */
	readonly who: Participant | undefined;
}

/** What the message itself tells of whoever has written it. */
export interface OfMessage {
	/** `inbound` or `outbound`. */
	readonly direction?: string | undefined;
	/** `human` or `bot`. */
	readonly entity?: string | undefined;
}

/**
 * Who has written a message. It may be listed with several participants; what was not told is left open.
 *
 * @param listings at least one
 */
export function authorOf(listings: readonly Listing[], { direction, entity }: OfMessage = {}): Author {
	const participants = listings.map(({ participant }) => participant);
	const customers = participants.filter(isCustomer);
	const others = participants.filter((one) => !isCustomer(one));
	const cameIn = direction === 'inbound' || listings.some(({ message }) => message.cameIn);
	if (cameIn && direction !== 'outbound') return { from: 'customer', who: theOnly(customers) };
	if (direction !== 'outbound' && customers.length > 0)
		return others.length > 0 ? NOBODY_KNOWS : { from: 'customer', who: theOnly(customers) };
	const senders = sendersAmong(others, entity);
	// What is listed with the customer alone is from somebody who is not in the list.
	if (senders.length === 0) return { from: entity === 'bot' ? 'bot' : 'system', who: undefined };
	const [from, ...more] = new Set(senders.map((one) => senderOf(one, entity)));
	return { from: more.length > 0 ? undefined : from, who: theOnly(senders) };
}

const NOBODY_KNOWS: Author = { from: undefined, who: undefined };

/** Of those on the side of the contact center the people, unless it was a machine by Genesys Cloud's own word. */
function sendersAmong(others: readonly Participant[], entity: string | undefined): readonly Participant[] {
	const machines = others.filter(isMachine);
	const people = others.filter((one) => !isMachine(one));
	const [first, second] = entity === 'bot' ? [machines, people] : [people, machines];
	return first.length > 0 ? first : second;
}

function senderOf(sender: Participant, entity: string | undefined): Writer {
	const writer = writerOf(sender);
	// What a program sends through the API speaks for the contact center, whatever it is said to be.
	return writer === 'system' && entity === 'bot' && !isApi(sender) ? 'bot' : writer;
}

function isApi({ purpose }: Participant): boolean {
	return purpose === 'api';
}

/** The one of that name; undefined where there are several names, or none. */
export function theOnly(participants: readonly Participant[]): Participant | undefined {
	return new Set(participants.map(({ name }) => name)).size === 1 ? participants[0] : undefined;
}

/** Who wrote last, be it to colleagues only; undefined where nobody has, or where the source tells no messages. */
export function lastAuthor(conversation: Conversation): Author | undefined {
	const latest = latestOf(listingsIn(conversation));
	return latest.length > 0 ? authorOf(latest) : undefined;
}

/** What wrote last; undefined where nobody has, where the source tells no messages, or where it may be anybody. */
export function lastMessageFrom(conversation: Conversation): Writer | undefined {
	const latest = latestOf(inTheChat(conversation));
	return latest.length > 0 ? authorOf(latest).from : undefined;
}

/** When that was; undefined where nobody has written, or where the source tells no messages. */
export function lastMessageTime(conversation: Conversation): string | undefined {
	return latestOf(inTheChat(conversation))[0]?.message.time;
}

/** What colleagues write to each other is none of the conversation. */
function inTheChat(conversation: Conversation): Listing[] {
	return listingsIn(conversation).filter(({ message }) => !message.isInternal);
}

/** The last message, with everyone with whom it is listed. */
function latestOf(listings: readonly Listing[]): Listing[] {
	const dated = listings.flatMap((listing) => {
		const time = timeOf(listing.message.time);
		return time === undefined ? [] : [{ listing, time }];
	});
	const last = Math.max(...dated.map(({ time }) => time));
	return dated.filter(({ time }) => time === last).map(({ listing }) => listing);
}

/** Every message with everyone with whom it is listed, in the order of the participants. */
export function listingsIn({ participants }: Conversation): Listing[] {
	return participants.flatMap((participant) =>
		participant.sessions.flatMap(({ messages }) => messages.map((message) => ({ message, participant }))),
	);
}

interface Listed {
	/** By ID in lower case; the same message may be listed with several participants. */
	readonly byId: ReadonlyMap<string, readonly Listing[]>;
	readonly withoutId: readonly Listing[];
}

/** Every message once, with everyone with whom it is listed; without an ID, nobody can tell which are the same. */
export function listedIn(conversation: Conversation): Listed {
	const byId = new Map<string, Listing[]>();
	const withoutId: Listing[] = [];
	for (const listing of listingsIn(conversation)) {
		const key = listing.message.id?.toLowerCase();
		if (key === undefined) withoutId.push(listing);
		else byId.set(key, [...(byId.get(key) ?? []), listing]);
	}
	return { byId, withoutId };
}

/** What a participant is as somebody who writes. */
export function writerOf(participant: Participant): Writer {
	if (isCustomer(participant)) return 'customer';
	if (isStaff(participant)) return 'agent';
	return participant.purpose === 'botflow' ? 'bot' : 'system';
}
