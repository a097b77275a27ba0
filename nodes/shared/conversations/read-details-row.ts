import { Fields } from '../platform/fields';
import type { Conversation, Medium, Participant, Session } from './conversation';
import type {
	DetailsParticipantPayload,
	DetailsRowPayload,
	DetailsSegmentPayload,
	DetailsSessionPayload,
} from './payloads';

const MEDIA: Readonly<Record<string, Medium>> = {
	callback: 'callback',
	chat: 'chat',
	cobrowse: 'cobrowse',
	email: 'email',
	internalmessage: 'internalMessage',
	message: 'message',
	screenmonitoring: 'screenMonitoring',
	screenshare: 'screenShare',
	social: 'social',
	video: 'video',
	voice: 'call',
};

/**
 * Reads a row of `POST /api/v2/analytics/conversations/details/query`. The index tells no messages and no leg states; a
 * leg is taken as open while its last segment has no end, and owed after-call work is not a segment that keeps it open.
 *
 * @returns undefined when the row has no conversation ID
 */
export function readDetailsRow(row: unknown): Conversation | undefined {
	const fields = new Fields<DetailsRowPayload>(row);
	const id = fields.text('conversationId');
	if (id === undefined) return undefined;
	const endTime = fields.text('conversationEnd');
	return {
		id,
		startTime: fields.text('conversationStart'),
		endTime,
		externalTag: fields.text('externalTag'),
		participants: fields.list('participants').map((participant) => readParticipant(participant, endTime)),
	};
}

function readParticipant(
	fields: Fields<DetailsParticipantPayload>,
	conversationEnd: string | undefined,
): Participant {
	const sessions = fields.list('sessions');
	const queueIds = sessions.flatMap((session) =>
		session.list('segments').map((segment) => segment.text('queueId')),
	);
	return {
		id: fields.text('participantId') ?? '',
		purpose: fields.enumeration('purpose') ?? '',
		name: fields.text('participantName'),
		userId: fields.text('userId'),
		queueId: queueIds.findLast((queueId) => queueId !== undefined),
		// The participant that stands for a queue bears the queue's name.
		queueName: fields.enumeration('purpose') === 'acd' ? fields.text('participantName') : undefined,
		externalContactId: fields.text('externalContactId'),
		attributes: [],
		owesWrapUp: false,
		sessions: sessions.map((session) => readSession(session, conversationEnd)),
	};
}

function readSession(fields: Fields<DetailsSessionPayload>, conversationEnd: string | undefined): Session {
	const segments = fields
		.list('segments')
		.filter((segment) => segment.enumeration('segmentType') !== 'wrapup');
	const last = segments.at(-1);
	const ended = conversationEnd !== undefined || last === undefined || last.text('segmentEnd') !== undefined;
	return {
		id: fields.text('sessionId') ?? '',
		medium: MEDIA[fields.enumeration('mediaType') ?? ''] ?? 'call',
		messageType: fields.enumeration('messageType'),
		state: ended ? 'disconnected' : stateOf(last),
		connectedTime: segments[0]?.text('segmentStart'),
		disconnectedTime: ended ? (last?.text('segmentEnd') ?? conversationEnd) : undefined,
		disconnectType: ended ? last?.enumeration('disconnectType') : undefined,
		lastMessageTime: undefined,
	};
}

function stateOf(segment: Fields<DetailsSegmentPayload>): string {
	const type = segment.enumeration('segmentType');
	return type === 'alert' ? 'alerting' : type === 'parked' ? 'parked' : 'connected';
}
