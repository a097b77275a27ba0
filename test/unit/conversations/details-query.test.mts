import fc from 'fast-check';
import { DAY_MS } from '../../../simulator/durations.mts';
import {
	assertMovesOn,
	detailsQuery,
	isEstimate,
	lastDays,
	MAX_INTERVAL_DAYS,
	readPage,
	type DetailsPage,
	type DetailsQuery,
} from '../../../nodes/shared/conversations/details-query.ts';
import { chat, readChat } from '../../support/virtual-conversation.mts';
import { row } from '../../support/virtual-index.mts';
import { ok, VirtualPlatform } from '../../support/virtual-platform.mts';

/** The ends of the interval of a query for the last days, in milliseconds since 1970. */
function interval(days: number, now: number): { start: number; end: number } {
	const { interval: text } = detailsQuery({ ...lastDays(days, now), order: 'desc' }, 1);
	const [start = '', end = ''] = typeof text === 'string' ? text.split('/') : [];
	return { start: Date.parse(start), end: Date.parse(end) };
}

describe('The details query', () => {
	const query: DetailsQuery = { from: 0, to: DAY_MS, order: 'desc' };

	it('never spans more than Genesys takes, and reaches up to now, whatever the time', () => {
		const anyDays = fc.integer({ min: 1, max: MAX_INTERVAL_DAYS });
		const anyTime = fc.integer({ min: 0, max: 4_000_000_000_000 });
		fc.assert(
			fc.property(anyDays, anyTime, (days, now) => {
				const { start, end } = interval(days, now);
				return end >= now && end - start === days * DAY_MS && end - start <= 31 * DAY_MS;
			}),
		);
	});

	it('reaches back as far as it is to look', () => {
		const now = Date.parse('2026-09-01T12:00:00Z');

		expect(now - interval(5, now).start).toBeGreaterThan(4.9 * DAY_MS);
	});

	it('asks for web messaging, by the start, in the largest pages', () => {
		const body = detailsQuery(query, 3);

		expect(body).toMatchObject({
			order: 'desc',
			orderBy: 'conversationStart',
			paging: { pageSize: 100, pageNumber: 3 },
			segmentFilters: [
				{
					type: 'and',
					predicates: [
						{ dimension: 'mediaType', value: 'message' },
						{ dimension: 'messageType', value: 'webmessaging' },
					],
				},
			],
		});
		expect(body).not.toHaveProperty('conversationFilters');
	});

	it('gives several ways to name a customer as alternatives', () => {
		const names = [
			['externalContactId', 'a'],
			['canonicalExternalContactId', 'a'],
		] as const;

		const { segmentFilters } = detailsQuery({ ...query, segments: [names] }, 1);

		expect(segmentFilters).toMatchObject([
			{ type: 'and' },
			{ type: 'or', predicates: [{ value: 'a' }, { value: 'a' }] },
		]);
	});

	it('puts values where they cannot become part of the query', () => {
		const value = '"}],"x":[{"';

		const { conversationFilters } = detailsQuery({ ...query, conversation: [['externalTag', value]] }, 1);

		expect(conversationFilters).toMatchObject([
			{ predicates: [{ dimension: 'externalTag', operator: 'matches', value }] },
		]);
	});

	it('asks for whom a customer has left as a guest or as a contact, in one and the same segment', () => {
		const { segmentFilters } = detailsQuery({ ...query, customerHasLeft: true }, 1);

		expect(segmentFilters).toMatchObject([
			{ type: 'and' },
			{
				type: 'or',
				clauses: ['customer', 'external'].map((value) => ({
					type: 'and',
					predicates: [
						{ dimension: 'purpose', operator: 'matches', value },
						{ dimension: 'segmentEnd', operator: 'exists' },
					],
				})),
			},
		]);
	});
});

describe('A page of the index', () => {
	const query: DetailsQuery = { from: 0, to: DAY_MS, order: 'desc' };
	const page = (totalHits: number, ...ids: readonly string[]): DetailsPage => ({
		rows: ids.map((id) => ({ conversation: readChat(chat({ id })), raw: {} })),
		totalHits,
	});
	const full = Array.from({ length: 100 }, (_, i) => `c${i}`);

	async function read(body: unknown, pageNumber = 1): Promise<DetailsPage> {
		const platform = new VirtualPlatform();
		platform.server.always('POST', ok(body));
		return await platform.play(readPage(platform.run().client, query, pageNumber));
	}

	it.each([
		['says how many match, and gives none', { totalHits: 0 }],
		['has null for a list', { conversations: null, totalHits: 0 }],
		['has an empty list, and says how many match', { conversations: [], totalHits: 0 }],
		['has aggregations in the place of a total', { aggregations: [] }],
	])('is empty where it %s', async (_what, body) => {
		expect(await read(body)).toEqual({ rows: [], totalHits: 0 });
	});

	it.each([
		['is empty', {}],
		['has an empty list and nothing else', { conversations: [] }],
		['has something else for a list', { conversations: {}, totalHits: 0 }],
		['has a total below zero', { conversations: [row('chat', 1)], totalHits: -1 }],
		['has a word for a total', { conversations: [row('chat', 1)], totalHits: 'one' }],
		['is a list', [row('chat', 1)]],
	])('is none where the answer %s: taken for nothing, it would hide a conversation', async (_what, body) => {
		await expect(read(body)).rejects.toMatchObject({
			whatToDo: expect.stringContaining('It is not a list of conversations.') as unknown,
		});
	});

	it.each([
		['Some of its rows are not conversations.', { conversations: [row('chat', 1), {}], totalHits: 2 }],
		[
			'It says that 2 conversations match but leaves some out.',
			{ conversations: [row('chat', 1)], totalHits: 2 },
		],
	])('is refused with: %s', async (why, body) => {
		await expect(read(body)).rejects.toMatchObject({ whatToDo: expect.stringContaining(why) as unknown });
	});

	it('counts what the pages before have had where it does not say how many match', async () => {
		expect((await read({ conversations: [row('chat', 1)] }, 3)).totalHits).toBe(201);
	});

	it.each([
		['nothing, of nothing', false, page(0), 1],
		['nothing, of some', true, page(5), 1],
		['nothing, after all that match', false, page(100), 2],
		['nothing, after some of those that match', true, page(101), 2],
		['some, of as many', false, page(2, 'a', 'b'), 1],
		['some, of more', true, page(3, 'a', 'b'), 1],
		['some, of fewer', true, page(1, 'a', 'b'), 1],
		['the rest, of as many', false, page(102, 'a', 'b'), 2],
		['as many as it can, of as many', false, page(100, ...full), 1],
		['as many as it can, of more', false, page(250, ...full), 1],
		['as many as it can, of fewer', true, page(99, ...full), 1],
	])('that gives %s has a total that is an estimate: %s', (_what, isOne, read, number) => {
		expect(isEstimate(read, number)).toBe(isOne);
	});

	it('that holds what the one before held is told, unless both are empty', () => {
		expect(() => {
			assertMovesOn(page(2, 'a'), page(2, 'a'));
		}).toThrow('Genesys Cloud sent the same page of conversations twice');
		for (const [before, next] of [
			[page(2, 'a'), page(2, 'b')],
			[page(0), page(0)],
		] as const)
			expect(() => {
				assertMovesOn(before, next);
			}).not.toThrow();
	});
});
