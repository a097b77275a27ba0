import {
	closedAt,
	deploymentOf,
	isOpen,
	isSessionOpen,
	isOpenChat,
	lastMessageOf,
	participantSessions,
	typeOf,
	type Conversation,
	type ParticipantSession,
} from '../conversations/conversation';
import { isAgentConnected, isCustomerConnected } from '../conversations/participants';
import { agentOf, customerOf, queueOf } from '../conversations/people';
import { silentMinutes } from '../conversations/silence';
import { lastMessageFrom, lastMessageTime } from '../conversations/writers';

/** What stands in a field of an item; null where Genesys Cloud says nothing. */
type Value = string | number | boolean | null;

/** A field of an item: what it is called, how the form shows it, and where it comes from. */
export interface ItemField<T> {
	readonly key: string;
	readonly name: string;
	readonly description: string;
	/** It comes only where it is asked for. */
	readonly onlySelected?: true;
	/** It is about messages, which the index does not tell. */
	readonly isOfMessages?: true;
	read(of: T): Value;
}

/** What an item of a conversation can have, in the order in which people look for it. */
export const CONVERSATION_FIELDS: ReadonlyArray<ItemField<Conversation>> = [
	{
		key: 'conversationId',
		name: 'Conversation ID',
		description: 'The ID that Close, List, and the other operations use',
		read: ({ id }) => id,
	},
	{
		key: 'state',
		name: 'State',
		description: 'Open until everyone has left; also while it is stuck, which only Teardown ends',
		read: (conversation) => (isOpen(conversation) ? 'open' : 'closed'),
	},
	{
		key: 'customerName',
		name: 'Customer Name',
		description: 'The customer who is in the conversation, or was in it last',
		read: (conversation) => customerOf(conversation)?.name ?? null,
	},
	{
		key: 'customerConnected',
		name: 'Customer Connected',
		description: 'Whether the customer is still in the conversation',
		read: isCustomerConnected,
	},
	{
		key: 'queueName',
		name: 'Queue Name',
		description: 'The queue the conversation is in, or was in last',
		read: (conversation) => queueOf(conversation)?.name ?? null,
	},
	{
		key: 'agentName',
		name: 'Agent Name',
		description: 'The agent who is in the conversation, or was in it last',
		read: (conversation) => agentOf(conversation)?.name ?? null,
	},
	{
		key: 'agentConnected',
		name: 'Agent Connected',
		description: 'Whether an agent is in the conversation. Ringing does not count.',
		read: isAgentConnected,
	},
	{
		key: 'startTime',
		name: 'Start Time',
		description: 'When the conversation started',
		read: ({ startTime }) => startTime ?? null,
	},
	{
		key: 'lastMessageTime',
		name: 'Last Message Time',
		description: 'When anyone last wrote or sent something',
		isOfMessages: true,
		read: (conversation) => lastMessageTime(conversation) ?? null,
	},
	{
		key: 'externalTag',
		name: 'External Tag',
		description: 'The tag set by Set External Tag or your flow',
		read: ({ externalTag }) => externalTag ?? null,
	},
	{
		key: 'endTime',
		name: 'End Time',
		description: 'When the conversation ended',
		onlySelected: true,
		read: (conversation) => closedAt(conversation) ?? null,
	},
	{
		key: 'externalContactId',
		name: 'External Contact ID',
		description: "The ID of the customer's external contact",
		onlySelected: true,
		read: (conversation) => customerOf(conversation)?.externalContactId ?? null,
	},
	{
		key: 'type',
		name: 'Type',
		description: 'The channel, such as webmessaging, whatsapp, or call',
		onlySelected: true,
		read: typeOf,
	},
	{
		key: 'openSessions',
		name: 'Open Sessions',
		description: 'How many web messaging sessions are open',
		onlySelected: true,
		read: (conversation) =>
			participantSessions(conversation).filter(({ session }) => isOpenChat(session)).length,
	},
	{
		key: 'idleMinutes',
		name: 'Idle Minutes',
		description: 'Full minutes since anyone last sent a message',
		onlySelected: true,
		isOfMessages: true,
		read: idleMinutes,
	},
	{
		key: 'lastMessageFrom',
		name: 'Last Message From',
		description: 'Who wrote last: customer, agent, bot or system',
		onlySelected: true,
		isOfMessages: true,
		read: (conversation) => lastMessageFrom(conversation) ?? null,
	},
	{
		key: 'queueId',
		name: 'Queue ID',
		description: 'The ID of the queue in Queue Name',
		onlySelected: true,
		read: (conversation) => queueOf(conversation)?.id ?? null,
	},
	{
		key: 'agentId',
		name: 'Agent ID',
		description: 'The user ID of the agent in Agent Name',
		onlySelected: true,
		read: (conversation) => agentOf(conversation)?.userId ?? null,
	},
	{
		key: 'deploymentId',
		name: 'Deployment ID',
		description: 'The messenger deployment the customer uses, if Genesys Cloud reports it',
		onlySelected: true,
		read: (conversation) => deploymentOf(conversation) ?? null,
	},
	{
		key: 'divisionId',
		name: 'Division ID',
		description: 'The division that the conversation belongs to',
		onlySelected: true,
		read: ({ divisionIds: [divisionId] }) => divisionId ?? null,
	},
];

interface SessionOfConversation extends ParticipantSession {
	readonly conversationId: string;
}

/** What an item of a session can have, in the order in which people look for it. */
export const SESSION_FIELDS: ReadonlyArray<ItemField<SessionOfConversation>> = [
	{
		key: 'purpose',
		name: 'Purpose',
		description: 'Whose session it is: customer, agent, acd (a queue), workflow, botflow …',
		read: ({ participant }) => participant.purpose || null,
	},
	{
		key: 'participantName',
		name: 'Participant Name',
		description: 'The name of that person, queue or flow',
		read: ({ participant }) => participant.name ?? null,
	},
	{
		key: 'state',
		name: 'State',
		description: 'The state as Genesys Cloud reports it, such as connected',
		read: ({ session }) => session.state || null,
	},
	{
		key: 'open',
		name: 'Open',
		description: 'Whether the session is still open',
		read: ({ session }) => isSessionOpen(session),
	},
	{
		key: 'connectedTime',
		name: 'Connected Time',
		description: 'When the session began',
		read: ({ session }) => session.connectedTime ?? null,
	},
	{
		key: 'lastMessageTime',
		name: 'Last Message Time',
		description: 'When this side last wrote or sent something',
		read: ({ session }) => lastMessageOf(session) ?? null,
	},
	{
		key: 'disconnectedTime',
		name: 'Disconnected Time',
		description: 'When the session ended',
		read: ({ session }) => session.disconnectedTime ?? null,
	},
	{
		key: 'sessionId',
		name: 'Session ID',
		description: 'The ID that Close uses',
		read: ({ session }) => session.id,
	},
	{
		key: 'participantId',
		name: 'Participant ID',
		description: 'The ID of the participant whose session it is',
		read: ({ participant }) => participant.id,
	},
	{
		key: 'conversationId',
		name: 'Conversation ID',
		description: 'The ID of the conversation the session belongs to',
		read: ({ conversationId }) => conversationId,
	},
	{
		key: 'disconnectType',
		name: 'Disconnect Type',
		description: 'How the session ended, as Genesys Cloud reports it',
		onlySelected: true,
		read: ({ session }) => session.disconnectType ?? null,
	},
	{
		key: 'queueName',
		name: 'Queue Name',
		description: 'The queue of the participant, if there is one',
		onlySelected: true,
		read: ({ participant }) => participant.queueName ?? null,
	},
	{
		key: 'userId',
		name: 'User ID',
		description: "The agent's user ID",
		onlySelected: true,
		read: ({ participant }) => participant.userId ?? null,
	},
	{
		key: 'messageType',
		name: 'Message Type',
		description: 'The message type, always webmessaging',
		onlySelected: true,
		read: ({ session }) => session.messageType ?? null,
	},
];

/** Some fields of something as an item: flat, every key always there. */
export function itemOf<T>(of: T, fields: ReadonlyArray<ItemField<T>>): Record<string, Value> {
	return Object.fromEntries(fields.map((field) => [field.key, field.read(of)]));
}

function idleMinutes(conversation: Conversation): number | null {
	const minutes = silentMinutes(conversation);
	return minutes === undefined || minutes === Infinity ? null : Math.max(0, Math.floor(minutes));
}
