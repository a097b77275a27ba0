import type { GenesysApi } from '../../platform/api';
import { capitalized, inNumber } from '../../platform/words';
import {
	findSession,
	isOpenChat,
	isSessionOpen,
	messageSessions,
	type Conversation,
	type Participant,
} from '../conversation';
import type { LookedAt } from '../live';
import { customersIn, hasOpenSession, isAgent, isThere } from '../participants';
import { listed, namesOf } from '../people';
import { MINUTE_MS, timeOf } from '../time';
import type { Confirmation } from './confirm';
import type { CloseOptions } from './options';
import { whatIsDone, whose, whoStays } from './reasons';
import { isAmong, type Progress, type CloseAnswer, type Subject } from './subject';
import { verdict, type Target, type Verdict, type VerdictStatus } from './verdict';

const SEEMS_OVER =
	'. It seems to have ended before that, which was seen too seldom to be sure. Run the close again.';
/** Who left this long before the request was not disconnected by it; clocks tell whole seconds only. */
const SURELY_BEFORE_MS = 2_000;
/** Two servers tell the end and the time of now, and their clocks may be apart; what is taken for somebody else's does not count. */
const SURELY_ENDED_BEFORE_MS = 30_000;
/** Where Genesys Cloud does not tell the time, this machine's counts, which is seldom further away. */
const SURELY_ENDED_BEFORE_BY_MACHINE_MS = 10 * MINUTE_MS;

/** Whose wrap-up was entered along with a close, and of whom nobody knows. */
type WrapUps = Pick<Progress, 'wrappedUp' | 'wrapUpUnclear'>;
const NO_WRAP_UPS: WrapUps = { wrappedUp: [], wrapUpUnclear: [] };

/** A look that saw it open, and when that was asked for, on the clock of the API. */
interface SeenOpen {
	readonly conversation: Conversation;
	readonly askedAt: number;
}

/** What is known where the end was not seen. */
interface NotSeen extends Pick<Confirmation, 'last' | 'trouble'> {
	/** It was seen to have ended before, too seldom to be believed. */
	readonly seemsOver: boolean;
}

/** What was seen of a target while it was closed, and what can be said of that: never more. */
export class Account {
	/** As it was last looked at. */
	private lastLook: Conversation | undefined;
	/** When that was asked for, on the clock of the API. */
	private lastAskedAt = -Infinity;
	/** It, when it was last seen open. */
	private lastOpen: SeenOpen | undefined;
	/** When the first request was sent that may have ended it, on the clock of the API; as long as none was, when it was about to be. */
	private closeBegan = Infinity;
	/** It as it was seen by then. */
	private beforeAll: SeenOpen | undefined;
	private mayBeDone = false;
	/** The tries of which nobody knows whether they were carried out: from when to when they were under way, on the clock of the API. */
	private readonly unclear: Array<{ readonly sentAt: number; readonly lostAt: number }> = [];

	constructor(
		private readonly api: Pick<GenesysApi, 'elapsed' | 'now'>,
		private current: Subject,
		private readonly options: CloseOptions,
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
	seenOpen(): void {
		if (this.lastLook) this.lastOpen = { conversation: this.lastLook, askedAt: this.lastAskedAt };
	}

	/** The close is about to be sent. */
	begin(): void {
		this.closeBegan = this.api.elapsed();
		this.beforeAll = this.lastOpen;
	}

	/** A request may have ended it, and is known by now to have no answer that says so. @param sentAt when it was sent, on the clock of the API */
	noteMayBeDone(sentAt: number): void {
		this.unclear.push({ sentAt, lostAt: this.api.elapsed() });
		if (this.mayBeDone) return;
		this.mayBeDone = true;
		this.closeBegan = sentAt;
		this.beforeAll = this.lastOpen;
	}

	/**
	 * The customers who have come anew since a request that may have ended it: none of the sessions that they had in the chat goes on.
	 *
	 * @returns their names
	 */
	whoCameAnew(conversation: Conversation): string[] {
		if (!this.mayBeDone) return [];
		const before = this.beforeAll?.conversation.participants.flatMap(openChats) ?? [];
		const isNew = (one: Participant) => {
			const chats = openChats(one);
			return chats.length > 0 && !chats.some((id) => before.includes(id));
		};
		return namesOf(customersIn(conversation.participants).filter(isNew));
	}

	/** Whether it was seen open after a request that may have ended it. */
	get wentOn(): boolean {
		return this.lastOpen !== undefined && this.lastOpen.askedAt > this.closeBegan;
	}

	/** Whether an end that is seen now came while none of the requests was under way that may be the reason for it. */
	endedAfterwards(conversation: Conversation): boolean {
		const endedAt = timeOf(this.subject.endedAt(conversation)) ?? NaN;
		const cameAfter = (moment: number) => endedAt > this.byItsClock(conversation, moment) + SURELY_BEFORE_MS;
		const cameBefore = (moment: number) => endedAt < this.byItsClock(conversation, moment) - SURELY_BEFORE_MS;
		// In the gaps between the tries, and behind the last one.
		return (
			this.unclear.some(({ lostAt }) => cameAfter(lostAt)) &&
			this.unclear.every(({ sentAt, lostAt }) => cameAfter(lostAt) || cameBefore(sentAt))
		);
	}

	/** The newest look that saw it open and had been asked for by a moment. */
	private seenBefore(moment: number): SeenOpen | undefined {
		return this.lastOpen && this.lastOpen.askedAt <= moment ? this.lastOpen : this.beforeAll;
	}

	/** Whether the target was seen to end: what was open before, and is left out now, was not. */
	hasEnded(conversation: Conversation): boolean {
		const before = this.lastOpen ? messageSessions(this.lastOpen.conversation) : [];
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
	private wasOpenJustBefore(since: number): boolean {
		return since - (this.seenBefore(since)?.askedAt ?? -Infinity) <= SURELY_BEFORE_MS;
	}

	/** Whether it had ended before a request was sent. */
	private endedBefore(conversation: Conversation, since: number): boolean {
		const endedAt = timeOf(this.subject.endedAt(conversation)) ?? NaN;
		const isLongBefore = (moment: number) =>
			endedAt < this.byItsClock(conversation, moment) - SURELY_ENDED_BEFORE_MS;
		// An end that is told for a time at which it was seen open is dated back, and tells nothing.
		if (this.lastOpen && isLongBefore(this.lastOpen.askedAt)) return false;
		if (conversation.toldAt !== undefined) return isLongBefore(since);
		// What was seen open has ended since; whether before the request or after it, only that clock could tell.
		if (this.lastOpen) return false;
		const moment = this.api.now() - (this.api.elapsed() - since);
		return endedAt < moment - SURELY_ENDED_BEFORE_BY_MACHINE_MS;
	}

	/** A moment of the API's clock by that of Genesys Cloud, as the conversation told it just now; NaN where it did not. */
	private byItsClock({ toldAt = NaN }: Conversation, moment: number): number {
		return toldAt - (this.api.elapsed() - moment);
	}

	alreadyClosed(conversation: Conversation): Verdict {
		return verdict(this.target, 'alreadyClosed', 'It had already ended. Nothing was changed.', {
			previousState: this.subject.stateOf(conversation),
			closedAt: this.subject.endedAt(conversation),
			conversation,
		});
	}

	/** What was accepted, and was not seen to end. */
	endNotSeen(sent: CloseAnswer, { last, trouble: later, seemsOver }: NotSeen): Verdict {
		const { progress } = sent;
		const asked = progress ? namesOf(progress.disconnected) : this.leaving;
		const accepted = `Genesys Cloud accepted the request to ${whatIsDone(asked, 'disconnect', 'close it')}`;
		const wrapUp = this.wrapUpLeft(progress);
		const stays = whoStays(sent);
		if (stays !== undefined) return this.says('closing', `${accepted}. ${stays}${wrapUp}`);
		const trouble = sent.trouble ?? later;
		if (trouble) return this.says('closing', `${accepted}. ${trouble.message}.${wrapUp}`);
		return this.says(
			'closing',
			`${accepted}${seemsOver ? SEEMS_OVER : this.notEnded()}${this.whoHasJoined(last)}${wrapUp}`,
		);
	}

	/** Who is in it by now and was not when it was last seen open, before the request. */
	private whoHasJoined(last: Conversation | undefined): string {
		const before = this.lastOpen?.conversation.participants.filter(hasOpenSession) ?? [];
		const isNew = (one: Participant) => openChats(one).length > 0 && !isAmong(before, one);
		const joined =
			this.subject.method && this.lastOpen ? namesOf(last?.participants.filter(isNew) ?? []) : [];
		return joined.length > 0 ? ` ${capitalized(listed(joined))} joined meanwhile.` : '';
	}

	private notEnded(): string {
		const { waitUntilClosed, waitTimeoutSeconds, wrapUp } = this.options;
		if (waitUntilClosed) return `, but it had not ended after ${inNumber(waitTimeoutSeconds, 'second')}.`;
		return wrapUp
			? ', but it had not ended at the one look that a wrap-up takes. Wait Until Closed is off.'
			: '. Wait Until Closed is off, so the end was not checked.';
	}

	/** @param sent how it was answered, where it was */
	mayBeClosed(why: string, sent?: CloseAnswer): Verdict {
		// Step by step, nobody knows whose turn it was.
		const people = this.subject.method === 'graceful' ? [] : this.namedIn(this.beforeAll);
		const wrapUp = this.wrapUpLeft(sent?.progress, this.beforeAll);
		const reason = `The answer to the request to ${whatIsDone(people, 'disconnect', 'close it')} was lost, so it is not known whether it was carried out. ${(sent && whoStays(sent)) ?? why}${wrapUp}`;
		return { ...this.says('closing', reason), isUnclear: true };
	}

	/** That there is, or may be, still a wrap-up to enter, where somebody was seen who will owe one. */
	private wrapUpLeft(
		{ wrappedUp, wrapUpUnclear }: WrapUps = NO_WRAP_UPS,
		seen: SeenOpen | undefined = this.lastOpen,
	): string {
		if (!this.options.wrapUp) return '';
		if (!seen) return ' The wrap-up was not entered.';
		const sent = [...wrappedUp, ...wrapUpUnclear];
		const left = this.agentsIn(seen.conversation).filter((one) => !isAmong(sent, one));
		return [
			wrapUpUnclear.length > 0 ? ` It is not known whether ${whose(wrapUpUnclear)} was entered.` : '',
			left.length > 0 ? ` ${capitalized(whose(left))} was not entered.` : '',
		].join('');
	}

	/** The agents who are there, as far as they are a part of the close. */
	private agentsIn({ participants }: Conversation): Participant[] {
		return participants.filter((one) => isAgent(one) && isThere(one) && this.subject.concerns(one));
	}

	/** Those who were in it when it was last seen open, as a sentence names them. */
	get leaving(): string[] | undefined {
		return this.namedIn(this.lastOpen);
	}

	private namedIn(seen: SeenOpen | undefined): string[] | undefined {
		return seen && this.subject.named(seen.conversation);
	}

	/**
	 * Names those who have left since: others may have come and gone between the look and the close.
	 *
	 * @param conversation as it was told just now
	 * @param since when the first request was sent that may have ended it, on the clock of the API
	 * @param progress how it was closed step by step, where it was
	 */
	whatWasDone(conversation: Conversation, since: number, progress: Progress | undefined): string {
		const moment = this.byItsClock(conversation, since);
		// A look between two tries shows what the first one may have done.
		const before = this.seenBefore(since);
		const leaving = this.namedIn(before);
		const gone = (before?.conversation.participants ?? []).filter((one) => !hasOpenSession(one));
		const { disconnected, refused } = progress ?? { disconnected: [], refused: [] };
		const others = [...refused, ...gone].filter((one) => !isAmong(disconnected, one));
		const asked = conversation.participants.filter((one) => !isAmong(others, one));
		const left = Number.isNaN(moment)
			? []
			: this.subject.whoLeft({ ...conversation, participants: asked }, moment - SURELY_BEFORE_MS);
		if (left.length > 0) return `Disconnected ${listed(left)}.`;
		if (leaving === undefined) return 'Closed. Check First is off, so it is not known who was connected.';
		if (leaving.length === 0) return 'Ended the conversation. Everyone had already left.';
		// All had left by the times that are told, which need not be exact; nobody can tell whether it was by this.
		if (!Number.isNaN(moment) && !this.wasOpenJustBefore(since))
			return `Closed. ${capitalized(listed(leaving))} ${leaving.length > 1 ? 'have' : 'has'} left.`;
		return `Disconnected ${listed(leaving)}.`;
	}

	/** @param seen as it was seen to end */
	says(status: VerdictStatus, reason: string, seen?: Conversation): Verdict {
		const before = this.lastOpen?.conversation ?? this.lastSeen;
		return verdict(this.target, status, reason, {
			previousState: before && this.subject.stateOf(before),
			closedAt: seen && this.subject.endedAt(seen),
			conversation: seen ?? this.lastSeen,
		});
	}
}

/** The IDs of the open sessions that somebody has in the chat. */
function openChats({ sessions }: Participant): string[] {
	return sessions.flatMap((one) => (isOpenChat(one) ? one.id : []));
}
