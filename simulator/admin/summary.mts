import { isoTime } from '../world/clock.mts';
import type { Conversation } from '../world/model.mts';
import { endTimeOf, externalTagOf, lastParticipant, messagesOf } from '../world/model.mts';
import type { World } from '../world/world.mts';
import { inOneLine } from './shown.mts';

/** A conversation at a glance, for lists and the board. */
export function conversationSummary({ directory }: World, conversation: Conversation) {
	const customer = lastParticipant(conversation, 'customer');
	const messages = messagesOf(conversation);
	const last = messages.at(-1);
	const end = endTimeOf(conversation);
	return {
		conversationId: conversation.id,
		isOpen: end === undefined,
		startTime: isoTime(conversation.startTime),
		endTime: end === undefined ? null : isoTime(end),
		endedBy: end === undefined ? null : (conversation.lastEndedBy ?? null),
		medium: conversation.medium,
		messageType: conversation.messageType,
		customerName: customer?.name ?? '',
		queueName: directory.queues.get(customer?.queueId ?? '')?.name ?? null,
		externalTag: externalTagOf(conversation) ?? null,
		externalContactId: conversation.externalContactId ?? null,
		externalIds: (directory.contacts.get(conversation.externalContactId ?? '')?.externalIds ?? []).map(
			({ value }) => value,
		),
		messageCount: messages.length,
		lastMessage: last === undefined ? null : { from: last.from, text: inOneLine(last), at: isoTime(last.at) },
		legs: conversation.participants.map(({ id, name, purpose, communication }) => ({
			purpose,
			name,
			participantId: id,
			sessionId: communication.id,
			state: communication.state,
			disconnectType: communication.disconnectType ?? null,
			afterCallWork: communication.afterCallWork?.state ?? null,
		})),
	};
}
