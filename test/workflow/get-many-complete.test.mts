import { setImmediate as nextTurn } from 'node:timers/promises';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { DAY_MS } from '../../simulator/durations.mts';
import { Traffic } from '../../simulator/traffic.mts';
import { NODE, type Workbench } from '../harness/workbench.mts';
import { openContactCenter, openConversations } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { getMany } from '../support/get-many.mts';
import { withWorkbench } from '../support/workbench.mts';

const LONGEST_INTERVAL_MS = 31 * DAY_MS;

/** What a details query asked for. */
interface Asked {
	readonly from: number;
	readonly to: number;
	readonly page: number;
	readonly status: number;
}

describe('Get Many is complete', () => {
	const bench = withWorkbench();
	const ids = async (parameters: INodeParameters) => idsOf(await bench().items({ parameters }));

	it('across pages, each conversation once', async () => {
		const { world } = bench().simulator;
		new Traffic(world).populate({ open: 250, days: 10 });

		expect((await ids(getMany())).sort()).toEqual(openConversations(world).sort());
	});

	it.each([0, 1, 99, 100, 101, 200])('with %i conversations', async (count) => {
		const { world } = bench().simulator;
		new Traffic(world).populate({ open: count, days: 5 });

		expect(await ids(getMany())).toHaveLength(count);
	});

	it('while conversations end and others start between two pages', async () => {
		const { world } = bench().simulator;
		const traffic = new Traffic(world);
		traffic.populate({ open: 450, days: 10 });
		const before = openConversations(world);

		const listed = await whilePagesAreRead(bench(), (query) => {
			// Some of those at the beginning, in the middle and at the end of the list.
			for (const share of [0.01, 0.5, 0.98]) world.end(before[Math.floor(450 * share) + query] ?? '');
			traffic.populate({ open: 3, days: 0 });
		});

		const stillOpen = new Set(openConversations(world));
		const throughout = before.filter((id) => stillOpen.has(id));
		expect(throughout.length).toBeLessThan(before.length);
		expect(throughout.filter((id) => !listed.includes(id))).toEqual([]);
		expect(new Set(listed).size).toBe(listed.length);
	});

	it('over a span longer than Genesys takes in one query', async () => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const now = world.now();
		const daysAgo = [1, 30.9, 31, 31.1, 62, 70, 93];
		const started = daysAgo.map((days) => center.chat({ startedAt: now - days * DAY_MS }).id);
		center.chat({ startedAt: now - 101 * DAY_MS });

		const listed = await ids(getMany({ startedAfter: new Date(now - 100 * DAY_MS).toISOString() }));

		expect(listed).toEqual(started);
		const queries = asked(bench());
		expect(queries.length).toBeGreaterThanOrEqual(4);
		expect(queries.filter(({ from, to }) => to - from > LONGEST_INTERVAL_MS)).toEqual([]);
	});

	it('beyond the page where Genesys fails: the days are asked for apart', async () => {
		const { simulator } = bench();
		simulator.configure({ rateLimit: { allowed: 30_000 } });
		new Traffic(simulator.world).populate({ open: 8_200, days: 6 });

		const listed = await ids(getMany());

		expect(listed).toHaveLength(8_200);
		expect(new Set(listed).size).toBe(8_200);
		const queries = asked(bench());
		expect(queries.filter(({ status }) => status !== 200)).toEqual([]);
		expect(new Set(queries.map(({ from }) => from)).size).toBeGreaterThan(1);
	}, 60_000);

	it('or fails: more on one day than Genesys gives, which a filter narrows down', async () => {
		const { simulator } = bench();
		const { world } = simulator;
		const center = openContactCenter(world);
		new Traffic(world).populate({ open: 8_500, days: 0 });
		const { id } = center.chat({ externalTag: 'ticket-4711', startedAt: world.now() });

		const failure = await failureOf(bench(), { parameters: getMany() });

		expect(failure.message).toBe('More than 8000 conversations match on a single day');
		expect(failure.description).toContain('queue');
		expect(failure.execution.output(NODE)).toEqual([]);
		expect(await ids(getMany({ externalTag: 'ticket-4711' }))).toEqual([id]);
	}, 60_000);
});

/** Runs Get Many, and lets something happen after each query that Genesys has received. @returns the IDs listed */
async function whilePagesAreRead(bench: Workbench, happen: (query: number) => void): Promise<string[]> {
	const reading = { isDone: false };
	const run = bench.items({ parameters: getMany() }).finally(() => {
		reading.isDone = true;
	});
	let seen = 0;
	while (!reading.isDone) {
		await nextTurn();
		if (asked(bench).length <= seen) continue;
		happen(seen);
		seen += 1;
	}
	return idsOf(await run);
}

function idsOf(items: readonly IDataObject[]): string[] {
	return items.flatMap(({ conversationId }) => (typeof conversationId === 'string' ? [conversationId] : []));
}

function asked({ simulator }: Workbench): Asked[] {
	return simulator.requests
		.filter(({ path }) => path.endsWith('/conversations/details/query'))
		.map(({ body, status }) => {
			const { interval, paging } = body as { interval: string; paging: { pageNumber: number } };
			const [from = '', to = ''] = interval.split('/');
			return { from: Date.parse(from), to: Date.parse(to), page: paging.pageNumber, status };
		});
}
