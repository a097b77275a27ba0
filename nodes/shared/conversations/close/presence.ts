import type { GenesysApi } from '../../platform/api';
import {
	isForeign,
	isSessionOpen,
	isWebMessagingSession,
	type Conversation,
	type Participant,
} from '../conversation';
import { LOOK_COUNTS_MS, type LookedAt } from '../live';
import { hasOpenSession, mayBeCustomer } from '../participants';
import type { Sightings } from '../sightings';
import { NOT_SHOWN } from './confirm';

/** A look that took longer than that is taken again before something is sent on it. */
const LONGEST_LOOK_MS = 10_000;

/** Who is in a conversation that is ended step by step, as it was last looked at. */
export class Presence {
	/** Those who were disconnected, as each was when the step was sent. */
	readonly disconnected: Participant[] = [];
	/** Those of whom a session is open. */
	private there: readonly Participant[];
	private until: number;

	constructor(
		api: Pick<GenesysApi, 'elapsed'>,
		private readonly sightings: Sightings,
		private readonly before: Conversation,
	) {
		this.there = before.participants.filter(hasOpenSession);
		// Whoever sends a close has just looked.
		this.until = api.elapsed() + LOOK_COUNTS_MS;
	}

	/** Until when the last look counts, on the clock of the API. */
	get seenUntil(): number {
		return this.until;
	}

	/** Those who are in the chat and in nothing else: a call that has begun beside it goes on. */
	get left(): readonly Participant[] {
		return this.there.filter((one) => isInChat(one) && !this.isGone(one));
	}

	/** Those who have begun a call beside the chat. */
	get inCall(): readonly Participant[] {
		return this.there.filter((one) => !isInChat(one) && !this.isGone(one));
	}

	/** Whether somebody is in the chat who is the customer, or may be, also with a call beside it. */
	get hasCustomer(): boolean {
		return this.there.some(
			(one) =>
				mayBeCustomer(one) &&
				!this.isGone(one) &&
				one.sessions.some((session) => isSessionOpen(session) && isWebMessagingSession(session)),
		);
	}

	/** Genesys Cloud has said that it disconnects somebody. */
	noteDisconnected({ id }: Participant): void {
		this.disconnected.push(...this.there.filter((one) => one.id === id));
	}

	/**
	 * Looks who is there now.
	 *
	 * @param hasBegun somebody was disconnected, or may have been
	 * @throws ApiFailure where nobody can tell
	 */
	async look(api: GenesysApi, hasBegun: boolean): Promise<LookedAt> {
		const live = await this.sightings.fetch(api, this.before.id, hasBegun ? 'begun' : 'none');
		if (!live) throw NOT_SHOWN;
		// Where an answer is long in coming, it tells how it was.
		this.until = Math.min(api.elapsed() + LOOK_COUNTS_MS, live.askedAt + LONGEST_LOOK_MS);
		this.there = live.conversation.participants.filter(hasOpenSession);
		return live;
	}

	/** Whether somebody was disconnected and is not back, as far as was seen. */
	private isGone(one: Participant): boolean {
		const before = this.disconnected.find(({ id }) => id === one.id);
		const known = new Set(before?.sessions.map(({ id }) => id));
		return one.sessions.filter(isSessionOpen).every(({ id }) => known.has(id));
	}
}

/** Whether somebody is in the conversation with nothing but the chat and what goes with it. */
function isInChat({ sessions }: Participant): boolean {
	return !sessions.filter(isSessionOpen).some(isForeign);
}
