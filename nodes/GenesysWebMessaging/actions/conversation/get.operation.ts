import { lookUpConversation } from '../../../shared/conversations/live';
import { conversationId } from '../../../shared/n8n/locators';
import { simplify, toConversationItem } from '../../../shared/n8n/output';
import { itemsForMissing, lookUpOptions, readWhenNotFound } from '../../../shared/n8n/when-not-found';
import type { Operation } from '../operation';

/** Gives the conversation that was asked for, whatever its type. */
export const get: Operation = {
	resource: 'conversation',
	value: 'get',
	name: 'Get',
	description: 'Get a conversation by its ID',
	action: 'Get a conversation',
	fields: [conversationId, simplify, lookUpOptions],
	async execute({ api, parameters }) {
		const id = parameters.locator(conversationId);
		const simple = parameters.flag(simplify);
		const missing = readWhenNotFound(parameters);
		const live = await lookUpConversation(api, id);
		return 'missing' in live ? itemsForMissing(live, missing, id) : [toConversationItem(live, simple)];
	},
};
