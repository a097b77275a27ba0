import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import { MAX_INTERVAL_DAYS, lastDays, searchIndex } from '../../shared/conversations/details-query';
import { conversationItem } from '../../shared/conversations/items';
import { genesysClient } from '../../shared/platform/n8n';
import { PATIENCE } from './search-directory';

const LONGEST_LIST = 100;

/** Fills the list of the conversation locator: what is open now, the newest first. */
export async function searchConversations(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const api = await genesysClient(this, PATIENCE);
	const results: INodeListSearchItems[] = [];
	const query = { ...lastDays(MAX_INTERVAL_DAYS, api.now()), order: 'desc', openOnly: true } as const;
	for await (const { conversation } of searchIndex(api, query)) {
		const { conversationId, customerName, externalTag, startTime } = conversationItem(conversation);
		const name = [customerName ?? 'Guest', externalTag, startTime?.slice(0, 16).replace('T', ' ')].filter(Boolean).join(' – ');
		if (!filter || `${name} ${conversationId}`.toLowerCase().includes(filter.toLowerCase())) {
			results.push({ name, value: conversationId });
		}
		if (results.length === LONGEST_LIST) break;
	}
	return { results };
}
