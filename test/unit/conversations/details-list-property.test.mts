import fc from 'fast-check';

import { MINUTE_MS } from '../../../simulator/durations.mts';
import { timeOf } from '../../../nodes/shared/conversations/time.ts';
import { readStretches, type Part, type Stretch } from '../../../nodes/shared/conversations/details-list.ts';
import { readSince } from '../../../nodes/shared/conversations/read-since.ts';
import type { GenesysApi } from '../../../nodes/shared/platform/api.ts';
import { NOON } from '../../support/virtual-clock.mts';
import { row, VirtualIndex } from '../../support/virtual-index.mts';
import { VirtualPlatform } from '../../support/virtual-platform.mts';

const RUNS = 12;
/** People come faster than anybody can read, for a while. */
const MOST_FRESH = 500;
const MOST_PAGES = 2_000;
const DAY_MINUTES = 1_440;
const WHOLE: Stretch = { from: NOON - 31 * DAY_MINUTES * MINUTE_MS, to: NOON + DAY_MINUTES * MINUTE_MS };

/** What happens in the index between two pages. */
interface Change {
	/** Every so manieth of those that are there is gone; none where it is 0. */
	readonly goes: number;
	/** So many begin. */
	readonly come: number;
	/** So many come into the list that began before all others. */
	readonly join?: number;
}

interface Play {
	/** How many minutes ago each began that is there from the beginning. */
	readonly minutesAgo: readonly number[];
	/** After each page, and then again from the start. */
	readonly changes: readonly Change[];
	/** After how many pages whoever reads stops, and goes on with what was left. */
	readonly stops: readonly number[];
}

const NOTHING: Change = { goes: 0, come: 0 };

const play: fc.Arbitrary<Play> = fc.record({
	minutesAgo: fc.oneof(
		fc.array(fc.integer({ min: 1, max: 20 * DAY_MINUTES }), { maxLength: 400, size: 'max' }),
		fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 350, size: 'max' }),
	),
	changes: fc.array(
		fc.record({ goes: fc.constantFrom(0, 0, 3, 10, 100), come: fc.constantFrom(0, 0, 1, 5, 150) }),
		{ minLength: 1, maxLength: 6 },
	),
	stops: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }),
});

/** Reads everything as somebody does who now and then stops and goes on. */
async function found(
	{ minutesAgo, changes, stops }: Play,
	parts: (api: GenesysApi, stretches: readonly Stretch[]) => AsyncGenerator<Part>,
): Promise<{
	readonly found: readonly string[];
	readonly stayed: readonly string[];
	readonly isWhole: boolean;
}> {
	const platform = new VirtualPlatform();
	const index = new VirtualIndex(
		platform,
		minutesAgo.map((minutes, i) => row(`c${i}`, minutes)),
	);
	let fresh = 0;
	index.onPage = () => {
		if (index.asked.length > MOST_PAGES) throw new Error('It never comes to an end');
		const { goes, come, join = 0 } = changes[index.asked.length % changes.length] ?? NOTHING;
		const stay = index.rows.filter((_row, i) => goes === 0 || (i + index.asked.length) % goes > 0);
		const rows = (count: number, minutesAgo: number) =>
			Array.from({ length: fresh < MOST_FRESH ? count : 0 }, () => row(`n${fresh++}`, minutesAgo));
		index.rows = [...stay, ...rows(come, -1), ...rows(join, 21 * DAY_MINUTES)];
	};
	const all: string[] = [];
	let isWhole = true;
	let left: readonly Stretch[] = [WHOLE];
	const read = async (most: number) => {
		let pages = 0;
		for await (const { rows, rest, failure } of parts(platform.run().client, left)) {
			all.push(...rows.map(({ conversation }) => conversation.id));
			isWhole &&= failure === undefined;
			left = rest;
			if (++pages === most) return;
		}
		left = [];
	};
	for (const most of [...stops, Infinity]) if (left.length > 0) await platform.play(read(most));
	return { found: all, stayed: index.rows.map(({ conversationId }) => conversationId ?? ''), isWhole };
}

/** Those that were there from the beginning to the end. */
const all = (stayed: readonly string[]) => stayed.filter((id) => id.startsWith('c'));

describe('A list that changes while it is read, by somebody who stops and goes on', () => {
	it('gives whatever was there all the time, or says that something is missing', async () => {
		await fc.assert(
			fc.asyncProperty(play, async (of) => {
				const list = await found(of, (api, stretches) => readStretches(api, { order: 'asc' }, stretches));

				if (list.isWhole) expect(list.found).toEqual(expect.arrayContaining(all(list.stayed)));
			}),
			{ numRuns: RUNS, endOnFailure: true },
		);
	});

	it('gives whatever was there all the time, where older ones come into it and none goes', async () => {
		const join = fc.array(fc.constantFrom(0, 0, 1, 5, 40), { minLength: 1, maxLength: 6 });
		await fc.assert(
			fc.asyncProperty(play, join, async (of, joins) => {
				const changes = of.changes.flatMap(({ come }) =>
					joins.map((joining) => ({ goes: 0, come, join: joining })),
				);
				const list = await found({ ...of, changes }, (api, stretches) =>
					readStretches(api, { order: 'asc' }, stretches),
				);

				if (list.isWhole) expect(list.found).toEqual(expect.arrayContaining(all(list.stayed)));
			}),
			{ numRuns: RUNS, endOnFailure: true },
		);
	});

	it('gives whatever has begun since a moment, as long as nothing goes', async () => {
		await fc.assert(
			fc.asyncProperty(play, fc.integer({ min: 1, max: 2 * DAY_MINUTES }), async (of, minutes) => {
				const since = NOON - minutes * MINUTE_MS;
				const isOrdered = true;
				const changes = of.changes.map(({ come }) => ({ ...NOTHING, come }));
				const list = await found({ ...of, changes }, (api, stretches) =>
					readSince(
						api,
						{},
						{ since, isOrdered, happenedAt: ({ startTime }) => timeOf(startTime) },
						stretches,
					),
				);

				const wanted = all(list.stayed).filter((id) => (of.minutesAgo[Number(id.slice(1))] ?? 0) <= minutes);
				if (list.isWhole) expect(list.found).toEqual(expect.arrayContaining(wanted));
			}),
			{ numRuns: RUNS, endOnFailure: true },
		);
	});
});
