import type { GenesysApi } from '../platform/api';
import { ApiFailure } from '../platform/failures';
import { isSessionOpen, participantSessions, type Conversation } from './conversation';
import { lookUpConversation, type LookedAt, type Missing } from './live';

/** Two answers of before in a row are one server that lags behind; it has caught up by the third, or nobody can tell when. */
const MOST_LOOKS = 3;
const BETWEEN_LOOKS_SECONDS = 1;

/** How far a conversation has come. */
interface Extent {
	readonly sessions: number;
	readonly ended: number;
}

/**
 * What a run has seen of conversations. Sessions join and end, and neither is ever undone: an answer that shows fewer of them than
 * another one has shown is of before, and what depends on how it is now must not go by it.
 */
export class Sightings {
	private readonly furthest = new Map<string, Extent>();

	/**
	 * Takes note of a conversation.
	 *
	 * @returns whether it shows all that was seen by now
	 */
	note(conversation: Conversation): boolean {
		const id = conversation.id.toLowerCase();
		const sessions = participantSessions(conversation);
		const ended = sessions.filter(({ session }) => !isSessionOpen(session)).length;
		const { furthest } = this;
		const before = furthest.get(id) ?? { sessions: 0, ended: 0 };
		if (sessions.length < before.sessions || ended < before.ended) return false;
		if (sessions.length > before.sessions || ended > before.ended)
			furthest.set(id, { sessions: sessions.length, ended });
		return true;
	}

	/**
	 * Reads a conversation as it is now, as {@link lookUpConversation} does, and again where an answer is of before.
	 *
	 * @throws ApiFailure, also where answers of before are all that comes
	 */
	async lookUp(api: GenesysApi, conversationId: string): Promise<LookedAt | Missing> {
		for (let looks = 1; ; looks++) {
			const found = await lookUpConversation(api, conversationId);
			if ('missing' in found || this.note(found.conversation)) return found;
			if (looks === MOST_LOOKS) throw outdated();
			await api.wait(
				BETWEEN_LOOKS_SECONDS,
				'waiting for Genesys Cloud to show the conversation as it is now',
			);
		}
	}

	/** As {@link lookUp}. @returns undefined when it is missing */
	async fetch(api: GenesysApi, conversationId: string): Promise<LookedAt | undefined> {
		const found = await this.lookUp(api, conversationId);
		return 'missing' in found ? undefined : found;
	}
}

function outdated(): ApiFailure {
	return new ApiFailure(
		'Genesys Cloud shows an older state of the conversation',
		'Its answers leave out what it showed a moment ago, so nobody can tell how the conversation is now. Try again in a minute.',
	);
}
