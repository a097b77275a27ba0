import { latest, timeOf } from './time';

/**
 * A conversation as this package sees it, whichever resource of Genesys Cloud told about it. Plain data; all
 * enumerations are lower case, all times ISO 8601.
 */
export interface Conversation {
	readonly id: string;
	/**
	 * Open while any leg has not ended; by the index, as long as it tells no end. Stuck when all of them ended long ago and Genesys Cloud has not ended the conversation;
	 * only a teardown does it then.
	 */
	readonly state: 'open' | 'stuck' | 'ended';
	/** When Genesys Cloud told this, by its own clock, in milliseconds since 1970; undefined where it did not say. */
	readonly toldAt: number | undefined;
	readonly startTime: string | undefined;
	readonly endTime: string | undefined;
	readonly externalTag: string | undefined;
	readonly divisionIds: readonly string[];
	readonly participants: readonly Participant[];
}

export interface Participant {
	readonly id: string;
	readonly purpose: string;
	readonly name: string | undefined;
	readonly userId: string | undefined;
	readonly queueId: string | undefined;
	readonly queueName: string | undefined;
	readonly externalContactId: string | undefined;
	/** What the flow, the messenger or an agent has noted; not told by the index. */
	readonly attributes: readonly Attribute[];
	/** Has still to say how the conversation went: now, or once it is over for whoever is there yet. Not told by the index. */
	readonly owesWrapUp: boolean;
	readonly sessions: readonly Session[];
}

export type Attribute = readonly [name: string, value: string];

/**
 * One leg of a participant on one medium. The Platform API calls it a communication, analytics and the events call it a
 * session, and so do the people who work with it.
 */
export interface Session {
	readonly id: string;
	readonly medium: Medium;
	/** Of a message: webmessaging, open, whatsapp …; undefined where it is not known. */
	readonly messageType: string | undefined;
	/** alerting, connected, parked, disconnected; terminated for a call. */
	readonly state: string;
	readonly connectedTime: string | undefined;
	readonly disconnectedTime: string | undefined;
	readonly disconnectType: string | undefined;
	/** The messenger deployment that a customer writes to on it. */
	readonly deploymentId: string | undefined;
	/** What somebody wrote or sent on it; the index tells none. */
	readonly messages: readonly Message[];
	/** There may be messages that are not told. */
	readonly mayHideMessages: boolean;
}

/** A message as a conversation lists it; what stands in it is another resource. */
export interface Message {
	readonly id: string | undefined;
	readonly time: string | undefined;
	/** Genesys Cloud says that it has received it, so the customer has written it. */
	readonly cameIn: boolean;
	/** Genesys Cloud says that the customer does not have it: it did not arrive, or not yet. */
	readonly isUndelivered: boolean;
	/** Genesys Cloud says that it was taken back. */
	readonly isRemoved: boolean;
	/** Colleagues write it to each other; the customer never has it. */
	readonly isInternal: boolean;
}

export type Medium =
	| 'call'
	| 'callback'
	| 'chat'
	| 'cobrowse'
	| 'email'
	| 'internalMessage'
	| 'message'
	| 'screenMonitoring'
	| 'screenShare'
	| 'social'
	| 'video';

export const WEB_MESSAGING = 'webmessaging';

const ENDED_STATES = new Set(['disconnected', 'terminated']);

/** What comes along with a chat and goes with it. All else beside a chat is a conversation of its own right. */
const COMPANIONS: ReadonlySet<Medium> = new Set([
	'cobrowse',
	'screenShare',
	'screenMonitoring',
	'internalMessage',
]);

/** Whether a session has not ended. A state that Genesys invents tomorrow counts as open. */
export function isSessionOpen(session: Session): boolean {
	return !ENDED_STATES.has(session.state);
}

/** Whether a session is a leg of web messaging. */
export function isWebMessagingSession(session: Session): boolean {
	return session.medium === 'message' && session.messageType === WEB_MESSAGING;
}

/** Whether a session is an open leg of web messaging. */
export function isOpenChat(session: Session): boolean {
	return isSessionOpen(session) && isWebMessagingSession(session);
}

/** Whether the conversation has not ended, also when only an agent is left or it is stuck. Owed after-call work does not count. */
export function isOpen({ state }: Conversation): boolean {
	return state !== 'ended';
}

/** Whether the conversation has, or had, a leg of web messaging. */
export function isWebMessaging(conversation: Conversation): boolean {
	return allSessions(conversation).some(isWebMessagingSession);
}

/** The kind of messages as an answer tells it; undefined where Genesys Cloud says that it does not know. */
export function asMessageType(told: string | undefined): string | undefined {
	return told === 'unknown' ? undefined : told;
}

/** What a session is: the kind of message, or else the medium. */
export function channelOf({ medium, messageType }: Session): string {
	return messageType ?? medium;
}

/** What a conversation is: web messaging as soon as one of its legs is, or else what its first leg is. */
export function typeOf(conversation: Conversation): string {
	if (isWebMessaging(conversation)) return WEB_MESSAGING;
	const [first] = allSessions(conversation);
	return first ? channelOf(first) : 'unknown';
}

/**
 * A leg that is open and neither web messaging nor something that belongs to a chat: a voice call, say. Whoever closes
 * the whole conversation would cut it off.
 */
export function foreignOpenSession(conversation: Conversation): Session | undefined {
	return allSessions(conversation).find((session) => isSessionOpen(session) && isForeign(session));
}

/** Whether a session is neither web messaging nor something that belongs to a chat. */
export function isForeign(session: Session): boolean {
	return !isWebMessagingSession(session) && !COMPANIONS.has(session.medium);
}

/** When somebody last wrote or sent something on a session. */
export function lastMessageOf({ messages }: Session): string | undefined {
	return latest(messages.map(({ time }) => time));
}

/** The conversation as if some messages had not been sent. */
export function withoutMessages(conversation: Conversation, ids: ReadonlySet<string>): Conversation {
	if (ids.size === 0) return conversation;
	const isKept = ({ id }: Message) => id === undefined || !ids.has(id.toLowerCase());
	return {
		...conversation,
		participants: conversation.participants.map((participant) => ({
			...participant,
			sessions: participant.sessions.map((session) => ({
				...session,
				messages: session.messages.filter(isKept),
			})),
		})),
	};
}

/**
 * Whether the conversation carries exactly this tag. Genesys Cloud's search does not look at case; but there are systems whose IDs
 * differ by nothing else.
 */
export function hasTag({ externalTag }: Conversation, wanted: string): boolean {
	return externalTag === wanted;
}

/** Whether the conversation carries a tag that differs from this one by case only. */
export function hasTagInOtherCase({ externalTag }: Conversation, wanted: string): boolean {
	return externalTag !== wanted && externalTag?.toLowerCase() === wanted.toLowerCase();
}

/** When the conversation ended; undefined while it is open. */
export function closedAt(conversation: Conversation): string | undefined {
	if (isOpen(conversation)) return undefined;
	return timeOf(conversation.endTime) === undefined ? lastEnd(conversation) : conversation.endTime;
}

/** When the last leg that has ended did so. */
export function lastEnd({ participants }: Pick<Conversation, 'participants'>): string | undefined {
	return latest(participants.flatMap(({ sessions }) => sessions.map((session) => session.disconnectedTime)));
}

/** The session of a given ID and the participant that it belongs to. */
export function findSession(conversation: Conversation, sessionId: string): ParticipantSession | undefined {
	const wanted = sessionId.toLowerCase();
	return participantSessions(conversation).find(({ session }) => session.id.toLowerCase() === wanted);
}

export interface ParticipantSession {
	readonly participant: Participant;
	readonly session: Session;
}

/** Every session together with its participant, in the order in which they joined. */
export function participantSessions(conversation: Conversation): ParticipantSession[] {
	return conversation.participants.flatMap((participant) =>
		participant.sessions.map((session) => ({ participant, session })),
	);
}

/** The sessions in which people write. What goes on beside them, such as co-browsing, may come and go without a trace. */
export function messageSessions(conversation: Conversation): Session[] {
	return allSessions(conversation).filter(({ medium }) => medium === 'message');
}

function allSessions(conversation: Conversation): Session[] {
	return conversation.participants.flatMap(({ sessions }) => sessions);
}

/** The messenger deployment that the customer uses: of the leg that goes on; without one, or where there are several, of the last. */
export function deploymentOf({ participants }: Conversation): string | undefined {
	const told = participants.flatMap(({ sessions }) =>
		sessions.filter(({ deploymentId }) => deploymentId !== undefined),
	);
	return (told.findLast(isSessionOpen) ?? told.at(-1))?.deploymentId;
}
