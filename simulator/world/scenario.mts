import type { Instant } from './clock.mts';
import type { Ref } from './directory.mts';
import type { Conversation, EventType, Medium, MessageType, Purpose, Sender, Written } from './model.mts';
import { lastParticipant, messagesOf } from './model.mts';

/** How far a conversation can have come, in the order of its life. */
export const STAGES = [
	'flow',
	'queue',
	'alerting',
	'agent',
	'parked',
	'customerLeft',
	'afterCallWork',
	'ended',
	/** Everybody has left and the agent has wrapped up, and yet it has no end. */
	'stuck',
] as const;

/** How far a conversation has come. */
export type Stage = (typeof STAGES)[number];

/** A message to be put into a conversation's past; without a time it finds its place in the order given. */
export interface MessageInit extends Written {
	/** `api`: without an agent, on a leg of its own. */
	readonly from: Sender;
	readonly at?: Instant;
}

/** A message without an agent that begins a conversation. */
export interface AgentlessInit {
	/** Whoever survives the merges of this contact is meant. */
	readonly contact: Ref;
	readonly deployment: Ref;
	readonly text: string;
}

/** An event to be listed among the messages. */
export interface EventInit {
	readonly eventType: EventType;
	/** Default: Join for presence, On for typing, Offering for co-browsing. */
	readonly subType?: string;
	/** Default: the customer. */
	readonly from?: Sender;
}

/** What `startConversation` takes. */
export interface ConversationInit {
	readonly id?: string;
	readonly customerName: string;
	readonly queue: Ref;
	readonly stage: Stage;
	readonly contact?: Ref;
	readonly externalTag?: string;
	readonly attributes?: Readonly<Record<string, string>>;
	/** Default: the queue's division. */
	readonly divisionId?: string;
	/** Default: ten minutes ago. */
	readonly startedAt?: Instant;
	/** For stages after the agent's: when the customer left or the conversation ended; a believable default. */
	readonly endedAt?: Instant;
	readonly messageType?: MessageType;
	readonly medium?: Medium;
	/** Default: the first user of the directory. */
	readonly agent?: Ref;
	readonly deployment?: Ref;
	readonly authenticated?: boolean;
	/** Default: a customer's first message, and an answer if there is an agent. */
	readonly messages?: readonly MessageInit[];
}

/** The ids of one leg. */
export interface LegIds {
	readonly purpose: Purpose;
	readonly participantId: string;
	/** Called communication id by the conversations resources, session id by analytics. */
	readonly sessionId: string;
}

/** The ids that a conversation is addressed by. */
export interface ConversationHandle {
	readonly id: string;
	readonly guestId: string;
	readonly customer: LegIds;
	readonly agent?: LegIds;
	readonly legs: readonly LegIds[];
	readonly messageIds: readonly string[];
}

/**
 * The ids of a conversation as it is now.
 * @throws RangeError if nobody has joined yet
 */
export function handleOf(conversation: Conversation): ConversationHandle {
	const ids = ({ purpose, id, communication }: Conversation['participants'][number]): LegIds => ({
		purpose,
		participantId: id,
		sessionId: communication.id,
	});
	const customer = lastParticipant(conversation, 'customer');
	const agent = lastParticipant(conversation, 'agent');
	if (customer === undefined) throw new RangeError('A conversation without a customer');
	return {
		id: conversation.id,
		guestId: conversation.guestId,
		customer: ids(customer),
		...(agent === undefined ? {} : { agent: ids(agent) }),
		legs: conversation.participants.map(ids),
		messageIds: messagesOf(conversation).map(({ id }) => id),
	};
}

/** Milliseconds after the start at which each step of a usual conversation is taken. */
export interface Timetable {
	readonly flow: number;
	readonly queue: number;
	readonly alert: number;
	readonly answer: number;
	readonly last: number;
}

const USUAL: Timetable = { flow: 88, queue: 29_400, alert: 67_200, answer: 67_900, last: 20 * 60_000 };

/**
 * Lays the steps of a conversation between its start and now, at a usual pace, or quicker if there is too
 * little time.
 * @param span milliseconds from the start until now
 * @param endedAfter milliseconds from the start until the end, if it is given
 */
export function timetable(span: number, endedAfter?: number): Timetable {
	const last = endedAfter ?? Math.min(USUAL.last, Math.floor(span * 0.9));
	const pace = Math.min(1, last / (USUAL.answer * 1.1));
	const scaled = (offset: number) => Math.floor(offset * pace);
	return {
		flow: scaled(USUAL.flow),
		queue: scaled(USUAL.queue),
		alert: scaled(USUAL.alert),
		answer: scaled(USUAL.answer),
		last,
	};
}
