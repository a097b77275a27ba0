/*
 * What a message holds besides its text, in the words of ConversationMessageContent: those of its kinds that a web
 * messenger has. All of it is plain data.
 */

/** What a file is (ConversationContentAttachment.mediaType). */
export const MEDIA_TYPES = ['Audio', 'File', 'Image', 'Video'] as const;

/** A file that somebody has sent (ConversationContentAttachment). */
export interface Attachment {
	readonly mediaType: (typeof MEDIA_TYPES)[number];
	readonly filename: string;
	readonly mime: string;
	readonly url?: string;
	readonly contentSizeBytes?: number;
}

/** A ready-made answer that is offered (ConversationContentQuickReply). */
export interface QuickReply {
	readonly text: string;
	readonly payload: string;
}

/** What kind of button was pressed (ConversationContentButtonResponse.type). */
export const BUTTON_TYPES = ['Button', 'QuickReply'] as const;

/** The button that the customer has pressed (ConversationContentButtonResponse). */
export interface ButtonResponse {
	readonly type: (typeof BUTTON_TYPES)[number];
	readonly text: string;
	readonly payload: string;
	/** The message that offered the button. */
	readonly originatingMessageId?: string;
}

/** What a button of a card does (ConversationContentCardAction.type). */
export const CARD_ACTION_TYPES = ['Link', 'Postback'] as const;

/** A button of a card (ConversationContentCardAction). */
export interface CardAction {
	readonly type: (typeof CARD_ACTION_TYPES)[number];
	readonly text: string;
	/** Of a postback: what a {@link ButtonResponse} gives back. */
	readonly payload?: string;
	/** Of a link. */
	readonly url?: string;
}

/** A title with buttons, perhaps with a picture (ConversationContentCard). */
export interface Card {
	readonly title: string;
	readonly description?: string;
	readonly image?: string;
	readonly actions: readonly CardAction[];
}

/** One element of what a message holds. */
export type MessageContent =
	| { readonly contentType: 'Attachment'; readonly attachment: Attachment }
	| { readonly contentType: 'ButtonResponse'; readonly buttonResponse: ButtonResponse }
	| { readonly contentType: 'Card'; readonly card: Card }
	| { readonly contentType: 'Carousel'; readonly carousel: { readonly cards: readonly Card[] } }
	| { readonly contentType: 'QuickReply'; readonly quickReply: QuickReply };
