import type { INodeProperties } from 'n8n-workflow';

import { timeOf } from '../../../shared/conversations/time';
import { lookUpConversation } from '../../../shared/conversations/live';
import { readMessages, type WrittenMessage } from '../../../shared/conversations/messages';
import { stampIn } from '../../../shared/n8n/local-time';
import { conversationFields, conversationId } from '../../../shared/n8n/locators';
import { chosenOutput } from '../../../shared/n8n/output';
import {
	itemsForMissing,
	itemsIfNoneCameIn,
	readWhenNotFound,
	whenNotFound,
} from '../../../shared/n8n/when-not-found';
import { inNumber } from '../../../shared/platform/words';
import type { Operation } from '../operation';
import { transcriptOf } from './transcript';

const output: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Messages', value: 'messages', description: 'One item for each message, the oldest first' },
		{
			name: 'Transcript',
			value: 'transcript',
			description: 'One item with the whole conversation as text',
		},
	],
	default: 'messages',
	description: 'What to return',
};

/** Gives what was written in a conversation: the only operation that gives the texts of messages. */
export const getMany: Operation = {
	resource: 'message',
	value: 'getAll',
	name: 'Get Many',
	description: 'Get the messages of a conversation, one by one or as a transcript',
	action: 'Get the messages or the transcript of a conversation',
	fields: [...conversationFields, output],
	options: [whenNotFound],
	async execute({ api, parameters, hint }) {
		const id = parameters.conversation(conversationId);
		const wanted = chosenOutput(parameters, output, ['messages', 'transcript']);
		const missing = readWhenNotFound(parameters);
		if (id === undefined) return itemsIfNoneCameIn(parameters, missing);
		const live = await lookUpConversation(api, id);
		if ('missing' in live) return itemsForMissing(live, missing, id);
		const messages = await readMessages(api, live.conversation);
		const withoutText = messages.filter(({ text }) => text === undefined).length;
		if (withoutText > 0) {
			hint(
				`Genesys Cloud gave no text for ${withoutText} of ${inNumber(messages.length, 'message')}. It was deleted, is no longer kept, or cannot be read.`,
			);
		}
		const undelivered = messages.filter(({ isUndelivered }) => isUndelivered).length;
		if (undelivered > 0) {
			hint(
				`${undelivered} of ${inNumber(messages.length, 'message')} did not reach the customer, or not yet, as Genesys Cloud tells it.`,
			);
		}
		if (wanted === 'messages') return messages.map((message) => messageItem(message, id));
		const times = messages.map(({ time }) => time).filter((time) => timeOf(time) !== undefined);
		return [
			{
				conversationId: id,
				transcript: transcriptOf(messages, stampIn(parameters.timezone)),
				messageCount: messages.length,
				firstTime: times[0] ?? null,
				lastTime: times.at(-1) ?? null,
			},
		];
	},
};

function messageItem({ id, time, from, name, text }: WrittenMessage, conversation: string) {
	return {
		time: time ?? null,
		from: from ?? null,
		name: name ?? null,
		text: text ?? null,
		messageId: id ?? null,
		conversationId: conversation,
	};
}
