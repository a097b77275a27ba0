import { NOBODYS_ID, openContactCenter } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { getMany } from '../support/get-many.mts';
import { find } from '../support/parameters.mts';
import { TAG } from '../support/somebody-else.mts';
import { withWorkbench } from '../support/workbench.mts';

const bench = withWorkbench();
const QUERY = { path: 'details/query$' };

describe('A page of the index', () => {
	const all = find('externalTag', TAG, { match: 'all', state: 'any' });
	/** So many open conversations with the same tag. */
	const tagged = (count: number) => {
		const { simulator } = bench();
		simulator.configure({ rateLimit: { allowed: 30_000 } });
		const center = openContactCenter(simulator.world);
		return Array.from({ length: count }, () => center.chat({ externalTag: TAG, stage: 'queue' }).id);
	};

	it.each([
		['Get Many', getMany()],
		['Find', all],
	])('is read whatever total it tells (%s)', async (_name, parameters) => {
		const ids = tagged(230);
		bench().simulator.faults.add({ kind: 'pages', total: 0, match: QUERY });

		const items = await bench().items({ parameters });

		expect(items.map(({ conversationId }) => conversationId).sort()).toEqual(ids.sort());
	});

	it.each([
		['Get Many', getMany()],
		['Find', all],
	])('is not empty while it tells of hits (%s)', async (_name, parameters) => {
		bench().simulator.faults.add({ kind: 'pages', total: 500, match: QUERY });

		const failure = await failureOf(bench(), { parameters });

		expect(failure.message).toContain('The answer does not seem to come from Genesys Cloud');
		expect(failure.description).toContain('500');
	});

	it.each(
		[
			{ totalHits: 0 },
			{ conversations: [] },
			{ aggregations: [] },
			{ conversations: [], totalHits: 'x' },
			{ conversations: [], totalHits: -1 },
		].flatMap((body) => [['Get Many', body, getMany()] as const, ['Find', body, all] as const]),
	)('does not end the list against the word of the first (%s, %j)', async (_name, body, parameters) => {
		tagged(150);
		const { faults } = bench().simulator;
		faults.add({ kind: 'slow', ms: 1, times: 1, match: QUERY });
		faults.add({ kind: 'stub', body, match: QUERY });

		const { message } = await failureOf(bench(), { parameters });

		expect(message).toMatch(/left some conversations out|does not seem to come from Genesys Cloud/);
	});

	it.each(['150', true, {}])('does not count for one whose total cannot be read: %j', async (totalHits) => {
		tagged(1);
		const page = { conversations: [{ conversationId: NOBODYS_ID, participants: [] }], totalHits };
		bench().simulator.faults.add({ kind: 'stub', body: page, match: QUERY });

		const { message } = await failureOf(bench(), { parameters: getMany() });

		expect(message).toContain('The answer does not seem to come from Genesys Cloud');
	});

	it.each([
		['Get Many', 120, getMany()],
		['Find', 120, all],
		['Get Many', 60, getMany()],
		['Find', 60, all],
	])('is not the last one because it was cut short (%s, %i of them)', async (_name, count, parameters) => {
		tagged(count);
		bench().simulator.configure({ totalHitsError: 0 });
		bench().simulator.faults.add({ kind: 'pages', rows: 50, match: QUERY });

		const failure = await failureOf(bench(), { parameters });

		expect(failure.message).toContain('The answer does not seem to come from Genesys Cloud');
	});

	it.each([
		['Get Many', getMany()],
		['Find', all],
	])('that comes again does not stand for the next one (%s)', async (_name, parameters) => {
		tagged(150);
		bench().simulator.faults.add({ kind: 'samePage', match: QUERY });

		const failure = await failureOf(bench(), { parameters });

		expect(failure.message).toContain('the same page');
	});

	it.each<readonly [name: string, row: unknown]>([
		['empty', {}],
		['null', null],
		['a text', 'row'],
		['without an ID', { conversationStart: '2026-11-01T12:00:00.000Z' }],
		['with an empty ID', { conversationId: '' }],
		['with a number for an ID', { conversationId: 7 }],
		['with a path for an ID', { conversationId: '../tokens/me' }],
	])('is none when a row is %s', async (_name, row) => {
		const [id] = tagged(1);
		const body = { totalHits: 2, conversations: [{ conversationId: id }, row] };
		bench().simulator.faults.add({ kind: 'status', status: 200, body, match: QUERY });

		for (const parameters of [getMany(), all]) {
			const failure = await failureOf(bench(), { parameters });
			expect(failure.message).toContain('The answer does not seem to come from Genesys Cloud');
		}
	});

	it.each(['conversations', 'totalHits', 'aggregations'])(
		'may leave out what it has nothing of, but not everything (%s)',
		async (key) => {
			tagged(1);
			const empty = { conversations: [], totalHits: 0, aggregations: [] };
			for (const body of [{ [key]: null }, { unknown: empty }, { [key]: 'none' }]) {
				const fault = bench().simulator.faults.add({ kind: 'status', status: 200, body, match: QUERY });
				for (const parameters of [getMany(), all]) {
					const failure = await failureOf(bench(), { parameters });
					expect(failure.message).toContain('The answer does not seem to come from Genesys Cloud');
				}
				fault.remove();
			}
		},
	);

	it('is read to its end when Genesys Cloud itself says that there is nothing', async () => {
		openContactCenter(bench().simulator.world).chat();

		expect(await bench().items({ parameters: find('externalTag', TAG, { whenNotFound: 'none' }) })).toEqual(
			[],
		);
		expect(await bench().items({ parameters: getMany({ externalTag: TAG }) })).toEqual([]);
	});
});
