import { searchConversations } from '../../../nodes/shared/n8n/lists/conversations.ts';
import {
	getQueues,
	searchAgents,
	searchDivisions,
	searchExternalContacts,
	searchExternalSources,
	searchFlows,
	searchWrapUpCodes,
} from '../../../nodes/shared/n8n/lists/directory.ts';
import { MINUTE_MS } from '../../../simulator/durations.mts';
import { isObject } from '../../../scripts/n8n/json.mts';
import { Answer, Each, formContext, genesysCloud, type N8nScene } from '../../support/n8n-context.mts';
import { NOON } from '../../support/virtual-clock.mts';
import { indexed, row } from '../../support/virtual-index.mts';

const QUERY = 'POST analytics/conversations/details/query';
const at = (conversationStart: string | null) => ({ conversationStart });
const startOf = (minutesAgo: number) => at(new Date(NOON - minutesAgo * MINUTE_MS).toISOString());
const form = (answers: Parameters<typeof genesysCloud>[0], credential: N8nScene['credential'] = {}) =>
	formContext({ respond: genesysCloud(answers), credential });
/** Which page of the index is asked for; undefined where it is not asked at all. */
const pageOf = (body: unknown): number | undefined =>
	isObject(body) && isObject(body['paging']) ? Number(body['paging']['pageNumber']) : undefined;
const rowsOf = (count: number, from = 0) =>
	Array.from({ length: count }, (_, i) => row(`c${i + from}`, i + from));
/** A part's end behind so many rows: their number, a mark where it had little to show, and the last of them. */
const behind = (count: string) =>
	expect.stringMatching(new RegExp(`^${count}\\.[0-9a-z]{8}\\.c\\d+$`)) as unknown;

describe('The list of conversations', () => {
	const dana = row('one', 0, {
		...at('2026-11-22T17:38:59.000Z'),
		externalTag: 'Ticket-1',
		participants: [
			indexed('customer', { participantName: 'Dana' }),
			indexed('acd', { participantName: 'Support' }),
			indexed('agent', { participantName: 'Alex' }),
		],
	});
	const guest = row('two', 0, at('2026-01-02T03:04:05.000Z'));
	const timeless = row('three', 0, {
		...at(null),
		participants: [indexed('customer'), indexed('acd', { participantName: 'Sales' })],
	});
	const index = { [QUERY]: { conversations: [dana, guest, timeless], totalHits: 3 } };
	/** That it cannot be read now is no reason to leave it out. */
	const unreadable = (...ids: string[]) =>
		Object.fromEntries(ids.map((id) => [`GET conversations/${id}`, new Answer(403)]));
	const all = { ...index, ...unreadable('one', 'two', 'three') };
	const url = (id: string) => `https://apps.mypurecloud.de/directory/#/analytics/interactions/${id}/admin`;

	it('tells who, where and since when as the conversation is now, and for how long nobody has written', async () => {
		const live = (id: string, ...participants: object[]) => ({
			[`GET conversations/${id}`]: { id, startTime: '2026-11-22T17:38:59.000Z', participants },
		});
		const leg = (written?: number, state = 'connected') => ({
			id: 'leg',
			type: 'webmessaging',
			state,
			messages:
				written === undefined ? [] : [{ messageTime: new Date(Date.now() - written * 60_000).toISOString() }],
		});
		const { context } = form({
			...index,
			...live(
				'one',
				{ id: 'c', purpose: 'customer', name: 'Dana', messages: [leg(90.5)] },
				{ id: 'q', purpose: 'acd', queueName: 'Sales', messages: [leg(undefined, 'disconnected')] },
				{ id: 'a', purpose: 'agent', name: 'Bea', messages: [leg(35.5)] },
			),
			...live('two', { id: 'c', purpose: 'customer', messages: [leg()] }),
			...live('three', { id: 'c', purpose: 'customer', messages: [leg(5, 'disconnected')] }),
		});

		expect((await searchConversations.call(context)).results.map(({ name }) => name)).toEqual([
			'Dana · Sales · Bea · idle 35 min',
			'Guest · no queue yet · Nov 22, 17:38',
		]);
	});

	it.each([
		[-1, '0 min'],
		[119.5, '119 min'],
		[120.5, '2 h'],
		[47 * 60 + 59, '47 h'],
		[48 * 60 + 1, '2 d'],
	])('tells how long nobody has written, in few letters: %d minutes', async (minutes, told) => {
		const messageTime = new Date(Date.now() - minutes * 60_000).toISOString();
		const leg = { id: 'leg', type: 'webmessaging', state: 'connected', messages: [{ messageTime }] };
		const { context } = form({
			[QUERY]: { conversations: [dana], totalHits: 1 },
			'GET conversations/one': {
				id: 'one',
				participants: [{ id: 'c', purpose: 'customer', messages: [leg] }],
			},
		});

		expect((await searchConversations.call(context)).results[0]?.name).toBe(
			`Guest · no queue yet · idle ${told}`,
		);
	});

	it('tells of one that cannot be read now what the index knows, and leads to it', async () => {
		const { context } = form(all);

		expect(await searchConversations.call(context)).toEqual({
			results: [
				{ name: 'Dana · Support · Alex · Nov 22, 17:38', value: 'one', url: url('one') },
				{ name: 'Guest · no queue yet · Jan 2, 03:04', value: 'two', url: url('two') },
				{ name: 'Guest · Sales', value: 'three', url: url('three') },
			],
		});
	});

	it('names an agent whom nobody has sent through a queue', async () => {
		const direct = row('one', 0, {
			...at(null),
			participants: [indexed('customer'), indexed('agent', { participantName: 'Alex' })],
		});
		const { context } = form({
			...unreadable('one'),
			[QUERY]: { conversations: [direct], totalHits: 1 },
		});

		expect((await searchConversations.call(context)).results[0]?.name).toBe('Guest · Alex');
	});

	it.each([
		['Europe/Berlin', 'Nov 22, 18:38'],
		['America/New_York', 'Nov 22, 12:38'],
		['Asia/Tokyo', 'Nov 23, 02:38'],
		['UTC', 'Nov 22, 17:38'],
		['Mars/Olympus_Mons', 'Nov 22, 17:38 UTC'],
	])(
		'tells the start by the clock of the workflow, or says that it does not: %s',
		async (timezone, start) => {
			const { context } = formContext({ respond: genesysCloud(all), timezone });

			expect((await searchConversations.call(context)).results[0]?.name).toBe(
				`Dana · Support · Alex · ${start}`,
			);
		},
	);

	it('leads nowhere from a region that is not known', async () => {
		const { context } = form(all, {
			region: 'custom',
			customApiUrl: 'http://localhost:4010',
			customLoginUrl: 'http://localhost:4010',
		});

		const { results } = await searchConversations.call(context);

		expect(results[0]).toEqual({ name: 'Dana · Support · Alex · Nov 22, 17:38', value: 'one' });
	});

	it('asks for what is open, the newest first', async () => {
		const { context, sent } = form(all);
		await searchConversations.call(context);

		expect(sent[0]?.body).toMatchObject({
			order: 'desc',
			paging: { pageNumber: 1 },
			conversationFilters: [{ predicates: [{ dimension: 'conversationEnd', operator: 'notExists' }] }],
		});
	});

	it.each([
		['dana', ['one']],
		['ALEX', ['one']],
		[' support ', ['one']],
		[' dana ', ['one']],
		['17:38dana', []],
		['ticket-1', ['one']],
		['two', ['two']],
		['nov 22', ['one']],
		['guest', ['two', 'three']],
		['nobody', []],
	])('is searched in all that people know: %j', async (filter, ids) => {
		const { context } = form(all);

		expect((await searchConversations.call(context, filter)).results.map(({ value }) => value)).toEqual(ids);
	});

	it('is given twenty at a time, each once', async () => {
		const pages = [rowsOf(100), rowsOf(30, 100)];
		const { context, sent } = form({
			[QUERY]: new Each(({ body }) => ({
				conversations: pages[(pageOf(body) ?? 0) - 1] ?? [],
				totalHits: 130,
			})),
			...unreadable(...Array.from({ length: 130 }, (_, i) => `c${i}`)),
		});

		const given: string[][] = [];
		let next: string | undefined;
		do {
			const { results, paginationToken } = await searchConversations.call(context, '', next);
			given.push(results.map(({ value }) => String(value)));
			next = paginationToken === undefined ? undefined : String(paginationToken);
		} while (next !== undefined);

		expect(given.map(({ length }) => length)).toEqual([20, 20, 20, 20, 20, 20, 10]);
		expect(given.flat()).toEqual([...pages.flat()].map(({ conversationId }) => conversationId));
		expect(sent.flatMap(({ body }) => pageOf(body) ?? [])).toEqual([1, 1, 1, 1, 1, 1, 2, 2]);
	});

	it.each([
		['starts', 20, rowsOf(60), [row('new', -1), ...rowsOf(60)]],
		['ends', 20, rowsOf(60), rowsOf(59, 1)],
		[
			'was the last one shown, and ends',
			20,
			rowsOf(60),
			rowsOf(60).filter(({ conversationId }) => conversationId !== 'c19'),
		],
		['ends, and the rest moves to the page before', 100, rowsOf(130), rowsOf(125, 5)],
		['ends, and what was shown last moves to the page before', 120, rowsOf(160), rowsOf(135, 25)],
		[
			'starts, and the rest moves to the next page',
			100,
			rowsOf(130),
			[row('new', -1), row('newer', -2), ...rowsOf(130)],
		],
	])(
		'goes on behind what was shown where a conversation %s while somebody scrolls (after %d)',
		async (_what, shown, before, after) => {
			let now = before;
			const { context } = form({
				[QUERY]: new Each(({ body }) => {
					const from = ((pageOf(body) ?? 1) - 1) * 100;
					return { conversations: now.slice(from, from + 100), totalHits: now.length };
				}),
				...unreadable(...before.map(({ conversationId = '' }) => String(conversationId))),
			});
			const given: string[] = [];
			let next: string | undefined;
			do {
				const { results, paginationToken } = await searchConversations.call(context, '', next);
				given.push(...results.map(({ value }) => String(value)));
				next = paginationToken === undefined ? undefined : String(paginationToken);
				if (given.length === shown) now = after;
			} while (next !== undefined);

			expect(given).toEqual(before.map(({ conversationId }) => conversationId));
		},
	);

	describe('goes on where somebody had come to by the', () => {
		const inOrder = rowsOf(60);
		const began = (minutesAgo: number) => (NOON - minutesAgo * MINUTE_MS).toString(36);
		const together = rowsOf(20).concat(rowsOf(20, 20).map((one) => ({ ...one, ...startOf(20) })));
		const undated = rowsOf(60).map((one, i) => (i === 0 ? { ...one, ...at(null) } : one));

		it.each([
			['last row', inOrder, `1.${began(0)}.c0`, 'c1'],
			['number, where nobody knows when the last one began', inOrder, '20..gone', 'c20'],
			['time, where the last one is gone', inOrder, `20.${began(24.5)}.gone`, 'c25'],
			['time, behind what began with it', inOrder, `20.${began(25)}.gone`, 'c26'],
			['time, also where all that is there is older', inOrder, `5.${began(-10)}.gone`, 'c0'],
			['time, where several began together', together, `30.${began(19.5)}.gone`, 'c20'],
			['number, where they come in another order', rowsOf(60).reverse(), `20.${began(24.5)}.gone`, 'c39'],
			['number, where the first one does not tell its time', undated, `20.${began(24.5)}.gone`, 'c20'],
		])('%s', async (_what, rows, token, first) => {
			const { context } = form({
				[QUERY]: { conversations: rows, totalHits: rows.length },
				...unreadable(...rows.map(({ conversationId = '' }) => String(conversationId))),
			});

			const { results } = await searchConversations.call(context, '', token);

			expect(results[0]?.value).toBe(first);
		});
	});

	it('asks for no further page once a part has ten', async () => {
		const rows = rowsOf(200).map((one, i) => (i < 10 ? { ...one, externalTag: 'wanted' } : one));
		const { context, sent } = form({
			[QUERY]: new Each(({ body }) => {
				const from = ((pageOf(body) ?? 1) - 1) * 100;
				return { conversations: rows.slice(from, from + 100), totalHits: rows.length };
			}),
			...unreadable(...Array.from({ length: 10 }, (_, i) => `c${i}`)),
		});

		expect((await searchConversations.call(context, 'wanted')).results).toHaveLength(10);
		expect(sent.flatMap(({ body }) => pageOf(body) ?? [])).toEqual([1]);
	});

	it('asks for no further page once it has read sixty', async () => {
		const rows = rowsOf(100).map((one, i) => (i < 60 ? { ...one, externalTag: 'wanted' } : one));
		const { context, sent } = form({ [QUERY]: { conversations: rows, totalHits: 7_000 } });

		await expect(searchConversations.call(context, 'wanted')).rejects.toMatchObject({
			description: expect.stringContaining('60 conversations') as unknown,
		});
		expect(sent).toHaveLength(61);
	});

	it.each([
		['one row is out of order', [...rowsOf(3), row('old', 5_000), ...rowsOf(57, 3)]],
		['the order is another one', rowsOf(60).reverse()],
		[
			'several began at the same time',
			rowsOf(17).concat(rowsOf(13, 17).map(({ conversationId }) => row(String(conversationId), 17))),
		],
		[
			'some do not tell when they began',
			rowsOf(20).concat(rowsOf(25, 20).map((one) => ({ ...one, conversationStart: null }))),
		],
		[
			'several began at the same time, some of them on another page',
			rowsOf(90).concat(rowsOf(40, 90).map(({ conversationId }) => row(String(conversationId), 90))),
		],
	])('gives each once, and comes to its end, where %s', async (_what, rows) => {
		const ids = rows.map(({ conversationId = '' }) => String(conversationId));
		const { context } = form({
			[QUERY]: new Each(({ body }) => {
				const from = ((pageOf(body) ?? 1) - 1) * 100;
				return { conversations: rows.slice(from, from + 100), totalHits: rows.length };
			}),
			...unreadable(...ids),
		});
		const given: string[] = [];
		let next: string | undefined;
		for (let parts = 0; parts < 8 && (parts === 0 || next !== undefined); parts++) {
			const { results, paginationToken } = await searchConversations.call(context, '', next);
			given.push(...results.map(({ value }) => String(value)));
			next = paginationToken === undefined ? undefined : String(paginationToken);
		}

		expect(given).toEqual(ids);
		expect(next).toBeUndefined();
	});

	it('gives nothing again where the limit is reached behind a page with nothing new', async () => {
		const before = rowsOf(130);
		const rows = [...rowsOf(5).map((_, i) => row(`n${i}`, i - 5)), ...before];
		const refused = new Answer(429, {}, { 'retry-after': '42', 'inin-correlation-id': 'c' });
		const scene = (clientId: string, isRefused: boolean) =>
			form(
				{
					[QUERY]: new Each(({ body }) => {
						const from = ((pageOf(body) ?? 1) - 1) * 100;
						return isRefused && from > 0
							? refused
							: { conversations: rows.slice(from, from + 100), totalHits: rows.length };
					}),
					...unreadable(...before.map(({ conversationId = '' }) => String(conversationId))),
				},
				{ clientId },
			).context;
		const began = Date.parse(String(before[99]?.conversationStart)).toString(36);

		const { paginationToken } = await searchConversations.call(
			scene('limit-a', true),
			'',
			`100s.${began}.c99`,
		);
		const { results } = await searchConversations.call(scene('limit-b', false), '', String(paginationToken));

		expect(results[0]?.value).toBe('c100');
	});

	it('offers a conversation once that the index has twice', async () => {
		const { context } = form({ ...all, [QUERY]: { conversations: [dana, guest, dana], totalHits: 3 } });

		expect((await searchConversations.call(context)).results.map(({ value }) => value)).toEqual([
			'one',
			'two',
		]);
	});

	it('passes over what has ended since, until there is something to show', async () => {
		const { context } = form({
			[QUERY]: { conversations: rowsOf(45), totalHits: 45 },
			...unreadable('c44'),
		});

		expect(await searchConversations.call(context)).toEqual({
			results: [expect.objectContaining({ value: 'c44' })],
		});
	});

	it('reads no more than sixty for a part, and says that they have ended and that there are more', async () => {
		const { context, sent } = form({ [QUERY]: { conversations: rowsOf(100), totalHits: 7_000 } });

		await expect(searchConversations.call(context)).rejects.toMatchObject({
			message: 'The list of conversations has nothing to show so far',
			description: expect.stringMatching(
				/^60 conversations that Genesys Cloud's index has as open have ended; there are more\./,
			) as unknown,
		});
		expect(sent).toHaveLength(61);
	});

	it('says that the only one that matches has ended', async () => {
		let page = 0;
		const { context } = form({
			[QUERY]: new Each(() => {
				page += 1;
				const [first, ...others] = rowsOf(100);
				return { conversations: page === 1 ? [...others, dana] : [first, ...others], totalHits: 7_000 };
			}),
		});

		await expect(searchConversations.call(context, 'dana')).rejects.toMatchObject({
			description: expect.stringMatching(
				/^1 conversation that Genesys Cloud's index has as open has ended; there are more\./,
			) as unknown,
		});
		expect(page).toBe(10);
	});

	it.each([
		[10, 20, '20'],
		[9, 31, '31'],
	])('is enough with ten; with %d of the first twenty, it has read %d', async (open, reads, next) => {
		const ids = [
			...Array.from({ length: open }, (_, i) => `c${i}`),
			...Array.from({ length: 40 }, (_, i) => `c${i + 20}`),
		];
		const { context, sent } = form({
			[QUERY]: { conversations: rowsOf(100), totalHits: 7_000 },
			...unreadable(...ids),
		});

		const { results, paginationToken } = await searchConversations.call(context);

		expect(results).toHaveLength(open === 10 ? 10 : 20);
		expect(paginationToken).toEqual(behind(next));
		expect(sent).toHaveLength(1 + reads);
	});

	it('leads on by itself from a part that has less than ten', async () => {
		const { context } = form({
			[QUERY]: { conversations: rowsOf(100), totalHits: 7_000 },
			...unreadable('c0', 'c59'),
		});

		expect(await searchConversations.call(context)).toMatchObject({
			results: [{ value: 'c0' }, { value: 'c59' }],
			paginationToken: behind('60s'),
		});
	});

	it('shows what was read until the limit was reached, and says so where that is nothing', async () => {
		const refused = new Answer(429, {}, { 'retry-after': '42', 'inin-correlation-id': 'c' });
		const one = form(
			{
				[QUERY]: { conversations: rowsOf(30), totalHits: 30 },
				...unreadable('c0', 'c1'),
				'GET conversations/c2': refused,
			},
			{ clientId: 'limited-later' },
		);
		const none = form(
			{ [QUERY]: { conversations: rowsOf(30), totalHits: 30 }, 'GET conversations/c0': refused },
			{ clientId: 'limited-at-once' },
		);

		expect(await searchConversations.call(one.context)).toMatchObject({
			results: [{ value: 'c0' }, { value: 'c1' }],
			paginationToken: behind('2s'),
		});
		await expect(searchConversations.call(none.context)).rejects.toMatchObject({ httpCode: '429' });
	});

	it('is an error further on, too, where it is not about the limit', async () => {
		const { context } = form({
			[QUERY]: new Answer(403, { code: 'missing.permissions', message: 'a:b:view' }),
		});

		await expect(searchConversations.call(context, '', '20s')).rejects.toMatchObject({ httpCode: '403' });
	});

	it('names nobody as the customer where none is known', async () => {
		const lonely = row('one', 0, {
			...at(null),
			participants: [indexed('agent', { participantName: 'Alex' })],
		});
		const { context } = form({
			...unreadable('one'),
			[QUERY]: { conversations: [lonely], totalHits: 1 },
		});

		expect((await searchConversations.call(context)).results[0]?.name).toBe('Guest · Alex');
	});

	it('passes over pages without a match', async () => {
		let page = 0;
		const { context } = form({
			[QUERY]: new Each(() => {
				page += 1;
				return page < 3
					? { conversations: rowsOf(100), totalHits: 201 }
					: { conversations: [dana], totalHits: 201 };
			}),
			...unreadable('one'),
		});

		expect(await searchConversations.call(context, 'dana')).toMatchObject({ results: [{ value: 'one' }] });
		expect(page).toBe(3);
	});

	it('passes over ten pages without a match and no more, and says that there are more', async () => {
		const { context, sent } = form({ [QUERY]: { conversations: rowsOf(100), totalHits: 7_000 } });

		await expect(searchConversations.call(context, 'nobody')).rejects.toMatchObject({
			message: 'The list of conversations has nothing to show so far',
			description:
				"None of the 1,000 newest conversations in Genesys Cloud's index matches; there are more. Type more of what you look for, such as the external tag, or enter the ID instead of choosing from the list.",
		});
		expect(sent).toHaveLength(10);
	});

	it('has nothing to show further on and still leads on, for a failure would take away what is shown', async () => {
		const { context, sent } = form({ [QUERY]: { conversations: rowsOf(100), totalHits: 7_000 } });

		expect(await searchConversations.call(context, 'nobody', '120')).toEqual({
			results: [],
			paginationToken: behind('1100s'),
		});
		expect(sent).toHaveLength(10);
	});

	it('says that the limit is reached to somebody who scrolls, and waits where n8n asks on by itself', async () => {
		const refused = new Answer(429, {}, { 'retry-after': '42', 'inin-correlation-id': 'c' });
		const { context } = form({ [QUERY]: refused }, { clientId: 'limited' });

		await expect(searchConversations.call(context, '', '20')).rejects.toMatchObject({ httpCode: '429' });
		expect(await searchConversations.call(context, '', '20s')).toEqual({
			results: [],
			paginationToken: '20s',
		});
	});

	it.each(['x', '-1', '1e3', '20 ', '99999', 's'])(
		'begins anew where it is said to go on at what is no place: %j',
		async (token) => {
			const { context, sent } = form(all);

			expect((await searchConversations.call(context, '', token)).results).toHaveLength(3);
			expect(pageOf(sent[0]?.body)).toBe(1);
		},
	);

	it('ends where Genesys Cloud cannot page any deeper', async () => {
		const { context, sent } = form({ [QUERY]: { conversations: rowsOf(100), totalHits: 9_000 } });

		expect(await searchConversations.call(context, 'nobody', '7800')).toEqual({ results: [] });
		expect(sent).toHaveLength(3);
	});

	it('says what to do where it cannot be had', async () => {
		const missing = new Answer(403, { code: 'missing.permissions', message: 'a:b:view' });
		const { context } = form({ [QUERY]: missing });

		await expect(searchConversations.call(context)).rejects.toMatchObject({
			message: 'The credential is not allowed to do this (searching conversations)',
			description: expect.stringContaining('this permission: A > B > View (a:b:view).') as unknown,
		});
	});
});

describe('The lists of the directory', () => {
	const entities = [
		{ id: 'a', name: 'Alpha' },
		{ id: 'b', name: 'Beta' },
	];

	it.each([
		['agents', searchAgents, 'GET users'],
		['divisions', searchDivisions, 'GET authorization/divisions'],
		['external sources', searchExternalSources, 'GET externalcontacts/externalsources'],
		['message flows', searchFlows, 'GET flows'],
		['wrap-up codes', searchWrapUpCodes, 'GET routing/wrapupcodes'],
	])('offer %s by name', async (_what, search, call) => {
		const { context } = form({ [call]: { entities } });

		expect(await search.call(context)).toEqual({
			results: [
				{ name: 'Alpha', value: 'a' },
				{ name: 'Beta', value: 'b' },
			],
		});
		expect((await search.call(context, ' bet ')).results).toEqual([{ name: 'Beta', value: 'b' }]);
	});

	it('offer external contacts by name and email, and leave it to Genesys Cloud to find them', async () => {
		const dana = { id: 'a', firstName: 'Dana', lastName: 'Example', workEmail: 'dana@example.com' };
		const { context, sent } = form({ 'GET externalcontacts/contacts': { entities: [dana] } });

		expect(await searchExternalContacts.call(context, ' 555-0100 ')).toEqual({
			results: [{ name: 'Dana Example – dana@example.com', value: 'a' }],
		});
		expect(sent[0]?.qs).toMatchObject({ q: '555-0100' });
	});

	it('lead to the next page', async () => {
		const { context, sent } = form({ 'GET users': { entities, nextUri: '/x' } });

		expect((await searchAgents.call(context, '', '2')).paginationToken).toBe('3');
		expect(sent[0]?.qs).toMatchObject({ pageNumber: 2 });
	});

	it('offer all queues at once', async () => {
		let page = 0;
		const { context } = form({
			'GET routing/queues': new Each(() => {
				page += 1;
				return { entities: [{ id: `q${page}`, name: `Queue ${page}` }], nextUri: page < 2 ? '/x' : null };
			}),
		});

		expect(await getQueues.call(context)).toEqual([
			{ name: 'Queue 1', value: 'q1' },
			{ name: 'Queue 2', value: 'q2' },
		]);
	});
});
