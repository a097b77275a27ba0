import { Fields } from '../platform/fields';
import { isId } from '../platform/ids';
import {
	asMessageType,
	type Conversation,
	type Medium,
	type Participant,
	type Session,
} from './conversation';
import { asDeployment } from './participants';
import { latest, timeOf } from './time';
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
 * Reads a row of `POST /api/v2/analytics/conversations/details/query`. The index tells no messages and no leg states, and it
 * is late: only the end of the conversation itself says that it has ended. A leg is taken as open while one of its segments
 * has no end; owed after-call work is not a segment that keeps it open.
 *
 * @param toldAt when it was written, by Genesys Cloud's clock, in milliseconds since 1970
 * @returns undefined when the row has no conversation ID
 */
export function readDetailsRow(row: unknown, toldAt: number | undefined): Conversation | undefined {
	const fields = new Fields<DetailsRowPayload>(row);
	const id = fields.text('conversationId');
	if (id === undefined || !isId(id)) return undefined;
	const endTime = fields.text('conversationEnd');
	return {
		id,
		state: endTime === undefined ? 'open' : 'ended',
		toldAt,
		startTime: fields.text('conversationStart'),
		endTime,
		externalTag: fields.text('externalTag'),
		divisionIds: fields.listOfTexts('divisionIds'),
		participants: fields.list('participants').map((participant) => readParticipant(participant, endTime)),
	};
}

function readParticipant(
	fields: Fields<DetailsParticipantPayload>,
	conversationEnd: string | undefined,
): Participant {
	const purpose = fields.enumeration('purpose') ?? '';
	const sessions = fields.list('sessions');
	const inQueues = sessions
		.flatMap((session) => session.list('segments'))
		.filter((segment) => segment.text('queueId') !== undefined);
	return {
		id: fields.text('participantId') ?? '',
		purpose,
		name: fields.text('participantName'),
		userId: fields.text('userId'),
		queueId: latestOf(inQueues)?.text('queueId'),
		// The participant that stands for a queue bears the queue's name.
		queueName: purpose === 'acd' ? fields.text('participantName') : undefined,
		externalContactId: fields.text('externalContactId'),
		attributes: [],
		owesWrapUp: false,
		sessions: sessions.map((session) => readSession(session, purpose, conversationEnd)),
	};
}

type Segment = Fields<DetailsSegmentPayload>;

function readSession(
	fields: Fields<DetailsSessionPayload>,
	purpose: string,
	conversationEnd: string | undefined,
): Session {
	const segments = fields
		.list('segments')
		.filter((segment) => segment.enumeration('segmentType') !== 'wrapup');
	const open = segments.filter((segment) => segment.text('segmentEnd') === undefined);
	const isEnded = conversationEnd !== undefined || (segments.length > 0 && open.length === 0);
	const current = latestOf(isEnded ? segments : open);
	const messageType = asMessageType(fields.enumeration('messageType'));
	return {
		id: fields.text('sessionId') ?? '',
		// A medium that nobody knows is none of web messaging.
		medium: MEDIA[fields.enumeration('mediaType') ?? ''] ?? 'call',
		messageType,
		state: isEnded ? 'disconnected' : stateOf(current),
		connectedTime: earliestStart(segments),
		disconnectedTime: isEnded ? (current?.text('segmentEnd') ?? conversationEnd) : undefined,
		disconnectType: isEnded ? current?.enumeration('disconnectType') : undefined,
		deploymentId: asDeployment(purpose, messageType, fields.text('addressTo')),
		messages: [],
		mayHideMessages: true,
	};
}

/** The segment that began last, wherever it stands in the list. */
function latestOf(segments: readonly Segment[]): Segment | undefined {
	const start = latest(segments.map((segment) => segment.text('segmentStart')));
	return segments.findLast((segment) => segment.text('segmentStart') === start) ?? segments.at(-1);
}

function earliestStart(segments: readonly Segment[]): string | undefined {
	return segments
		.map((segment) => segment.text('segmentStart'))
		.filter((start) => timeOf(start) !== undefined)
		.sort((one, other) => (timeOf(one) ?? 0) - (timeOf(other) ?? 0))[0];
}

function stateOf(segment: Segment | undefined): string {
	const type = segment?.enumeration('segmentType');
	return type === 'alert' ? 'alerting' : type === 'parked' ? 'parked' : 'connected';
}
