import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import type { Conversation } from '../../shared/conversations/conversation';
import { MAX_INTERVAL_DAYS, PAGE_SIZE, lastDays, readPage } from '../../shared/conversations/details-query';
import { conversationItem } from '../../shared/conversations/items';
import { regionOf } from '../../shared/platform/n8n';
import { readForForm } from './list';

/**
 * Fills the list of the conversation locator: what is open now, the newest first, a page of the index at a time. The index
 * cannot be searched for names, so pages without a match are passed over.
 */
export async function searchConversations(
	this: ILoadOptionsFunctions,
	filter = '',
	page = '1',
): Promise<INodeListSearchResult> {
	return await readForForm(this, async (api) => {
		const region = await regionOf(this);
		const wanted = filter.trim().toLowerCase();
		const query = { ...lastDays(MAX_INTERVAL_DAYS, api.now()), order: 'desc', openOnly: true } as const;
		for (let pageNumber = Number(page); ; pageNumber++) {
			const { rows } = await readPage(api, query, pageNumber);
			const results = rows
				.map(({ conversation }) => toResult(conversation, region))
				.filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(wanted));
			if (rows.length < PAGE_SIZE) return { results };
			if (results.length > 0) return { results, paginationToken: String(pageNumber + 1) };
		}
	});
}

function toResult(conversation: Conversation, region: string | undefined): INodeListSearchItems {
	const { agentName, conversationId, customerName, externalTag, queueName, startTime } =
		conversationItem(conversation);
	const parts = [
		customerName ?? 'Guest',
		agentName ?? queueName,
		externalTag,
		startTime?.slice(0, 16).replace('T', ' '),
	];
	const name = parts.filter((part) => part !== null && part !== undefined).join(' – ');
	// Where Genesys Cloud shows an interaction to people.
	const url = region && `https://apps.${region}/directory/#/analytics/interactions/${conversationId}/admin`;
	return url ? { name, value: conversationId, url } : { name, value: conversationId };
}
