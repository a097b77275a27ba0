import type { GenesysApi } from '../../platform/api';
import type { Failure } from '../../platform/failures';
import type { Conversation } from '../conversation';
import { readStretches, upToFailure, type Part, type Stretch } from '../details-list';
import { lastDays, MAX_INTERVAL_DAYS } from '../details-query';
import { atGenesysTime } from '../genesys-time';
import { LONGEST_THREADING_MS, MINUTE_MS, timeOf } from '../time';
import { placeOf, type Watch } from './event';
import type { Effort } from './looks';
import { GIVES_UP_AFTER_MS, type Tries } from './tries';
import type { OpenConversation, Open } from './idle-state';

export interface IdleWatch extends Watch {
	readonly event: 'conversationIdle';
	/** Give those, too, that were idle when the watching began. */
	readonly alreadyIdle: boolean;
}

/** A silence can begin without a message: with a transfer, or a re-opening. It is found so much later at most. */
export const LATE_AT_MOST_MS = 15 * MINUTE_MS;

/** No message is older than its conversation. */
export function mayBeIdleFrom({ startTime }: Conversation, { idleForMinutes }: IdleWatch): number {
	return (timeOf(startTime) ?? 0) + idleForMinutes * MINUTE_MS;
}

interface OpenList extends Omit<Open, 'baseline'> {
	readonly entries: Map<string, OpenConversation>;
	/** Why a part of them could not be listed, and will not be. */
	readonly notListed?: Failure | undefined;
	/** Why the next poll has to go on with it. */
	readonly brokenOffBy?: Failure | undefined;
}

interface UpToDate extends OpenList {
	readonly isListed: boolean;
}

/** Lists the open conversations when it is time to; and where that is not known, for the answer tells it. */
export async function upToDate(
	api: GenesysApi,
	watch: IdleWatch,
	before: Open,
	effort: Effort,
	tries: Tries,
): Promise<UpToDate> {
	const age = api.now() - before.listedAt;
	const everyMs = Math.min((watch.idleForMinutes * MINUTE_MS) / 2, LATE_AT_MOST_MS);
	const isRecent = api.isTimeKnown() && age >= 0 && age < everyMs;
	if (isRecent && before.toList.length === 0)
		return { ...before, entries: new Map(before.entries), isListed: false };
	return { ...(await readOpen(api, watch, before, effort, tries)), isListed: true };
}

/**
 * Lists what the index has as open, as far as there is time, and goes on with that where it was begun. What the index leaves out
 * goes on as long as it was not seen to have ended.
 */
export async function readOpen(
	api: GenesysApi,
	watch: IdleWatch,
	{ listedAt, toList, ...known }: Omit<Open, 'baseline'>,
	effort: Effort,
	tries: Tries,
): Promise<OpenList> {
	const entries = new Map(known.entries);
	const begun = toList.length > 0 ? toList : undefined;
	if (!begun) for (const [id, entry] of entries) entries.set(id, { ...entry, isListed: false });
	let rest: readonly Stretch[] = [];
	let notListed: Failure | undefined;
	let brokenOffBy: Failure | undefined;
	for await (const part of upToFailure(atGenesysTime(api, (now) => openRows(api, watch, now, begun)))) {
		for (const { conversation } of part.rows) {
			const id = conversation.id.toLowerCase();
			const entry = entries.get(id);
			entries.set(
				id,
				entry
					? { ...entry, isListed: true }
					: {
							notBefore: mayBeIdleFrom(conversation, watch),
							given: known.past.get(id)?.given,
							hasEnded: false,
						},
			);
		}
		({ rest, brokenOffBy } = part);
		notListed ??= part.failure;
		if (!effort.mayList()) break;
	}
	const now = api.now();
	const past = new Map([...known.past].filter(([, { until }]) => until > now));
	if (rest.length === 0)
		for (const [id, entry] of entries) {
			const { isListed, given } = entry;
			const isOver = entry.hasEnded || tries.isGivenUp(id, GIVES_UP_AFTER_MS);
			if (isListed || !isOver) continue;
			entries.delete(id);
			if (given !== undefined) past.set(id, { given, until: now + LONGEST_THREADING_MS });
		}
	return { entries, past, toList: rest, listedAt: begun ? listedAt : now, notListed, brokenOffBy };
}

/** @param begun what is left of a list that was begun */
export async function* openRows(
	api: GenesysApi,
	watch: IdleWatch,
	now: number,
	begun?: readonly Stretch[],
): AsyncGenerator<Part> {
	const query = { ...placeOf(watch), openOnly: true, order: 'asc' } as const;
	yield* readStretches(api, query, begun ?? [lastDays(MAX_INTERVAL_DAYS, now)]);
}
