import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import {
	DEEPEST_ROW,
	MAX_INTERVAL_DAYS,
	PAGE_SIZE,
	lastDays,
	readPage,
} from '../../conversations/details-query';
import { conversationItem, type ConversationItem } from '../items';
import { regionOf } from '../client';
import { readForForm } from './read-for-form';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

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
				.map(({ conversation }) => conversationItem(conversation))
				.filter((item) => searchable(item).includes(wanted))
				.map((item) => toResult(item, region));
			if (rows.length < PAGE_SIZE || pageNumber * PAGE_SIZE >= DEEPEST_ROW) return { results };
			if (results.length > 0) return { results, paginationToken: String(pageNumber + 1) };
		}
	});
}

/** What a search goes through: the entry, and what it has no room for. */
function searchable(item: ConversationItem): string {
	const { conversationId, externalTag, queueName } = item;
	return [entryOf(item), queueName, externalTag, conversationId].join(' ').toLowerCase();
}

function toResult(item: ConversationItem, region: string | undefined): INodeListSearchItems {
	const { conversationId } = item;
	const name = entryOf(item);
	// Where Genesys Cloud shows an interaction to people.
	const url = region && `https://apps.${region}/directory/#/analytics/interactions/${conversationId}/admin`;
	return url ? { name, value: conversationId, url } : { name, value: conversationId };
}

/** As n8n shows it; about fifty characters have room. */
function entryOf({ agentName, customerName, queueName, startTime }: ConversationItem): string {
	return [customerName ?? 'Guest', agentName ?? queueName ?? 'no queue yet', ...shortTime(startTime)].join(
		' – ',
	);
}

/**
 * Such as "22 Nov, 17:38 UTC": n8n does not tell a list the time zone of its reader. Written by hand, because asking `Intl`
 * would make loading the node take twice the time and four times the memory. Nothing for what is no time.
 */
function shortTime(iso: string | null): string[] {
	const time = new Date(iso ?? NaN);
	if (Number.isNaN(time.getTime())) return [];
	const clock = time.toISOString().slice(11, 16);
	return [`${time.getUTCDate()} ${MONTHS[time.getUTCMonth()]}, ${clock} UTC`];
}
