import { hasUnknownRole, isThere, sessionsOf, type Side } from './participants';
import { latest, timeOf, MINUTE_MS } from './time';
import { isSessionOpen, lastMessageOf, type Conversation, type Session } from './conversation';
import { authorOf, listedIn, writerOf, type Listing } from './writers';

/**
 * Since when a conversation counts as silent: since the last message of a side, or since the last one of an agent that the customer
 * has not answered. Only that knows a customer who does not answer from one who waits.
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
	return side === 'customerAfterAgent' ? repliedAt(conversation) : lastWrittenAt(conversation, side);
}

/**
 * How long there has been silence, by Genesys Cloud's own clock.
 *
 * @returns minutes; Infinity where it has not begun; undefined where nobody can tell
 */
export function silentMinutes(conversation: Conversation, side: IdleSide = 'anyone'): number | undefined {
	const since = silentSince(conversation, side);
	// A message that is not told, or whose time cannot be read, may be a later one.
	const sessions = sessionsOf(conversation, side === 'customerAfterAgent' ? 'anyone' : side);
	if (sessions.some((one) => mayHaveLaterMessage(one, since))) return undefined;
	if (since === undefined) return Infinity;
	const { toldAt } = conversation;
	return toldAt === undefined ? undefined : (toldAt - since) / MINUTE_MS;
}

function mayHaveLaterMessage(session: Session, since = -Infinity): boolean {
	const { disconnectedTime, mayHideMessages, messages } = session;
	// Nobody writes on a session after its end.
	const latestHidden = isSessionOpen(session) ? Infinity : (timeOf(disconnectedTime) ?? Infinity);
	return (mayHideMessages && latestHidden > since) || messages.some(({ time }) => timeOf(time) === undefined);
}

/** When a side wrote last, be it to colleagues only: whoever asks them is at work. */
function lastWrittenAt(conversation: Conversation, side: Side): number | undefined {
	return timeOf(latest(sessionsOf(conversation, side).map(lastMessageOf)));
}

/**
 * When an agent last wrote since the customer did, where something of that has come to the customer. Where all who wrote that have
 * gone, after a transfer say, the customer waits for the next one.
 */
function repliedAt(conversation: Conversation): number | undefined {
	const { byId, withoutId } = listedIn(conversation);
	const messages = [...byId.values(), ...withoutId.map((listing) => [listing])];
	const answered = Math.max(...messages.filter(mayBeFromCustomer).map(timeOfMessage));
	const written = messages.filter((one) => authorOf(one).from === 'agent' && timeOfMessage(one) > answered);
	// What is on its way is no reply yet, but whoever sends it is at work.
	return written.some(isReply) ? Math.max(...written.map(timeOfMessage)) : undefined;
}

function mayBeFromCustomer(listings: readonly Listing[]): boolean {
	const { from } = authorOf(listings);
	return from === 'customer' || from === undefined || listings.some(isListedWithAnybody);
}

function isListedWithAnybody({ participant }: Listing): boolean {
	return hasUnknownRole(participant);
}

function isReply(listings: readonly Listing[]): boolean {
	const isThereStill = ({ participant }: Listing) =>
		writerOf(participant) === 'agent' && isThere(participant);
	return (
		listings.some(isThereStill) &&
		!listings.some(({ message }) => message.isUndelivered || message.isRemoved || message.isInternal)
	);
}

/** The latest, where several are told: an answer before it is none. */
function timeOfMessage(listings: readonly Listing[]): number {
	return Math.max(...listings.map(({ message }) => timeOf(message.time) ?? -Infinity));
}
