import { isUuid } from '../platform/ids';
import {
	type Conversation,
	isForeign,
	isSessionOpen,
	isWebMessagingSession,
	type Participant,
	type Session,
	WEB_MESSAGING,
} from './conversation';
import { latest, timeOf } from './time';

/** The ends of one conversation are not written at the same millisecond. */
const LEAVE_TOGETHER_MS = 2_000;

/** Whose last message is meant. */
export type Side = 'anyone' | 'customer' | 'agent';

/** An agent whose client only rings has not taken the conversation. */
const RINGING = 'alerting';

/**
 * Whether an agent is in the conversation. One who has parked it means to come back to it, and a state that Genesys invents
 * tomorrow counts as being there; one whose client only rings is not.
 */
export function isAgentConnected(conversation: Conversation): boolean {
	return conversation.participants.some((participant) => isStaff(participant) && isThere(participant));
}

/** Whether the customer is in the conversation, by the same measure. */
export function isCustomerConnected(conversation: Conversation): boolean {
	return conversation.participants.some((participant) => isCustomer(participant) && isThere(participant));
}

/** Whether somebody is in the conversation, and not only being rung. */
export function isThere({ sessions }: Pick<Participant, 'sessions'>): boolean {
	return sessions.some((session) => isSessionOpen(session) && session.state !== RINGING);
}

/**
 * Of some participants the one who is there now: with an open session, whoever joined last; without one, whoever left last.
 * Their order in the list says nothing: after a transfer back the current queue can stand anywhere.
 */
export function currentOf(participants: readonly Participant[]): Participant | undefined {
	return participants.reduce<Participant | undefined>(
		(best, candidate) => (best && isCloser(best, candidate) ? best : candidate),
		undefined,
	);
}

function isCloser(one: Participant, other: Participant): boolean {
	const isOpenNow = hasOpenSession(one);
	if (isOpenNow !== hasOpenSession(other)) return isOpenNow;
	const time = ({ sessions }: Participant) =>
		timeOf(
			latest(
				sessions
					.filter((session) => isSessionOpen(session) === isOpenNow)
					.map(({ connectedTime, disconnectedTime }) => (isOpenNow ? connectedTime : disconnectedTime)),
			),
		) ?? -Infinity;
	return time(one) > time(other);
}

/** Whether a participant is still in the conversation, in whatever way. */
export function hasOpenSession({ sessions }: Participant): boolean {
	return sessions.some(isSessionOpen);
}

/** Somebody with what they have, or had, in the chat alone; with all of it where they were in none. */
function inTheChat<T extends Pick<Participant, 'sessions'>>(one: T): T {
	const chats = one.sessions.filter(isWebMessagingSession);
	return chats.length > 0 ? { ...one, sessions: chats } : one;
}

/** When somebody left the chat, whatever goes on beside it, in milliseconds since 1970; undefined where that is not told. */
export function leftAt(one: Participant): number | undefined {
	return timeOf(latest(inTheChat(one).sessions.map(({ disconnectedTime }) => disconnectedTime)));
}

/** Of some who have left the chat, those who did so last: of those for whom it ends together, none goes before another. */
export function lastToLeave(participants: readonly Participant[]): Participant[] {
	const last = currentOf(participants.map(inTheChat));
	const end = last && leftAt(last);
	const isTogether = (one: Participant) =>
		end !== undefined && (leftAt(one) ?? -Infinity) >= end - LEAVE_TOGETHER_MS;
	return participants.filter((one) => one.id === last?.id || isTogether(one));
}

/** Whether somebody has passed the chat on, and so left it by themselves. */
export function hasPassedOn(one: Participant): boolean {
	const { sessions } = inTheChat(one);
	if (sessions.some(isSessionOpen)) return false;
	const end = latest(sessions.map(({ disconnectedTime }) => disconnectedTime));
	const last = sessions.findLast(({ disconnectedTime }) => disconnectedTime === end);
	return last?.disconnectType?.startsWith('transfer') === true;
}

/** What Genesys Cloud calls a customer. */
export const CUSTOMER_PURPOSES = ['customer', 'external'] as const;

/** Whether a participant is in something that does not go with the chat, such as a call. */
export function isElsewhereToo({ sessions }: Participant): boolean {
	return sessions.some((session) => isSessionOpen(session) && isForeign(session));
}

/** Whether a participant is the customer: the guest, in the language of web messaging. */
export function isCustomer({ purpose }: Pick<Participant, 'purpose'>): boolean {
	return CUSTOMER_PURPOSES.some((one) => one === purpose);
}

/** What tells the role of a participant. */
type Roled = Pick<Participant, 'purpose' | 'userId'>;

/** Whether a participant is a person of the contact center. */
export function isAgent(participant: Roled): boolean {
	return participant.purpose === 'agent' || participant.purpose === 'user';
}

/** Whether a participant is one of the organization's people: its users are, whatever their purpose is called. */
export function isStaff(participant: Roled): boolean {
	return isAgent(participant) || (participant.userId !== undefined && !isCustomer(participant));
}

/** What else takes part in a conversation: neither the customer nor a person of the contact center. */
const MACHINES: ReadonlySet<string> = new Set([
	'acd',
	'api',
	'campaign',
	'dialer',
	'fax',
	'group',
	'inbound',
	'ivr',
	'manual',
	'outbound',
	'station',
	'voicemail',
]);

/** Whether nobody can tell what a participant is: it has no purpose, or one that Genesys invents tomorrow. */
export function hasUnknownRole(participant: Roled): boolean {
	const { purpose } = participant;
	const isKnown =
		isCustomer(participant) || isStaff(participant) || MACHINES.has(purpose) || purpose.endsWith('flow');
	return !isKnown;
}

/** The customers; where nobody is known to be one, those of whom nobody can tell what they are. */
export function customersIn(participants: readonly Participant[]): Participant[] {
	const known = participants.filter(isCustomer);
	return known.length > 0 ? known : participants.filter(hasUnknownRole);
}

/** The customers who are in the chat, and not only in a call beside it; where all have left it, who did so last. */
export function customersNow(participants: readonly Participant[]): Participant[] {
	const customers = customersIn(participants);
	const inChat = customers.filter(({ sessions }) => sessions.some(isWebMessagingSession));
	const meant = inChat.length > 0 ? inChat : customers;
	const there = meant.filter((one) => hasOpenSession(inTheChat(one)));
	return there.length > 0 ? there : lastToLeave(meant);
}

/** Whether a participant is certainly no person. */
export function isMachine(participant: Participant): boolean {
	return !isCustomer(participant) && !isStaff(participant) && !hasUnknownRole(participant);
}

/** The sessions of a side. */
export function sessionsOf({ participants }: Conversation, side: Side): Session[] {
	return participants
		.filter(
			(participant) =>
				side === 'anyone' || (side === 'customer' ? isCustomer(participant) : isStaff(participant)),
		)
		.flatMap(({ sessions }) => sessions);
}

/**
 * The address that a participant's messages go to, where it is a messenger deployment.
 *
 * @param messageType of the leg; on other channels the address is that of an integration
 */
export function asDeployment(
	purpose: string,
	messageType: string | undefined,
	address: string | undefined,
): string | undefined {
	const mayBeMessenger = messageType === undefined || messageType === WEB_MESSAGING;
	return isCustomer({ purpose }) && mayBeMessenger && address !== undefined && isUuid(address)
		? address
		: undefined;
}

/** Whether somebody is among them. */
export function isAmong(people: readonly Participant[], { id }: Participant): boolean {
	return people.some((one) => one.id === id);
}
