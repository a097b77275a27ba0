import type { GenesysApi } from '../../platform/api';
import type { RateLimitReached } from '../../platform/failures';
import type { CloseOptions } from './options';
import type { Target } from './verdict';

/** What the closes of one run share: the cap, and what the run has closed itself. */
export class CloseRun {
	private closes = 0;
	private dry = 0;
	private readonly touched = new Set<string>();
	/** Set once Genesys asks for a longer wait than the run may spend; nothing is sent after that. */
	limitReached: RateLimitReached | undefined;

	private readonly turns = new Map<string, Promise<unknown>>();

	constructor(readonly api: GenesysApi) {}

	/**
	 * Does one thing after the other to the same conversation, however many items work at the same time. With a cap, all
	 * closes come one after the other: who is within it must not depend on whose answer comes first.
	 */
	async inTurn<T>(
		{ maxCloses }: CloseOptions,
		{ conversationId }: Target,
		work: () => Promise<T>,
	): Promise<T> {
		const key = maxCloses > 0 ? 'capped' : conversationId;
		const turn = (this.turns.get(key) ?? Promise.resolve()).then(work);
		const settled = turn.catch(() => undefined);
		this.turns.set(key, settled);
		void settled.then(() => {
			if (this.turns.get(key) === settled) this.turns.delete(key);
		});
		return await turn;
	}

	/** Whether the cap allows no further close. */
	isCapReached({ maxCloses }: CloseOptions): boolean {
		return maxCloses > 0 && this.closes >= maxCloses;
	}

	/** Counts a close that was made. */
	count(): void {
		this.closes += 1;
	}

	/** Counts a close that a dry run would have made. */
	countDry(): void {
		this.closes += 1;
		this.dry += 1;
	}

	/** How many closes dry runs would have made. */
	get dryCloses(): number {
		return this.dry;
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

function keyOf({ conversationId, sessionId }: Target): string {
	return sessionId ?? conversationId;
}
