import { Fields } from '../platform/fields';
import { isId } from '../platform/ids';
import {
	asMessageType,
	lastEnd,
	type Conversation,
	type Medium,
	type Message,
	type Participant,
	type Session,
	WEB_MESSAGING,
} from './conversation';
import { asDeployment, hasOpenSession, hasUnknownRole, isCustomer, isThere } from './participants';
import { DAY_MS, MINUTE_MS, timeOf } from './time';
import type {
	CommunicationPayload,
	ConversationPayload,
	MessageDetailsPayload,
	ParticipantPayload,
} from './payloads';

/** The names of the lists in which a participant keeps the legs, a list for each medium. */
type CommunicationList = {
	[K in keyof ParticipantPayload]-?: NonNullable<
		ParticipantPayload[K]
	> extends readonly CommunicationPayload[]
		? K
		: never;
}[keyof ParticipantPayload];

const LISTS: ReadonlyArray<readonly [CommunicationList, Medium]> = [
	['calls', 'call'],
	['callbacks', 'callback'],
	['chats', 'chat'],
	['cobrowsesessions', 'cobrowse'],
	['emails', 'email'],
	['internalMessages', 'internalMessage'],
	['messages', 'message'],
	['screenMonitorings', 'screenMonitoring'],
	['screenshares', 'screenShare'],
	['socialExpressions', 'social'],
	['videos', 'video'],
];

/** Entries of `messages` that are none: presence, typing, co-browse and receipts. */
const NO_MESSAGES = new Set(['event', 'receipt']);
/** How Genesys Cloud says of a message that the customer does not have it. */
const NOT_DELIVERED = new Set(['queued', 'failed', 'delivery-failed']);
/** Genesys Cloud writes the end of a conversation a moment after its last leg has ended; whatever is this late is stuck. */
const STUCK_AFTER_MS = 10 * MINUTE_MS;
/** An agent may be at the wrap-up for long, but not for longer than this. */
const STUCK_IN_WRAP_UP_AFTER_MS = DAY_MS;
/** A leg may be said to end a little after its conversation. An end that is longer before it is one from before a re-opening. */
const LEGS_END_WITHIN_MS = MINUTE_MS;

/**
 * Reads an answer of `GET /api/v2/conversations/{conversationId}`.
 *
 * @param toldAt when it was written, by Genesys Cloud's clock, in milliseconds since 1970
 * @param now about what time it is, where that is not told: good enough to tell minutes from hours
 * @returns undefined when the body is no conversation, or does not tell who is, or was, in it
 */
export function readConversation(
	body: unknown,
	toldAt: number | undefined,
	now: number,
): Conversation | undefined {
	const fields = new Fields<ConversationPayload>(body);
	const id = fields.text('id');
	if (fields.list('participants').some(isUnreadable)) return undefined;
	const participants = withMessageTypes(fields.list('participants').map(readParticipant));
	const sessions = participants.flatMap((participant) => participant.sessions);
	const ids = [id, ...participants.map((one) => one.id), ...sessions.map((one) => one.id)];
	// Absence proves nothing: without any leg nobody can tell whether it goes on.
	if (id === undefined || sessions.length === 0 || !ids.every(isId)) return undefined;
	const endTime = endOf(fields.text('endTime'), participants);
	return {
		id,
		state: stateOf(participants, endTime, toldAt ?? now),
		toldAt,
		startTime: fields.text('startTime'),
		endTime,
		externalTag: fields.text('externalTag'),
		divisionIds: fields.list('divisions').flatMap((one) => one.object('division').text('id') ?? []),
		participants,
	};
}

/** The end of the conversation, unless it is older than what has come after it. */
function endOf(endTime: string | undefined, participants: readonly Participant[]): string | undefined {
	const lastEnded = timeOf(lastEnd({ participants })) ?? -Infinity;
	return lastEnded - (timeOf(endTime) ?? Infinity) > LEGS_END_WITHIN_MS ? undefined : endTime;
}

function stateOf(
	participants: readonly Participant[],
	endTime: string | undefined,
	now: number,
): Conversation['state'] {
	if (participants.some(hasOpenSession)) return 'open';
	if (endTime !== undefined) return 'ended';
	const owesWrapUp = participants.some((participant) => participant.owesWrapUp);
	const patienceMs = owesWrapUp ? STUCK_IN_WRAP_UP_AFTER_MS : STUCK_AFTER_MS;
	const lastEnded = timeOf(lastEnd({ participants })) ?? Infinity;
	return now - lastEnded >= patienceMs ? 'stuck' : 'ended';
}

/** A message leg need not say which platform it is of; it is of the same as the others, or as any that is web messaging. */
function withMessageTypes(participants: readonly Participant[]): Participant[] {
	const types = new Set(
		participants.flatMap(({ sessions }) =>
			sessions.flatMap(({ medium, messageType }) =>
				medium === 'message' && messageType !== undefined ? [messageType] : [],
			),
		),
	);
	const [first] = types;
	const usual = types.has(WEB_MESSAGING) ? WEB_MESSAGING : types.size > 1 ? undefined : first;
	if (usual === undefined) return [...participants];
	return participants.map((participant) => ({
		...participant,
		sessions: participant.sessions.map((session) =>
			session.medium === 'message' ? { ...session, messageType: session.messageType ?? usual } : session,
		),
	}));
}

/** Legs or messages that are no list would count as none: an agent who is there as one who is not. */
function isUnreadable(fields: Fields<ParticipantPayload>): boolean {
	return (
		LISTS.some(([list]) => fields.isNoList(list)) ||
		fields.list('messages').some((leg) => leg.isNoList('messages'))
	);
}

function readParticipant(fields: Fields<ParticipantPayload>): Participant {
	const purpose = fields.enumeration('purpose') ?? '';
	const userId = fields.text('userId');
	// An agent may have written nothing, and Genesys Cloud may leave out such a list; whoever comes as a customer leaves a trace in it.
	const leavesTrace = isCustomer({ purpose }) || hasUnknownRole({ purpose, userId });
	const sessions = LISTS.flatMap(([list, medium]) =>
		fields.list(list).map((leg) => readSession(leg, medium, purpose, leavesTrace)),
	);
	return {
		id: fields.text('id') ?? '',
		purpose,
		name: fields.text('name'),
		userId,
		queueId: fields.text('queueId'),
		queueName: fields.text('queueName'),
		externalContactId: fields.text('externalContactId'),
		attributes: fields.mapOfTexts('attributes'),
		owesWrapUp: owesWrapUp(fields, sessions),
		sessions,
	};
}

function readSession(
	fields: Fields<CommunicationPayload>,
	medium: Medium,
	purpose: string,
	leavesTrace: boolean,
): Session {
	const messageType = asMessageType(fields.enumeration('type'));
	const address = medium === 'message' ? fields.object('toAddress').text('addressNormalized') : undefined;
	return {
		id: fields.text('id') ?? '',
		medium,
		messageType,
		state: fields.enumeration('state') ?? '',
		connectedTime: fields.text('connectedTime'),
		disconnectedTime: fields.text('disconnectedTime'),
		disconnectType: fields.enumeration('disconnectType'),
		deploymentId: asDeployment(purpose, messageType, address),
		messages: fields
			.list('messages')
			.filter((entry) => isMessage(entry.object('messageMetadata').enumeration('type')))
			.map((entry) => readMessage(entry, medium)),
		mayHideMessages: leavesTrace && medium === 'message' && !fields.isList('messages'),
	};
}

function readMessage(entry: Fields<MessageDetailsPayload>, medium: Medium): Message {
	const status = entry.enumeration('messageStatus');
	return {
		id: entry.text('messageId'),
		time: entry.text('messageTime'),
		cameIn: status === 'received',
		isUndelivered: NOT_DELIVERED.has(status ?? ''),
		isRemoved: status === 'removed',
		isInternal: medium === 'internalMessage',
	};
}

/** Whether something of a type, listed among messages, is one. */
export function isMessage(type: string | undefined): boolean {
	return !NO_MESSAGES.has(type ?? '');
}

/** Genesys requires it of everybody whom the queue has rung; who has never taken the conversation has nothing to tell. */
function owesWrapUp(fields: Fields<ParticipantPayload>, sessions: readonly Session[]): boolean {
	const hasTaken = isThere({ sessions }) || sessions.some(({ connectedTime }) => connectedTime !== undefined);
	const pending = fields
		.list('messages')
		.some((leg) => leg.object('afterCallWork').enumeration('state') === 'pending');
	const done =
		fields.flag('wrapupSkipped') ||
		(fields.isObject('wrapup') && !fields.object('wrapup').flag('provisional'));
	return (pending || (fields.flag('wrapupRequired') && hasTaken)) && !done;
}
