import type { GenesysApi } from '../../platform/api';
import { ApiFailure, RateLimitReached } from '../../platform/failures';
import type { Conversation } from '../conversation';
import { fetchConversation } from '../live';
import { settle } from '../settle';
import type { Sightings } from '../sightings';

/** What was seen after a close. */
export interface Confirmation {
	/** The conversation as it was seen when it was as it should be; absent where it was not. */
	readonly seen?: Conversation;
	/** How it was seen last, where it was not as it should be. */
	readonly last?: Conversation | undefined;
	/** Why nothing more could be seen. */
	readonly trouble?: ApiFailure | undefined;
}

/** What stands for a conversation that Genesys Cloud does not show any more, right after something was changed in it. */
export const NOT_SHOWN = new ApiFailure(
	'The conversation could not be found afterward',
	'Check it in Genesys Cloud.',
	{ status: 404 },
);
/** Most closes show at once; a slow one is not asked for more often than this, in seconds. */
const PAUSES_SECONDS = [0, 0.5, 1, 2];

/**
 * Watches a conversation until it is as it should be, or the time is over. It has been closed by then, so trouble on the
 * way is reported and not thrown: a verdict that gets lost would look like a close that was not made. Only what was seen
 * counts: a conversation that is not shown has not been seen to end.
 *
 * @param sightings what was seen before: an answer of before shows no end
 * @param seconds how long to watch
 * @throws Canceled
 */
export async function confirm(
	api: GenesysApi,
	sightings: Sightings,
	conversationId: string,
	isDone: (conversation: Conversation) => boolean,
	seconds: number,
): Promise<Confirmation> {
	const end = api.elapsed() + seconds * 1000;
	let trouble: ApiFailure | undefined;
	let last: Conversation | undefined;
	for (let look = 0; ; look++) {
		const pause = PAUSES_SECONDS[look] ?? PAUSES_SECONDS.at(-1) ?? 0;
		const left = (end - api.elapsed()) / 1000;
		await api.wait(Math.min(pause, Math.max(0, left)), 'waiting for the conversation to close');
		const looked = await settle(fetchConversation(api, conversationId, (one) => sightings.note(one)));
		if ('failure' in looked) trouble = looked.failure;
		// Genesys Cloud does not always show what has just changed. That it shows nothing is no end.
		else if (!looked.value) trouble = NOT_SHOWN;
		else {
			trouble = undefined;
			const { conversation } = looked.value;
			const isNow = sightings.note(conversation);
			if (isNow && isDone(conversation)) return { seen: conversation };
			if (isNow) last = conversation;
		}
		if (api.elapsed() >= end || isFinal(trouble)) return { last, trouble };
	}
}

/** Whether looking again would show nothing else. */
function isFinal(trouble: ApiFailure | undefined): boolean {
	const { status } = trouble?.details ?? {};
	return trouble instanceof RateLimitReached || status === 401 || status === 403;
}
