import * as v from 'valibot';
import { dateTime, flag, listOf, object, oneOf, text, textMap } from '../http/fields.mts';
import { MEDIA, MESSAGE_TYPES, SENDERS } from '../world/model.mts';
import { STAGES } from '../world/scenario.mts';
import { writtenFields } from './written.mts';

/** A conversation to be started, as the body of an admin call names it. */
export const conversationRequest = object({
	id: v.exactOptional(text()),
	customerName: text(),
	queue: text(),
	stage: oneOf(STAGES),
	contact: v.exactOptional(text()),
	externalTag: v.exactOptional(text()),
	attributes: v.exactOptional(textMap),
	divisionId: v.exactOptional(text()),
	startedAt: v.exactOptional(dateTime),
	endedAt: v.exactOptional(dateTime),
	messageType: v.exactOptional(oneOf(MESSAGE_TYPES)),
	medium: v.exactOptional(oneOf(MEDIA)),
	agent: v.exactOptional(text()),
	deployment: v.exactOptional(text()),
	authenticated: v.exactOptional(flag),
	messages: v.exactOptional(
		listOf(
			object({
				from: oneOf(SENDERS),
				at: v.exactOptional(dateTime),
				...writtenFields,
			}),
		),
	),
});
