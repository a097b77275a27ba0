import type { Models } from 'purecloud-platform-client-v2';
import type { Assumptions } from '../assumptions.mts';
import { isoTime } from '../world/clock.mts';
import type { MessageContent } from '../world/content.mts';
import type { Directory } from '../world/directory.mts';
import type {
	Communication,
	Conversation,
	Medium,
	MessageRecord,
	Participant,
	Party,
	Segment,
	WrapUp,
} from '../world/model.mts';
import { byParty, endTimeOf, externalTagOf } from '../world/model.mts';
import { defined } from './defined.mts';
import type { Spell } from './spelling.mts';
import { liveSegmentType, spelling } from './spelling.mts';

/** What the views of a conversation need to know besides the conversation. */
export interface ViewContext {
	readonly directory: Directory;
	readonly assumptions: Assumptions;
}

/** The model says that every segment has an end; a running one has none, as live answers show. */
type LiveSegment = Omit<Models.Segment, 'endTime'> & Partial<Pick<Models.Segment, 'endTime'>>;
type Live<Leg> = Omit<Leg, 'segments'> & { segments: LiveSegment[] };
type LiveParticipant = Omit<Models.Participant, 'calls' | 'messages'> & {
	calls: Live<Models.Call>[];
	messages: Live<Models.Message>[];
};

/** A Conversation with segments that may still be running. */
export type LiveConversation = Omit<Models.Conversation, 'participants'> & {
	participants: LiveParticipant[];
};

/** The answer of GET /api/v2/conversations/{conversationId}. */
export function conversationView(conversation: Conversation, context: ViewContext): LiveConversation {
	const { id, startTime, guestId, divisionIds } = conversation;
	return defined({
		id,
		startTime: isoTime(startTime),
		endTime: time(shownEnd(conversation, context.assumptions)),
		address: guestId,
		externalTag: externalTagOf(conversation),
		recordingState: context.assumptions.recordingStateCase === 'upper' ? 'NONE' : 'none',
		utilizationLabelId: '',
		inactivityTimeout: time(conversation.inactivityTimeout),
		securePause: false,
		divisions: divisionIds.map((divisionId) => ({ division: division(divisionId), entities: [] })),
		participants: byParty(conversation.participants).map((entries) =>
			participantView(conversation, entries, context),
		),
		recentTransfers: [],
		selfUri: `/api/v2/conversations/${id}`,
	});
}

/** The end time as shown: after a re-opening, perhaps still the former end. */
function shownEnd(conversation: Conversation, { reopenKeepsEndTime }: Assumptions): number | undefined {
	if (!reopenKeepsEndTime) return endTimeOf(conversation);
	return conversation.endings.findLast(({ value }) => value !== undefined)?.value;
}

/** Reference to a division. */
export function division(id: string): Models.DomainEntityRef {
	return { id, selfUri: `/api/v2/authorization/divisions/${id}` };
}

/** ISO time, or nothing. */
export function time(millis: number | undefined): string | undefined {
	return millis === undefined ? undefined : isoTime(millis);
}

function participantView(conversation: Conversation, entries: Party, context: ViewContext): LiveParticipant {
	const [participant] = entries;
	const { purpose, userId, queueId } = participant;
	const spell = spelling(context.assumptions);
	const on = (medium: Medium) => entries.filter(({ communication }) => communication.medium === medium);
	const hasLeft = entries.every(({ endTime }) => endTime !== undefined);
	const media = {
		callbacks: [],
		chats: [],
		cobrowsesessions: [],
		emails: [],
		screenshares: [],
		socialExpressions: [],
		videos: [],
	};
	return defined({
		id: participant.id,
		startTime: isoTime(participant.startTime),
		connectedTime: time(participant.connectedTime),
		endTime: hasLeft ? time(participant.endTime) : undefined,
		name: participant.name,
		userId,
		userUri: userId === undefined ? undefined : `/api/v2/users/${userId}`,
		externalContactId: purpose === 'customer' ? conversation.externalContactId : undefined,
		queueId,
		queueName: context.directory.queues.get(queueId ?? '')?.name,
		purpose: spell(purpose),
		participantType: PARTICIPANT_TYPE[purpose],
		address: purpose === 'customer' ? conversation.guestId : undefined,
		...wrapUpDuty(participant, context.directory),
		alertingTimeoutMs: purpose === 'agent' ? 30_000 : undefined,
		mediaRoles: ['full'],
		conversationRoutingData: purpose === 'acd' ? routingData(queueId) : undefined,
		attributes: Object.fromEntries(participant.attributes),
		...media,
		calls: on('call').map(({ communication }) => callView(communication, spell)),
		messages: on('message').map((entry) => messageView(conversation, entry, context, spell)),
	});
}

const PARTICIPANT_TYPE: Readonly<Record<Participant['purpose'], string | undefined>> = {
	customer: 'External',
	workflow: 'System',
	acd: undefined,
	agent: 'Internal',
	api: 'System',
};

function routingData(queueId = ''): Models.ConversationRoutingData {
	return {
		queue: { id: queueId, selfUri: `/api/v2/routing/queues/${queueId}` },
		priority: 0,
		skills: [],
		scoredAgents: [],
	};
}

const PROMPT: Readonly<Record<string, string>> = {
	MANDATORY: 'mandatory',
	MANDATORY_TIMEOUT: 'timeout',
	MANDATORY_FORCED_TIMEOUT: 'forcedTimeout',
	AGENT_REQUESTED: 'agentRequested',
	OPTIONAL: 'optional',
};

/** What an agent owes after the end, as both views of a participant show it. */
export function wrapUpDuty(
	{ purpose, queueId, wrapUp, wrapUpSkipped, communication }: Participant,
	directory: Directory,
) {
	const queue = purpose === 'agent' ? directory.queues.get(queueId ?? '') : undefined;
	const prompt = queue?.wrapUpPrompt;
	return {
		wrapupRequired: prompt?.startsWith('MANDATORY') ?? false,
		wrapupPrompt: prompt === undefined ? undefined : PROMPT[prompt],
		wrapupTimeoutMs: prompt?.endsWith('TIMEOUT') === true ? queue?.wrapUpTimeoutMs : undefined,
		wrapup: wrapUp === undefined ? undefined : wrapUpView(wrapUp),
		wrapupSkipped: wrapUpSkipped,
		startAcwTime: time(communication.afterCallWork?.startTime),
		endAcwTime: time(communication.afterCallWork?.endTime),
	};
}

/** A wrap-up that was handed in. */
function wrapUpView(wrapUp: WrapUp): Models.Wrapup {
	return defined({
		code: wrapUp.code,
		name: wrapUp.name,
		notes: wrapUp.notes,
		tags: wrapUp.tags === undefined ? undefined : [...wrapUp.tags],
		durationSeconds: wrapUp.durationSeconds ?? 0,
		endTime: isoTime(wrapUp.at),
		provisional: false,
	});
}

function messageView(
	conversation: Conversation,
	{ purpose, communication }: Participant,
	{ directory, assumptions }: ViewContext,
	spell: Spell,
): Live<Models.Message> {
	const isCustomer = purpose === 'customer';
	return defined({
		...legView(communication, spell),
		type: spell(conversation.messageType),
		provider: 'PureCloud Messaging',
		authenticated: isCustomer ? conversation.authenticated : undefined,
		...(isCustomer ? customerAddresses(conversation, directory, assumptions) : {}),
		messages: communication.messages.map((message) => messageDetails(conversation, message)),
		journeyContext: isCustomer ? journey(conversation) : undefined,
		parkTime: time(communication.parkTime),
		resumeTime: time(communication.resumeTime),
	});
}

/** To and from addresses of the customer's leg. */
export function customerAddresses(
	conversation: Conversation,
	directory: Directory,
	assumptions: Assumptions,
) {
	const to = toAddress(conversation, directory, assumptions);
	const { guestId } = conversation;
	const name = conversation.participants[0]?.name ?? '';
	return {
		toAddress: { addressNormalized: to, addressRaw: to },
		fromAddress: { name, addressNormalized: guestId, addressRaw: guestId },
	};
}

/**
 * The address that the customer wrote to: the deployment, or its flow (unverified); a number on other
 * channels.
 */
export function toAddress(
	{ deploymentId }: Conversation,
	directory: Directory,
	{ addressToIsDeployment }: Assumptions,
): string {
	if (deploymentId === undefined) return '+15550001000';
	if (addressToIsDeployment) return deploymentId;
	return directory.deployments.get(deploymentId)?.flowId ?? deploymentId;
}

function journey({
	journey: { customerId, sessionId },
	deploymentId,
}: Conversation): Models.JourneyContext | undefined {
	if (deploymentId === undefined) return undefined;
	return {
		customer: { id: customerId, idType: 'cookie' },
		customerSession: { id: sessionId, type: 'web' },
	};
}

/** One message as listed on a leg. The text is not part of it: GET …/messages/{messageId} has it. */
export function messageDetails({ id }: Conversation, message: MessageRecord): Models.MessageDetails {
	return {
		messageId: message.id,
		messageURI: `/api/v2/conversations/messages/${id}/messages/${message.id}`,
		messageStatus: messageStatus(message),
		messageSegmentCount: 1,
		messageTime: isoTime(message.at),
		media: [],
		stickers: [],
		messageMetadata: metadata(message),
	};
}

/** What became of a message; a receipt tells it of another. */
export function messageStatus({ kind, from, deletedAt }: MessageRecord): string {
	if (deletedAt !== undefined) return 'removed';
	if (kind === 'Receipt') return 'delivery-success';
	return from === 'customer' ? 'received' : 'sent';
}

function metadata({ kind, events, content, deletedAt }: MessageRecord): Models.ConversationMessageMetadata {
	return defined({
		type: kind,
		events: events?.map((event) => ({ ...event })),
		content: deletedAt === undefined ? content?.map(contentMetadata) : undefined,
	});
}

function contentMetadata(content: MessageContent): Models.ConversationMessageMetadataContent {
	const { contentType } = content;
	if (contentType !== 'Attachment') return { contentType };
	return { contentType, subType: content.attachment.mediaType };
}

function callView(communication: Communication, spell: Spell): Live<Models.Call> {
	return {
		...legView(communication, spell),
		provider: 'Edge',
		recording: false,
		muted: false,
		confined: false,
	};
}

/** Who has reached out to whom on a leg. */
export function directionOf({ isOutbound }: Communication): 'inbound' | 'outbound' {
	return isOutbound === true ? 'outbound' : 'inbound';
}

function legView(communication: Communication, spell: Spell) {
	const { afterCallWork, disconnectType } = communication;
	return defined({
		id: communication.id,
		state: spell(communication.state),
		initialState: spell(communication.initialState),
		direction: spell(directionOf(communication)),
		held: false,
		disconnectType: disconnectType === undefined ? undefined : spell(disconnectType),
		startAlertingTime: time(communication.alertingSince),
		connectedTime: time(communication.connectedTime),
		disconnectedTime: time(communication.disconnectedTime),
		peerId: communication.peerId,
		segments: communication.segments.map((segment) => segmentView(segment)),
		afterCallWork:
			afterCallWork === undefined
				? {}
				: defined({
						state: spell(afterCallWork.state),
						startTime: isoTime(afterCallWork.startTime),
						endTime: time(afterCallWork.endTime),
					}),
		afterCallWorkRequired: afterCallWork?.state === 'pending',
	});
}

function segmentView(segment: Segment): LiveSegment {
	return defined({
		startTime: isoTime(segment.start),
		endTime: time(segment.end),
		type: liveSegmentType(segment.kind),
		howEnded: howEnded(segment),
		disconnectType: segment.disconnectType,
	});
}

function howEnded({ end, disconnectType }: Segment): string | undefined {
	if (end === undefined) return undefined;
	return disconnectType === undefined ? 'Interact' : 'Disconnect';
}
