import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import { settle } from '../../conversations/settle';
import { isOpen, type Conversation } from '../../conversations/conversation';
import { silentMinutes } from '../../conversations/silence';
import { timeOf } from '../../conversations/time';
import {
	DEEPEST_ROW,
	MAX_INTERVAL_DAYS,
	PAGE_SIZE,
	lastDays,
	readPage,
} from '../../conversations/details-query';
import { atGenesysTime } from '../../conversations/genesys-time';
import { fetchConversation } from '../../conversations/live';
import { agentOf, customerOf, queueOf } from '../../conversations/people';
import type { GenesysApi } from '../../platform/api';
import { Failure, RateLimitReached } from '../../platform/failures';
import { inALine, inNumber } from '../../platform/words';
import { isId } from '../../platform/ids';
import { regionOf } from '../client';
import { clockIn, type WriteTime } from '../local-time';
import { readForForm } from './read-for-form';

/** Each is read live, so the index is shown in parts: the list opens at once and costs few requests. */
const SHOWN_AT_A_TIME = 20;
/** More than n8n shows without scrolling. Of less, n8n asks for more by itself. */
const ENOUGH = 10;
/** The index may take any number for open that have ended: so many are read for a part at most, whatever comes of it. */
const MOST_READS = 3 * SHOWN_AT_A_TIME;
/** So many pages of the index without anything to show are passed over for a part. */
const MOST_PAGES = 10;

/**
 * Fills the list of the conversation locator: what is open now, the newest first. The index cannot be searched for names, so
 * what does not match is passed over; and it neither knows of messages nor of the last minute, so what is shown is read live.
 *
 * @param token where the part before ended
 */
export async function searchConversations(
	this: ILoadOptionsFunctions,
	filter = '',
	token = '',
): Promise<INodeListSearchResult> {
	const from = placeOf(token);
	return await readForForm(
		this,
		async (api) => {
			const clock = clockIn(this.getTimezone());
			const wanted = filter.trim().toLowerCase();
			const isWanted = (conversation: Conversation) => wordsOf(conversation, clock).includes(wanted);
			const region = await regionOf(this);
			const { shown, next } = await readPart(api, from, isWanted);
			const results = shown.map((one) => toResult(one.id, entryOf(one, clock), region));
			return next === undefined ? { results } : { results, paginationToken: tokenOf(next) };
		},
		from.wasShort,
	);
}

/** Where a part of the list begins: while somebody scrolls, rows come and go above it, so their number alone does not tell. */
interface Place {
	/** How many rows of the index came before. */
	readonly passed: number;
	/** The last of them; undefined where the list begins, or where that is not to be found again. */
	readonly last: LastRow | undefined;
	/** The part before had little to show for its requests: n8n asks for this one by itself, and for any number of others. */
	readonly wasShort: boolean;
}

interface LastRow {
	readonly id: string;
	/** When it began, in milliseconds since 1970; undefined where that is not known. */
	readonly began: number | undefined;
}

const BASE = 36;
const TOKEN = /^(\d{1,4})(s?)(?:\.([\da-z]{0,9})\.(.+))?$/;

function placeOf(token: string): Place {
	const [, passed = '0', short = '', began = '', id] = TOKEN.exec(token) ?? [];
	return {
		passed: Number(passed),
		last: isId(id) ? { id, began: began === '' ? undefined : parseInt(began, BASE) } : undefined,
		wasShort: short !== '',
	};
}

function tokenOf({ passed, last, wasShort }: Place): string {
	const lastRow =
		last && `.${last.began === undefined || last.began < 0 ? '' : last.began.toString(BASE)}.${last.id}`;
	return `${passed}${wasShort ? 's' : ''}${lastRow ?? ''}`;
}

interface ListPart {
	readonly shown: readonly Conversation[];
	/** Where it goes on; undefined where that is all. */
	readonly next: Place | undefined;
}

/**
 * What is open and wanted, as far as a bounded number of requests leads.
 *
 * @throws Failure where the list begins and there is nothing to show of what was read: n8n would say that there is nothing, or
 *   ask on by itself without an end; further on, a failure would take away what is shown already
 */
async function readPart(
	api: GenesysApi,
	from: Place,
	isWanted: (conversation: Conversation) => boolean,
): Promise<ListPart> {
	const shown: Conversation[] = [];
	let [reads, pages] = [0, 0];
	let here: Pick<Place, 'passed' | 'last'> = from;
	const upToHere = (refusal?: Failure): ListPart => {
		if (shown.length === 0 && from.passed === 0) throw refusal ?? nothingSoFar(here.passed, reads);
		if (shown.length === 0 && refusal && !from.wasShort) throw refusal;
		const wasShort = shown.length < ENOUGH;
		// Where rows change places, the list must come to its end all the same.
		const isBehind = !refusal && shown.length === 0 && here.passed <= from.passed;
		const next = isBehind ? { passed: from.passed + PAGE_SIZE, last: undefined } : here;
		return { shown, next: { ...next, wasShort } };
	};
	for await (const page of atGenesysTime(api, (now) => readPages(api, now, from))) {
		if ('refusal' in page) return upToHere(page.refusal);
		pages += 1;
		const wanted = page.rows.filter(({ conversation }) => isWanted(conversation));
		while (wanted.length > 0) {
			const room = Math.min(SHOWN_AT_A_TIME - shown.length, MOST_READS - reads);
			if (room === 0 || shown.length >= ENOUGH) return upToHere();
			const some = wanted.splice(0, room);
			reads += some.length;
			const looks = await Promise.all(some.map(async (row) => ({ row, look: await lookAtRow(api, row) })));
			for (const { row, look } of looks) {
				if ('refusal' in look) return upToHere(look.refusal);
				if (look.open) shown.push(look.open);
				here = row;
			}
		}
		here = page.rows.length > 0 ? page : { ...here, passed: page.passed };
		if (page.isLast) break;
		if (shown.length >= ENOUGH || reads >= MOST_READS || pages >= MOST_PAGES) return upToHere();
	}
	return { shown, next: undefined };
}

/** A row of the index, and the place behind it. */
interface Row extends Pick<Place, 'passed' | 'last'> {
	readonly conversation: Conversation;
}

interface Page extends Pick<Place, 'passed' | 'last'> {
	/** Of them, each conversation once. */
	readonly rows: readonly Row[];
	readonly isLast: boolean;
}

/** The rate limit is reached: there is no more to be had for now. */
interface Refused {
	readonly refusal: RateLimitReached;
}

/** What the index takes for open, from a place on. */
async function* readPages(api: GenesysApi, now: number, from: Place): AsyncGenerator<Page | Refused> {
	const query = { ...lastDays(MAX_INTERVAL_DAYS, now), order: 'desc', openOnly: true } as const;
	let sought: Place | undefined = from;
	let mayLookBack = from.last !== undefined;
	// The page of the last row that came before.
	let number = 1 + Math.floor(Math.max(0, from.passed - 1) / PAGE_SIZE);
	for (;;) {
		const before = (number - 1) * PAGE_SIZE;
		const page = await settle(readPage(api, query, number));
		if ('failure' in page) {
			if (!(page.failure instanceof RateLimitReached)) throw page.failure;
			yield { refusal: page.failure };
			return;
		}
		const all = page.value.rows.map(({ conversation }, i) => ({
			conversation,
			passed: before + i + 1,
			last: { id: conversation.id, began: timeOf(conversation.startTime) },
		}));
		const start = sought ? startIn(all, before, sought) : 0;
		// What has ended has moved the rows behind it up, perhaps to the page before.
		const looksBack = mayLookBack && start === 0 && number > 1;
		mayLookBack = false;
		if (looksBack) {
			number -= 1;
			continue;
		}
		// Behind it, all comes, also what began at the same time.
		if (start < all.length || all.at(-1)?.last.id === from.last?.id) sought = undefined;
		const isFirst = ({ conversation }: Row) =>
			all.find((other) => other.conversation.id === conversation.id)?.conversation === conversation;
		const rows = all.slice(start).filter(isFirst);
		const passed = before + all.length;
		const isLast = all.length < PAGE_SIZE || passed >= DEEPEST_ROW;
		yield { rows, passed, last: all.at(-1)?.last, isLast };
		if (isLast) return;
		number += 1;
	}
}

/** How many of the rows of a page come before a place. */
function startIn(rows: readonly Row[], before: number, { passed, last }: Place): number {
	const found = rows.findIndex((row) => row.last?.id === last?.id);
	if (found >= 0) return found + 1;
	const byNumber = Math.max(0, passed - before);
	const began = last?.began;
	if (began === undefined || !isInOrder(rows)) return byNumber;
	// The last one has ended, or is on another page.
	const start = rows.findIndex((row) => (row.last?.began ?? Infinity) < began);
	return start < 0 ? rows.length : start;
}

/** Whether all tell when they began, the newest first. */
function isInOrder(rows: readonly Row[]): boolean {
	return rows.every(({ last }, i) => (last?.began ?? NaN) <= (rows[i - 1]?.last?.began ?? Infinity));
}

/** What came of a look at a conversation; nothing to show where it has ended. */
type LiveRow = { readonly open: Conversation | undefined } | Refused;

/** Looks at a conversation as it is now. What cannot be read for another reason than the rate limit is as the index has it. */
async function lookAtRow(api: GenesysApi, { conversation: indexed }: Row): Promise<LiveRow> {
	const live = await settle(fetchConversation(api, indexed.id));
	if ('value' in live)
		return { open: live.value && isOpen(live.value.conversation) ? live.value.conversation : undefined };
	return live.failure instanceof RateLimitReached ? { refusal: live.failure } : { open: indexed };
}

/** That there is none, nobody knows: only so many were looked through. */
function nothingSoFar(passed: number, reads: number): Failure {
	const what =
		reads === 0
			? `None of the ${passed.toLocaleString('en')} newest conversations in Genesys Cloud's index matches`
			: `${inNumber(reads, 'conversation')} that Genesys Cloud's index has as open ${reads === 1 ? 'has' : 'have'} ended`;
	return new Failure(
		'The list of conversations has nothing to show so far',
		`${what}; there are more. Type more of what you look for, such as the external tag, or enter the ID instead of choosing from the list.`,
	);
}

/** In what an entry is found: in all that it shows, in the names as they really are, in the tag and in the ID. */
function wordsOf(conversation: Conversation, clock: WriteTime): string {
	const { externalTag, id } = conversation;
	const names = namesIn(conversation);
	return [entryOf(conversation, clock), ...names, externalTag, id].join('\n').toLowerCase();
}

/** The customer, the queue and the agent, as they are called; strangers may have chosen all of that. */
function namesIn(conversation: Conversation): Array<string | undefined> {
	return [customerOf(conversation)?.name, queueOf(conversation)?.name, agentOf(conversation)?.name];
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
function entryOf(conversation: Conversation, clock: WriteTime): string {
	const [customer = 'Guest', queue, agent] = namesIn(conversation).map(inALine);
	const place = (queue ?? agent) === undefined ? 'no queue yet' : undefined;
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
