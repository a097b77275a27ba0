import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import type { Conversation } from '../../conversations/conversation';
import {
	DEEPEST_ROW,
	MAX_INTERVAL_DAYS,
	PAGE_SIZE,
	lastDays,
	readPage,
} from '../../conversations/details-query';
import { agentOf, customerOf, queueOf } from '../../conversations/people';
import { regionOf } from '../client';
import { clockIn } from './local-time';
import { readForForm } from './read-for-form';

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
		const clock = clockIn(this.getTimezone());
		const wanted = filter.trim().toLowerCase();
		const query = { ...lastDays(MAX_INTERVAL_DAYS, api.now()), order: 'desc', openOnly: true } as const;
		for (let pageNumber = Number(page); ; pageNumber++) {
			const { rows } = await readPage(api, query, pageNumber);
			const results = rows
				.map(({ conversation }) => ({
					conversation,
					name: entryOf(conversation, clock(conversation.startTime)),
				}))
				.filter(({ conversation: { externalTag = '', id }, name }) =>
					`${name} ${externalTag} ${id}`.toLowerCase().includes(wanted),
				)
				.map(({ conversation: { id }, name }) => toResult(id, name, region));
			if (rows.length < PAGE_SIZE || pageNumber * PAGE_SIZE >= DEEPEST_ROW) return { results };
			if (results.length > 0) return { results, paginationToken: String(pageNumber + 1) };
		}
	});
}

function toResult(value: string, name: string, region: string | undefined): INodeListSearchItems {
	// Where Genesys Cloud shows an interaction to people.
	const url = region && `https://apps.${region}/directory/#/analytics/interactions/${value}/admin`;
	return url ? { name, value, url } : { name, value };
}

/**
 * Such as "Dana Example · Web Support · Alex Agent · Nov 22, 17:38". The index knows of no messages, so it is
 * the start that tells how old a conversation is.
 */
function entryOf(conversation: Conversation, start: string | undefined): string {
	const [queue, agent] = [queueOf(conversation)?.name, agentOf(conversation)?.name];
	const place = (queue ?? agent) === undefined ? 'no queue yet' : undefined;
	return [customerOf(conversation)?.name ?? 'Guest', queue, agent, place, start]
		.filter((part) => part !== undefined)
		.join(' · ');
}
