import { MINUTE_MS } from '../../simulator/durations.mts';
import type { EventType, Kept, Watch } from '../../nodes/shared/conversations/watch/event.ts';
import { Tries } from '../../nodes/shared/conversations/watch/tries.ts';
import { poll, type WatchOptions } from '../../nodes/shared/conversations/watch/watch.ts';
import { Random } from '../../simulator/world/random.mts';
import { LivingCenter, type Business } from './living-center.mts';
import { happened } from './truth.mts';
import { messagesOf } from '../../simulator/world/model.mts';
import { NOON } from './virtual-clock.mts';
import {
	VirtualPlatform,
	answer,
	dropped,
	foreign,
	limited,
	SILENCE,
	type Reply,
} from './virtual-platform.mts';

/** Until when a poll lists more and begins something, and when n8n's scheduler would take it for lost; in seconds. */
const LISTS_WITHIN = 18;
const BEGINS_WITHIN = 25;
const ENDS_WITHIN = 32;
/** The index is never later than that. */
const MOST_LAG_MS = 8 * MINUTE_MS;
/** Genesys Cloud tells its time in whole seconds. */
const CLOCK_TOLERANCE_MS = 3_000;

/** What to put up with. */
export interface Troubles {
	/** The share of the polls in which something goes wrong. */
	readonly share: number;
	/** n8n is down now and then, and comes back with what it saved last. */
	readonly restarts: boolean;
	/** n8n saves what a trigger keeps only when the trigger gives something. */
	readonly savesOnlyEvents: boolean;
	/** How far Genesys Cloud's clock is ahead of n8n's, in seconds. */
	readonly clockAhead: number;
	/** How often a page of the index leaves a row out. */
	readonly shareOfGaps: number;
}

export interface Soak {
	readonly watch: Watch;
	readonly options: WatchOptions;
	readonly maxEvents: number;
	readonly business: Business;
	readonly troubles: Troubles;
	readonly hours: number;
	readonly seed: number;
}

/** What came of it. */
export interface SoakReport {
	/** Events that were given. */
	readonly given: number;
	/** Keys of events that had to be given and were not. */
	readonly lost: readonly string[];
	/** Keys that were given more than once. */
	readonly doubled: readonly string[];
	/** Keys of what never happened, or was over before it could be an event. */
	readonly invented: readonly string[];
	readonly polls: number;
	readonly failedPolls: number;
	/** List calls for each poll in which nothing went wrong and nothing new was found. */
	readonly listCallsWhenQuiet: number;
	/** Reads of a conversation for each period of silence as long as the limit; only for idle conversations. */
	readonly readsPerIdlePeriod: number;
	/** The most conversations that were open at a time, and the most letters that were kept. */
	readonly mostOpen: number;
	readonly mostKept: number;
}

/** What a trigger of a kind has to put up with, unless something else is wanted: clocks apart, restarts, and a tenth of all polls troubled. */
export function usualSoak(event: EventType): Soak {
	return {
		watch: {
			event,
			queueIds: [],
			divisionId: undefined,
			idleForMinutes: event === 'conversationIdle' ? 30 : 0,
			idleSide: 'anyone',
		},
		options: { alreadyIdle: false, overlapMinutes: 15 },
		maxEvents: 500,
		business: { perHourAtMost: 60, agents: 20 },
		troubles: { share: 0.1, restarts: true, savesOnlyEvents: false, clockAhead: 200, shareOfGaps: 0.1 },
		hours: 24,
		seed: 1,
	};
}

/** Plays a contact center for some hours and lets a trigger poll every minute, and compares what it gave with what happened. */
export async function soak(of: Soak): Promise<SoakReport> {
	return await new SoakRun(of).report();
}

class SoakRun {
	private readonly platform = new VirtualPlatform();
	private readonly center: LivingCenter;
	private readonly random: Random;
	private state: Kept | undefined;
	private saved: Kept | undefined;
	private tries = new Tries();
	private readonly given: string[] = [];
	/** When polls began that got to their end and left nothing for the next. */
	private readonly whole: number[] = [];
	private readonly quietListCalls: number[] = [];
	private readonly reads = new Map<string, number[]>();
	private polls = 0;
	private failedPolls = 0;
	private mostOpen = 0;
	private mostKept = 0;

	constructor(private readonly of: Soak) {
		this.random = new Random(of.seed);
		this.platform.server.clockAhead = of.troubles.clockAhead;
		this.platform.server.limit = { allowed: 300, seconds: 60 };
		this.center = new LivingCenter(this.platform, of.business, of.seed + 1);
		this.center.shareOfGaps = of.troubles.shareOfGaps;
	}

	async report(): Promise<SoakReport> {
		const { hours, troubles } = this.of;
		this.center.open();
		await this.pass(60 * MINUTE_MS);
		// An activation that fails is tried again.
		while (this.state === undefined) await this.poll(false);
		this.saved = this.state;
		const baseline = this.now();
		for (let minute = 0; minute < hours * 60; minute++) {
			await this.pass(MINUTE_MS - (this.platform.clock.now() % MINUTE_MS));
			this.mostOpen = Math.max(this.mostOpen, minute % 60 === 0 ? this.center.openCount() : 0);
			if (troubles.restarts && this.random.chance(1 / 400)) await this.restart();
			await this.poll(this.random.chance(troubles.share));
		}
		const end = this.now();
		for (let minute = 0; minute < 20; minute++) {
			await this.pass(MINUTE_MS);
			await this.poll(false);
		}
		return this.compare(baseline, end);
	}

	private async pass(milliseconds: number): Promise<void> {
		await this.platform.play(this.platform.clock.sleep(milliseconds));
		this.center.catchUp();
	}

	/** It is down for some time, and what it has not saved is gone. */
	private async restart(): Promise<void> {
		if (this.of.troubles.savesOnlyEvents) this.state = this.saved;
		this.tries = new Tries();
		await this.pass(this.random.between(1, this.random.pick([90, 600])) * MINUTE_MS);
	}

	private async poll(isTroubled: boolean): Promise<void> {
		const { server } = this.platform;
		server.forget();
		this.center.lag(this.random.between(0, MOST_LAG_MS / 2), MOST_LAG_MS / 2);
		if (isTroubled) this.trouble();
		const began = this.now();
		const start = this.platform.clock.elapsed();
		const run = this.platform.run({ maxRetries: 2, maxWaitSeconds: 30 });
		this.platform.after(ENDS_WITHIN, () => {
			run.cancel();
		});
		const { watch, options, maxEvents } = this.of;
		const isWithin = (seconds: number) => this.platform.clock.elapsed() < start + seconds * 1000;
		const effort = {
			most: maxEvents,
			mayList: () => isWithin(LISTS_WITHIN),
			mayGoOn: () => isWithin(BEGINS_WITHIN),
		};
		this.polls += 1;
		try {
			const kept = this.state && structuredClone(this.state);
			const polled = await this.platform.play(poll(run.client, watch, options, kept, effort, this.tries));
			this.state = polled.state;
			if (polled.events.length > 0) this.saved = polled.state;
			this.given.push(...polled.events.map(({ id }) => id));
			this.mostKept = Math.max(this.mostKept, JSON.stringify(polled.state).length);
			const isListed = polled.state['toList'] === undefined;
			const isWhole =
				isListed && polled.failure === undefined && polled.events.length < maxEvents && effort.mayGoOn();
			if (isWhole) this.whole.push(began);
			if (isWhole && !isTroubled && polled.events.length === 0)
				this.quietListCalls.push(server.lines.filter((line) => line.startsWith('POST')).length);
		} catch (error) {
			if (!isTold(error)) throw error;
			this.failedPolls += 1;
		} finally {
			run.client.end();
			// A read that failed is made again.
			if (!isTroubled) this.noteReads();
		}
	}

	private trouble(): void {
		const { server } = this.platform;
		const replies: ReadonlyArray<() => Reply> = [
			() => limited(this.random.between(1, 60)),
			() => answer(503),
			() => answer(500),
			() => dropped(),
			() => foreign(200),
			() => foreign(502),
			() => SILENCE,
		];
		const reply = this.random.pick(replies);
		const times = this.random.pick([1, 1, 2, 20]);
		const about = this.random.pick(['POST', 'GET', '/api/']);
		// Some calls go through before it begins.
		server.next(about, ...Array.from({ length: times }, reply));
		// One answer or several in a row tell the same wrong time.
		if (this.random.chance(0.2)) {
			const lie = this.random.between(-240, 240) * MINUTE_MS;
			this.center.lies.push(...Array.from({ length: this.random.pick([1, 1, 2, 8]) }, () => lie));
		}
	}

	private noteReads(): void {
		for (const { line, second } of this.platform.server.arrivals) {
			const id = /^GET \/api\/v2\/conversations\/(.+)$/.exec(line)?.[1];
			if (id === undefined) continue;
			const time = NOON + second * 1000 + this.of.troubles.clockAhead * 1000;
			this.reads.set(id, [...(this.reads.get(id) ?? []), time]);
		}
	}

	private now(): number {
		return this.platform.clock.now() + this.of.troubles.clockAhead * 1000;
	}

	private compare(baseline: number, end: number): SoakReport {
		const truth = happened(this.center.world, this.of.watch);
		const must = truth.filter(
			({ from, until }) =>
				from > baseline + CLOCK_TOLERANCE_MS &&
				from < end &&
				this.whole.some((began) => began > from + MOST_LAG_MS + MINUTE_MS && began + MINUTE_MS < until),
		);
		const may = new Set(
			truth.flatMap(({ key, from }) => (from >= baseline - CLOCK_TOLERANCE_MS ? [key] : [])),
		);
		const given = new Set(this.given);
		return {
			given: this.given.length,
			lost: must.map(({ key }) => key).filter((key) => !given.has(key)),
			doubled: this.given.filter((key, i) => this.given.indexOf(key) !== i),
			invented: this.given.filter((key) => !may.has(key)),
			polls: this.polls,
			failedPolls: this.failedPolls,
			listCallsWhenQuiet: mean(this.quietListCalls),
			readsPerIdlePeriod: this.readsPerIdlePeriod(),
			mostOpen: this.mostOpen,
			mostKept: this.mostKept,
		};
	}

	private readsPerIdlePeriod(): number {
		const limitMs = Math.max(1, this.of.watch.idleForMinutes) * MINUTE_MS;
		let reads = 0;
		const periods = new Set<string>();
		for (const [id, times] of this.reads) {
			const messages = messagesOf(this.center.world.conversation(id)).map(({ at }) => at);
			for (const time of times) {
				const last = messages.findLast((at) => at <= time) ?? 0;
				periods.add(`${id} ${last} ${Math.floor((time - last) / limitMs)}`);
				reads += 1;
			}
		}
		return reads / Math.max(1, periods.size);
	}
}

/** Whether an error is one that the package tells people, and not a mistake in it. */
function isTold(error: unknown): boolean {
	return error instanceof Error && 'whatToDo' in error;
}

function mean(figures: readonly number[]): number {
	return figures.reduce((sum, figure) => sum + figure, 0) / Math.max(1, figures.length);
}
