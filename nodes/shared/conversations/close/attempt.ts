import type { Recheck } from '../../platform/api';
import { isUnseenDivision } from '../../platform/explain';
import { ApiFailure, RateLimitReached } from '../../platform/failures';
import { capitalized } from '../../platform/words';
import { isSameId } from '../../platform/ids';
import type { Conversation } from '../conversation';
import { LOOK_COUNTS_MS, type LookedAt } from '../live';
import { readConversation } from '../read-conversation';
import { listed } from '../people';
import { settle } from '../settle';
import { ENOUGH_ANSWERS } from '../sightings';
import { Account } from './account';
import { confirm, type Confirmation } from './confirm';
import { Goodbye } from './goodbye';
import { heldByGuard, heldAsStuck } from './guards';
import { hasGuard, type CloseOptions } from './options';
import { Report } from './report';
import type { CloseRun, ItemShare } from './run';
import type { CloseAnswer, Progress, StillWanted, Subject } from './subject';
import { leftByRateLimit, notFound, type Verdict } from './verdict';
import { WrapUps } from './wrap-ups';

/** A look that no guard judges counts for so long: in a full window of the rate limit, or while an answer is on its way, a call may begin. */
const UNGUARDED_LOOK_COUNTS_MS = 10_000;
const NOT_FOUND_AFTERWARD = 'It could not be found afterward.';
const GOES_ON = new ApiFailure('The conversation goes on', 'Run the close again.');
const ENDED_AFTER_LOSS = 'It has ended, but the answer to the request was lost: who ended it is not known.';

/** The way of one target from the first look to the verdict. */
export class CloseAttempt {
	/** The verdict of the look that called the close off between two tries. */
	private calledOff: Verdict | undefined;
	private readonly account: Account;
	private readonly report: Report;
	private readonly goodbye: Goodbye;
	private readonly wrapUps: WrapUps;

	constructor(
		private readonly run: CloseRun,
		private readonly share: ItemShare,
		subject: Subject,
		private readonly options: CloseOptions,
	) {
		this.account = new Account(run.api, subject);
		this.report = new Report(this.account, options);
		this.goodbye = new Goodbye(run, share, subject.target, options.goodbyeMessage);
		this.wrapUps = new WrapUps(run, share, options.wrapUp);
	}

	/** Carries it out, and tells what came of it. @throws ApiFailure when Genesys refuses, Canceled */
	async verdict(): Promise<Verdict> {
		const settled = await settle(this.judged());
		if ('value' in settled) return this.goodbye.addTo(settled.value);
		const { failure } = settled;
		const { outcome } = this.goodbye;
		if (outcome === undefined) throw failure;
		// Whatever comes after it, that it was said must not get lost.
		this.run.noteLimit(failure);
		if (failure instanceof RateLimitReached)
			return this.goodbye.addTo(leftByRateLimit(this.account.target, failure));
		throw new ApiFailure(failure.message, `${failure.whatToDo} ${outcome}`, failure.details);
	}

	private async judged(): Promise<Verdict> {
		const held = (this.mustLook() ? await this.look() : undefined) ?? this.heldByRun();
		const given = held ?? (await this.carryOut());
		return given.status === 'alreadyClosed' ? await this.wrapUps.along(given, this.account.subject) : given;
	}

	private mustLook(): boolean {
		const { checkFirst, dryRun } = this.options;
		const isNeeded = this.account.subject.needsLook || this.goodbye.isWanted;
		// What this run has closed itself must show as already closed, whatever Genesys answers to a second close.
		const again = this.run.hasTouched(this.account.target);
		return checkFirst || dryRun || again || hasGuard(this.options) || isNeeded;
	}

	/** Reads the conversation and judges it; undefined when it is to be closed. */
	private async look(): Promise<Verdict | undefined> {
		const { conversationId } = this.account.target;
		const { api, hasBegun } = this.share;
		const live = await this.run.sightings.fetch(api, conversationId, hasBegun);
		return live ? this.judge(live) : notFound(this.account.target);
	}

	/** @returns undefined when it is to be closed */
	private judge(live: LookedAt): Verdict | undefined {
		const { conversation } = live;
		this.share.sees(conversation, live.askedAt);
		this.account.see(live);
		const missing = this.account.subject.heldBy(conversation);
		if (missing) return this.report.says(missing.status, missing.reason);
		if (this.account.hasEnded(conversation)) return this.report.alreadyClosed(conversation);
		this.account.noteOpen();
		if (this.account.wentOn) this.share.noteGoesOn(this.account.subject);
		const held =
			heldAsStuck(conversation, this.account.subject.method) ??
			heldByGuard(this.goodbye.without(conversation), this.options);
		if (held) return this.report.says(held.status, held.reason);
		const anew = this.account.subject.method ? this.account.whoCameAnew(conversation) : [];
		return anew.length > 0
			? this.report.says('closing', `${capitalized(listed(anew))} came anew.`)
			: undefined;
	}

	/** The cap and the dry run. */
	private heldByRun(): Verdict | undefined {
		const { dryRun, maxCloses } = this.options;
		const again = this.run.hasTouched(this.account.target);
		// For real it would be closed by now: that it is, or is to be, would both be untrue.
		if (dryRun && again)
			return this.report.says('notAttempted', 'It came in before: by now, it would have been closed.');
		if (!this.share.mayClose(this.options))
			return this.report.says(
				'notAttempted',
				`The limit of Max Closes (${maxCloses ?? 0}) was reached before this one.`,
			);
		this.run.touch(this.account.target);
		if (!dryRun) return undefined;
		this.run.countDry();
		this.share.count();
		return this.report.wouldClose(this.goodbye.inDryRun(this.account.lastSeen));
	}

	private async carryOut(): Promise<Verdict> {
		const isGuarded = hasGuard(this.options);
		// What was looked at is looked at again after every pause, and when it is no longer fresh.
		const stillWanted: StillWanted | undefined = this.account.lastSeen
			? {
					freshUntil: () => this.account.askedAt + (isGuarded ? LOOK_COUNTS_MS : UNGUARDED_LOOK_COUNTS_MS),
					look: async () => (this.calledOff = await this.look()) === undefined,
					judge: (live) =>
						(this.calledOff = live ? this.judge(live) : notFound(this.account.target)) === undefined,
					tooSlow: () => {
						this.calledOff = this.report.tooSlow();
					},
				}
			: undefined;
		const held = stillWanted && (await this.sayGoodbye(stillWanted));
		if (held) return held;
		const { api } = this.share;
		this.account.aboutToSend();
		const noteMayBeDone = (sentAt: number) => {
			this.account.noteMayBeDone(sentAt);
			this.noteDisconnecting(sentAt);
		};
		const sending = { stillWanted, noteMayBeDone };
		const sent = await settle(this.account.subject.send(api, this.account.lastSeen, sending));
		if ('failure' in sent) return await this.resolveFailure(sent.failure);
		const answer = sent.value;
		if ((answer.status < 300 && !answer.withdrawn) || answer.earlierTryUnclear)
			this.noteDisconnecting(answer.sentAt);
		this.run.noteLimit(answer.trouble);
		if (this.calledOff && answer.withdrawn) return await this.resolveCalledOff(this.calledOff, answer);
		if (answer.status >= 400) return await this.resolveRefusal(answer);
		return await this.resolveAccepted(answer);
	}

	private noteDisconnecting(sentAt: number): void {
		this.share.noteDisconnecting(this.account.subject, sentAt);
	}

	/** Says goodbye, if that is wanted. @returns a verdict where the conversation is not to be closed any more */
	private async sayGoodbye(stillWanted: Recheck): Promise<Verdict | undefined> {
		await this.goodbye.say(() => this.account.lastSeen, {
			...stillWanted,
			// Said to what has ended, it would begin another conversation.
			freshUntil: () => this.account.askedAt + LOOK_COUNTS_MS,
			tooSlow: () => {
				if (hasGuard(this.options)) stillWanted.tooSlow();
			},
		});
		if (this.calledOff) return this.calledOff;
		// It has taken its time, and what was seen before may be over.
		const isOld =
			this.goodbye.outcome !== undefined && this.run.api.elapsed() > this.account.askedAt + LOOK_COUNTS_MS;
		return isOld ? await this.look() : undefined;
	}

	/** No answer came that says what happened. The conversation itself may know. */
	private async resolveFailure(failure: ApiFailure): Promise<Verdict> {
		if (!failure.mayBeDone) throw failure;
		this.share.begin();
		this.run.noteLimit(failure);
		const { seen } =
			failure instanceof RateLimitReached ? {} : await this.confirmed(undefined, this.account.began);
		if (seen) return await this.endSeenAfterLoss(seen, undefined);
		return this.report.unclear(`${failure.message}.`);
	}

	private async resolveCalledOff(calledOff: Verdict, answer: CloseAnswer): Promise<Verdict> {
		if (!answer.earlierTryUnclear) return calledOff;
		if (calledOff.status === 'notFound') return this.report.unclear(NOT_FOUND_AFTERWARD, answer);
		if (calledOff.status !== 'alreadyClosed' || !this.account.lastSeen)
			return this.report.unclear(calledOff.reason, answer);
		return await this.endSeenAfterLoss(this.account.lastSeen, answer.progress);
	}

	/** The end is seen, and a request that may have been for that had no answer: somebody else may have ended it meanwhile. */
	private async endSeenAfterLoss(
		conversation: Conversation,
		progress: Progress | undefined,
	): Promise<Verdict> {
		return await this.endSeen(conversation, this.account.began, progress, doubtOf(progress));
	}

	/** Genesys refuses what has ended in the meantime; how, it does not document. */
	private async resolveRefusal(answer: CloseAnswer): Promise<Verdict> {
		const mayBeDone = answer.earlierTryUnclear;
		const isForbidden = answer.status === 403 && !isUnseenDivision(answer);
		if (isForbidden && !mayBeDone) throw this.account.subject.explain(answer);
		const seen = await settle(this.run.sightings.fetch(this.share.api, this.account.target.conversationId));
		const refusal = answer.trouble ?? (answer.isStandIn ? GOES_ON : this.account.subject.explain(answer));
		if ('failure' in seen) {
			this.run.noteLimit(seen.failure);
			// That there is none would be a guess; any other refusal is what happened.
			if (!mayBeDone) throw answer.status === 404 ? seen.failure : refusal;
			return this.report.unclear(`${seen.failure.message}.`, answer);
		}
		const conversation = seen.value?.conversation;
		if (seen.value) this.share.sees(seen.value.conversation, seen.value.askedAt);
		const missing = conversation && this.account.subject.locatedIn(conversation).heldBy(conversation);
		if (!conversation || missing) {
			const isShown = missing !== undefined && missing.status !== 'notFound';
			if (mayBeDone) return this.report.unclear(isShown ? missing.reason : NOT_FOUND_AFTERWARD, answer);
			return missing ? this.report.says(missing.status, missing.reason) : notFound(this.account.target);
		}
		if (this.account.hasEnded(conversation))
			return mayBeDone
				? await this.endSeenAfterLoss(conversation, answer.progress)
				: this.report.alreadyClosed(conversation);
		if (mayBeDone) return this.report.unclear(`${refusal.message}.`, answer);
		throw refusal;
	}

	private async resolveAccepted(answer: CloseAnswer): Promise<Verdict> {
		const told = readConversation(answer.body, answer.toldAt, this.share.api.now());
		const isAsked =
			told && isSameId(told.id, this.account.target.conversationId) && this.run.sightings.note(told);
		// Where nobody can tell what time it was, another answer may: it is needed to tell whose end it is.
		const isEnough = isAsked && (answer.toldAt !== undefined || !this.options.waitUntilClosed);
		// Seen to go on after a try that had no answer, it was ended by the one that was accepted.
		const isByThis = !answer.earlierTryUnclear || (this.account.wentOn && !answer.progress);
		const since = isByThis ? answer.sentAt : this.account.began;
		const { seen, last, trouble, seemsOver } = await this.confirmed(isEnough ? told : undefined, since);
		this.run.noteLimit(trouble);
		const doubt = isByThis ? undefined : doubtOf(answer.progress);
		if (seen) return await this.endSeen(seen, since, answer.progress, doubt);
		return this.report.endNotSeen(answer, { last, trouble, seemsOver });
	}

	/**
	 * @param since when the first request was sent that may have ended it, on the clock of the API
	 * @param doubt what is said of it where nobody can tell who has ended it
	 */
	private async endSeen(
		conversation: Conversation,
		since: number,
		progress?: Progress,
		doubt?: string,
	): Promise<Verdict> {
		if (this.account.isSomebodyElsesEnd(conversation, since)) return this.report.alreadyClosed(conversation);
		// By the time that it tells now: entering wrap-ups can take minutes.
		const done = doubt ?? this.report.whatWasDone(conversation, since, progress);
		const troubles = await this.wrapUps.enter(conversation, this.account.subject, progress);
		const told = this.report.says('closed', `${done}${troubles}`, conversation);
		return doubt === undefined && troubles === '' ? told : { ...told, hasMore: true };
	}

	/**
	 * The answer itself shows the end, or it is watched for as long as the options say.
	 *
	 * @param since when the first request was sent that may have ended it, on the clock of the API
	 * @returns `seemsOver` where it was seen to have ended before that, by answers that may be of before a re-opening
	 */
	private async confirmed(
		answered: Conversation | undefined,
		since: number,
	): Promise<Confirmation & { readonly seemsOver: boolean }> {
		const { waitUntilClosed, waitTimeoutSeconds, wrapUp } = this.options;
		if (answered && this.account.hasEnded(answered)) {
			this.share.sees(answered);
			return { seen: answered, seemsOver: false };
		}
		if (!waitUntilClosed && !wrapUp) return { seemsOver: false };
		let endsOfBefore = 0;
		const isDone = (conversation: Conversation) => {
			if (!this.account.hasEnded(conversation)) return false;
			if (this.account.lastSeen || !this.account.isSomebodyElsesEnd(conversation, since)) return true;
			// Where nobody had looked, answers may be of before a re-opening.
			endsOfBefore += 1;
			return endsOfBefore >= ENOUGH_ANSWERS;
		};
		const confirmation = await confirm(
			this.share.api,
			this.run.sightings,
			this.account.target.conversationId,
			isDone,
			waitUntilClosed ? waitTimeoutSeconds : 0,
		);
		const { seen, last } = confirmation;
		for (const look of [last, seen]) if (look) this.share.sees(look);
		return { ...confirmation, seemsOver: endsOfBefore > 0 };
	}
}

/** What is said of an end after a lost answer: where a step was accepted, it is known who has begun it. */
function doubtOf(progress: Progress | undefined): string | undefined {
	return (progress?.disconnected.length ?? 0) === 0 ? ENDED_AFTER_LOSS : undefined;
}
