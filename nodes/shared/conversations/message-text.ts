import type { Fields } from '../platform/fields';
import type { MessageCardPayload, MessageContentPayload, MessageDataPayload } from './payloads';

type Content = Fields<MessageContentPayload>;

/**
 * What a message says, with all that is no text put into words: `[image: receipt.png]`, `[options: Yes, No]`.
 *
 * @returns undefined where Genesys Cloud has no text any more, or never had one
 */
export function textOf(message: Fields<MessageDataPayload>): string | undefined {
	if (isDeleted(message)) return undefined;
	const normalized = message.object('normalizedMessage');
	const text = normalized.text('text');
	const contents = normalized.list('content');
	const options = contents.map(optionIn).filter((option) => option !== undefined);
	const parts = [
		text,
		...contents.map(inWords),
		options.length > 0 ? `[options: ${options.join(', ')}]` : undefined,
	];
	// The answer to a button is its text, too.
	const told = [...new Set(parts)].filter((part) => part !== undefined);
	return told.length > 0 ? told.join('\n') : undefined;
}

/** Whether somebody has deleted what it said. */
export function isDeleted(message: Fields<MessageDataPayload>): boolean {
	const deletedAt = message.object('normalizedMessage').object('channel').text('dateDeleted');
	return deletedAt !== undefined || message.enumeration('status') === 'removed';
}

/** One of the answers that the customer may choose. */
function optionIn(content: Content): string | undefined {
	return content.object('quickReply').text('text');
}

function inWords(content: Content): string | undefined {
	switch (content.enumeration('contentType')) {
		case 'text':
			return content.object('text').text('body');
		case 'attachment':
			return attachment(content);
		case 'quickreply':
			return undefined;
		case 'quickreplyv2': {
			const replies = content.object('quickReplyV2');
			return withOptions(replies.text('title'), replies.list('actions'));
		}
		case 'buttonresponse':
			return content.object('buttonResponse').text('text');
		case 'card':
			return card(content.object('card'));
		case 'carousel':
			return lines(content.object('carousel').list('cards').map(card));
		case 'notification':
			return content.object('template').object('body').text('text');
		case 'location': {
			const place = content.object('location');
			return bracketed('location', place.text('address') ?? place.text('text'));
		}
		default:
			return bracketed(wordsOf(content.text('contentType') ?? 'something else'), undefined);
	}
}

function attachment(content: Content): string {
	const file = content.object('attachment');
	return bracketed(file.enumeration('mediaType') ?? 'attachment', file.text('filename') ?? file.text('text'));
}

function card(fields: Fields<MessageCardPayload>): string {
	const told = [fields.text('title'), fields.text('description')].filter((part) => part !== undefined);
	return withOptions(bracketed('card', told.join(' – ') || undefined), fields.list('actions')) ?? '[card]';
}

function withOptions(
	text: string | undefined,
	actions: ReadonlyArray<Fields<{ readonly text?: string | null }>>,
): string | undefined {
	const options = actions.map((action) => action.text('text')).filter((option) => option !== undefined);
	return lines([text, options.length > 0 ? `[options: ${options.join(', ')}]` : undefined]);
}

function lines(parts: ReadonlyArray<string | undefined>): string | undefined {
	const told = parts.filter((part) => part !== undefined);
	return told.length > 0 ? told.join('\n') : undefined;
}

function bracketed(what: string, detail: string | undefined): string {
	return detail === undefined ? `[${what}]` : `[${what}: ${detail}]`;
}

/** "DatePicker" as people write it. */
function wordsOf(name: string): string {
	return name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}
