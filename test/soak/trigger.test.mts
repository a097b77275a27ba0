import type { EventType } from '../../nodes/shared/conversations/watch/event.ts';
import { soak, usualSoak, type Troubles } from '../support/soak.mts';

const EVENTS: readonly EventType[] = [
	'conversationStarted',
	'conversationEnded',
	'customerLeft',
	'conversationIdle',
];

interface Case {
	readonly event: EventType;
	readonly what: string;
	readonly troubles: Partial<Troubles>;
	readonly maxEvents: number;
}

const CASES: readonly Case[] = EVENTS.flatMap((event) => [
	{
		event,
		what: 'n8n saves only with an event, and is restarted',
		troubles: { savesOnlyEvents: true },
		maxEvents: 500,
	},
	{
		event,
		what: 'few at a time, and much goes wrong',
		troubles: { share: 0.4, restarts: false },
		maxEvents: 3,
	},
]);

const SMALL = { hours: 6, business: { perHourAtMost: 60, agents: 5 } };

/** A short form of `npm run soak`, with the same troubles: some hours of a small contact center for each. */
describe('A trigger, polling for hours, loses nothing and gives nothing twice', () => {
	it.each(CASES)(
		'$event, $what',
		async ({ event, troubles, maxEvents }) => {
			const usual = usualSoak(event);

			const report = await soak({
				...usual,
				hours: 12,
				business: { perHourAtMost: 40, agents: 5 },
				troubles: { ...usual.troubles, ...troubles },
				maxEvents,
			});

			expect(report).toMatchObject({ lost: [], doubled: [], invented: [] });
			// Of what never happened, nothing is lost either.
			expect(report.given).toBeGreaterThan(10);
			expect(report.failedPolls).toBeGreaterThan(3);
			expect(report.listCallsWhenQuiet).toBeLessThanOrEqual(1.1);
		},
		120_000,
	);

	it.each(['agent', 'customerAfterAgent'] as const)(
		'counts by whose message it is (%s)',
		async (idleSide) => {
			const usual = usualSoak('conversationIdle');

			const report = await soak({ ...usual, ...SMALL, watch: { ...usual.watch, idleSide }, seed: 5 });

			expect(report).toMatchObject({ lost: [], doubled: [], invented: [] });
			expect(report.given).toBeGreaterThan(10);
		},
		120_000,
	);

	it('would be seen to lose, without an overlap', async () => {
		const usual = usualSoak('conversationStarted');

		const { lost } = await soak({ ...usual, ...SMALL, options: { ...usual.options, overlapMinutes: 0 } });

		expect(lost).not.toEqual([]);
	}, 120_000);
});
