import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import {
	DEEPEST_ROW,
	MAX_INTERVAL_DAYS,
	PAGE_SIZE,
	lastDays,
	readPage,
} from '../../conversations/details-query';
import type { Conversation } from '../../conversations/conversation';
import { agentOf, customerOf, queueOf } from '../../conversations/people';
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
				.filter(({ conversation }) => searchable(conversation).includes(wanted))
				.map(({ conversation }) => toResult(conversation, region));
			if (rows.length < PAGE_SIZE || pageNumber * PAGE_SIZE >= DEEPEST_ROW) return { results };
			if (results.length > 0) return { results, paginationToken: String(pageNumber + 1) };
		}
	});
}

/** What a search goes through: the entry, and what it has no room for. */
function searchable(conversation: Conversation): string {
	const { externalTag, id } = conversation;
	return [entryOf(conversation), queueOf(conversation)?.name, externalTag, id].join(' ').toLowerCase();
}

function toResult(conversation: Conversation, region: string | undefined): INodeListSearchItems {
	const name = entryOf(conversation);
	// Where Genesys Cloud shows an interaction to people.
	const url = region && `https://apps.${region}/directory/#/analytics/interactions/${conversation.id}/admin`;
	return { name, value: conversation.id, ...(url && { url }) };
}

/** As n8n shows it; about fifty characters have room. */
function entryOf(conversation: Conversation): string {
	const { startTime = null } = conversation;
	const who = customerOf(conversation)?.name ?? 'Guest';
	const where = agentOf(conversation)?.name ?? queueOf(conversation)?.name ?? 'no queue yet';
	return [who, where, ...shortTime(startTime)].join(' – ');
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
