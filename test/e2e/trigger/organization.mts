import { MINUTE_MS, HOUR_MS } from '../../../simulator/durations.mts';
import { isObject, optionalTextField } from '../../../scripts/n8n/json.mts';
import type { World } from '../../../simulator/index.mts';
import type { Queue } from '../../../simulator/world/directory.mts';
import { openContactCenter } from '../../support/contact-center.mts';
import type { EventType } from '../../../nodes/shared/conversations/watch/event.ts';

/** A conversation goes idle so soon after it was made to. */
const IDLE_SOON_MS = 2_000;

/** What tells one event from another: its kind and its conversation. */
export type EventKey = `${EventType} ${string}`;

/** An organization in which things happen when they are told to, each kind in a queue of its own. */
export class Organization {
	/** What has happened, in order. */
	readonly happened: EventKey[] = [];
	readonly #queues: ReadonlyMap<EventType, Queue>;
	readonly #center;
	/** Conversations that wait for their end. */
	readonly #open = new Map<EventType, string[]>();

	constructor(
		private readonly world: World,
		private readonly kinds: readonly EventType[],
	) {
		this.#center = openContactCenter(world);
		this.#queues = new Map(kinds.map((kind) => [kind, world.addQueue({ name: kind })]));
	}

	/** Where events of a kind happen. */
	queueOf(kind: EventType): Queue {
		const queue = this.#queues.get(kind);
		if (queue === undefined) throw new Error(`Nobody watches for ${kind}`);
		return queue;
	}

	/** Opens the conversations that are going to end, long before. */
	open(count: number): void {
		for (const kind of this.kinds) {
			if (kind !== 'conversationEnded' && kind !== 'customerLeft') continue;
			const startedAt = this.world.now() - HOUR_MS;
			const ids = Array.from({ length: count }, () => this.#chat(kind, startedAt, startedAt));
			this.#open.set(kind, ids);
		}
	}

	/** Lets events of each kind happen now. */
	happen(count = 1): void {
		for (const kind of this.kinds)
			for (let i = 0; i < count; i += 1) this.happened.push(`${kind} ${this.#happen(kind)}`);
	}

	#happen(kind: EventType): string {
		const now = this.world.now();
		switch (kind) {
			case 'conversationStarted':
				return this.#chat(kind, now, now);
			case 'conversationIdle':
				return this.#chat(kind, now - HOUR_MS, now - MINUTE_MS + IDLE_SOON_MS);
			case 'conversationEnded': {
				const id = this.#next(kind);
				this.world.end(id);
				return id;
			}
			case 'customerLeft': {
				const id = this.#next(kind);
				this.world.customerLeaves(id);
				return id;
			}
		}
	}

	#chat(kind: EventType, startedAt: number, writtenAt: number): string {
		const messages = [{ from: 'customer', text: 'Hello', at: writtenAt }] as const;
		return this.#center.chat({ queue: this.queueOf(kind), startedAt, messages }).id;
	}

	#next(kind: EventType): string {
		const id = this.#open.get(kind)?.shift();
		if (id === undefined) throw new Error(`No conversation is left for ${kind}`);
		return id;
	}
}

/** The event that an item of the trigger tells of. */
export function keyOf(item: unknown): EventKey {
	if (!isObject(item)) throw new TypeError(`No item: ${JSON.stringify(item)}`);
	const [kind, id] = [optionalTextField(item, 'eventType'), optionalTextField(item, 'conversationId')];
	return `${kind ?? ''} ${id ?? ''}` as EventKey;
}
