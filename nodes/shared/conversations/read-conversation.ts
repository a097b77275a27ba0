import { Fields } from '../platform/fields';
import { latest, type Conversation, type Medium, type Participant, type Session } from './conversation';
import type { CommunicationPayload, ConversationPayload, ParticipantPayload } from './payloads';

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

/**
 * Reads an answer of `GET /api/v2/conversations/{conversationId}`.
 *
 * @returns undefined when the body is no conversation
 */
export function readConversation(body: unknown): Conversation | undefined {
	const fields = new Fields<ConversationPayload>(body);
	const id = fields.text('id');
	if (id === undefined) return undefined;
	return {
		id,
		startTime: fields.text('startTime'),
		endTime: fields.text('endTime'),
		externalTag: fields.text('externalTag'),
		participants: fields.list('participants').map(readParticipant),
	};
}

function readParticipant(fields: Fields<ParticipantPayload>): Participant {
	const sessions = LISTS.flatMap(([list, medium]) =>
		fields.list(list).map((leg) => readSession(leg, medium)),
	);
	return {
		id: fields.text('id') ?? '',
		purpose: fields.enumeration('purpose') ?? '',
		name: fields.text('name'),
		userId: fields.text('userId'),
		queueId: fields.text('queueId'),
		queueName: fields.text('queueName'),
		externalContactId: fields.text('externalContactId'),
		attributes: fields.texts('attributes'),
		owesWrapUp: owesWrapUp(fields),
		sessions,
	};
}

function readSession(fields: Fields<CommunicationPayload>, medium: Medium): Session {
	return {
		id: fields.text('id') ?? '',
		medium,
		messageType: fields.enumeration('type'),
		state: fields.enumeration('state') ?? '',
		connectedTime: fields.text('connectedTime'),
		disconnectedTime: fields.text('disconnectedTime'),
		disconnectType: fields.enumeration('disconnectType'),
		lastMessageTime: latest(fields.list('messages').map((message) => message.text('messageTime'))),
	};
}

function owesWrapUp(fields: Fields<ParticipantPayload>): boolean {
	const pending = fields
		.list('messages')
		.some((leg) => leg.object('afterCallWork').enumeration('state') === 'pending');
	const done =
		fields.flag('wrapupSkipped') || (fields.has('wrapup') && !fields.object('wrapup').flag('provisional'));
	return (pending || fields.flag('wrapupRequired')) && !done;
}
