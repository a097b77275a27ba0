import { HOUR_MS } from '../../simulator/durations.mts';
import { poll } from '../../nodes/shared/conversations/watch/watch.ts';
import type { EventType, Kept, WatchedEvent } from '../../nodes/shared/conversations/watch/event.ts';
import type { Effort } from '../../nodes/shared/conversations/watch/looks.ts';
import { Tries } from '../../nodes/shared/conversations/watch/tries.ts';
import type { World } from '../../simulator/world/world.mts';
import { LivingCenter } from './living-center.mts';
import { NOON } from './virtual-clock.mts';
import { VirtualPlatform, type Reply } from './virtual-platform.mts';

/** When a poll is broken off; in seconds. */
const ENDS_WITHIN = 32;
const WATCH = { queueIds: [], divisionId: undefined, idleSide: 'anyone' } as const;

/** Time for everything. */
export const ENDLESS: Effort = { most: 500, mayList: () => true, mayGoOn: () => true };

/** Time for so many pages, and for all that they tell. */
export function pages(most: number): Effort {
	let listed = 0;
	return { ...ENDLESS, mayList: () => (listed += 1) < most };
}

/** The conversations that events are about, in order. */
export function idsOf(events: readonly WatchedEvent[]): string[] {
	return events.map(({ live }) => live.conversation.id);
}

/** People who have come and fallen silent, one after the other over some days, and a trigger that polls. */
export class Crowd {
	readonly platform = new VirtualPlatform();
	readonly oldestFirst: readonly string[];
	readonly center = new LivingCenter(this.platform, { perHourAtMost: 0, agents: 1 }, 1);
	/** How many were given up in each poll that did not fail. */
	readonly givenUp: number[] = [];
	private state: Kept | undefined;
	private vain = new Tries();

	constructor(
		private readonly event: EventType,
		count: number,
		private readonly hours = 71,
	) {
		this.platform.server.limit = { allowed: 300, seconds: 60 };
		const { world } = this;
		const queue = world.addQueue({ name: 'Support' });
		this.oldestFirst = Array.from({ length: count }, (_, i) => {
			const startedAt = NOON - (hours + 1) * HOUR_MS + i * Math.floor((hours * HOUR_MS) / count);
			const messages = [{ from: 'customer' as const, text: 'Hello', at: startedAt + 1_000 }];
			const stage = { conversationEnded: 'ended', customerLeft: 'customerLeft' } as const;
			return world.startConversation({
				customerName: 'Dana',
				queue,
				stage: event === 'conversationEnded' || event === 'customerLeft' ? stage[event] : 'queue',
				startedAt,
				messages,
				...(event === 'conversationEnded' && {
					// Not all end as they have started.
					endedAt: startedAt + (i % 50 === 49 ? HOUR_MS / 2 : 2_000),
				}),
			}).id;
		});
	}

	get world(): World {
		return this.center.world;
	}

	/** The trigger has watched from before they came on, and nobody has polled since. */
	async watchesSinceThen(): Promise<void> {
		await this.poll(ENDLESS);
		const then = NOON - (this.hours + 2) * HOUR_MS;
		this.state = { ...this.state, baseline: then, since: then, readTo: then };
	}

	/** Polls once, as the next minute begins. @param listed what the index answers first, in place of what it has */
	async poll(effort: Effort, ...listed: readonly Reply[]): Promise<readonly WatchedEvent[]> {
		const { clock, server } = this.platform;
		await this.platform.pass(60 - (Math.floor(clock.seconds) % 60));
		this.center.catchUp();
		server.forget();
		server.next('POST', ...listed);
		const run = this.platform.run({ maxRetries: 2, maxWaitSeconds: 30 });
		this.platform.after(ENDS_WITHIN, () => {
			run.cancel();
		});
		const watch = { ...WATCH, event: this.event, idleForMinutes: 30 };
		const options = { alreadyIdle: true, overlapMinutes: 15 };
		try {
			const polled = poll(run.client, watch, options, structuredClone(this.state), effort, this.vain);
			const { events, state, givenUp } = await this.platform.play(polled);
			this.state = state;
			this.givenUp.push(givenUp);
			return events;
		} finally {
			run.client.end();
		}
	}

	/** One more comes. @returns the ID */
	starts(hoursAgo = 0, stage: 'queue' | 'agent' = 'queue'): string {
		const { world } = this;
		return world.startConversation({
			customerName: 'Robin',
			queue: world.addQueue({ name: 'Sales' }),
			stage,
			startedAt: world.now() - hoursAgo * HOUR_MS,
		}).id;
	}

	/** Polls, and takes an error for no event. */
	async tries(effort: Effort): Promise<{ readonly given: readonly string[]; readonly hasFailed: boolean }> {
		try {
			return { given: idsOf(await this.poll(effort)), hasFailed: false };
		} catch {
			return { given: [], hasFailed: true };
		}
	}

	/** The process is started anew, and nothing is left but what was kept. */
	restart(): void {
		this.platform.restart();
		this.vain = new Tries();
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
