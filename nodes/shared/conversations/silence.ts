import {
	hasUnknownRole,
	isThere,
	lastMessageTime,
	sessionsOf,
	timeOf,
	type Conversation,
	type Session,
	type Side,
} from './conversation';
import { MINUTE_MS } from './time';
import { authorOf, listedIn, writerOf, type Listing } from './writers';

/**
 * Since when a conversation counts as silent: since the last message of a side, or since the first one that the
 * customer has left without an answer, of an agent who is still there. Only that knows a customer who does not answer from one who waits.
 */
export const IDLE_SIDES = [
	'agent',
	'anyone',
	'customer',
	'customerAfterAgent',
] as const satisfies ReadonlyArray<Side | 'customerAfterAgent'>;

export type IdleSide = (typeof IDLE_SIDES)[number];

/**
 * Since when there is silence.
 *
 * @returns milliseconds since 1970; undefined where that side never wrote, and where no reply of an agent is without an answer
 */
export function silentSince(conversation: Conversation, side: IdleSide): number | undefined {
	return side === 'customerAfterAgent'
		? repliedAt(conversation)
		: timeOf(lastMessageTime(conversation, side));
}

/**
 * How long there has been silence, by Genesys Cloud's own clock.
 *
 * @returns minutes; Infinity where it has not begun; undefined where nobody can tell
 */
export function silentMinutes(conversation: Conversation, side: IdleSide = 'anyone'): number | undefined {
	// A message whose time cannot be read may be a later one.
	const sessions = sessionsOf(conversation, side === 'customerAfterAgent' ? 'anyone' : side);
	if (sessions.some(hasUndatedMessage)) return undefined;
	const since = silentSince(conversation, side);
	if (since === undefined) return Infinity;
	const { toldAt } = conversation;
	return toldAt === undefined ? undefined : (toldAt - since) / MINUTE_MS;
}

function hasUndatedMessage({ messages }: Session): boolean {
	return messages.some(({ time }) => timeOf(time) === undefined);
}

/** When the customer was first left to answer somebody who is still there; who has gone, after a transfer say, waits for nothing. */
function repliedAt(conversation: Conversation): number | undefined {
	const { byId, withoutId } = listedIn(conversation);
	const messages = [...byId.values(), ...withoutId.map((listing) => [listing])];
	const answered = Math.max(...messages.filter(mayBeFromCustomer).map(timeOfMessage));
	const replies = messages.filter(isFromAgentWhoIsThere).map(timeOfMessage);
	const replied = Math.min(...replies.filter((time) => time > answered));
	return replied === Infinity ? undefined : replied;
}

function mayBeFromCustomer(listings: readonly Listing[]): boolean {
	const { from } = authorOf(listings);
	return from === 'customer' || from === undefined || listings.some(isListedWithAnybody);
}

function isListedWithAnybody({ participant }: Listing): boolean {
	return hasUnknownRole(participant) && participant.userId === undefined;
}

function isFromAgentWhoIsThere(listings: readonly Listing[]): boolean {
	const isThereStill = ({ participant }: Listing) =>
		writerOf(participant) === 'agent' && isThere(participant);
	return authorOf(listings).from === 'agent' && listings.some(isThereStill);
}

/** The latest, where several are told: an answer before it is none. */
function timeOfMessage(listings: readonly Listing[]): number {
	return Math.max(...listings.map(({ message }) => timeOf(message.time) ?? -Infinity));
}
