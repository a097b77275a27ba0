import { MINUTE_MS } from '../../simulator/durations.mts';
import type {
	EventType,
	Kept,
	Polled,
	Watch,
	WatchedEvent,
} from '../../nodes/shared/conversations/watch/event.ts';
import type { Effort } from '../../nodes/shared/conversations/watch/looks.ts';
import { Tries } from '../../nodes/shared/conversations/watch/tries.ts';
import { latestEvent, poll } from '../../nodes/shared/conversations/watch/watch.ts';
import type { ConversationPayload } from '../../nodes/shared/conversations/payloads.ts';
import { isRecord } from '../../nodes/shared/platform/fields.ts';
import { asRead, asRow, started, STEPS, type Chat } from './tiny-center.mts';
import { NOON } from './virtual-clock.mts';
import { VirtualIndex } from './virtual-index.mts';
import { answer, ok, VirtualPlatform, type Reply } from './virtual-platform.mts';

/** So many minutes after noon; before it, where there are fewer than none. */
export function minute(minutes: number): number {
	return NOON + minutes * MINUTE_MS;
}

/** The same, as Genesys Cloud writes it. */
export function iso(minutes: number): string {
	return new Date(minute(minutes)).toISOString();
}

/** A time in minutes from noon on; Genesys Cloud's clock is told in whole seconds, so it is known to a second. */
export function inMinutes(time: number): number {
	return Math.round((time - NOON) / (MINUTE_MS / 20)) / 20;
}

/** A chat that started so many minutes after noon. */
export function startedAt(id: string, minutes: number): Chat {
	return started(id, minute(minutes));
}

/** What happens to a chat at some minutes, one after the other. */
export function then(of: Chat, ...steps: ReadonlyArray<readonly [what: string, minutes: number]>): Chat {
	return steps.reduce((before, [what, minutes]) => {
		const step = STEPS.find((one) => one.what === what);
		if (!step) throw new Error(`Unknown: ${what}`);
		return step.happen(before, minute(minutes));
	}, of);
}

/** Time and room for everything. */
export const ALL: Effort = { most: 500, mayList: () => true, mayGoOn: () => true };

/** A trigger that polls on the virtual platform, from noon on: what the index shows and what is read is told apart. */
export class Watching {
	readonly platform = new VirtualPlatform();
	readonly index = new VirtualIndex(this.platform);
	readonly watch: Watch;
	overlapMinutes = 15;
	alreadyIdle = false;
	maxRetries = 0;
	/** What the last poll has kept. */
	kept: Kept | undefined;
	tries = new Tries();
	private readonly instead: Reply[] = [];
	private readonly live = new Map<string, Reply>();

	constructor(event: EventType, watch: Partial<Watch> = {}) {
		const idleForMinutes = event === 'conversationIdle' ? 30 : 0;
		this.watch = {
			...{ event, queueIds: [], divisionId: undefined, idleForMinutes, idleSide: 'anyone' },
			...watch,
		};
		this.platform.server.always(
			/^GET \/api\/v2\/conversations\/[^/]+$/,
			({ path }) => this.live.get(path.split('/').at(-1) ?? '') ?? answer(404),
		);
	}

	/** There are these, and the index shows them. */
	has(...chats: readonly Chat[]): void {
		this.index.rows = chats.map(asRow);
		for (const chat of chats) this.reads(chat.id, asRead(chat));
	}

	/** What is read of a conversation from now on. */
	reads(id: string, what: ConversationPayload): void {
		this.live.set(id, ok(what));
	}

	/** How the reading of a conversation is answered from now on. */
	replies(id: string, reply: Reply): void {
		this.live.set(id, reply);
	}

	/** How the next poll's lists are answered first, in place of what the index has. */
	lists(...replies: readonly Reply[]): void {
		this.instead.push(...replies);
	}

	/** Lets time pass until so many minutes after noon. */
	async until(minutes: number): Promise<void> {
		await this.platform.pass((minute(minutes) - this.platform.clock.now()) / 1_000);
	}

	/**
	 * Polls, and goes on from what was kept.
	 *
	 * @param seconds when it is broken off
	 */
	async poll(effort: Partial<Effort> = {}, seconds?: number): Promise<Polled> {
		this.platform.server.forget();
		this.platform.server.next('POST', ...this.instead.splice(0));
		const run = this.platform.run({ maxRetries: this.maxRetries });
		const { watch, alreadyIdle, overlapMinutes } = this;
		if (seconds !== undefined)
			this.platform.after(seconds, () => {
				run.cancel();
			});
		try {
			const polled = await this.platform.play(
				poll(
					run.client,
					watch,
					{ alreadyIdle, overlapMinutes },
					this.kept,
					{ ...ALL, ...effort },
					this.tries,
				),
			);
			this.kept = polled.state;
			return polled;
		} finally {
			run.client.end();
		}
	}

	/** The same, and what of it is told to people. */
	async keys(effort: Partial<Effort> = {}): Promise<string[]> {
		return (await this.poll(effort)).events.map(({ id }) => id);
	}

	/** An example. */
	async latest(): Promise<WatchedEvent | undefined> {
		return await this.platform.play(latestEvent(this.platform.run({ maxRetries: 0 }).client, this.watch));
	}

	/** The process is started anew. */
	restart(): void {
		this.platform.restart();
		this.tries = new Tries();
	}

	/** What the last poll has asked the index for. */
	get queries(): Readonly<Record<string, unknown>>[] {
		return this.platform.server.arrivals.flatMap(({ call: { body } }) => (isRecord(body) ? [body] : []));
	}

	/** The intervals of them, in minutes from noon on. */
	get intervals(): number[][] {
		return this.queries.map(({ interval }) =>
			typeof interval === 'string' ? interval.split('/').map((time) => inMinutes(Date.parse(time))) : [],
		);
	}

	/** A time that was kept, in minutes from noon on. */
	keptTime(name: string): number | undefined {
		const time = this.kept?.[name];
		return typeof time === 'number' ? inMinutes(time) : undefined;
	}

	/** Which conversations the last poll has read, in order. */
	get read(): string[] {
		return this.platform.server.lines.flatMap((line) =>
			line.startsWith('GET') ? [line.split('/').at(-1) ?? ''] : [],
		);
	}
}
