import type { GenesysApi } from '../../platform/api';
import { ApiFailure } from '../../platform/failures';
import { noTime } from '../genesys-time';
import { MINUTE_MS } from '../time';
import type { Kept, Polled, Watch, WatchedEvent } from './event';
import { latestIdle, pollIdle } from './idle';
import type { Effort } from './looks';
import type { Tries } from './tries';
import { latestOccurrence, pollOccurrences } from './occurrences';
import { numberIn } from './packed';

/** How to watch. */
export interface WatchOptions {
	/** Give conversations, too, that were idle when the watching began. */
	readonly alreadyIdle: boolean;
	/** How far back the index is read again, because it tells late. */
	readonly overlapMinutes: number;
}

/** What is looked at in search of an example; the next ones are older and older. */
const MOST_EXAMPLES = 50;

/**
 * Looks for what has happened since the last time, the oldest first. Each event is given once, as long as each time begins with
 * what the last one has given as `state`.
 *
 * @param kept that; undefined the first time, which begins now and gives no event
 * @param tries what this process has tried in vain so far; changed by this, also where it fails
 * @throws ApiFailure; Failure; Canceled. Nothing else has changed then, and nothing is lost
 */
export async function poll(
	api: GenesysApi,
	watch: Watch,
	options: WatchOptions,
	kept: Kept | undefined,
	effort: Effort,
	tries: Tries,
): Promise<Polled> {
	const { event } = watch;
	const ahead = kept && numberIn(kept, 'ahead');
	if (ahead !== undefined) api.recallTime(ahead);
	const polled =
		event === 'conversationIdle'
			? await pollIdle(api, { ...watch, event, alreadyIdle: options.alreadyIdle }, kept, effort, tries)
			: await pollOccurrences(
					api,
					{ ...watch, event },
					kept,
					options.overlapMinutes * MINUTE_MS,
					effort,
					tries,
				);
	const events = [...polled.events].sort((one, other) => one.time - other.time);
	// Neither an age nor a beginning can be told without it.
	if (!api.isTimeKnown()) throw noTime();
	const aheadNow = api.timeAhead();
	if (!polled.isProgress && events.length === 0) throw polled.failure ?? outOfTime();
	return {
		...polled,
		events,
		state: { ...polled.state, ...(aheadNow !== undefined && { ahead: aheadNow }) },
	};
}

/** Looks for the latest event that there is, as an example. Nothing of it is remembered. */
export async function latestEvent(api: GenesysApi, watch: Watch): Promise<WatchedEvent | undefined> {
	const { event } = watch;
	return event === 'conversationIdle'
		? await latestIdle(api, { ...watch, event, alreadyIdle: true }, MOST_EXAMPLES)
		: await latestOccurrence(api, { ...watch, event }, MOST_EXAMPLES);
}

/** Tells that there was no time to read a single conversation. */
export function outOfTime(): ApiFailure {
	return new ApiFailure(
		'Genesys Cloud did not answer in time',
		'Nothing is lost: the next poll looks for the same events again. If it keeps happening, watch fewer conversations with a filter, or look for what else uses up the rate limit.',
	);
}
