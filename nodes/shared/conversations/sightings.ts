import type { GenesysApi } from '../platform/api';
import { ApiFailure } from '../platform/failures';
import { hasGivenUp } from '../platform/retry';
import { isSessionOpen, messageSessions, type Conversation } from './conversation';
import { lookUpConversation, type LookedAt, type Missing } from './live';
import { settle } from './settle';

/** So many answers in a row are not all of one server that lags behind a little: what they agree on counts. */
export const ENOUGH_ANSWERS = 3;
const BETWEEN_LOOKS_SECONDS = 1;
/** Items about the same conversation are seldom further apart; a long run must not remember all of it. */
const MOST_REMEMBERED = 1_000;

/** The message sessions of a conversation by what was last seen of them, by ID in lower case. */
interface SeenSessions {
	readonly open: ReadonlySet<string>;
	readonly ended: ReadonlySet<string>;
}

/** How an answer contradicts what was seen: it knows nothing of a session that was open, or shows one open that had ended. */
type OfBefore = 'leavesOut' | 'revives';

/**
 * What a run has seen of conversations. Sessions join and end: an answer that leaves out one that was open, or shows one open that
 * had ended, is of before, and what depends on how it is now must not go by it.
 */
export class Sightings {
	private readonly seen = new Map<string, SeenSessions>();

	/**
	 * Takes note of a conversation.
	 *
	 * @returns whether it shows how it is now, as far as anybody has seen; of what does not, no note is taken
	 */
	note(conversation: Conversation): boolean {
		if (this.ofBefore(conversation) !== undefined) return false;
		const sessions = opennessOf(conversation);
		const of = (isOpen: boolean) =>
			[...sessions].flatMap(([id, isOpenNow]) => (isOpenNow === isOpen ? id : []));
		const { seen } = this;
		const id = conversation.id.toLowerCase();
		const ended = new Set([...(seen.get(id)?.ended ?? []), ...of(false)]);
		seen.delete(id);
		seen.set(id, { open: new Set(of(true)), ended });
		const [oldest] = seen.keys();
		if (seen.size > MOST_REMEMBERED && oldest !== undefined) seen.delete(oldest);
		return true;
	}

	/**
	 * Reads a conversation as it is now, as {@link lookUpConversation} does, and again where an answer is of before, or does not know
	 * what was there. Nobody knows whether a session can go on after its end: that it does is believed where all answers say so.
	 *
	 * @param hasBegun what has begun must not be left half done: a look that fails is taken again as well, if that may pass
	 * @throws ApiFailure, also where all answers leave out what was there
	 */
	async lookUp(api: GenesysApi, conversationId: string, hasBegun = false): Promise<LookedAt | Missing> {
		for (let looks = 1; ; looks++) {
			const isLast = looks === ENOUGH_ANSWERS;
			const settled = await settle(
				// One that is asked for again can be followed by one of before.
				lookUpConversation(api, conversationId, (conversation) => this.note(conversation)),
			);
			if ('failure' in settled) {
				if (isLast || !hasBegun || !mayPass(settled.failure)) throw settled.failure;
			} else {
				const found = settled.value;
				if ('missing' in found) {
					if (isLast || !this.seen.has(conversationId.toLowerCase())) return found;
				} else if (this.note(found.conversation)) return found;
				else if (isLast) return this.believe(found);
			}
			await api.wait(
				BETWEEN_LOOKS_SECONDS,
				'waiting for Genesys Cloud to show the conversation as it is now',
			);
		}
	}

	/** As {@link lookUp}. @returns undefined when it is missing */
	async fetch(api: GenesysApi, conversationId: string, hasBegun = false): Promise<LookedAt | undefined> {
		const found = await this.lookUp(api, conversationId, hasBegun);
		return 'missing' in found ? undefined : found;
	}

	/** What all answers say, although it was otherwise before. @throws ApiFailure where they leave out what was there */
	private believe(found: LookedAt): LookedAt {
		if (this.ofBefore(found.conversation) === 'leavesOut') throw outdated();
		this.seen.delete(found.conversation.id.toLowerCase());
		this.note(found.conversation);
		return found;
	}

	private ofBefore(conversation: Conversation): OfBefore | undefined {
		const before = this.seen.get(conversation.id.toLowerCase());
		if (!before) return undefined;
		const now = opennessOf(conversation);
		if ([...before.open].some((id) => !now.has(id))) return 'leavesOut';
		return [...before.ended].some((id) => now.get(id) === true) ? 'revives' : undefined;
	}
}

/** Whether a look that failed so may work a moment later; what is sent again anyhow, or refused for good, is not looked at again here. */
function mayPass({ details: { status = 503, isForeign } }: ApiFailure): boolean {
	return isForeign === true || status < 400 || status === 500 || hasGivenUp({ status });
}

/** Whether each session is open. */
function opennessOf(conversation: Conversation): Map<string, boolean> {
	return new Map(
		messageSessions(conversation).map((session) => [session.id.toLowerCase(), isSessionOpen(session)]),
	);
}

function outdated(): ApiFailure {
	return new ApiFailure(
		'Genesys Cloud shows an older state of the conversation',
		'Its answers leave out what it showed a moment ago, so nobody can tell how the conversation is now. Try again in a minute.',
	);
}
