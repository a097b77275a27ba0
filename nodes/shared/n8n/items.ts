import {
	closedAt,
	isAgentConnected,
	isOpen,
	isSessionOpen,
	isWebMessaging,
	isWebMessagingSession,
	lastMessageTime,
	participantSessions,
	type Conversation,
	type ParticipantSession,
} from '../conversations/conversation';
import { agentOf, customerOf, queueOf } from '../conversations/people';

/** A conversation as an n8n item: flat, every key always there, what people look for first. */
export interface ConversationItem {
	readonly found: true;
	readonly state: 'open' | 'closed';
	readonly customerName: string | null;
	readonly queueName: string | null;
	readonly agentName: string | null;
	readonly startTime: string | null;
	readonly lastMessageTime: string | null;
	/** How many web messaging sessions are open. */
	readonly openSessions: number;
	readonly agentConnected: boolean;
	readonly conversationId: string;
	/** `webmessaging`, another kind of message, or another medium. */
	readonly type: string;
	readonly endTime: string | null;
	readonly externalContactId: string | null;
	readonly externalTag: string | null;
}

/** A session as an n8n item: flat, every key always there. */
export interface SessionItem {
	readonly purpose: string;
	readonly participantName: string | null;
	readonly state: string;
	readonly open: boolean;
	readonly connectedTime: string | null;
	readonly lastMessageTime: string | null;
	readonly disconnectedTime: string | null;
	readonly disconnectType: string | null;
	readonly sessionId: string;
	readonly participantId: string;
	readonly conversationId: string;
}

/** Makes the simplified item of a conversation. */
export function conversationItem(conversation: Conversation): ConversationItem {
	const open = isOpen(conversation);
	const customer = customerOf(conversation);
	return {
		found: true,
		state: open ? 'open' : 'closed',
		customerName: customer?.name ?? null,
		queueName: queueOf(conversation)?.name ?? null,
		agentName: agentOf(conversation)?.name ?? null,
		startTime: conversation.startTime ?? null,
		lastMessageTime: lastMessageTime(conversation) ?? null,
		openSessions: participantSessions(conversation).filter(
			({ session }) => isWebMessagingSession(session) && isSessionOpen(session),
		).length,
		agentConnected: isAgentConnected(conversation),
		conversationId: conversation.id,
		type: typeOf(conversation),
		endTime: closedAt(conversation) ?? null,
		externalContactId: customer?.externalContactId ?? null,
		externalTag: conversation.externalTag ?? null,
	};
}

/** Makes the simplified item of a session. */
export function sessionItem(
	conversation: Conversation,
	{ participant, session }: ParticipantSession,
): SessionItem {
	return {
		purpose: participant.purpose,
		participantName: participant.name ?? null,
		state: session.state,
		open: isSessionOpen(session),
		connectedTime: session.connectedTime ?? null,
		lastMessageTime: session.lastMessageTime ?? null,
		disconnectedTime: session.disconnectedTime ?? null,
		disconnectType: session.disconnectType ?? null,
		sessionId: session.id,
		participantId: participant.id,
		conversationId: conversation.id,
	};
}

function typeOf(conversation: Conversation): string {
	if (isWebMessaging(conversation)) return 'webmessaging';
	const first = participantSessions(conversation)[0]?.session;
	return first?.messageType ?? first?.medium ?? 'unknown';
}
