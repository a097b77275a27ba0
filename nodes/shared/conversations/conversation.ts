/**
 * A conversation as this package sees it, whichever resource of Genesys Cloud told about it. Plain data; all
 * enumerations are lower case, all times ISO 8601.
 */
export interface Conversation {
	readonly id: string;
	/**
	 * Open while any leg has not ended. Stuck when all of them ended long ago and Genesys Cloud has not ended the conversation;
	 * only a teardown does it then.
	 */
	readonly state: 'open' | 'stuck' | 'ended';
	/** When Genesys Cloud told this, by its own clock, in milliseconds since 1970; undefined where it did not say. */
	readonly toldAt: number | undefined;
	readonly startTime: string | undefined;
	readonly endTime: string | undefined;
	readonly externalTag: string | undefined;
	readonly divisionId: string | undefined;
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
}

/** A message as a conversation lists it; what stands in it is another resource. */
export interface Message {
	readonly id: string | undefined;
	readonly time: string | undefined;
	/** Genesys Cloud says that it has received it, so the customer has written it. */
	readonly cameIn: boolean;
	/** The customer does not have it: it did not arrive, was taken back, or is one among colleagues. */
	readonly isUndelivered: boolean;
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

export const WEB_MESSAGING = 'webmessaging';
const ENDED_STATES = new Set(['disconnected', 'terminated']);
/** An agent whose client only rings has not taken the conversation. */
const RINGING = 'alerting';
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

/** Whether the conversation has not ended, also when only an agent is left or it is stuck. Owed after-call work does not count. */
export function isOpen({ state }: Conversation): boolean {
	return state !== 'ended';
}

/** Whether the conversation has, or had, a leg of web messaging. */
export function isWebMessaging(conversation: Conversation): boolean {
	return allSessions(conversation).some(isWebMessagingSession);
}

/** What a session is: the kind of message, or else the medium. */
export function kindOf({ medium, messageType }: Session): string {
	return messageType ?? medium;
}

/** What a conversation is: web messaging as soon as one of its legs is, or else what its first leg is. */
export function typeOf(conversation: Conversation): string {
	if (isWebMessaging(conversation)) return WEB_MESSAGING;
	const [first] = allSessions(conversation);
	return first ? kindOf(first) : 'unknown';
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

/**
 * Whether an agent is in the conversation. One who has parked it means to come back to it, and a state that Genesys invents
 * tomorrow counts as being there; one whose client only rings is not.
 */
export function isAgentConnected(conversation: Conversation): boolean {
	return conversation.participants.some((participant) => isAgent(participant) && isThere(participant));
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

/** Whether a participant is the customer: the guest, in the language of web messaging. */
export function isCustomer(participant: Participant): boolean {
	return participant.purpose === 'customer' || participant.purpose === 'external';
}

/** Whether a participant is a person of the contact center. */
export function isAgent(participant: Participant): boolean {
	return participant.purpose === 'agent' || participant.purpose === 'user';
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
export function hasUnknownRole(participant: Participant): boolean {
	const { purpose } = participant;
	const isKnown =
		isCustomer(participant) || isAgent(participant) || MACHINES.has(purpose) || purpose.endsWith('flow');
	return !isKnown;
}

/** Whether a participant is certainly no person. */
export function isMachine(participant: Participant): boolean {
	const isPerson = isCustomer(participant) || isAgent(participant) || participant.userId !== undefined;
	return !isPerson && !hasUnknownRole(participant);
}

/** The time of the last message of a side; undefined where there is none, or where the source tells no messages. */
export function lastMessageTime(conversation: Conversation, side: Side = 'anyone'): string | undefined {
	return latest(sessionsOf(conversation, side).map(lastMessageOf));
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

/** The sessions of a side. */
export function sessionsOf({ participants }: Conversation, side: Side): Session[] {
	return participants
		.filter(
			(participant) =>
				side === 'anyone' || (side === 'customer' ? isCustomer(participant) : isAgent(participant)),
		)
		.flatMap(({ sessions }) => sessions);
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

/** Whether the conversation carries a tag. Case does not count, as it does not in Genesys Cloud's own search. */
export function hasTag({ externalTag }: Conversation, wanted: string): boolean {
	return externalTag?.toLowerCase() === wanted.toLowerCase();
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

/** The latest of some ISO times; what cannot be read as a time does not count. */
export function latest(times: ReadonlyArray<string | undefined>): string | undefined {
	return times.reduce(
		(last, time) => ((timeOf(time) ?? -Infinity) > (timeOf(last) ?? -Infinity) ? time : last),
		undefined,
	);
}

/** An ISO time in milliseconds since 1970; undefined for what is none. */
export function timeOf(time: string | undefined): number | undefined {
	const parts = ISO_TIME.exec(time ?? '');
	if (time === undefined || !parts) return undefined;
	const [, year, month, day] = parts;
	// The 30th of February would be taken for the 2nd of March.
	if (Number(day) > new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()) return undefined;
	const milliseconds = Date.parse(time);
	return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

/** `Date.parse` takes much more for a time: "5" is in the year 2001, and without a zone it takes this machine's. */
const ISO_TIME = /^(20\d\d)-(\d\d)-(\d\d)T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/;

function allSessions(conversation: Conversation): Session[] {
	return conversation.participants.flatMap(({ sessions }) => sessions);
}

/** Whether a text is a UUID, as most IDs of Genesys Cloud are. */
export function isUuid(text: string): boolean {
	return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** The messenger deployment that the customer uses: of the leg that goes on; without one, or where there are several, of the last. */
export function deploymentOf({ participants }: Conversation): string | undefined {
	const told = participants.flatMap(({ sessions }) =>
		sessions.filter(({ deploymentId }) => deploymentId !== undefined),
	);
	return (told.findLast(isSessionOpen) ?? told.at(-1))?.deploymentId;
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
	const isOfCustomer = purpose === 'customer' || purpose === 'external';
	const mayBeMessenger = messageType === undefined || messageType === WEB_MESSAGING;
	return isOfCustomer && mayBeMessenger && address !== undefined && isUuid(address) ? address : undefined;
}

/** Whether something is an ID of Genesys Cloud. Anything else would lead elsewhere when it is put into an address. */
export function isId(id: string | undefined): id is string {
	return id !== undefined && /^[0-9a-z-]{1,100}$/i.test(id);
}
