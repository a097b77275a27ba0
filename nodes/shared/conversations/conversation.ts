/**
 * A conversation as this package sees it, whichever resource of Genesys Cloud told about it. Plain data; all
 * enumerations are lower case, all times ISO 8601.
 */
export interface Conversation {
	readonly id: string;
	readonly startTime: string | undefined;
	readonly endTime: string | undefined;
	readonly externalTag: string | undefined;
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
	/** The participant has left and has not said yet how the conversation went. */
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
	/** Of a message: webmessaging, open, whatsapp … */
	readonly messageType: string | undefined;
	/** alerting, connected, parked, disconnected; terminated for a call. */
	readonly state: string;
	readonly connectedTime: string | undefined;
	readonly disconnectedTime: string | undefined;
	readonly disconnectType: string | undefined;
	readonly lastMessageTime: string | undefined;
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

/** Whose last message is meant. */
export type Side = 'anyone' | 'customer' | 'agent';

const WEB_MESSAGING = 'webmessaging';
const ENDED_STATES = new Set(['disconnected', 'terminated']);
/** An agent who parked a conversation means to come back to it; one whose client only rings has not taken it. */
const TAKEN_STATES = new Set(['connected', 'parked']);
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

/** Whether any leg of the conversation is open, also when only an agent is left. Owed after-call work does not count. */
export function isOpen(conversation: Conversation): boolean {
	return allSessions(conversation).some(isSessionOpen);
}

/** Whether the conversation has, or had, a leg of web messaging. */
export function isWebMessaging(conversation: Conversation): boolean {
	return allSessions(conversation).some(isWebMessagingSession);
}

/**
 * A leg that is open and neither web messaging nor something that belongs to a chat: a voice call, say. Whoever closes
 * the whole conversation would cut it off.
 */
export function foreignOpenSession(conversation: Conversation): Session | undefined {
	return allSessions(conversation).find(
		(session) => isSessionOpen(session) && !isWebMessagingSession(session) && !COMPANIONS.has(session.medium),
	);
}

/** Whether an agent is in the conversation; one whose client only rings is not. */
export function isAgentConnected(conversation: Conversation): boolean {
	return conversation.participants
		.filter(isAgent)
		.some(({ sessions }) => sessions.some((session) => TAKEN_STATES.has(session.state)));
}

/** Whether a participant is the customer: the guest, in the language of web messaging. */
export function isCustomer(participant: Participant): boolean {
	return participant.purpose === 'customer' || participant.purpose === 'external';
}

/** Whether a participant is a person of the contact center. */
export function isAgent(participant: Participant): boolean {
	return participant.purpose === 'agent' || participant.purpose === 'user';
}

/** The time of the last message of a side; undefined where there is none, or where the source tells no messages. */
export function lastMessageTime(conversation: Conversation, side: Side = 'anyone'): string | undefined {
	const times = conversation.participants
		.filter(
			(participant) =>
				side === 'anyone' || (side === 'customer' ? isCustomer(participant) : isAgent(participant)),
		)
		.flatMap(({ sessions }) => sessions.map((session) => session.lastMessageTime));
	return latest(times);
}

/** Whether a participant has an attribute of this name and value. */
export function hasAttribute(conversation: Conversation, name: string, value: string): boolean {
	return conversation.participants.some(({ attributes }) =>
		attributes.some((attribute) => isAttribute(attribute, name, value)),
	);
}

/** Whether an attribute is the one that is meant. What the messenger's page sets, Genesys files under "context.". */
export function isAttribute([name, value]: Attribute, wantedName: string, wantedValue: string): boolean {
	return (name === wantedName || name === `context.${wantedName}`) && value === wantedValue;
}

/**
 * Whether the conversation carries a tag other than the one that is meant: tags can be moved, and the index learns of it
 * late. Case does not count, for Genesys Cloud does not say whether it does in a search.
 */
export function hasAnotherTag({ externalTag }: Conversation, wanted: string): boolean {
	return externalTag !== undefined && externalTag.toLowerCase() !== wanted.toLowerCase();
}

/** When the conversation ended; undefined while it is open. */
export function closedAt(conversation: Conversation): string | undefined {
	if (isOpen(conversation)) return undefined;
	return conversation.endTime ?? latest(allSessions(conversation).map((session) => session.disconnectedTime));
}

/** The session of a given ID and the participant that it belongs to. */
export function findSession(conversation: Conversation, sessionId: string): ParticipantSession | undefined {
	return participantSessions(conversation).find(({ session }) => session.id === sessionId);
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

/** The latest of some ISO times. */
export function latest(times: ReadonlyArray<string | undefined>): string | undefined {
	return times.reduce((last, time) => {
		if (time === undefined) return last;
		return last === undefined || Date.parse(time) > Date.parse(last) ? time : last;
	}, undefined);
}

function allSessions(conversation: Conversation): Session[] {
	return conversation.participants.flatMap(({ sessions }) => sessions);
}
