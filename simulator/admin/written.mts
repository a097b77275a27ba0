import * as v from 'valibot';
import { flag, integer, listOf, object, oneOf, text } from '../http/fields.mts';
import { BUTTON_TYPES, CARD_ACTION_TYPES, MEDIA_TYPES } from '../world/content.mts';
import { WRITTEN } from '../world/model.mts';

const card = object({
	title: text(),
	description: v.exactOptional(text()),
	image: v.exactOptional(text()),
	actions: listOf(
		object({
			type: oneOf(CARD_ACTION_TYPES),
			text: text(),
			payload: v.exactOptional(text()),
			url: v.exactOptional(text()),
		}),
	),
});

/** What a message holds besides its text, as the body of an admin call names it. */
const content = v.variant('contentType', [
	object({
		contentType: v.literal('Attachment'),
		attachment: object({
			mediaType: oneOf(MEDIA_TYPES),
			filename: text(),
			mime: text(),
			url: v.exactOptional(text()),
			contentSizeBytes: v.exactOptional(integer(0, Number.MAX_SAFE_INTEGER)),
		}),
	}),
	object({
		contentType: v.literal('ButtonResponse'),
		buttonResponse: object({
			type: oneOf(BUTTON_TYPES),
			text: text(),
			payload: text(),
			originatingMessageId: v.exactOptional(text()),
		}),
	}),
	object({ contentType: v.literal('Card'), card }),
	object({ contentType: v.literal('Carousel'), carousel: object({ cards: listOf(card) }) }),
	object({ contentType: v.literal('QuickReply'), quickReply: object({ text: text(), payload: text() }) }),
]);

/** The fields of what somebody writes, as the body of an admin call names them. */
export const writtenFields = {
	text: v.exactOptional(text({ blank: true })),
	kind: v.exactOptional(oneOf(WRITTEN)),
	content: v.exactOptional(listOf(content)),
	bot: v.exactOptional(flag),
};
