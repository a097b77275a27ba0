import type { GenesysApi } from '../../platform/api';
import { Canceled, RateLimitReached, type ApiFailure } from '../../platform/failures';
import { settle, type Settled } from '../settle';
import { lookUpConversation, type LiveConversation, type Missing } from '../live';
import { FEWEST_IN_VAIN, type Tries } from './tries';

const AT_A_TIME = 10;
/** A read that was under way for so long when the time was over may never be answered; usually it takes well under a second. */
const HANGS_AFTER_MS = 5_000;
/** Where so many cannot be read and none can, it is not about them. */
const MOST_FAILURES = 30;

/** How much may be done now. */
export interface Effort {
	/** Whether there is time to list more; some is left for what is known already. */
	readonly mayList: () => boolean;
	/** Whether there is time to begin something. */
	readonly mayGoOn: () => boolean;
	/** At most so many events. */
	readonly most: number;
}

/** What is still to be done after some conversations were looked at. */
export interface Rest {
	/** Those that were not read. */
	readonly unread: ReadonlySet<string>;
	/** Those of them that were tried in vain. Neither a lack of time nor the rate limit is about a conversation. */
	readonly failed: ReadonlySet<string>;
	/** The time was over, or the rate limit reached, before all that was begun was answered. */
	readonly isCutShort: boolean;
	/** How many were read; those that Genesys Cloud does not show were not. */
	readonly read: number;
	/** What it says of the first that it does not show although it lists it. */
	readonly missing: ApiFailure | undefined;
	/** Why the first of those that could not be read was not. */
	readonly failure: ApiFailure | undefined;
}

/**
 * Reads conversations as they are now, a few at a time and in the order given, as long as there is time and room.
 *
 * @param tries what was tried in vain so far; changed by this
 * @param see told about each that was read, in order; gives whether it was an event
 * @throws Failure that is no matter of a single conversation
 */
export async function lookAt(
	api: GenesysApi,
	ids: readonly string[],
	{ mayGoOn, most }: Effort,
	tries: Tries,
	see: (id: string, found: LiveConversation | Missing) => boolean,
): Promise<Rest> {
	const findings = new Findings(ids, tries);
	let room = most;
	let next = 0;
	let end = ids.length;
	while (next < end && room > 0 && !findings.isHopeless && mayGoOn()) {
		const count = Math.min(AT_A_TIME, room, end - next);
		// Where the first cannot be read, the last may be: it is what became due since.
		const isFromEnd = findings.isAllFailed && end === ids.length;
		const batch = isFromEnd ? ids.slice(end - count, end) : ids.slice(next, next + count);
		if (isFromEnd) end -= count;
		else next += count;
		const looks = await Promise.all(
			batch.map(async (id) => await inTime(settle(lookUpConversation(api, id)))),
		);
		for (const [i, id] of batch.entries()) {
			const look = looks[i];
			if (look && 'value' in look) {
				findings.noteRead(id, look.value, api.elapsed());
				if (see(id, look.value)) room -= 1;
			} else if (look && 'failure' in look) findings.noteFailed(id, look.failure);
			else if (look) findings.noteBrokenOff(id, look.brokenOff);
		}
	}
	const rest = findings.rest();
	if (rest.isCutShort && rest.read === 0) tries.noteNothingRead(api.elapsed());
	return rest;
}

/** What comes of looks at some conversations. */
class Findings {
	private readonly unread: Set<string>;
	private readonly failed = new Set<string>();
	private failure: ApiFailure | undefined;
	private failures = 0;
	private isCutShort = false;
	private missing: ApiFailure | undefined;
	private readonly refusals: ApiFailure[] = [];
	private notShown = 0;

	constructor(
		private readonly ids: readonly string[],
		private readonly tries: Tries,
	) {
		this.unread = new Set(ids);
	}

	/** Whether some could not be read, and none could. */
	get isAllFailed(): boolean {
		return this.failures > 0 && this.unread.size === this.ids.length;
	}

	/** Whether there is no use in going on. */
	get isHopeless(): boolean {
		return this.isCutShort || (this.isAllFailed && this.failures >= MOST_FAILURES);
	}

	noteRead(id: string, found: LiveConversation | Missing, at: number): void {
		this.unread.delete(id);
		if (!('missing' in found)) {
			this.tries.noteAnswer(id);
			return;
		}
		this.tries.noteMissing(id, at);
		this.notShown += 1;
		this.missing ??= found.missing;
		if (found.missing.details.status === 403) this.refusals.push(found.missing);
	}

	noteFailed(id: string, failure: ApiFailure): void {
		if (failure instanceof RateLimitReached) {
			this.isCutShort = true;
			this.failure = failure;
			return;
		}
		this.tries.noteAnswer(id);
		this.failed.add(id);
		this.failures += 1;
		this.failure ??= failure;
	}

	noteBrokenOff(id: string, { underWayMs, hasFailed }: Canceled): void {
		this.isCutShort = true;
		// In each poll it would use up all the time, by pauses between tries or by a read that hangs.
		if (hasFailed || (underWayMs >= HANGS_AFTER_MS && this.tries.hangsAgain(id))) this.failed.add(id);
	}

	rest(): Rest {
		const { unread, failed, isCutShort, missing, refusals } = this;
		const read = this.ids.length - unread.size - this.notShown;
		// What is not found may be a moment late; so many that the client may not see are not, where it sees none.
		const isBlind = refusals.length >= FEWEST_IN_VAIN && read === 0;
		const failure = this.failure ?? (isBlind ? refusals[0] : undefined);
		return { unread, failed, isCutShort, read, missing, failure };
	}
}

/** Hands back as a value that the time was over first. */
async function inTime<T>(look: Promise<Settled<T>>): Promise<Settled<T> | { readonly brokenOff: Canceled }> {
	return await look.then(
		(found) => found,
		(error: unknown) => {
			if (error instanceof Canceled) return { brokenOff: error };
			throw error;
		},
	);
}
