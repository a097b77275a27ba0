import type { Effort, Tries } from '../../nodes/shared/conversations/watch/looks.ts';
import { poll } from '../../nodes/shared/conversations/watch/watch.ts';
import type { EventType, Kept, WatchedEvent } from '../../nodes/shared/conversations/watch/event.ts';
import { LivingCenter } from '../support/living-center.mts';
import { NOON } from '../support/virtual-clock.mts';
import { VirtualPlatform } from '../support/virtual-platform.mts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MANY = 10_000;
/** At the usual 300 requests per minute, 10,000 reads alone take 34. */
const MOST_POLLS = 45;
/** Until when a poll lists more and begins something, and when it is broken off; in seconds. */
const LISTS_WITHIN = 18;
const BEGINS_WITHIN = 25;
const ENDS_WITHIN = 32;
const WATCH = { queueIds: [], divisionId: undefined, idleSide: 'anyone' } as const;

/** People who have come and fallen silent, one after the other over three days. */
class Crowd {
	readonly platform = new VirtualPlatform();
	readonly oldestFirst: readonly string[];
	private state: Kept | undefined;
	private readonly tries: Tries = new Map();

	constructor(
		private readonly event: EventType,
		count: number,
	) {
		this.platform.server.limit = { allowed: 300, seconds: 60 };
		const { world } = new LivingCenter(this.platform, { perHourAtMost: 0, agents: 1 }, 1);
		const queue = world.addQueue({ name: 'Support' });
		this.oldestFirst = Array.from({ length: count }, (_, i) => {
			const startedAt = NOON - 72 * HOUR_MS + i * Math.floor((71 * HOUR_MS) / count);
			const messages = [{ from: 'customer' as const, text: 'Hello', at: startedAt + 1_000 }];
			const stage = { conversationEnded: 'ended', customerLeft: 'customerLeft' } as const;
			return world.startConversation({
				customerName: 'Dana',
				queue,
				stage: event === 'conversationEnded' || event === 'customerLeft' ? stage[event] : 'queue',
				startedAt,
				messages,
				...(event === 'conversationEnded' && { endedAt: startedAt + 2_000 }),
			}).id;
		});
	}

	/** n8n has watched three days ago, and was down since. */
	async watchesSinceThen(): Promise<void> {
		await this.poll(ENDLESS);
		const then = NOON - 73 * HOUR_MS;
		this.state = { ...this.state, baseline: then, since: then, readTo: then };
	}

	/** Polls once, as the next minute begins. */
	async poll(effort: Effort): Promise<readonly WatchedEvent[]> {
		const { clock, server } = this.platform;
		await this.platform.pass(60 - (Math.floor(clock.seconds) % 60));
		server.forget();
		const run = this.platform.run({ maxRetries: 2, maxWaitSeconds: 30 });
		this.platform.after(ENDS_WITHIN, () => {
			run.cancel();
		});
		const watch = { ...WATCH, event: this.event, idleForMinutes: 30 };
		const options = { alreadyIdle: true, overlapMinutes: 15 };
		const { events, state } = await this.platform.play(
			poll(run.client, watch, options, this.state, effort, this.tries),
		);
		run.client.end();
		this.state = state;
		return events;
	}

	/** How many letters are kept. */
	get kept(): number {
		return JSON.stringify(this.state).length;
	}

	/** How many pages of the index the last poll has asked for. */
	get pages(): number {
		return this.platform.server.lines.filter((line) => line.startsWith('POST')).length;
	}
}

const ENDLESS: Effort = { most: 500, mayList: () => true, mayGoOn: () => true };
const idsOf = (events: readonly WatchedEvent[]) => events.map(({ live }) => live.conversation.id);

describe('A trigger for idle conversations, where ten thousand are open', () => {
	it('gives each once, the oldest first, over polls none of which takes more than its time', async () => {
		const crowd = new Crowd('conversationIdle', MANY);
		const { clock } = crowd.platform;
		const given: string[] = [];
		const took: number[] = [];
		while (took.length < MOST_POLLS && given.length < MANY) {
			// As poll begins.
			const start = clock.seconds + 60 - (Math.floor(clock.seconds) % 60);
			const isWithin = (seconds: number) => clock.seconds < start + seconds;
			const events = await crowd.poll({
				most: 500,
				mayList: () => isWithin(LISTS_WITHIN),
				mayGoOn: () => isWithin(BEGINS_WITHIN),
			});
			given.push(...idsOf(events));
			took.push(clock.seconds - start);
		}

		expect(given).toEqual(crowd.oldestFirst);
		expect(Math.max(...took)).toBeLessThan(ENDS_WITHIN);
		// n8n saves it with each event.
		expect(crowd.kept).toBeLessThan(MANY * 50);
	}, 240_000);
});

describe('A trigger, where the index tells more than a poll has time for', () => {
	/** Time for so many pages, and for all that they tell. */
	const pages = (most: number): Effort => {
		let listed = 0;
		return { ...ENDLESS, mayList: () => (listed += 1) < most };
	};

	it.each(['conversationStarted', 'conversationEnded', 'customerLeft', 'conversationIdle'] as const)(
		'goes on where it stopped, gives each once, and then what is new (%s)',
		async (event) => {
			const crowd = new Crowd(event, 1_200);
			if (event !== 'conversationIdle') await crowd.watchesSinceThen();
			const given: string[] = [];
			for (let polls = 0; polls < 12; polls++) given.push(...idsOf(await crowd.poll(pages(4))));

			expect(given).toHaveLength(1_200);
			expect(new Set(given)).toEqual(new Set(crowd.oldestFirst));
			// By now all was read twice, for the index tells late, and nothing is begun anew.
			await crowd.poll(pages(4));
			expect(crowd.pages).toBeLessThanOrEqual(event === 'customerLeft' ? 5 : 1);
		},
		60_000,
	);

	it('gives what it knows to be idle, though the list is not finished', async () => {
		const crowd = new Crowd('conversationIdle', 1_200);
		await crowd.poll(pages(1));

		expect((await crowd.poll(pages(1))).length).toBeGreaterThan(50);
	}, 60_000);
});
