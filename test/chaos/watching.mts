import type { IDataObject } from 'n8n-workflow';

import { SECOND_MS } from '../../simulator/durations.mts';
import type { World } from '../../simulator/index.mts';
import type { Workbench } from '../harness/workbench.mts';
import { activate, type ActiveTrigger } from '../support/trigger.mts';
import { happened } from '../support/truth.mts';
import type { PlayTime } from './play-time.mts';
import { BETWEEN_POLLS_MS, type Scene, type Watcher } from './plan.mts';

/** As few minutes as the form takes, for the time of a plan is short. */
const IDLE_MINUTES = 1;
/** Genesys Cloud tells its time in whole seconds, and the fast clock goes on while an answer is on its way. */
const TOLERANCE_MS = 60 * SECOND_MS;
/**
 * When all is well, it takes some polls until there is nothing left: it waits where Genesys Cloud has asked it to, for 400 s, and does
 * not believe a clock that has jumped for 10 minutes.
 */
const MOST_POLLS = 100;
/** What could not be read is looked at again within the minute, and polls in between have nothing to give. */
const QUIET_POLLS = 7;

/** What a trigger gave. */
export interface Watched {
	/** The keys of all events, in order. */
	readonly given: readonly string[];
	/** Keys of what it had to give, and of what it might have. */
	readonly must: readonly string[];
	readonly may: readonly string[];
	/** Why it did not come to rest when all was well again; undefined where it did. */
	readonly unrest: string | undefined;
}

/** A trigger beside the run of a plan. */
export class Watching {
	private readonly given: string[] = [];
	private saved: IDataObject;
	private polling: Promise<void> = Promise.resolve();

	private constructor(
		private readonly world: World,
		private readonly watcher: Watcher,
		private readonly trigger: ActiveTrigger,
		private readonly began: { readonly before: number; readonly after: number },
	) {
		// What it keeps is changed in place.
		this.saved = structuredClone(trigger.kept);
	}

	/** It is activated while all is well. */
	static async begin(bench: Workbench, watcher: Watcher): Promise<Watching> {
		const { world } = bench.simulator;
		const before = world.now();
		const { event, overlapMinutes } = watcher;
		const more =
			event === 'conversationIdle' ? { idleForMinutes: IDLE_MINUTES } : { options: { overlapMinutes } };
		const trigger = await activate(bench, { event, ...more });
		return new Watching(world, watcher, trigger, { before, after: world.now() });
	}

	/** A call arrives: it polls, if that is when. */
	called(count: number): void {
		if (this.watcher.pollsAt.includes(count))
			this.polling = this.polling.then(() => this.poll()).then(ignore, ignore);
	}

	/**
	 * All is well again: it polls until there is nothing left.
	 *
	 * @param happen lets what goes on meanwhile happen
	 */
	async end(time: PlayTime, lagMs: number, happen: (scene: Scene) => void): Promise<Watched> {
		await this.polling;
		await this.watchOn(time, lagMs, happen);
		if (this.watcher.restart === 'savedWithEvents') this.trigger.kept = this.saved;
		if (this.watcher.restart !== 'none') this.trigger.restart();
		await time.pass(lagMs + TOLERANCE_MS);
		const until = this.world.now() - lagMs - TOLERANCE_MS;
		let unrest: string | undefined;
		let quiet = 0;
		for (let polls = 0; polls < MOST_POLLS && quiet < QUIET_POLLS; polls++) {
			await time.pass(BETWEEN_POLLS_MS);
			const trouble = await this.poll().then(
				(count) => (count > 0 ? 'It always gives more' : undefined),
				(reason: unknown) => String(reason),
			);
			quiet = trouble === undefined ? quiet + 1 : 0;
			unrest = trouble ?? unrest;
		}
		const { before, after } = this.began;
		const { event } = this.watcher;
		const watch = {
			event,
			queueIds: [],
			divisionId: undefined,
			idleForMinutes: IDLE_MINUTES,
			idleSide: 'anyone',
		} as const;
		const truth = happened(this.world, watch).filter(({ key }) =>
			this.isWebMessaging(key.split(':')[1] ?? ''),
		);
		return {
			given: this.given,
			must: truth.flatMap(({ key, from, until: end }) =>
				from > after + TOLERANCE_MS && from < until && end === Infinity ? [key] : [],
			),
			may: truth.flatMap(({ key, from }) => (from >= before - TOLERANCE_MS ? [key] : [])),
			unrest: quiet < QUIET_POLLS ? unrest : undefined,
		};
	}

	/** It polls until it has had the time to see how the story has ended. */
	private async watchOn(time: PlayTime, lagMs: number, happen: (scene: Scene) => void): Promise<void> {
		const { story } = this.watcher;
		if (story.length === 0) return;
		// As long as reads lag behind, too: it waits for that no longer than Overlap, and the pause after this is nearly as long.
		const lastScene = Math.max(...story.map(({ afterPolls, what }) => afterPolls + lateReads(what)));
		const last = lastScene + lagMs / BETWEEN_POLLS_MS + 2;
		for (let polls = 0; polls <= last; polls++) {
			await this.poll().catch(ignore);
			for (const scene of story) if (scene.afterPolls === polls) happen(scene);
			await time.pass(BETWEEN_POLLS_MS);
		}
	}

	private isWebMessaging(id: string): boolean {
		const { medium, messageType } = this.world.conversation(id);
		return medium === 'message' && messageType === 'webmessaging';
	}

	/** @returns how many events it gave */
	private async poll(): Promise<number> {
		const ids = await this.trigger.ids();
		this.given.push(...ids);
		if (ids.length > 0) this.saved = structuredClone(this.trigger.kept);
		return ids.length;
	}
}

/** How many polls at most find an answer of before. */
function lateReads(what: Scene['what']): number {
	return typeof what === 'string' ? 0 : (what.fault.times ?? 0);
}

function ignore(): void {
	// What a poll throws while things go wrong is told, and the next one goes on.
}
