import fc from 'fast-check';
import { DAY_MS } from '../../../simulator/durations.mts';
import {
	detailsQuery,
	lastDays,
	MAX_INTERVAL_DAYS,
	type DetailsQuery,
} from '../../../nodes/shared/conversations/details-query.ts';

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
});
