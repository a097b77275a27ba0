import type { Models } from 'purecloud-platform-client-v2';
import { isoTime } from '../world/clock.mts';
import type { Card, MessageContent } from '../world/content.mts';
import type { Conversation, MessageRecord } from '../world/model.mts';
import type { ViewContext } from './conversation.mts';
import { messageStatus } from './conversation.mts';
import { defined } from './defined.mts';
import { spelling } from './spelling.mts';

/** One message with its text and content, as GET /api/v2/conversations/messages/{messageId}/details has it. */
export function messageData(
	conversation: Conversation,
	message: MessageRecord,
	{ assumptions }: Pick<ViewContext, 'assumptions'>,
): Models.MessageData {
	const spell = spelling(assumptions);
	const isInbound = message.from === 'customer';
	return {
		id: message.id,
		conversationId: conversation.id,
		timestamp: isoTime(message.at),
		direction: spell(isInbound ? 'inbound' : 'outbound'),
		messengerType: spell(conversation.messageType),
		status: messageStatus(message),
		fromAddress: isInbound ? conversation.guestId : (conversation.deploymentId ?? ''),
		toAddress: isInbound ? (conversation.deploymentId ?? '') : conversation.guestId,
		normalizedMessage: normalized(message),
		selfUri: messageUri(conversation, message),
	};
}

/** Where a message can be read. */
export function messageUri({ id }: Conversation, message: MessageRecord): string {
	return `/api/v2/conversations/messages/${id}/messages/${message.id}`;
}

/** Of a message that was deleted, nothing is left but when that was (ConversationMessagingChannel.dateDeleted). */
function normalized(message: MessageRecord): Models.ConversationNormalizedMessage {
	const { id, at, kind, events, content, deletedAt } = message;
	const isDeleted = deletedAt !== undefined;
	return defined({
		id,
		channel: defined({ time: isoTime(at), dateDeleted: isDeleted ? isoTime(deletedAt) : undefined }),
		type: kind === 'Message' ? 'Text' : kind,
		text: isDeleted ? undefined : writtenText(message),
		content: isDeleted ? undefined : content?.map(contentView),
		events: events?.map(eventView),
		direction: message.from === 'customer' ? 'Inbound' : 'Outbound',
		originatingEntity: originatingEntity(message),
	});
}

/** What is content alone has no text. */
function writtenText({ text, content }: MessageRecord): string | undefined {
	return text === '' && content !== undefined ? undefined : text;
}

/** Documented as "a human agent or bot"; a flow by itself is neither. */
function originatingEntity({ from, bot }: MessageRecord): 'Bot' | 'Human' | undefined {
	switch (from) {
		case 'agent':
		case 'customer':
			return 'Human';
		case 'api':
			return 'Bot';
		case 'workflow':
			return bot === true ? 'Bot' : undefined;
	}
}

function contentView(content: MessageContent): Models.ConversationMessageContent {
	const { contentType } = content;
	switch (contentType) {
		case 'Attachment':
			return { contentType, attachment: { ...content.attachment } };
		case 'ButtonResponse':
			return { contentType, buttonResponse: { ...content.buttonResponse } };
		case 'Card':
			return { contentType, card: cardView(content.card) };
		case 'Carousel':
			return { contentType, carousel: { cards: content.carousel.cards.map(cardView) } };
		case 'QuickReply':
			return { contentType, quickReply: { ...content.quickReply } };
	}
}

function cardView({ actions, ...card }: Card): Models.ConversationContentCard {
	return { ...card, actions: actions.map((action) => ({ ...action })) };
}

function eventView({
	eventType,
	subType: type,
}: NonNullable<MessageRecord['events']>[number]): Models.ConversationMessageEvent {
	switch (eventType) {
		case 'CoBrowse':
			return { eventType, coBrowse: { type } };
		case 'Presence':
			return { eventType, presence: { type } };
		case 'Typing':
			return { eventType, typing: { type } };
		case 'Unknown':
			return { eventType };
	}
}
