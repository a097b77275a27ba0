import type { GenesysApi } from '../../platform/api';
import { RateLimitReached } from '../../platform/failures';
import type { Conversation } from '../conversation';
import type { Addressee } from '../send-message';
import type { Sightings } from '../sightings';
import { customerKey, Farewells } from './farewells';
import type { CloseOptions } from './options';
import { EVERYBODY, type Subject } from './subject';
import type { Target } from './verdict';

/** What the closes of one run share: whose turn it is, the cap, the rate limit, and what the run has closed and said itself. */
export class CloseRun {
	readonly farewells = new Farewells();
	private limit: RateLimitReached | undefined;
	private itemsClosed = 0;
	private dry = 0;
	private readonly touched = new Set<string>();
	private readonly turns = new Map<string, Promise<unknown>>();

	/** @param sightings what the run has seen of conversations */
	constructor(
		readonly api: GenesysApi,
		readonly sightings: Sightings,
	) {}

	/**
	 * Does one thing after the other to the same conversation, however many items work at the same time. With a cap, all
	 * items come one after the other: who is within it must not depend on whose answer comes first.
	 */
	async inTurn<T>({ maxCloses }: CloseOptions, conversationId: string, work: () => Promise<T>): Promise<T> {
		const turn = async () => await this.oneByOne(conversationId.toLowerCase(), work);
		return maxCloses === undefined ? await turn() : await this.oneByOne('capped', turn);
	}

	/** Says one thing after the other to the same customer. */
	async inTurnTo<T>(addressee: Addressee, work: () => Promise<T>): Promise<T> {
		return await this.oneByOne(customerKey(addressee), work);
	}

	private async oneByOne<T>(key: string, work: () => Promise<T>): Promise<T> {
		const turn = (this.turns.get(key) ?? Promise.resolve()).then(work);
		const settled = turn.catch(() => undefined);
		this.turns.set(key, settled);
		void settled.then(() => {
			if (this.turns.get(key) === settled) this.turns.delete(key);
		});
		return await turn;
	}

	/** What Genesys Cloud asks of the run where that is a longer wait than it may spend: nothing is begun after that. */
	get limitReached(): RateLimitReached | undefined {
		return this.limit;
	}

	/** Notes what went wrong: what has been done stands, but the rate limit may end the run. */
	noteLimit(trouble: Error | undefined): void {
		if (trouble instanceof RateLimitReached) this.limit ??= trouble;
	}

	/** Begins an item of the run. */
	item(): ItemShare {
		return new ItemShare(this);
	}

	/** Whether the cap allows one more item to close something. */
	allowsAnother({ maxCloses }: CloseOptions): boolean {
		return maxCloses === undefined || this.itemsClosed < maxCloses;
	}

	/** Counts an item in which something was closed, or would have been, or whose customer was told goodbye. */
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

	/** Remembers that the target is to be closed, also in a dry run. */
	touch(target: Target): void {
		this.touched.add(keyOf(target));
	}

	/** Whether this run was to close the same target before. */
	hasTouched(target: Target): boolean {
		return this.touched.has(keyOf(target));
	}
}

/** How a conversation was seen, and when. */
interface Seen {
	readonly conversation: Conversation;
	/** When it was asked for, on the clock of the API; undefined where that is not known. */
	readonly askedAt: number | undefined;
}

/** What is, or may be, disconnected. */
interface Disconnecting {
	readonly target: Target;
	/** When the first request for that was sent, on the clock of the API. */
	readonly since: number;
	/** The last look before that; undefined where nobody had looked. */
	readonly before: Seen | undefined;
}

/** An item's share of the run: one that has begun is closed whole, however many sessions it has. */
export class ItemShare {
	/** The IDs of the participants whose wrap-up it has, or may have, entered. */
	readonly wrappedUp = new Set<string>();
	private isCounted = false;
	private begun = false;
	private looks: Conversation[] = [];
	private lastLook: Seen | undefined;
	/** What is, or may be, disconnected and takes somebody along, by target. */
	private readonly disconnecting = new Map<string, Disconnecting & { readonly takesAlong: string }>();

	constructor(private readonly run: CloseRun) {}

	/** What the item sends its calls with: once it has begun, it comes to its end whatever happens to the others. */
	get api(): GenesysApi {
		return this.begun ? this.run.api.toTheEnd() : this.run.api;
	}

	/** Whether something is, or may be, disconnected, or the customer was told that it ends. */
	get hasBegun(): boolean {
		return this.begun;
	}

	/** Notes that it cannot be left half done any more. */
	begin(): void {
		this.begun = true;
	}

	/**
	 * Notes that something is, or may be, disconnected.
	 *
	 * @param sentAt when the request for that was sent, on the clock of the API
	 */
	noteDisconnecting({ target, takesAlong }: Subject, sentAt: number): void {
		this.begin();
		if (takesAlong === undefined) return;
		const known = this.disconnecting.get(keyOf(target));
		const since = Math.min(known?.since ?? Infinity, sentAt);
		this.disconnecting.set(keyOf(target), {
			target,
			takesAlong,
			since,
			before: known ? known.before : this.lastLook,
		});
	}

	/** Notes that something was seen to go on after all that was sent for it. */
	noteGoesOn({ target }: Subject): void {
		this.disconnecting.delete(keyOf(target));
	}

	/** What the item has disconnected and somebody may have gone along with. */
	takingAlong(participantId: string): readonly Disconnecting[] {
		const isMeant = (takesAlong: string) => takesAlong === EVERYBODY || takesAlong === participantId;
		return [...this.disconnecting.values()].filter(({ takesAlong }) => isMeant(takesAlong));
	}

	/**
	 * Notes how the conversation was seen.
	 *
	 * @param askedAt when it was asked for, on the clock of the API
	 */
	sees(conversation: Conversation, askedAt?: number): void {
		this.looks.push(conversation);
		this.lastLook = { conversation, askedAt };
	}

	/** How it was seen since this was asked for the last time. */
	takeLooks(): readonly Conversation[] {
		const { looks } = this;
		this.looks = [];
		return looks;
	}

	/** Whether the item may close something, or go on with it. */
	mayClose(options: CloseOptions): boolean {
		return this.isCounted || this.run.allowsAnother(options);
	}

	/** Notes that something was closed, or would have been, or that the customer was told goodbye. */
	count(): void {
		if (!this.isCounted) this.run.countItem();
		this.isCounted = true;
	}
}

function keyOf({ conversationId, sessionId }: Target): string {
	return (sessionId ?? conversationId).toLowerCase();
}
