import type { ViewContext } from '../views/conversation.mts';
import { directionOf, toAddress } from '../views/conversation.mts';
import { analyticsDisconnectType } from '../views/spelling.mts';
import { isoTime } from '../world/clock.mts';
import type { Conversation, Participant, Segment } from '../world/model.mts';
import { isBegunByApi, messagesOf } from '../world/model.mts';
import { endSeen, seen, tagSeen } from './horizon.mts';

/** The values of a dimension; nothing where it has none. */
export type DimensionValue = readonly string[] | string | undefined;

/** Value of a conversation-level dimension (ConversationDetailQueryPredicate). */
export type ConversationDimension = (conversation: Conversation, horizon: number) => DimensionValue;

/** One segment with all that it is part of. */
export interface SegmentSight {
	readonly conversation: Conversation;
	readonly participant: Participant;
	readonly segment: Segment;
	readonly horizon: number;
	readonly context: ViewContext;
}

/** Value of a segment-level dimension (SegmentDetailQueryPredicate). */
export type SegmentDimension = (sight: SegmentSight) => DimensionValue;

const isoOrNothing = (millis: number | undefined) => (millis === undefined ? undefined : isoTime(millis));
const never = (): undefined => undefined;

/** Who has begun the conversation (AnalyticsConversation.conversationInitiator). */
export function initiator(conversation: Conversation): 'api' | 'customer' {
	return isBegunByApi(conversation) ? 'api' : 'customer';
}

/** Which way the conversation has begun (AnalyticsConversation.originatingDirection). */
export function originatingDirection(conversation: Conversation): 'inbound' | 'outbound' {
	return isBegunByApi(conversation) ? 'outbound' : 'inbound';
}

/** Whether the customer has had a part in it: whoever was only written to has none. */
export function customerTakesPart(conversation: Conversation, horizon: number): boolean {
	return (
		!isBegunByApi(conversation) ||
		messagesOf(conversation).some(({ from, at }) => from === 'customer' && at <= horizon)
	);
}

/** Every conversation-level dimension; those that these conversations never have a value for give none. */
export const CONVERSATION_DIMENSIONS: ReadonlyMap<string, ConversationDimension> = new Map<
	string,
	ConversationDimension
>([
	['accessAttribute', never],
	['conversationEnd', (conversation, horizon) => isoOrNothing(endSeen(conversation, horizon))],
	['conversationId', ({ id }) => id],
	['conversationInitiator', initiator],
	['conversationStart', ({ startTime }) => isoTime(startTime)],
	['customerParticipation', (conversation, horizon) => String(customerTakesPart(conversation, horizon))],
	['divisionId', ({ divisionIds }) => divisionIds],
	['externalTag', tagSeen],
	['mediaStatsMinConversationMos', never],
	['originatingDirection', originatingDirection],
	['originatingSocialMediaPublic', never],
]);

const ofCustomer =
	(value: SegmentDimension): SegmentDimension =>
	(sight) =>
		sight.participant.purpose === 'customer' ? value(sight) : undefined;

const ofWeb =
	(value: SegmentDimension): SegmentDimension =>
	(sight) =>
		sight.conversation.deploymentId === undefined ? undefined : value(sight);

const afterEnd =
	(value: SegmentDimension): SegmentDimension =>
	(sight) =>
		seen(sight.segment.end, sight.horizon) === undefined ? undefined : value(sight);

/**
 * Segment-level dimensions that have the same value in every segment of a conversation. Queries over a large
 * contact center name them first of all, so they are answered without looking at segments.
 */
export const SAME_IN_EVERY_SEGMENT: ReadonlyMap<string, (conversation: Conversation) => DimensionValue> =
	new Map<string, (conversation: Conversation) => DimensionValue>([
		['conference', () => 'false'],
		['mediaType', ({ medium }) => (medium === 'message' ? 'message' : 'voice')],
		['messageType', ({ medium, messageType }) => (medium === 'message' ? messageType : undefined)],
		['provider', ({ medium }) => (medium === 'message' ? 'PureCloud Messaging' : 'Edge')],
	]);

const KNOWN: readonly (readonly [string, SegmentDimension])[] = [
	['addressFrom', ofCustomer(({ conversation }) => conversation.guestId)],
	[
		'addressTo',
		ofCustomer(({ conversation, context }) =>
			toAddress(conversation, context.directory, context.assumptions),
		),
	],
	['authenticated', ofCustomer(({ conversation }) => String(conversation.authenticated))],
	[
		'canonicalExternalContactId',
		ofCustomer(({ conversation: { externalContactId }, context }) =>
			externalContactId === undefined ? undefined : context.directory.canonicalContactId(externalContactId),
		),
	],
	['cleared', ofCustomer(() => 'false')],
	[
		'disconnectType',
		afterEnd(({ segment: { disconnectType } }) =>
			disconnectType === undefined ? undefined : analyticsDisconnectType(disconnectType),
		),
	],
	['direction', ({ participant: { communication } }) => directionOf(communication)],
	['externalContactId', ofCustomer(({ conversation }) => conversation.externalContactId)],
	['flowId', ({ participant }) => participant.flowId],
	['flowName', ({ participant }) => (participant.purpose === 'workflow' ? participant.name : undefined)],
	['journeyCustomerId', ofCustomer(ofWeb(({ conversation }) => conversation.journey.customerId))],
	['journeyCustomerIdType', ofCustomer(ofWeb(() => 'cookie'))],
	['journeyCustomerSessionId', ofCustomer(ofWeb(({ conversation }) => conversation.journey.sessionId))],
	['participantName', ({ participant }) => participant.name],
	['purpose', ({ participant }) => participant.purpose],
	['queueId', ({ segment }) => segment.queueId],
	['segmentEnd', ({ segment, horizon }) => isoOrNothing(seen(segment.end, horizon))],
	['segmentType', ({ segment }) => segment.kind],
	['userId', ({ participant }) => participant.userId],
	['wrapUpCode', afterEnd(({ segment }) => segment.wrapUpCode)],
	['wrapUpNote', afterEnd(({ segment }) => segment.wrapUpNote)],
];

/** Documented, and never set in the conversations that this simulator plays. */
const UNUSED = [
	'agentAssistantId',
	'agentOwned',
	'ani',
	'bargedParticipantId',
	'callbackNumber',
	'callbackScheduledTime',
	'coachedParticipantId',
	'deliveryPushed',
	'deliveryStatus',
	'destinationAddress',
	'destinationConversationId',
	'detectedSpeechEnd',
	'detectedSpeechStart',
	'dnis',
	'edgeId',
	'engagementSource',
	'errorCode',
	'exitReason',
	'extendedDeliveryStatus',
	'externalOrganizationId',
	'flaggedReason',
	'flowOutType',
	'flowOutcome',
	'flowOutcomeId',
	'flowOutcomeValue',
	'flowVersion',
	'groupId',
	'journeyActionId',
	'journeyActionMapId',
	'mediaCount',
	'monitoredParticipantId',
	'outboundCampaignId',
	'outboundContactId',
	'outboundContactListId',
	'protocolCallId',
	'recording',
	'remote',
	'remoteNameDisplayable',
	'requestedLanguageId',
	'requestedRouting',
	'requestedRoutingSkillId',
	'scoredAgentId',
	'screenMonitoredUserId',
	'screenRecording',
	'scriptId',
	'sessionDnis',
	'sipResponseCode',
	'skillExpressionId',
	'snippetRecording',
	'subject',
	'teamId',
	'transferTargetAddress',
	'transferTargetName',
	'transferType',
	'usedRouting',
];

/** Every segment-level dimension. There is none for deployments, attributes or message texts. */
export const SEGMENT_DIMENSIONS: ReadonlyMap<string, SegmentDimension> = new Map<string, SegmentDimension>([
	...KNOWN,
	...[...SAME_IN_EVERY_SEGMENT].map(
		([name, value]) => [name, ({ conversation }: SegmentSight) => value(conversation)] as const,
	),
	...UNUSED.map((name) => [name, never] as const),
]);
