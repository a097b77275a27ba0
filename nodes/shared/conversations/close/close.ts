import type { Recheck } from '../../platform/api';
import { isUnseenDivision } from '../../platform/explain';
import { ApiFailure, RateLimitReached } from '../../platform/failures';
import { capitalized, inNumber } from '../../platform/words';
import {
	findSession,
	hasOpenSession,
	isAgent,
	isSessionOpen,
	isThere,
	participantSessions,
	timeOf,
	type Conversation,
	type Participant,
} from '../conversation';
import { fetchConversation, isSameId, LOOK_COUNTS_MS } from '../live';
import { listed, namesOf } from '../people';
import { readConversation } from '../read-conversation';
import { confirm, type Confirmation } from './confirm';
import { Goodbye } from './goodbye';
import { holdsGuard, holdsStuck } from './guards';
import { hasGuard, type CloseOptions } from './options';
import type { CloseRun, ItemShare } from './run';
import { settle } from '../settle';
import { isAmong, type Progress, type Sent, type Subject } from './subject';
import { notFound, verdict, type Target, type Verdict, type VerdictStatus } from './verdict';
import { enterWrapUp, type WrapUpTrouble } from './wrap-up';

/** Who left this long before the request was not disconnected by it; clocks tell whole seconds only. */
const SURELY_BEFORE_MS = 2_000;
/** Two servers tell the end and the time of now, and their clocks may be apart; what is taken for somebody else's does not count. */
const SURELY_ENDED_BEFORE_MS = 30_000;

/** A wrap-up shows after so long, in seconds. */
const WRAP_UP_SHOWS_SECONDS = 2;

/**
 * Closes something, once and safely. The checks come in the order of the verdicts: not found, not web messaging, already
 * closed, stuck, guards, cap, dry run. Whoever calls this has the turn for the conversation.
 *
 * @param share the share of the cap that the item has which this is a part of
 * @throws ApiFailure when Genesys refuses, Canceled
 */
export async function close(
	run: CloseRun,
	share: ItemShare,
	subject: Subject,
	options: CloseOptions,
): Promise<Verdict> {
	const given = await withinLimit(
		run,
		subject.target,
		async () => await new CloseAttempt(run, share, subject, options).verdict(),
	);
	if (COUNTED.has(given.status)) share.count();
	return given;
}

/**
 * Does something for a target unless the rate limit has ended the run, now or before: what was not attempted can be done
 * later, and what was done keeps its verdict.
 */
export async function withinLimit<T>(
	run: CloseRun,
	target: Target,
	work: () => Promise<T>,
): Promise<T | Verdict> {
	if (run.limitReached) return notAttempted(target, run.limitReached);
	const settled = await settle(work());
	if ('value' in settled) return settled.value;
	if (!(settled.failure instanceof RateLimitReached)) throw settled.failure;
	run.limitReached = settled.failure;
	return notAttempted(target, settled.failure);
}

function notAttempted(target: Target, limit: RateLimitReached): Verdict {
	return verdict(target, 'notAttempted', `${limit.message}. ${limit.whatToDo}`);
}

const NOT_FOUND_AFTERWARD = 'It could not be found afterward.';

const COUNTED: ReadonlySet<VerdictStatus> = new Set(['closed', 'closing']);

/** Whose wrap-up was entered along with a close, and of whom nobody knows. */
type WrapUps = Pick<Progress, 'wrappedUp' | 'wrapUpUnclear'>;
const NO_WRAP_UPS: WrapUps = { wrappedUp: [], wrapUpUnclear: [] };
const NOTHING_BY_STEPS = { ...NO_WRAP_UPS, refused: [] };

/** The way of one target from the first look to the verdict. */
class CloseAttempt {
	private before: Conversation | undefined;
	/** When that was asked for, on the clock of the API. */
	private seenAt = -Infinity;
	/** It, when it was last seen open, and when that was asked for. */
	private lastOpen: { readonly conversation: Conversation; readonly askedAt: number } | undefined;
	/** When the close was about to be sent, on the clock of the API. */
	private began = Infinity;
	/** It as it was seen by then. */
	private beforeAll: Conversation | undefined;
	/** The verdict of the look that called the close off between two tries. */
	private calledOff: Verdict | undefined;
	private readonly goodbye: Goodbye;

	constructor(
		private readonly run: CloseRun,
		private readonly share: ItemShare,
		private subject: Subject,
		private readonly options: CloseOptions,
	) {
		this.goodbye = new Goodbye(run, share, subject.target, options.goodbyeMessage);
	}

	async verdict(): Promise<Verdict> {
		const settled = await settle(this.judged());
		if ('value' in settled) return this.goodbye.toldIn(settled.value);
		const { failure } = settled;
		const { outcome } = this.goodbye;
		if (outcome === undefined) throw failure;
		// Whatever comes after it, that it was said must not get lost.
		this.noteLimit(failure);
		if (failure instanceof RateLimitReached)
			return this.goodbye.toldIn(notAttempted(this.subject.target, failure));
		throw new ApiFailure(failure.message, `${failure.whatToDo} ${outcome}`, failure.details);
	}

	private async judged(): Promise<Verdict> {
		const held = (this.mustLook() ? await this.look() : undefined) ?? this.holdsRun();
		return held ?? (await this.carryOut());
	}

	private mustLook(): boolean {
		const { checkFirst, dryRun } = this.options;
		const isNeeded = this.subject.needsLook || this.goodbye.isWanted;
		// What this run has closed itself must show as already closed, whatever Genesys answers to a second close.
		const again = this.run.hasTouched(this.subject.target);
		return checkFirst || dryRun || again || hasGuard(this.options) || isNeeded;
	}

	/** Reads the conversation and judges it; undefined when it is to be closed. */
	private async look(): Promise<Verdict | undefined> {
		const live = await fetchConversation(this.share.api, this.subject.target.conversationId);
		if (!live) return notFound(this.subject.target);
		const { conversation, askedAt = -Infinity } = live;
		// An answer that is long on its way tells how it was, not how it is.
		this.seenAt = askedAt;
		this.before = conversation;
		this.subject = this.subject.locatedIn(conversation);
		const missing = this.subject.holds(conversation);
		if (missing) return this.says(missing.status, missing.reason);
		if (this.hasEnded(conversation)) return this.alreadyClosed(conversation);
		this.lastOpen = { conversation, askedAt };
		const held =
			holdsStuck(conversation, this.subject.method) ??
			holdsGuard(this.goodbye.without(conversation), this.options);
		return held && this.says(held.status, held.reason);
	}

	/** The cap and the dry run. */
	private holdsRun(): Verdict | undefined {
		const { dryRun, maxCloses } = this.options;
		const again = this.run.hasTouched(this.subject.target);
		const wouldClose = (goodbye: string) =>
			this.says(
				'wouldClose',
				`Would ${whatIsDone(this.leaving, 'disconnect', 'end the conversation')}.${goodbye}`,
			);
		// For real it would be closed by now, and not count.
		if (dryRun && again) return wouldClose('');
		if (!this.share.mayClose(this.options))
			return this.says(
				'notAttempted',
				`The limit of Max Closes (${maxCloses ?? 0}) was reached before this one.`,
			);
		this.run.touch(this.subject.target);
		if (!dryRun) return undefined;
		this.run.countDry();
		this.share.count();
		return wouldClose(this.goodbye.ahead(this.before));
	}

	private async carryOut(): Promise<Verdict> {
		const isGuarded = hasGuard(this.options);
		// What was looked at is looked at again after every pause; what a guard judges, also when it is no longer fresh.
		const stillWanted: Recheck | undefined = this.before
			? {
					freshUntil: () => (isGuarded ? this.seenAt + LOOK_COUNTS_MS : Infinity),
					look: async () => (this.calledOff = await this.look()) === undefined,
					tooSlow: () => {
						this.calledOff = this.holdsTooSlow();
					},
				}
			: undefined;
		const held = stillWanted && (await this.sayGoodbye(stillWanted));
		if (held) return held;
		const { api } = this.share;
		this.began = api.elapsed();
		this.beforeAll = this.lastOpen?.conversation;
		const sent = await settle(this.subject.send(api, this.before, stillWanted));
		if ('failure' in sent) return await this.resolveFailure(sent.failure);
		const answer = sent.value;
		if (answer.status < 300 || answer.earlierTryUnclear) this.share.begin();
		this.noteLimit(answer.trouble);
		if (this.calledOff && answer.withdrawn) return await this.resolveCalledOff(this.calledOff, answer);
		if (answer.status >= 400) return await this.resolveRefusal(answer);
		return await this.resolveAccepted(answer);
	}

	/** Says goodbye, if that is wanted. @returns a verdict where the conversation is not to be closed any more */
	private async sayGoodbye(stillWanted: Recheck): Promise<Verdict | undefined> {
		await this.goodbye.say(() => this.before, {
			...stillWanted,
			// Said to what has ended, it would begin another conversation.
			freshUntil: () => this.seenAt + LOOK_COUNTS_MS,
			tooSlow: () => {
				if (hasGuard(this.options)) stillWanted.tooSlow();
			},
		});
		if (this.calledOff) return this.calledOff;
		// It has taken its time, and what was seen before may be over.
		const isOld = this.goodbye.outcome !== undefined && this.run.api.elapsed() > this.seenAt + LOOK_COUNTS_MS;
		return isOld ? await this.look() : undefined;
	}

	/** No answer came that says what happened. The conversation itself may know. */
	private async resolveFailure(failure: ApiFailure): Promise<Verdict> {
		const { earlierTryUnclear, isUnclear } = failure.details;
		if (!isUnclear && !earlierTryUnclear) throw failure;
		this.noteLimit(failure);
		const { conversation, done } =
			failure instanceof RateLimitReached ? { done: false } : await this.confirmed(undefined);
		if (done && conversation) return await this.endSeen(conversation, this.began);
		return this.mayBeClosed(`${failure.message}.`);
	}

	/** The guard cannot judge how it is now. */
	private holdsTooSlow(): Verdict {
		return this.says(
			this.options.skipIfConnected === 'nobody' ? 'skippedRecentMessage' : 'skippedAgentConnected',
			'Genesys Cloud answers so slowly that nobody can tell who is connected or has just written.',
		);
	}

	private async resolveCalledOff(calledOff: Verdict, answer: Sent): Promise<Verdict> {
		if (!answer.earlierTryUnclear) return calledOff;
		if (calledOff.status === 'notFound') return this.mayBeClosed(NOT_FOUND_AFTERWARD, answer);
		if (calledOff.status !== 'alreadyClosed' || !this.before)
			return this.mayBeClosed(calledOff.reason, answer);
		return await this.endSeen(this.before, this.began, answer.progress);
	}

	/** Genesys refuses what has ended in the meantime; how, it does not document. */
	private async resolveRefusal(answer: Sent): Promise<Verdict> {
		const mayBeDone = answer.earlierTryUnclear;
		const isForbidden = answer.status === 403 && !isUnseenDivision(answer);
		if (isForbidden && !mayBeDone) throw this.subject.explain(answer);
		const seen = await settle(fetchConversation(this.share.api, this.subject.target.conversationId));
		if ('failure' in seen) {
			if (!mayBeDone) throw seen.failure;
			this.noteLimit(seen.failure);
			return this.mayBeClosed(`${seen.failure.message}.`, answer);
		}
		const conversation = seen.value?.conversation;
		const missing = conversation && this.subject.locatedIn(conversation).holds(conversation);
		if (!conversation || missing) {
			if (mayBeDone) return this.mayBeClosed(NOT_FOUND_AFTERWARD, answer);
			return missing ? this.says(missing.status, missing.reason) : notFound(this.subject.target);
		}
		if (this.hasEnded(conversation))
			return mayBeDone
				? await this.endSeen(conversation, this.began, answer.progress)
				: this.alreadyClosed(conversation);
		const refusal = answer.trouble ?? this.subject.explain(answer);
		if (mayBeDone) return this.mayBeClosed(`${refusal.message}.`, answer);
		throw refusal;
	}

	private async resolveAccepted(answer: Sent): Promise<Verdict> {
		const told = readConversation(answer.body, answer.toldAt);
		const isAsked = told && isSameId(told.id, this.subject.target.conversationId);
		// Where nobody can tell what time it was, another answer may: it is needed to tell whose end it is.
		const isEnough = isAsked && (answer.toldAt !== undefined || !this.options.waitUntilClosed);
		const { conversation, done, trouble } = await this.confirmed(isEnough ? told : undefined);
		this.noteLimit(trouble);
		if (done && conversation)
			return await this.endSeen(
				conversation,
				answer.earlierTryUnclear ? this.began : answer.sentAt,
				answer.progress,
			);
		return this.endNotSeen(answer, trouble);
	}

	/**
	 * @param since when the first request was sent that may have ended it, on the clock of the API
	 * @param progress whose wrap-up has been entered need not show at once
	 */
	private async endSeen(
		conversation: Conversation,
		since: number,
		{ refused, wrappedUp, wrapUpUnclear }: Omit<Progress, 'disconnected' | 'remaining'> = NOTHING_BY_STEPS,
	): Promise<Verdict> {
		// What was seen open just before is this run's; after a pause, only the times can tell whose end it is.
		const wasOpen = this.lastOpen !== undefined && since - this.lastOpen.askedAt <= SURELY_BEFORE_MS;
		if (!wasOpen && this.endedBefore(conversation, since)) return this.alreadyClosed(conversation);
		const { api } = this.share;
		const concerns = (participant: Participant) =>
			this.subject.concerns(participant) && !isAmong(wrappedUp, participant);
		// What may have been entered need not show at once either.
		const later = await this.afterAMoment(conversation, wrapUpUnclear);
		const troubles = await enterWrapUp(api, later, this.options.wrapUp, concerns);
		for (const { failure } of troubles) this.noteLimit(failure);
		return this.closed(conversation, since, refused, troubles.map(wrapUpTrouble).join(''));
	}

	/** The conversation a moment later, if somebody of some seems to owe a wrap-up still; as it was, where that cannot be seen. */
	private async afterAMoment(
		conversation: Conversation,
		some: readonly Participant[],
	): Promise<Conversation> {
		if (!conversation.participants.some((one) => one.owesWrapUp && isAmong(some, one))) return conversation;
		const { api } = this.share;
		await api.wait(WRAP_UP_SHOWS_SECONDS, 'waiting for the wrap-up to show');
		const seen = await settle(fetchConversation(api, conversation.id));
		return 'value' in seen && seen.value ? seen.value.conversation : conversation;
	}

	/** What has been done stands, but nothing more is sent in this run. */
	private noteLimit(trouble: ApiFailure | undefined): void {
		if (trouble instanceof RateLimitReached) this.run.limitReached ??= trouble;
	}

	/** The answer itself shows the end, or it is watched for as long as the options say. */
	private async confirmed(answered: Conversation | undefined): Promise<Confirmation> {
		const { waitUntilClosed, waitTimeoutSeconds, wrapUp } = this.options;
		const isDone = (conversation: Conversation) => this.hasEnded(conversation);
		if (answered && isDone(answered)) return { done: true, conversation: answered };
		if (!waitUntilClosed && !wrapUp) return { done: false };
		const { conversationId } = this.subject.target;
		return await confirm(this.share.api, conversationId, isDone, waitUntilClosed ? waitTimeoutSeconds : 0);
	}

	/** Whether the target was seen to end: what was open before, and is left out now, was not. */
	private hasEnded(conversation: Conversation): boolean {
		const before = this.lastOpen ? participantSessions(this.lastOpen.conversation) : [];
		const isShown = before.every(
			({ session }) => !isSessionOpen(session) || findSession(conversation, session.id) !== undefined,
		);
		return isShown && this.subject.isEnded(conversation);
	}

	/** Whether it had ended before a request was sent, by Genesys Cloud's own clock. */
	private endedBefore(conversation: Conversation, since: number): boolean {
		const endedAt = timeOf(this.subject.endedAt(conversation));
		const moment = this.byItsClock(conversation, since);
		return endedAt !== undefined && moment !== undefined && endedAt < moment - SURELY_ENDED_BEFORE_MS;
	}

	/** A moment of the API's clock by that of Genesys Cloud, as the conversation told it just now; undefined where it did not. */
	private byItsClock({ toldAt }: Conversation, moment: number): number | undefined {
		return toldAt === undefined ? undefined : toldAt - (this.run.api.elapsed() - moment);
	}

	private closed(
		conversation: Conversation,
		since: number,
		refused: readonly Participant[],
		note: string,
	): Verdict {
		return this.says('closed', `${this.whatWasDone(conversation, since, refused)}${note}`, conversation);
	}

	private alreadyClosed(conversation: Conversation): Verdict {
		return verdict(this.subject.target, 'alreadyClosed', 'It had already ended. Nothing was changed.', {
			previousState: this.subject.stateOf(conversation),
			closedAt: this.subject.endedAt(conversation),
			conversation,
		});
	}

	private endNotSeen(sent: Sent, later: ApiFailure | undefined): Verdict {
		const { progress } = sent;
		const { waitUntilClosed, waitTimeoutSeconds } = this.options;
		const asked = progress ? namesOf(progress.disconnected) : this.leaving;
		const accepted = `Genesys Cloud accepted the request to ${whatIsDone(asked, 'disconnect', 'close it')}`;
		const wrapUp = this.wrapUpLeft(progress);
		const stays = whoStays(sent);
		if (stays !== undefined) return this.says('closing', `${accepted}. ${stays}${wrapUp}`);
		const trouble = sent.trouble ?? later;
		if (trouble) return this.says('closing', `${accepted}. ${trouble.message}.${wrapUp}`);
		return this.says(
			'closing',
			waitUntilClosed
				? `${accepted}, but it had not ended after ${inNumber(waitTimeoutSeconds, 'second')}.${wrapUp}`
				: `${accepted}. Wait Until Closed is off, so the end was not checked.${wrapUp}`,
		);
	}

	/** @param sent how it was answered, where it was */
	private mayBeClosed(why: string, sent?: Sent): Verdict {
		// Step by step, nobody knows whose turn it was.
		const isStepByStep = this.subject.method === 'graceful';
		const people = isStepByStep ? [] : this.leaving;
		const unknown = isStepByStep ? { ...NO_WRAP_UPS, wrapUpUnclear: this.agents } : NO_WRAP_UPS;
		return this.says(
			'closing',
			`The answer to the request to ${whatIsDone(people, 'disconnect', 'close it')} was lost, so it is not known whether it was carried out. ${(sent && whoStays(sent)) ?? why}${this.wrapUpLeft(sent?.progress ?? unknown)}`,
		);
	}

	/** That there is, or may be, still a wrap-up to enter, where somebody was seen who will owe one. */
	private wrapUpLeft({ wrappedUp, wrapUpUnclear }: WrapUps = NO_WRAP_UPS): string {
		if (!this.options.wrapUp) return '';
		if (!this.lastOpen) return ' The wrap-up was not entered.';
		const sent = [...wrappedUp, ...wrapUpUnclear];
		const left = this.agents.filter((one) => !isAmong(sent, one));
		return [
			wrapUpUnclear.length > 0 ? ` It is not known whether ${whose(wrapUpUnclear)} was entered.` : '',
			left.length > 0 ? ` ${capitalized(whose(left))} was not entered.` : '',
		].join('');
	}

	/** The agents who were there when it was last seen open, as far as they are a part of the close. */
	private get agents(): Participant[] {
		const { participants = [] } = this.lastOpen?.conversation ?? {};
		return participants.filter((one) => isAgent(one) && isThere(one) && this.subject.concerns(one));
	}

	/** Those who were in it when it was last seen open, as a sentence names them. */
	private get leaving(): string[] | undefined {
		return this.lastOpen && this.subject.named(this.lastOpen.conversation);
	}

	/** Names those who have left since: others may have come and gone between the look and the close. */
	private whatWasDone(conversation: Conversation, since: number, refused: readonly Participant[]): string {
		const moment = this.byItsClock(conversation, since);
		// A look between two tries shows what the first one may have done.
		const isBefore = this.lastOpen !== undefined && this.lastOpen.askedAt <= since;
		const { participants: seen = [] } = (isBefore ? this.lastOpen?.conversation : this.beforeAll) ?? {};
		const others = [...refused, ...seen.filter((one) => !hasOpenSession(one))];
		const asked = conversation.participants.filter((one) => !isAmong(others, one));
		const left =
			moment === undefined
				? []
				: this.subject.whoLeft({ ...conversation, participants: asked }, moment - SURELY_BEFORE_MS);
		if (left.length > 0) return `Disconnected ${listed(left)}.`;
		const { leaving } = this;
		if (leaving === undefined) return 'Closed. Check First is off, so it is not known who was connected.';
		return leaving.length > 0
			? `Disconnected ${listed(leaving)}.`
			: 'Ended the conversation. Everyone had already left.';
	}

	private says(status: VerdictStatus, reason: string, seen?: Conversation): Verdict {
		const before = this.lastOpen?.conversation ?? this.before;
		return verdict(this.subject.target, status, reason, {
			previousState: before && this.subject.stateOf(before),
			closedAt: seen && this.subject.endedAt(seen),
			conversation: seen ?? this.before,
		});
	}
}

/** "disconnect Marco Conti (customer)", or something else where nobody was seen in it. */
function whatIsDone(people: readonly string[] = [], disconnect: string, otherwise: string): string {
	return people.length > 0 ? `${disconnect} ${listed(people)}` : otherwise;
}

/** Who may still be connected, and why; undefined where that is not known. */
function whoStays({ progress, trouble }: Pick<Sent, 'progress' | 'trouble'>): string | undefined {
	if (!trouble || !progress || progress.remaining.length === 0) return undefined;
	const names = capitalized(listed(namesOf(progress.remaining)));
	return `${names} may still be connected: ${trouble.message}. ${trouble.whatToDo}`;
}

function wrapUpTrouble({ of, failure }: WrapUpTrouble): string {
	const what = failure.details.isUnclear
		? `It is not known whether ${whose(of)} was entered`
		: `${capitalized(whose(of))} could not be entered`;
	return ` ${what}: ${failure.message}. ${failure.whatToDo}`;
}

function whose(agents: readonly Participant[]): string {
	return `the wrap-up of ${listed(namesOf(agents))}`;
}
