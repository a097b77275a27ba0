import type { GenesysApi } from '../../platform/api';
import { Canceled, RateLimitReached, type ApiFailure } from '../../platform/failures';
import { settle, type Settled } from '../settle';
import { lookUpConversation, type LiveConversation, type Missing } from '../live';
import { DAY_MS } from '../time';

/** What cannot be read for so long, although it is tried in every poll, is given up. */
export const GIVES_UP_AFTER_MS = DAY_MS;
const AT_A_TIME = 10;
/** Where so many cannot be read and none can, it is not about them. */
const MOST_FAILURES = 30;

/** That something is tried in vain: it cannot be read, or what is looked for does not show. */
interface Vain {
	readonly why: 'unreadable' | 'notShown';
	/** Since when, for this reason; by Genesys Cloud's clock, in milliseconds since 1970. */
	readonly since: number;
	readonly count: number;
}

/**
 * What this process tries in vain, by conversation. It is not part of what is kept from poll to poll, for it must outlive a poll that
 * fails: without it, the same ones would be tried first again and again, and nothing ever given up.
 */
export type Tries = Map<string, Vain>;

/** So often something was tried before it is given up, however long that takes: nobody may have asked in between. */
const FEWEST_TRIES = 3;

/** Notes one more try in vain. @returns whether it was tried for so long that it is to be given up */
export function triedInVain(
	tries: Tries,
	id: string,
	why: Vain['why'],
	{ now, longestMs }: { readonly now: number; readonly longestMs: number },
): boolean {
	const before = tries.get(id);
	const { since, count } = before?.why === why ? before : { since: now, count: 0 };
	tries.set(id, { why, since, count: count + 1 });
	return isGivenUp(tries, id, { now, longestMs });
}

/** Whether something was tried for so long that it is given up. */
export function isGivenUp(
	tries: Tries,
	id: string,
	{ now, longestMs }: { readonly now: number; readonly longestMs: number },
): boolean {
	const vain = tries.get(id);
	return vain !== undefined && now - vain.since >= longestMs && vain.count >= FEWEST_TRIES;
}

/** There is an end to all remembering. */
export function forgetOthers(tries: Tries, wanted: ReadonlyMap<string, unknown>): void {
	for (const id of tries.keys()) if (!wanted.has(id)) tries.delete(id);
}

/** How much may be done now. */
export interface Effort {
	/** Whether there is time to list more; some is left for what is known already. */
	mayList(): boolean;
	/** Whether there is time to begin something. */
	mayGoOn(): boolean;
	/** At most so many events. */
	readonly most: number;
}

/** What is still to be done after some conversations were looked at. */
export interface Rest {
	/** Those that were not read. */
	readonly unread: ReadonlySet<string>;
	/** Those of them that were tried: let the others go first the next time, so that one that cannot be read holds up nobody. */
	readonly failed: ReadonlySet<string>;
	/** How many were read. */
	readonly read: number;
	/** Why the first of those that could not be read was not. */
	readonly failure: ApiFailure | undefined;
}

/**
 * Reads conversations as they are now, a few at a time and in the order given, as long as there is time and room.
 *
 * @param see told about each that was read, in order; gives whether it was an event
 * @throws Failure that is no matter of a single conversation
 */
export async function lookAt(
	api: GenesysApi,
	ids: readonly string[],
	{ mayGoOn, most }: Effort,
	see: (id: string, found: LiveConversation | Missing) => boolean,
): Promise<Rest> {
	const unread = new Set(ids);
	const failed = new Set<string>();
	let failure: ApiFailure | undefined;
	let failures = 0;
	let room = most;
	let next = 0;
	let end = ids.length;
	const isHopeless = () => failures >= MOST_FAILURES && unread.size === ids.length;
	while (next < end && room > 0 && !(failure instanceof RateLimitReached) && !isHopeless() && mayGoOn()) {
		const count = Math.min(AT_A_TIME, room, end - next);
		// Where the first cannot be read, the last may be: it is what became due since.
		const isFromEnd = failures > 0 && unread.size === ids.length && end === ids.length;
		const batch = isFromEnd ? ids.slice(end - count, end) : ids.slice(next, next + count);
		if (isFromEnd) end -= count;
		else next += count;
		const looks = await Promise.all(
			batch.map(async (id) => await inTime(settle(lookUpConversation(api, id)))),
		);
		for (const [i, id] of batch.entries()) {
			const look = looks[i];
			if (look && 'value' in look) {
				unread.delete(id);
				if (see(id, look.value)) room -= 1;
				continue;
			}
			// What takes all the time there is holds up the others as well.
			if (look || next + ids.length - end === batch.length) failed.add(id);
			if (!look) continue;
			failures += 1;
			failure = look.failure instanceof RateLimitReached ? look.failure : (failure ?? look.failure);
		}
	}
	return { unread, failed, read: ids.length - unread.size, failure };
}

/** What was broken off because the time was over has told nothing. */
async function inTime<T>(look: Promise<Settled<T>>): Promise<Settled<T> | undefined> {
	return await look.then(
		(found) => found,
		(error: unknown) => {
			if (error instanceof Canceled) return undefined;
			throw error;
		},
	);
}
