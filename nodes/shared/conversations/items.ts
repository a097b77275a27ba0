import {
	closedAt,
	isAgent,
	isAgentConnected,
	isCustomer,
	isOpen,
	isSessionOpen,
	isWebMessaging,
	isWebMessagingSession,
	lastMessageTime,
	participantSessions,
	type Conversation,
	type Participant,
	type ParticipantSession,
} from './conversation';

/** A conversation as an n8n item: flat, every key always there, the most asked-for first. */
export interface ConversationItem {
	readonly found: true;
	readonly conversationId: string;
	readonly state: 'open' | 'closed';
	/** `webmessaging`, another kind of message, or another medium. */
	readonly type: string;
	readonly startTime: string | null;
	readonly endTime: string | null;
	readonly customerName: string | null;
	readonly queueName: string | null;
	readonly agentName: string | null;
	readonly agentConnected: boolean;
	readonly externalContactId: string | null;
	readonly externalTag: string | null;
	readonly lastMessageTime: string | null;
	/** How many web messaging sessions are open. */
	readonly openSessions: number;
}

/** A session as an n8n item: flat, every key always there. */
export interface SessionItem {
	readonly conversationId: string;
	readonly sessionId: string;
	readonly participantId: string;
	readonly purpose: string;
	readonly participantName: string | null;
	readonly state: string;
	readonly open: boolean;
	readonly connectedTime: string | null;
	readonly disconnectedTime: string | null;
	readonly disconnectType: string | null;
	readonly lastMessageTime: string | null;
}

/** Makes the simplified item of a conversation. */
export function conversationItem(conversation: Conversation): ConversationItem {
	const { participants } = conversation;
	const open = isOpen(conversation);
	const current = (candidates: readonly Participant[]) =>
		candidates.findLast(hasOpenSession) ?? candidates.at(-1);
	const customer = participants.find(isCustomer);
	return {
		found: true,
		conversationId: conversation.id,
		state: open ? 'open' : 'closed',
		type: typeOf(conversation),
		startTime: conversation.startTime ?? null,
		endTime: closedAt(conversation) ?? null,
		customerName: customer?.name ?? null,
		queueName: current(participants.filter(({ queueName }) => queueName !== undefined))?.queueName ?? null,
		agentName: current(participants.filter(isAgent))?.name ?? null,
		agentConnected: isAgentConnected(conversation),
		externalContactId: customer?.externalContactId ?? null,
		externalTag: conversation.externalTag ?? null,
		lastMessageTime: lastMessageTime(conversation) ?? null,
		openSessions: participantSessions(conversation).filter(
			({ session }) => isWebMessagingSession(session) && isSessionOpen(session),
		).length,
	};
}

/** Makes the simplified item of a session. */
export function sessionItem(
	conversation: Conversation,
	{ participant, session }: ParticipantSession,
): SessionItem {
	return {
		conversationId: conversation.id,
		sessionId: session.id,
		participantId: participant.id,
		purpose: participant.purpose,
		participantName: participant.name ?? null,
		state: session.state,
		open: isSessionOpen(session),
		connectedTime: session.connectedTime ?? null,
		disconnectedTime: session.disconnectedTime ?? null,
		disconnectType: session.disconnectType ?? null,
		lastMessageTime: session.lastMessageTime ?? null,
	};
}

function typeOf(conversation: Conversation): string {
	if (isWebMessaging(conversation)) return 'webmessaging';
	const first = participantSessions(conversation)[0]?.session;
	return first?.messageType ?? first?.medium ?? 'unknown';
}

function hasOpenSession({ sessions }: Participant): boolean {
	return sessions.some(isSessionOpen);
}
