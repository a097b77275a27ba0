import { lookUpConversation } from '../../../shared/conversations/live';
import { conversationOutput, foundItem } from '../../../shared/n8n/conversation-items';
import { conversationFields, conversationId } from '../../../shared/n8n/locators';
import {
	itemsForMissing,
	itemsIfNoneCameIn,
	readWhenNotFound,
	whenNotFound,
} from '../../../shared/n8n/when-not-found';
import type { Operation } from '../operation';

/** Gives the conversation that was asked for, whatever its type. */
export const get: Operation = {
	resource: 'conversation',
	value: 'get',
	name: 'Get',
	description: 'Get a conversation by its ID',
	action: 'Get a conversation',
	fields: [...conversationFields, ...conversationOutput.fields],
	options: [whenNotFound],
	async execute({ api, parameters }) {
		const id = parameters.conversation(conversationId);
		const shape = conversationOutput.read(parameters);
		const missing = readWhenNotFound(parameters);
		if (id === undefined) return itemsIfNoneCameIn(parameters, missing);
		const live = await lookUpConversation(api, id);
		return 'missing' in live ? itemsForMissing(live, missing, id) : [foundItem(live, shape)];
	},
};
