import type { Card, MessageContent } from '../world/content.mts';
import type { MessageRecord } from '../world/model.mts';

/** What a page shows of a message: its text, and a line for each part of its content. */
interface ShownMessage {
	readonly text: string;
	readonly parts: readonly string[];
}

/** A message as pages show it. */
export function shownMessage({ text, content = [], deletedAt }: MessageRecord): ShownMessage {
	if (deletedAt !== undefined) return { text: 'This message was deleted.', parts: [] };
	return { text, parts: content.flatMap(partsOf) };
}

/** A message in one line. */
export function inOneLine(message: MessageRecord): string {
	const { text, parts } = shownMessage(message);
	return [text, ...parts].filter((part) => part !== '').join(' · ');
}

function partsOf(content: MessageContent): string[] {
	switch (content.contentType) {
		case 'Attachment':
			return [`Attachment: ${content.attachment.filename} (${content.attachment.mime})`];
		case 'ButtonResponse':
			return [`Chosen: ${content.buttonResponse.text}`];
		case 'Card':
			return [cardLine(content.card)];
		case 'Carousel':
			return content.carousel.cards.map(cardLine);
		case 'QuickReply':
			return [`Quick reply: ${content.quickReply.text}`];
	}
}

function cardLine({ title, actions }: Card): string {
	const buttons = actions.map(({ text }) => `[${text}]`);
	return [`Card: ${title}`, ...buttons].join(' ');
}
