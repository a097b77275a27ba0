import {
	hasUnknownRole,
	lastMessageTime,
	sessionsOf,
	timeOf,
	type Conversation,
	type Session,
	type Side,
} from './conversation';
import { MINUTE_MS } from './time';
import { authorOf, listedIn, type Listing, type Writer } from './writers';

/**
 * Since when a conversation counts as silent: since the last message of a side, or since the first one of an agent that the
 * customer has left without an answer. Only the last of them knows a customer who does not answer from one who waits.
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

/** What may be the customer's counts as that: it is no reply, and may be an answer. */
function repliedAt(conversation: Conversation): number | undefined {
	const { byId, withoutId } = listedIn(conversation);
	const written = [...byId.values(), ...withoutId.map((listing) => [listing])].map(whoAndWhen);
	const answered = Math.max(...timesOf(written, ['customer', undefined]));
	const replied = Math.min(...timesOf(written, ['agent']).filter((time) => time > answered));
	return replied === Infinity ? undefined : replied;
}

interface WhoAndWhen {
	readonly from: Writer | undefined;
	readonly time: number;
}

function whoAndWhen(listings: readonly Listing[]): WhoAndWhen {
	const times = listings.map(({ message }) => timeOf(message.time) ?? -Infinity);
	const mayBeAnybody = listings.some(
		({ participant }) => hasUnknownRole(participant) && participant.userId === undefined,
	);
	return { from: mayBeAnybody ? undefined : authorOf(listings).from, time: Math.max(...times) };
}

function timesOf(written: readonly WhoAndWhen[], from: ReadonlyArray<Writer | undefined>): number[] {
	return written.filter((one) => from.includes(one.from)).map(({ time }) => time);
}
