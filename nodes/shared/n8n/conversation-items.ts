import type { IDataObject } from 'n8n-workflow';

import type { Conversation } from '../conversations/conversation';
import type { LiveConversation } from '../conversations/live';
import { isRecord } from '../platform/fields';
import { CONVERSATION_FIELDS } from './items';
import { outputForm, shaped, type Shape } from './output';

/** How the items of conversations can look. */
export const conversationOutput = outputForm(CONVERSATION_FIELDS, [
	'conversationId',
	'customerName',
	'state',
]);

/** A conversation as an item. */
export function conversationItem(
	{ conversation, raw }: LiveConversation,
	shape: Shape<Conversation>,
): IDataObject {
	return shaped(conversation, isRecord(raw) ? raw : {}, shape);
}

/** The item of a conversation that was looked for: whether it was found comes first, for the step that decides on it. */
export function foundItem(live: LiveConversation, shape: Shape<Conversation>): IDataObject {
	const item = conversationItem(live, shape);
	return shape === 'raw' ? item : { found: true, ...item };
}

/** The shape without the fields that the index cannot fill. */
export function withoutMessageFields(shape: Shape<Conversation>): Shape<Conversation> {
	return shape === 'raw' ? shape : shape.filter(({ isOfMessages }) => !isOfMessages);
}
