import { fetchConversation } from '../../../shared/conversations/live';
import { ApiFailure } from '../../../shared/platform/failures';
import { conversationId } from '../../../shared/n8n/locators';
import { simplify, toConversationItem } from '../../../shared/n8n/output';
import type { Operation } from '../operation';

/** Gives the conversation that was asked for, whatever its type. */
export const get: Operation = {
	resource: 'conversation',
	value: 'get',
	name: 'Get',
	description: 'Get a conversation by its ID',
	action: 'Get a conversation',
	fields: [conversationId, simplify],
	async execute({ api, parameters }) {
		const id = parameters.locator(conversationId);
		const simple = parameters.flag(simplify);
		const live = await fetchConversation(api, id);
		if (!live) {
			throw new ApiFailure(
				'There is no such conversation',
				'Check the ID, and whether its division is among those of the role of the OAuth client.',
				{ status: 404 },
			);
		}
		return [toConversationItem(live, simple)];
	},
};
