import type { IDataObject } from 'n8n-workflow';

import { conversationItem } from '../../../shared/conversations/items';
import { fetchConversation, type LiveConversation } from '../../../shared/conversations/live';
import { ApiFailure } from '../../../shared/platform/failures';
import { isRecord } from '../../../shared/platform/fields';
import { conversationId, simplify } from '../../descriptions/conversation';
import type { Operation } from '../operation';

/** Gives the conversation that was asked for, whatever its type. */
export const get: Operation = {
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

/** A conversation as an item: simplified, or as Genesys sent it. */
export function toConversationItem({ conversation, raw }: LiveConversation, simple: boolean): IDataObject {
	return simple || !isRecord(raw) ? { ...conversationItem(conversation) } : rawItem(raw);
}

/** A body of Genesys as an item. It came as JSON, so it goes into an item as it is. */
export function rawItem(raw: Readonly<Record<string, unknown>>): IDataObject {
	return { ...raw } as IDataObject;
}
