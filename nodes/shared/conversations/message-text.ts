import type { Fields } from '../platform/fields';
import type { MessageCardPayload, MessageContentPayload, MessageDataPayload } from './payloads';

type Content = Fields<MessageContentPayload>;

/**
 * What a message says, with all that is no text put into words: `[image: receipt.png]`, `[options: Yes, No]`.
 *
 * @returns undefined where Genesys Cloud has deleted it, or gives neither a text nor anything else
 */
export function textOf(message: Fields<MessageDataPayload>): string | undefined {
	if (isDeleted(message)) return undefined;
	const normalized = message.object('normalizedMessage');
	const text = normalized.text('text');
	const contents = normalized.list('content');
	const replies = contents.filter(isChoice);
	return lines([
		text,
		// The button that was pressed is the text as well.
		...contents.filter((content) => !isChoice(content)).map((content) => unlessSaid(inWords(content), text)),
		replies.length > 0 ? options(replies.map((reply) => reply.object('quickReply'))) : undefined,
	]);
}

/** Whether it is one of the answers that the customer may choose. */
function isChoice(content: Content): boolean {
	return content.enumeration('contentType') === 'quickreply';
}

function unlessSaid(words: string, text: string | undefined): string | undefined {
	return words === text ? undefined : words;
}

/** Whether somebody has deleted what it said. */
export function isDeleted(message: Fields<MessageDataPayload>): boolean {
	const deletedAt = message.object('normalizedMessage').object('channel').text('dateDeleted');
	return deletedAt !== undefined || message.enumeration('status') === 'removed';
}

/** Whatever it is, there is a word for it: a message without any would seem to be gone. */
function inWords(content: Content): string {
	return (
		whatItSays(content) ?? bracketed(wordsOf(content.text('contentType') ?? 'something else'), undefined)
	);
}

function whatItSays(content: Content): string | undefined {
	switch (content.enumeration('contentType')) {
		case 'text':
			return content.object('text').text('body');
		case 'attachment':
			return attachment(content);
		case 'quickreplyv2': {
			const replies = content.object('quickReplyV2');
			return lines([replies.text('title'), options(replies.list('actions'))]);
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
			return undefined;
	}
}

function attachment(content: Content): string {
	const file = content.object('attachment');
	return bracketed(file.enumeration('mediaType') ?? 'attachment', file.text('filename') ?? file.text('text'));
}

function card(fields: Fields<MessageCardPayload>): string | undefined {
	const told = [fields.text('title'), fields.text('description')].filter((part) => part !== undefined);
	return lines([bracketed('card', told.join(' – ') || undefined), options(fields.list('actions'))]);
}

function options(all: ReadonlyArray<Fields<{ readonly text?: string | null }>>): string | undefined {
	const told = all.map((one) => one.text('text')).filter((option) => option !== undefined);
	return told.length > 0 ? `[options: ${told.join(', ')}]` : undefined;
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
