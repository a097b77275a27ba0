import type { Models } from 'purecloud-platform-client-v2';
import { isoTime } from '../world/clock.mts';
import type { Conversation, Participant, Party, Segment } from '../world/model.mts';
import { byParty } from '../world/model.mts';
import type { ViewContext } from '../views/conversation.mts';
import { directionOf, time, toAddress } from '../views/conversation.mts';
import { defined } from '../views/defined.mts';
import type { Spell } from '../views/spelling.mts';
import { analyticsDisconnectType, spelling } from '../views/spelling.mts';
import { customerTakesPart, initiator, originatingDirection } from './dimensions.mts';
import { endSeen, participantsSeen, seen, tagSeen } from './horizon.mts';

/** A conversation as the details query and its point reads show it, up to a horizon. */
export function analyticsRow(
	conversation: Conversation,
	horizon: number,
	context: ViewContext,
): Models.AnalyticsConversationWithoutAttributes {
	const spell = spelling(context.assumptions);
	return defined({
		conversationId: conversation.id,
		conversationStart: isoTime(conversation.startTime),
		conversationEnd: time(endSeen(conversation, horizon)),
		conversationInitiator: spell(initiator(conversation)),
		customerParticipation: customerTakesPart(conversation, horizon),
		originatingDirection: spell(originatingDirection(conversation)),
		externalTag: tagSeen(conversation, horizon),
		inactivityTimeout: time(conversation.inactivityTimeout),
		divisionIds: [...conversation.divisionIds],
		participants: byParty(participantsSeen(conversation).filter(({ startTime }) => startTime <= horizon)).map(
			(entries) => participantRow(conversation, entries, horizon, context, spell),
		),
	});
}

function participantRow(
	conversation: Conversation,
	entries: Party,
	horizon: number,
	context: ViewContext,
	spell: Spell,
): Models.AnalyticsParticipantWithoutAttributes {
	const [{ id, name, purpose, userId }] = entries;
	return defined({
		participantId: id,
		participantName: name,
		purpose: spell(purpose),
		userId,
		externalContactId: purpose === 'customer' ? conversation.externalContactId : undefined,
		sessions: entries.map((entry) => sessionRow(conversation, entry, horizon, context, spell)),
	});
}

function sessionRow(
	conversation: Conversation,
	participant: Participant,
	horizon: number,
	context: ViewContext,
	spell: Spell,
): Models.AnalyticsSession {
	const { communication, purpose } = participant;
	const isMessage = communication.medium === 'message';
	const connected = seen(communication.connectedTime, horizon);
	return defined({
		sessionId: communication.id,
		mediaType: spell(isMessage ? 'message' : 'voice'),
		messageType: isMessage ? spell(conversation.messageType) : undefined,
		direction: spell(directionOf(communication)),
		provider: isMessage ? 'PureCloud Messaging' : 'Edge',
		peerId: communication.peerId,
		...(purpose === 'customer' ? customerFields(conversation, context) : {}),
		flow: purpose === 'workflow' ? flowRow(participant, horizon, context) : undefined,
		metrics: connected === undefined ? [] : [{ name: 'nConnected', value: 1, emitDate: isoTime(connected) }],
		segments: communication.segments
			.filter(({ start }) => start <= horizon)
			.map((segment) => segmentRow(segment, horizon, spell)),
	});
}

function customerFields(conversation: Conversation, { directory, assumptions }: ViewContext) {
	const isWeb = conversation.deploymentId !== undefined;
	return {
		authenticated: conversation.authenticated,
		addressFrom: conversation.guestId,
		addressTo: toAddress(conversation, directory, assumptions),
		journeyCustomerId: isWeb ? conversation.journey.customerId : undefined,
		journeyCustomerIdType: isWeb ? 'cookie' : undefined,
		journeyCustomerSessionId: isWeb ? conversation.journey.sessionId : undefined,
	};
}

function flowRow(
	{ flowId, name, communication }: Participant,
	horizon: number,
	{ directory }: ViewContext,
): Models.AnalyticsFlow {
	return defined({
		flowId,
		flowName: directory.flows.get(flowId ?? '')?.name ?? name,
		flowType: 'INBOUNDSHORTMESSAGE',
		exitReason: seen(communication.disconnectedTime, horizon) === undefined ? undefined : 'TRANSFER',
	});
}

function segmentRow(segment: Segment, horizon: number, spell: Spell): Models.AnalyticsConversationSegment {
	const end = seen(segment.end, horizon);
	const hasEnded = end !== undefined;
	const { disconnectType } = segment;
	return defined({
		segmentStart: isoTime(segment.start),
		segmentEnd: time(end),
		segmentType: spell(segment.kind),
		queueId: segment.queueId,
		conference: false,
		disconnectType:
			hasEnded && disconnectType !== undefined ? spell(analyticsDisconnectType(disconnectType)) : undefined,
		wrapUpCode: hasEnded ? segment.wrapUpCode : undefined,
		wrapUpNote: hasEnded ? segment.wrapUpNote : undefined,
	});
}
