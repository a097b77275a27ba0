/** What a simplified item has, in the order that users know. */
export const CONVERSATION_KEYS = [
	'conversationId',
	'state',
	'customerName',
	'customerConnected',
	'queueName',
	'agentName',
	'agentConnected',
	'startTime',
	'lastMessageTime',
	'externalTag',
];
/** The same of a session. */
export const SESSION_KEYS = [
	'purpose',
	'participantName',
	'state',
	'open',
	'connectedTime',
	'lastMessageTime',
	'disconnectedTime',
	'sessionId',
	'participantId',
	'conversationId',
];
