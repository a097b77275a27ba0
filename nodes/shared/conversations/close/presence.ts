import type { GenesysApi } from '../../platform/api';
import {
	isSessionOpen,
	isWebMessagingSession,
	type Conversation,
	type Participant,
	type Session,
} from '../conversation';
import { countsUntil, type LookedAt } from '../live';
import { customersIn, hasOpenSession, isAmong, isElsewhereToo } from '../participants';
import type { Sightings } from '../sightings';
import { NOT_SHOWN } from './confirm';

/** Who is in a conversation that is ended step by step, as it was last looked at. */
export class Presence {
	/** Those who were disconnected, as each was when the step was sent. */
	readonly disconnected: Participant[] = [];
	/** Those of whom a session is open. */
	private there: readonly Participant[];
	private customers: readonly Participant[];

	/** @param until until when the look before counts, on the clock of the API */
	constructor(
		private readonly sightings: Sightings,
		private readonly before: Conversation,
		private until: number,
	) {
		this.there = before.participants.filter(hasOpenSession);
		this.customers = customersIn(before.participants);
	}

	/** Until when the last look counts, on the clock of the API. */
	get seenUntil(): number {
		return this.until;
	}

	/** Those who are in the chat and in nothing else: a call that has begun beside it goes on. */
	get left(): readonly Participant[] {
		return this.there.filter((one) => !isElsewhereToo(one) && !this.isGone(one));
	}

	/** Those who have begun a call beside the chat. */
	get inCall(): readonly Participant[] {
		return this.there.filter((one) => isElsewhereToo(one) && !this.isGone(one));
	}

	/** The customers who are in the chat, also with a call beside it, as far as they were not disconnected from just that. */
	get customersThere(): readonly Participant[] {
		return this.there.filter(
			(one) => this.isCustomer(one) && this.newSessions(one).some(isWebMessagingSession),
		);
	}

	/** Whether somebody is a customer; where nobody is known to be one, somebody of an unknown role may be. */
	isCustomer(one: Participant): boolean {
		return isAmong(this.customers, one);
	}

	/** Genesys Cloud has said that it disconnects somebody. */
	noteDisconnected({ id }: Participant): void {
		this.disconnected.push(...this.there.filter((one) => one.id === id));
	}

	/**
	 * Looks who is there now.
	 *
	 * @param hasBegun somebody was disconnected, or may have been
	 * @returns undefined where it is gone, and nothing has begun
	 * @throws ApiFailure where nobody can tell
	 */
	async look(api: GenesysApi, hasBegun: boolean): Promise<LookedAt | undefined> {
		const live = await this.sightings.fetch(api, this.before.id, hasBegun);
		if (!live && hasBegun) throw NOT_SHOWN;
		if (!live) return undefined;
		this.until = countsUntil(api, live);
		const { participants } = live.conversation;
		this.there = participants.filter(hasOpenSession);
		this.customers = customersIn(participants);
		return live;
	}

	/** Whether somebody was disconnected and is not back, as far as was seen. */
	private isGone(one: Participant): boolean {
		return this.newSessions(one).length === 0;
	}

	/** The open sessions of somebody, without those that were disconnected. */
	private newSessions(one: Participant): Session[] {
		const before = this.disconnected.find(({ id }) => id === one.id);
		const known = new Set(before?.sessions.map(({ id }) => id));
		return one.sessions.filter((session) => isSessionOpen(session) && !known.has(session.id));
	}
}
