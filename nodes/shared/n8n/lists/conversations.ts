import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import { settle } from '../../conversations/settle';
import { isOpen, type Conversation } from '../../conversations/conversation';
import { silentMinutes } from '../../conversations/silence';
import {
	atGenesysTime,
	DEEPEST_ROW,
	MAX_INTERVAL_DAYS,
	PAGE_SIZE,
	lastDays,
	readPage,
} from '../../conversations/details-query';
import { fetchConversation } from '../../conversations/live';
import { agentOf, customerOf, queueOf } from '../../conversations/people';
import type { GenesysApi } from '../../platform/api';
import { regionOf } from '../client';
import { clockIn, type Clock } from '../local-time';
import { readForForm } from './read-for-form';

/** Each is read live, so a page of the index is shown in parts: the list opens at once and costs few requests. */
const SHOWN_AT_A_TIME = 20;

/**
 * Fills the list of the conversation locator: what is open now, the newest first. The index cannot be searched for names, so
 * what does not match is passed over; and it neither knows of messages nor of the last minute, so what is shown is read live.
 *
 * @param from how many rows of the index were passed over or shown before
 */
export async function searchConversations(
	this: ILoadOptionsFunctions,
	filter = '',
	from = '0',
): Promise<INodeListSearchResult> {
	return await readForForm(this, async (api) => {
		const clock = clockIn(this.getTimezone());
		const wanted = filter.trim().toLowerCase();
		const isWanted = (conversation: Conversation) => wordsOf(conversation, clock).includes(wanted);
		const region = await regionOf(this);
		const pages = atGenesysTime(api, (now) => readPages(api, now, Number(from), isWanted));
		for await (const { shown, next } of pages) {
			const results = shown.map((one) => toResult(one.id, entryOf(one, clock), region));
			return next === undefined ? { results } : { results, paginationToken: String(next) };
		}
		return { results: [] };
	});
}

interface Page {
	readonly shown: readonly Conversation[];
	/** How many rows of the index come before what was not shown yet; undefined where that is all. */
	readonly next: number | undefined;
}

/** What is open and wanted, in parts that have something to show. */
async function* readPages(
	api: GenesysApi,
	now: number,
	from: number,
	isWanted: (conversation: Conversation) => boolean,
): AsyncGenerator<Page> {
	const query = { ...lastDays(MAX_INTERVAL_DAYS, now), order: 'desc', openOnly: true } as const;
	for (let passed = from; ; ) {
		const { rows } = await readPage(api, query, Math.floor(passed / PAGE_SIZE) + 1);
		const left = rows.slice(passed % PAGE_SIZE).map(({ conversation }) => conversation);
		const isFirst = (one: Conversation) =>
			rows.find(({ conversation }) => conversation.id === one.id)?.conversation === one;
		const matching = left.filter((one) => isWanted(one) && isFirst(one));
		const part = matching.slice(0, SHOWN_AT_A_TIME);
		const open = await Promise.all(part.map(async (conversation) => await asItIsNow(api, conversation)));
		const shown = open.filter((conversation) => conversation !== undefined);
		const last = part.at(-1);
		passed += matching.length > part.length && last ? left.indexOf(last) + 1 : left.length;
		const isEnd = (rows.length < PAGE_SIZE && matching.length === part.length) || passed >= DEEPEST_ROW;
		if (shown.length > 0) yield { shown, next: isEnd ? undefined : passed };
		if (isEnd) return;
	}
}

/** The conversation read live; undefined when it has ended. What cannot be read now is shown as the index has it. */
async function asItIsNow(api: GenesysApi, indexed: Conversation): Promise<Conversation | undefined> {
	const live = await settle(fetchConversation(api, indexed.id));
	if ('failure' in live) return indexed;
	return live.value && isOpen(live.value.conversation) ? live.value.conversation : undefined;
}

function wordsOf(conversation: Conversation, clock: Clock): string {
	const { externalTag = '', id } = conversation;
	return `${entryOf(conversation, clock)} ${externalTag} ${id}`.toLowerCase();
}

function toResult(value: string, name: string, region: string | undefined): INodeListSearchItems {
	// Where Genesys Cloud shows an interaction to people.
	const url = region && `https://apps.${region}/directory/#/analytics/interactions/${value}/admin`;
	return url ? { name, value, url } : { name, value };
}

/**
 * Such as "Dana Example · Web Support · Alex Agent · idle 35 min": who, where, and how long nobody has written; the start where
 * that is not known. n8n cuts what is longer.
 */
function entryOf(conversation: Conversation, clock: Clock): string {
	const [queue, agent] = [queueOf(conversation)?.name, agentOf(conversation)?.name];
	const place = (queue ?? agent) === undefined ? 'no queue yet' : undefined;
	const customer = customerOf(conversation)?.name ?? 'Guest';
	return [customer, queue, agent, place, idle(conversation) ?? clock(conversation.startTime)]
		.filter((part) => part !== undefined)
		.join(' · ');
}

function idle(conversation: Conversation): string | undefined {
	const minutes = silentMinutes(conversation) ?? Infinity;
	if (minutes === Infinity) return undefined;
	if (minutes < 120) return `idle ${Math.max(0, Math.floor(minutes))} min`;
	const hours = Math.floor(minutes / 60);
	return hours < 48 ? `idle ${hours} h` : `idle ${Math.floor(hours / 24)} d`;
}
