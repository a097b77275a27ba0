import type { ApiResult } from '../../platform/api';
import { isUnseenDivision } from '../../platform/explain';
import { RateLimitReached, type ApiFailure } from '../../platform/failures';
import { hasGuard, type CloseOptions } from './options';
import type { CloseRun } from './run';
import { confirm, type Confirmation } from './confirm';
import type { Conversation, Participant } from '../conversation';
import { holdsGuard } from './guards';
import { fetchConversation } from '../live';
import { readConversation } from '../read-conversation';
import { settle } from './settle';
import type { Sent, Subject } from './subject';
import { notFound, verdict, type Target, type Verdict, type VerdictStatus } from './verdict';
import { enterWrapUp } from './wrap-up';

/** An end that lies this long before the request was not of its making; clocks tell whole seconds only. */
const SURELY_BEFORE_MS = 2_000;

/**
 * Closes something, once and safely. The checks come in the order of the verdicts: not found, not web messaging, already
 * closed, guards, cap, dry run.
 *
 * @throws ApiFailure when Genesys refuses, Canceled
 */
export async function close(run: CloseRun, subject: Subject, options: CloseOptions): Promise<Verdict> {
	return await run.inTurn(options, subject.target, async () => {
		const given = await withinLimit(
			run,
			subject.target,
			async () => await new CloseAttempt(run, subject, options).verdict(),
		);
		if (COUNTED.has(given.status)) run.count();
		return given;
	});
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

const COUNTED: ReadonlySet<VerdictStatus> = new Set(['closed', 'closing']);

/** One item's way from the first look to the verdict. */
class CloseAttempt {
	private before: Conversation | undefined;
	/** The verdict of the look that called the close off between two tries. */
	private calledOff: Verdict | undefined;

	constructor(
		private readonly run: CloseRun,
		private subject: Subject,
		private readonly options: CloseOptions,
	) {}

	async verdict(): Promise<Verdict> {
		const held = (this.mustLook() ? await this.look() : undefined) ?? this.holdsRun();
		return held ?? (await this.carryOut());
	}

	private mustLook(): boolean {
		const { checkFirst, dryRun } = this.options;
		// What this run has closed itself must show as already closed, whatever Genesys answers to a second close.
		const again = this.run.hasTouched(this.subject.target);
		return checkFirst || dryRun || again || hasGuard(this.options) || this.subject.needsLook;
	}

	/** Reads the conversation and judges it; undefined when it is to be closed. */
	private async look(): Promise<Verdict | undefined> {
		const live = await fetchConversation(this.run.api, this.subject.target.conversationId);
		if (!live) return notFound(this.subject.target, this.subject.method);
		const { conversation } = live;
		this.before = conversation;
		this.subject = this.subject.locatedIn(conversation);
		const missing = this.subject.holds(conversation);
		if (missing) return this.says(missing.status, missing.reason);
		if (this.subject.isEnded(conversation)) return this.alreadyClosed(conversation);
		const held = holdsGuard(conversation, this.options, this.run.api.now());
		return held && this.says(held.status, held.reason);
	}

	/** The cap and the dry run. */
	private holdsRun(): Verdict | undefined {
		const { dryRun, maxCloses } = this.options;
		const again = this.run.hasTouched(this.subject.target);
		const wouldClose = () => this.says('wouldClose', 'Dry run: nothing was changed.');
		// For real it would be closed by now, and not count.
		if (dryRun && again) return wouldClose();
		if (this.run.isCapReached(this.options)) {
			return this.says('notAttempted', `This run may make ${maxCloses} closes, and has made them.`);
		}
		this.run.touch(this.subject.target);
		if (!dryRun) return undefined;
		this.run.countDry();
		return wouldClose();
	}

	private async carryOut(): Promise<Verdict> {
		const stillWanted = hasGuard(this.options)
			? async () => (this.calledOff = await this.look()) === undefined
			: undefined;
		const sentAt = this.run.api.now();
		const sent = await settle(this.subject.send(this.run.api, this.before, stillWanted));
		if ('failure' in sent) return await this.resolveFailure(sent.failure);
		const answer = sent.value;
		if (this.calledOff) return this.resolveCalledOff(this.calledOff, answer);
		if (answer.status >= 400) return await this.resolveRefusal(answer);
		return await this.resolveAccepted(answer, sentAt);
	}

	/** No answer came that says what happened: the conversation itself knows. */
	private async resolveFailure(failure: ApiFailure): Promise<Verdict> {
		if (failure.details.earlierTryUnclear) {
			this.noteLimit(failure);
			return this.says(
				'closing',
				`The connection broke, so it is not known whether Genesys Cloud has closed it. ${failure.message}.`,
			);
		}
		if (!failure.details.isUnclear) throw failure;
		const seen = await settle(fetchConversation(this.run.api, this.subject.target.conversationId));
		if ('failure' in seen) this.noteLimit(seen.failure);
		const conversation = 'value' in seen ? seen.value?.conversation : undefined;
		if (!conversation || !this.subject.isEnded(conversation)) throw failure;
		return this.closed(conversation);
	}

	private resolveCalledOff(calledOff: Verdict, answer: ApiResult): Verdict {
		const byThisRun = calledOff.status === 'alreadyClosed' && answer.earlierTryUnclear && this.before;
		return byThisRun ? this.closed(byThisRun) : calledOff;
	}

	/** Genesys refuses what has ended in the meantime; how, it does not document. */
	private async resolveRefusal(answer: ApiResult): Promise<Verdict> {
		if (answer.status === 403 && !isUnseenDivision(answer)) throw this.subject.explain(answer);
		const live = await fetchConversation(this.run.api, this.subject.target.conversationId);
		if (!live) return notFound(this.subject.target, this.subject.method);
		const { conversation } = live;
		const missing = this.subject.holds(conversation);
		if (missing) return this.says(missing.status, missing.reason);
		if (!this.subject.isEnded(conversation)) throw this.subject.explain(answer);
		return answer.earlierTryUnclear ? this.closed(conversation) : this.alreadyClosed(conversation);
	}

	private async resolveAccepted(answer: Sent, sentAt: number): Promise<Verdict> {
		const serverSentAt = Date.parse(answer.headers['date'] ?? '') - (this.run.api.now() - sentAt);
		const confirmation = await this.confirmed(readConversation(answer.body));
		const { conversation } = confirmation;
		const wasLookedAt = this.before !== undefined || answer.earlierTryUnclear;
		if (conversation && !wasLookedAt && this.endedBefore(conversation, serverSentAt))
			return this.alreadyClosed(conversation);
		const trouble = answer.trouble ?? confirmation.trouble;
		this.noteLimit(trouble);
		return confirmation.done ? await this.wrappedUp(conversation) : this.endNotSeen(trouble);
	}

	private async wrappedUp(conversation: Conversation | undefined): Promise<Verdict> {
		if (!conversation) return this.closed(undefined);
		const concerns = (participant: Participant) => this.subject.concerns(participant);
		const trouble = await enterWrapUp(this.run.api, conversation, this.options.wrapUp, concerns);
		this.noteLimit(trouble);
		return this.closed(conversation, trouble && ` The wrap-up could not be entered: ${trouble.message}.`);
	}

	/** What has been done stands, but nothing more is sent in this run. */
	private noteLimit(trouble: ApiFailure | undefined): void {
		if (trouble instanceof RateLimitReached) this.run.limitReached ??= trouble;
	}

	/** The answer itself shows the end, or it is watched for as long as the options say. */
	private async confirmed(answered: Conversation | undefined): Promise<Confirmation> {
		const { waitUntilClosed, waitTimeoutSeconds, wrapUp } = this.options;
		const isDone = (conversation: Conversation) => this.subject.isEnded(conversation);
		if (answered && isDone(answered)) return { done: true, conversation: answered };
		if (!waitUntilClosed && !wrapUp) return { done: false };
		const { conversationId } = this.subject.target;
		return await confirm(this.run.api, conversationId, isDone, waitUntilClosed ? waitTimeoutSeconds : 0);
	}

	/** Whether it had ended before the close was sent. Only the server's own clock is asked. */
	private endedBefore(conversation: Conversation, serverSentAt: number): boolean {
		const endedAt = Date.parse(this.subject.endedAt(conversation) ?? '');
		return this.subject.isEnded(conversation) && endedAt < serverSentAt - SURELY_BEFORE_MS;
	}

	private closed(conversation: Conversation | undefined, note = ''): Verdict {
		return this.says('closed', `Closed.${note}`, conversation);
	}

	private alreadyClosed(conversation: Conversation): Verdict {
		const { target, method } = this.subject;
		return verdict(target, 'alreadyClosed', 'Had ended before; nothing changed.', {
			previousState: this.subject.stateOf(conversation),
			closedAt: this.subject.endedAt(conversation),
			method,
		});
	}

	private endNotSeen(trouble: ApiFailure | undefined): Verdict {
		const { waitUntilClosed, waitTimeoutSeconds } = this.options;
		const waited = waitUntilClosed ? ` It was not seen closed within ${waitTimeoutSeconds} seconds.` : '';
		return this.says(
			'closing',
			`Genesys Cloud accepted the close.${trouble ? ` ${trouble.message}.` : waited}`,
		);
	}

	private says(status: VerdictStatus, reason: string, seen?: Conversation): Verdict {
		return verdict(this.subject.target, status, reason, {
			previousState: this.before && this.subject.stateOf(this.before),
			closedAt: seen && this.subject.endedAt(seen),
			method: this.subject.method,
		});
	}
}
