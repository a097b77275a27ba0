/*
 * The state of the simulated organization, in the words of GET /api/v2/conversations/{conversationId}. Times
 * are epoch milliseconds. Nothing is ever deleted or overwritten without its time, so that the state at an
 * earlier moment, which is what the analytics index shows, can be read from the same records.
 */

import type { MessageContent } from './content.mts';

/**
 * Who a participant is in the conversation (Participant.purpose; analytics knows the same values); `api` for messages that
 * a call sends without an agent.
 */
export type Purpose = 'customer' | 'workflow' | 'acd' | 'agent' | 'api';

/** Message.state of one communication. */
export type CommunicationState = 'alerting' | 'connected' | 'parked' | 'disconnected';

/** Why a communication ended (Message.disconnectType). */
export type DisconnectType =
	| 'client'
	| 'endpoint'
	| 'error'
	| 'inactivity'
	| 'other'
	| 'peer'
	| 'session.expired'
	| 'spam'
	| 'system'
	| 'timeout'
	| 'transfer'
	| 'transfer.noanswer';

/** Who makes a leg end: somebody who is part of the conversation, a call of the API, or the platform by itself. */
export type Ender = 'agent' | 'api' | 'customer' | 'platform';

/** Medium of a communication; the voice call is there to be left alone by a messaging client. */
export const MEDIA = ['call', 'message'] as const;
/** One of {@link MEDIA}. */
export type Medium = (typeof MEDIA)[number];

/** Message.type, the kind of messaging channel. */
export const MESSAGE_TYPES = [
	'apple',
	'facebook',
	'instagram',
	'line',
	'open',
	'sms',
	'telegram',
	'twitter',
	'webmessaging',
	'whatsapp',
] as const;
/** One of {@link MESSAGE_TYPES}. */
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** What a stretch of a communication was (analytics segmentType). */
export type SegmentKind = 'alert' | 'interact' | 'ivr' | 'parked' | 'wrapup';

/** A stretch of time within a communication. */
export interface Segment {
	readonly kind: SegmentKind;
	readonly start: number;
	end?: number;
	disconnectType?: DisconnectType;
	readonly queueId?: string;
	wrapUpCode?: string;
	wrapUpNote?: string;
}

/** What somebody has written (ConversationMessageMetadata.type). */
export const WRITTEN = ['Text', 'Structured', 'Message'] as const;

/** What an event among the messages is about (ConversationMessageMetadataEvent.eventType). */
export const EVENT_TYPES = ['CoBrowse', 'Presence', 'Typing', 'Unknown'] as const;
/** One of {@link EVENT_TYPES}. */
export type EventType = (typeof EVENT_TYPES)[number];

/** Who sends messages. */
export const SENDERS = ['agent', 'api', 'customer', 'workflow'] as const;
/** One of {@link SENDERS}. */
export type Sender = (typeof SENDERS)[number];

/** What somebody writes. */
export interface Written {
	/** Default: none, for what is content alone. */
	readonly text?: string;
	/** Default: Structured for buttons, cards and what they are answered with, else Text. */
	readonly kind?: (typeof WRITTEN)[number];
	readonly content?: readonly MessageContent[];
	/** Of a message of the flow: a bot has written it, and not the flow itself. */
	readonly bot?: boolean;
}

/** One entry among the messages of a communication: what somebody has written, or that something has happened. */
export interface MessageRecord {
	readonly id: string;
	readonly at: number;
	readonly from: Sender;
	/** Empty for events and receipts. */
	readonly text: string;
	readonly kind: 'Event' | 'Receipt' | (typeof WRITTEN)[number];
	readonly events?: readonly { readonly eventType: EventType; readonly subType: string }[];
	readonly content?: readonly MessageContent[];
	/** A bot of the flow has written it. */
	readonly bot?: true;
	/** Since when nobody is shown its text and content any more, though it is still listed. */
	deletedAt?: number;
	/** Since when no read has it any more, though its leg still lists it. */
	goneAt?: number;
}

/** AfterCallWork.state of a communication. */
export type AfterCallWorkState = 'complete' | 'notApplicable' | 'pending' | 'skipped';

/** A code and remarks chosen for an agent's part of a conversation (Wrapup). */
export interface WrapUp {
	readonly code: string;
	readonly name?: string;
	readonly notes?: string;
	readonly tags?: readonly string[];
	readonly durationSeconds?: number;
	readonly at: number;
}

/** One leg: a participant on one medium. Analytics calls it a session and gives it the same id. */
export interface Communication {
	readonly id: string;
	readonly medium: Medium;
	readonly startTime: number;
	state: CommunicationState;
	readonly initialState: CommunicationState;
	alertingSince?: number;
	connectedTime?: number;
	disconnectedTime?: number;
	disconnectType?: DisconnectType;
	readonly peerId?: string;
	/** The organization has reached out to the customer. */
	readonly isOutbound?: true;
	readonly segments: Segment[];
	readonly messages: MessageRecord[];
	parkTime?: number;
	resumeTime?: number;
	afterCallWork?: { state: AfterCallWorkState; startTime: number; endTime?: number };
}

/** A party to a conversation, on one medium: on another one beside the chat, the same party is an entry more, with the same id. */
export interface Participant {
	readonly id: string;
	readonly purpose: Purpose;
	readonly name: string;
	readonly startTime: number;
	connectedTime?: number;
	endTime?: number;
	readonly userId?: string;
	queueId?: string;
	readonly flowId?: string;
	readonly attributes: Map<string, string>;
	readonly communication: Communication;
	wrapUp?: WrapUp;
	wrapUpSkipped?: boolean;
}

/** A value that holds from a certain time on. */
export interface Since<T> {
	readonly at: number;
	readonly value: T;
}

/** A conversation and all that ever happened in it. */
export interface Conversation {
	readonly id: string;
	readonly startTime: number;
	/** Every end and, with `undefined`, every re-opening, in order. */
	readonly endings: Since<number | undefined>[];
	/** Every value of the external tag, in order. */
	readonly externalTags: Since<string>[];
	readonly divisionIds: readonly string[];
	readonly medium: Medium;
	readonly messageType: MessageType;
	/** The guest's address; for web messaging a UUID made by the browser's messenger. */
	readonly guestId: string;
	readonly deploymentId?: string;
	readonly externalContactId?: string;
	readonly journey: { readonly customerId: string; readonly sessionId: string };
	readonly authenticated: boolean;
	/** Legs in the order they joined; a re-opened conversation grows. */
	readonly participants: Participant[];
	/** Legs that the analytics index shows and that no live read knows. */
	readonly phantoms: Participant[];
	/** When the conversation will be ended for lack of messages, if its queue says so. */
	inactivityTimeout?: number;
	/** The analytics index has heard nothing since this time (an orphan: ended live, open in analytics). */
	analyticsBlindSince?: number;
	/** Who has made a leg end last; once the conversation has ended, who ended it. */
	lastEndedBy?: Ender;
	/** Its end is missed: all legs may close, and yet no end is written anywhere until it is torn down. */
	isStuck?: boolean;
	/** Time of the newest entry in any of these records. */
	changedAt: number;
}

/** When the conversation ended, or nothing while it goes on. */
export function endTimeOf(conversation: Conversation): number | undefined {
	return conversation.endings.at(-1)?.value;
}

/** The external tag that holds now. */
export function externalTagOf(conversation: Conversation): string | undefined {
	return conversation.externalTags.at(-1)?.value;
}

/** Legs that are not disconnected, in whatever state. */
export function openParticipants(conversation: Conversation): Participant[] {
	return conversation.participants.filter(({ communication }) => communication.state !== 'disconnected');
}

/** A party by all of its entries. */
export type Party = readonly [Participant, ...Participant[]];

/** The parties of some entries, in the order in which they joined. */
export function byParty(entries: readonly Participant[]): Party[] {
	return entries
		.filter(({ id }, i) => entries.findIndex((one) => one.id === id) === i)
		.map((first) => [first, ...entries.filter((one) => one !== first && one.id === first.id)]);
}

/** Whether it was the organization that began the conversation, by a message without an agent. */
export function isBegunByApi({ participants: [first] }: Conversation): boolean {
	return first?.communication.isOutbound === true;
}

/** The newest participant with that purpose, whether or not it is still there. */
export function lastParticipant(conversation: Conversation, purpose: Purpose): Participant | undefined {
	return conversation.participants.findLast((participant) => participant.purpose === purpose);
}

/** Every message that somebody has written in the conversation, oldest first. */
export function messagesOf(conversation: Conversation): MessageRecord[] {
	return entriesOf(conversation).filter(({ kind }) => kind !== 'Event' && kind !== 'Receipt');
}

/** Everything among the messages of the conversation, oldest first. */
export function entriesOf(conversation: Conversation): MessageRecord[] {
	return conversation.participants
		.flatMap(({ communication }) => communication.messages)
		.sort((one, other) => one.at - other.at);
}
