import { poll } from '../../nodes/shared/conversations/watch/watch.ts';
import type { Kept, WatchedEvent } from '../../nodes/shared/conversations/watch/event.ts';
import { LivingCenter } from '../support/living-center.mts';
import { NOON } from '../support/virtual-clock.mts';
import { VirtualPlatform } from '../support/virtual-platform.mts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MANY = 10_000;
/** At the usual 300 requests per minute, 10,000 reads alone take 34. */
const MOST_POLLS = 45;
/** Until when a poll begins something, and when it is broken off; in seconds. */
const BEGINS_WITHIN = 25;
const ENDS_WITHIN = 32;
const WATCH = {
	event: 'conversationIdle',
	queueIds: [],
	divisionId: undefined,
	idleForMinutes: 30,
	idleSide: 'anyone',
} as const;

/** Ten thousand people have fallen silent, one after the other over three days, and nobody has closed anything. */
function crowd(): { readonly platform: VirtualPlatform; readonly oldestFirst: readonly string[] } {
	const platform = new VirtualPlatform();
	platform.server.limit = { allowed: 300, seconds: 60 };
	const { world } = new LivingCenter(platform, { perHourAtMost: 0, agents: 1 }, 1);
	const queue = world.addQueue({ name: 'Support' });
	const oldestFirst = Array.from({ length: MANY }, (_, i) => {
		const startedAt = NOON - 72 * HOUR_MS + i * Math.floor((71 * HOUR_MS) / MANY);
		const messages = [{ from: 'customer' as const, text: 'Hello', at: startedAt + 1_000 }];
		return world.startConversation({
			customerName: 'Dana',
			queue,
			stage: 'queue',
			startedAt,
			messages,
		}).id;
	});
	return { platform, oldestFirst };
}

describe('A trigger for idle conversations, where ten thousand are open', () => {
	it('gives each once, the oldest first, over polls none of which takes more than its time', async () => {
		const { platform, oldestFirst } = crowd();
		const { clock, server } = platform;
		const events: WatchedEvent[] = [];
		const took: number[] = [];
		let state: Kept | undefined;
		while (took.length < MOST_POLLS && events.length < MANY) {
			await platform.pass(60 - (Math.floor(clock.seconds) % 60));
			server.forget();
			const start = clock.seconds;
			const run = platform.run({ maxRetries: 2, maxWaitSeconds: 30 });
			platform.after(ENDS_WITHIN, () => {
				run.cancel();
			});
			const effort = { most: 500, mayGoOn: () => clock.seconds < start + BEGINS_WITHIN };
			const options = { alreadyIdle: true, overlapMinutes: 0 };
			const polled = await platform.play(poll(run.client, WATCH, options, state, effort));
			run.client.end();
			state = polled.state;
			events.push(...polled.events);
			took.push(clock.seconds - start);
		}

		expect(events.map(({ live }) => live.conversation.id)).toEqual(oldestFirst);
		expect(Math.max(...took)).toBeLessThan(ENDS_WITHIN);
		// n8n saves it with each event.
		expect(JSON.stringify(state).length).toBeLessThan(MANY * 50);
	}, 240_000);
});
