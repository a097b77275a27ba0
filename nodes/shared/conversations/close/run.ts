import type { GenesysApi } from '../../platform/api';
import type { RateLimitReached } from '../../platform/failures';
import type { Conversation } from '../conversation';
import type { CloseOptions } from './options';
import type { Target } from './verdict';

/** A goodbye that was, or may have been, said. */
export interface Farewell {
	/** What it may be listed as, in lower case. */
	readonly messageIds: readonly string[];
	/** The conversation as it was last seen before. */
	readonly before: Conversation;
}

/** What the closes of one run share: the cap, and what the run has closed itself. */
export class CloseRun {
	/** Set once Genesys asks for a longer wait than the run may spend; nothing is sent after that. */
	limitReached: RateLimitReached | undefined;
	private itemsClosed = 0;
	private dry = 0;
	private readonly touched = new Set<string>();
	private readonly farewells = new Map<string, Farewell>();
	private readonly turns = new Map<string, Promise<unknown>>();

	constructor(readonly api: GenesysApi) {}

	/**
	 * Does one thing after the other to the same conversation, however many items work at the same time. With a cap, all
	 * items come one after the other: who is within it must not depend on whose answer comes first.
	 */
	async inTurn<T>({ maxCloses }: CloseOptions, conversationId: string, work: () => Promise<T>): Promise<T> {
		const key = maxCloses === undefined ? conversationId : 'capped';
		const turn = (this.turns.get(key) ?? Promise.resolve()).then(work);
		const settled = turn.catch(() => undefined);
		this.turns.set(key, settled);
		void settled.then(() => {
			if (this.turns.get(key) === settled) this.turns.delete(key);
		});
		return await turn;
	}

	/** Begins an item of the run. */
	item(): ItemShare {
		return new ItemShare(this);
	}

	/** Whether the cap allows one more item to close something. */
	allowsAnother({ maxCloses }: CloseOptions): boolean {
		return maxCloses === undefined || this.itemsClosed < maxCloses;
	}

	/** Counts an item in which something was closed, or would have been. */
	countItem(): void {
		this.itemsClosed += 1;
	}

	/** Counts a close that a dry run would have made. */
	countDry(): void {
		this.dry += 1;
	}

	/** How many closes dry runs would have made. */
	get dryCloses(): number {
		return this.dry;
	}

	/** Remembers that a goodbye was, or may have been, said to the target. */
	saidGoodbye(target: Target, farewell: Farewell): void {
		this.farewells.set(keyOf(target), farewell);
	}

	/** The goodbye that this run has said to the same target already; undefined where it has not. */
	farewellTo(target: Target): Farewell | undefined {
		return this.farewells.get(keyOf(target));
	}

	/** Remembers that a close of the target is being sent. */
	touch(target: Target): void {
		this.touched.add(keyOf(target));
	}

	/** Whether this run has closed, or tried to close, the same target already. */
	hasTouched(target: Target): boolean {
		return this.touched.has(keyOf(target));
	}
}

/** An item's share of the run: one that has begun is closed whole, however many sessions it has. */
export class ItemShare {
	private isCounted = false;
	private hasBegun = false;

	constructor(private readonly run: CloseRun) {}

	/** What the item sends its calls with: once it has begun, it comes to its end whatever happens to the others. */
	get api(): GenesysApi {
		return this.hasBegun ? this.run.api.toTheEnd() : this.run.api;
	}

	/** Notes that something is, or may be, disconnected. */
	begin(): void {
		this.hasBegun = true;
	}

	/** Whether the item may close something, or go on with it. */
	mayClose(options: CloseOptions): boolean {
		return this.isCounted || this.run.allowsAnother(options);
	}

	/** Notes that something was closed, or would have been. */
	count(): void {
		if (!this.isCounted) this.run.countItem();
		this.isCounted = true;
	}
}

function keyOf({ conversationId, sessionId }: Target): string {
	return sessionId ?? conversationId;
}
