import { dateTime, flag, listOf, object, oneOf, optional, text, textMap } from '../http/fields.mts';
import { defined } from '../views/defined.mts';
import { STAGES } from '../world/scenario.mts';
import type { ConversationInit } from '../world/scenario.mts';

const MESSAGE_TYPES = [
	'apple',
	'facebook',
	'instagram',
	'line',
	'open',
	'sms',
	'telegram',
	'twitter',
	'webmessaging',
	'whatsapp',
] as const;

const conversationRequest = object({
	id: optional(text()),
	customerName: text(),
	queue: text(),
	stage: oneOf(STAGES),
	contact: optional(text()),
	externalTag: optional(text()),
	attributes: optional(textMap),
	divisionId: optional(text()),
	startedAt: optional(dateTime),
	endedAt: optional(dateTime),
	messageType: optional(oneOf(MESSAGE_TYPES)),
	medium: optional(oneOf(['call', 'message'])),
	agent: optional(text()),
	deployment: optional(text()),
	authenticated: optional(flag),
	messages: optional(
		listOf(object({ from: oneOf(['agent', 'customer', 'workflow']), text: text(), at: optional(dateTime) })),
	),
});

/** A conversation to be started, from the body of an admin call. @throws ApiError 400 */
export function readConversationInit(body: unknown): ConversationInit {
	const { attributes, messages, ...rest } = conversationRequest(body, 'conversation');
	return defined({
		...rest,
		attributes: attributes === undefined ? undefined : Object.fromEntries(attributes),
		messages: messages?.map((message) => defined(message)),
	});
}
