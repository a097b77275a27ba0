import type { GenesysApi } from '../../platform/api';
import {
	findSession,
	isOpenChat,
	isSessionOpen,
	messageSessions,
	type Conversation,
	type Participant,
} from '../conversation';
import type { LookedAt } from '../live';
import { customersIn } from '../participants';
import { namesOf } from '../people';
import { MINUTE_MS, timeOf } from '../time';
import type { Subject } from './subject';
import type { Target } from './verdict';

/** Who left this long before the request was not disconnected by it; clocks tell whole seconds only. */
export const SURELY_BEFORE_MS = 2_000;
/** Two servers tell the end and the time of now, and their clocks may be apart; what is taken for somebody else's does not count. */
const SURELY_ENDED_BEFORE_MS = 30_000;
/** Where Genesys Cloud does not tell the time, this machine's counts, which is seldom further away. */
const SURELY_ENDED_BEFORE_BY_MACHINE_MS = 10 * MINUTE_MS;

/** A look that saw it open, and when that was asked for, on the clock of the API. */
export interface SeenOpen {
	readonly conversation: Conversation;
	readonly askedAt: number;
}

/** What was seen of a target while it was closed, and when. */
export class Account {
	/** As it was last looked at. */
	private lastLook: Conversation | undefined;
	/** When that was asked for, on the clock of the API. */
	private lastAskedAt = -Infinity;
	/** It, when it was last seen open. */
	private open: SeenOpen | undefined;
	/** When the first request was sent that may have ended it, on the clock of the API; as long as none was, when it was about to be. */
	private closeBegan = Infinity;
	/** It as it was seen by then. */
	private openBefore: SeenOpen | undefined;
	private mayBeDone = false;

	constructor(
		private readonly api: Pick<GenesysApi, 'elapsed' | 'now'>,
		private current: Subject,
	) {}

	/** What is closed, as the last look has located it. */
	get subject(): Subject {
		return this.current;
	}

	get target(): Target {
		return this.current.target;
	}

	/** The conversation as it was last looked at; undefined where nobody has looked. */
	get lastSeen(): Conversation | undefined {
		return this.lastLook;
	}

	/** When that was asked for, on the clock of the API. */
	get askedAt(): number {
		return this.lastAskedAt;
	}

	/** When the first request was sent that may have ended it, on the clock of the API; as long as none was, when it was about to be. */
	get began(): number {
		return this.closeBegan;
	}

	/** Somebody has looked. */
	see({ conversation, askedAt }: LookedAt): void {
		// An answer that is long on its way tells how it was, not how it is.
		this.lastAskedAt = askedAt;
		this.lastLook = conversation;
		this.current = this.current.locatedIn(conversation);
	}

	/** What was seen last is open. */
	noteOpen(): void {
		if (this.lastLook) this.open = { conversation: this.lastLook, askedAt: this.lastAskedAt };
	}

	/** The close is about to be sent. */
	aboutToSend(): void {
		this.closeBegan = this.api.elapsed();
		this.openBefore = this.open;
	}

	/** A request may have ended it, and is known by now to have no answer that says so. @param sentAt when it was sent, on the clock of the API */
	noteMayBeDone(sentAt: number): void {
		if (this.mayBeDone) return;
		this.mayBeDone = true;
		this.closeBegan = sentAt;
		this.openBefore = this.open;
	}

	/**
	 * The customers who have come anew since a request that may have ended it: none of the sessions that they had in the chat goes on.
	 *
	 * @returns their names
	 */
	whoCameAnew(conversation: Conversation): string[] {
		if (!this.mayBeDone) return [];
		const before = this.openBefore?.conversation.participants.flatMap(openChats) ?? [];
		const isNew = (one: Participant) => {
			const chats = openChats(one);
			return chats.length > 0 && !chats.some((id) => before.includes(id));
		};
		return namesOf(customersIn(conversation.participants).filter(isNew));
	}

	/** Whether it was seen open after a request that may have ended it. */
	get wentOn(): boolean {
		return this.open !== undefined && this.open.askedAt > this.closeBegan;
	}

	/** It, when it was last seen open; undefined where it was not. */
	get lastOpen(): SeenOpen | undefined {
		return this.open;
	}

	/** It, as it was seen open before the first request that may have ended it. */
	get beforeAll(): SeenOpen | undefined {
		return this.openBefore;
	}

	/** The newest look that saw it open and had been asked for by a moment. */
	seenBefore(moment: number): SeenOpen | undefined {
		return this.open && this.open.askedAt <= moment ? this.open : this.openBefore;
	}

	/** Whether the target was seen to end: what was open before, and is left out now, was not. */
	hasEnded(conversation: Conversation): boolean {
		const before = this.open ? messageSessions(this.open.conversation) : [];
		const isShown = before.every(
			(session) => !isSessionOpen(session) || findSession(conversation, session.id) !== undefined,
		);
		return isShown && this.subject.isEnded(conversation);
	}

	/**
	 * Whether an end that is seen now is somebody else's.
	 *
	 * @param since when the first request was sent that may have ended it, on the clock of the API
	 */
	isSomebodyElsesEnd(conversation: Conversation, since: number): boolean {
		return !this.wasOpenJustBefore(since) && this.endedBefore(conversation, since);
	}

	/** What was seen open just before is this run's; after a pause, only the times can tell whose end it is. */
	wasOpenJustBefore(since: number): boolean {
		return since - (this.seenBefore(since)?.askedAt ?? -Infinity) <= SURELY_BEFORE_MS;
	}

	/** Whether it had ended before a request was sent. */
	private endedBefore(conversation: Conversation, since: number): boolean {
		const endedAt = timeOf(this.subject.endedAt(conversation)) ?? NaN;
		const isLongBefore = (moment: number) =>
			endedAt < this.byItsClock(conversation, moment) - SURELY_ENDED_BEFORE_MS;
		// An end that is told for a time at which it was seen open is dated back, and tells nothing.
		if (this.open && isLongBefore(this.open.askedAt)) return false;
		if (conversation.toldAt !== undefined) return isLongBefore(since);
		// What was seen open has ended since; whether before the request or after it, only that clock could tell.
		if (this.open) return false;
		const moment = this.api.now() - (this.api.elapsed() - since);
		return endedAt < moment - SURELY_ENDED_BEFORE_BY_MACHINE_MS;
	}

	/** A moment of the API's clock by that of Genesys Cloud, as the conversation told it just now; NaN where it did not. */
	byItsClock({ toldAt = NaN }: Conversation, moment: number): number {
		return toldAt - (this.api.elapsed() - moment);
	}
}

/** The IDs of the open sessions that somebody has in the chat. */
export function openChats({ sessions }: Participant): string[] {
	return sessions.flatMap((one) => (isOpenChat(one) ? one.id : []));
}
