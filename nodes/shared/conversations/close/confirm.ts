import type { GenesysApi } from '../../platform/api';
import type { ApiFailure } from '../../platform/failures';
import type { Conversation } from '../conversation';
import { fetchConversation } from '../live';
import { settle } from './settle';

/** What was seen after a close. */
export interface Confirmation {
	/** The target has ended. */
	readonly done: boolean;
	/** The conversation as it was last seen; absent when it could not be read, or is gone. */
	readonly conversation?: Conversation;
	/** Why nothing more could be seen. */
	readonly trouble?: ApiFailure;
}

/** Most closes show at once; a slow one is not asked for more often than this, in seconds. */
const PAUSES_SECONDS = [0, 0.5, 1, 2];

/**
 * Watches a conversation until it is as it should be, or the time is over. It has been closed by then, so trouble on the
 * way is reported and not thrown: a verdict that gets lost would look like a close that was not made.
 *
 * @param seconds how long to watch
 * @throws Canceled
 */
export async function confirm(
	api: GenesysApi,
	conversationId: string,
	isDone: (conversation: Conversation) => boolean,
	seconds: number,
): Promise<Confirmation> {
	const end = api.now() + seconds * 1000;
	for (let look = 0; ; look++) {
		const pause = PAUSES_SECONDS[look] ?? PAUSES_SECONDS.at(-1) ?? 0;
		const left = (end - api.now()) / 1000;
		await api.wait(Math.min(pause, Math.max(0, left)), 'waiting for the conversation to close');
		const seen = await settle(fetchConversation(api, conversationId));
		if ('failure' in seen) return { done: false, trouble: seen.failure };
		if (!seen.value) return { done: true };
		const { conversation } = seen.value;
		if (isDone(conversation)) return { done: true, conversation };
		if (api.now() >= end) return { done: false, conversation };
	}
}
