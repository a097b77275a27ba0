import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { LiveConversation } from '../conversations/live';
import { isRecord } from '../platform/fields';
import { conversationItem } from './items';

/** Whether to give n8n-like items or what Genesys sent. */
export const simplify: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** A conversation as an item: simplified, or as Genesys sent it. */
export function toConversationItem({ conversation, raw }: LiveConversation, simple: boolean): IDataObject {
	return simple || !isRecord(raw) ? { ...conversationItem(conversation) } : rawItem(raw);
}

/** A body of Genesys as an item. It came as JSON, so it goes into an item as it is. */
export function rawItem(raw: Readonly<Record<string, unknown>>): IDataObject {
	return { ...raw } as IDataObject;
}
