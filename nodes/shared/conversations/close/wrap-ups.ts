import { findSession, type Conversation, type Participant } from '../conversation';
import type { LookedAt } from '../live';
import { hasPassedOn, isAmong, leftAt } from '../participants';
import { settle } from '../settle';
import { timeOf } from '../time';
import { openChats, SURELY_BEFORE_MS } from './account';
import { NOT_SHOWN } from './confirm';
import type { WrapUp } from './options';
import { wrapUpTrouble } from './reasons';
import type { CloseRun, Disconnecting, ItemShare } from './run';
import type { Progress, Subject } from './subject';
import type { Verdict } from './verdict';
import { enterWrapUp, owes } from './wrap-up';

/** A wrap-up shows after so long, in seconds. */
const SHOWS_AFTER_SECONDS = 2;

/** The wrap-ups that a close enters after the end. */
export class WrapUps {
	constructor(
		private readonly run: CloseRun,
		private readonly share: ItemShare,
		private readonly wrapUp: WrapUp | undefined,
	) {}

	/**
	 * Enters those of the agents whom a close was meant for.
	 *
	 * @param conversation as it was seen to end
	 * @param progress whose wrap-up was entered on the way need not show at once
	 * @returns what is to be said of those that were not entered
	 */
	async enter(conversation: Conversation, subject: Subject, progress?: Progress): Promise<string> {
		const { wrappedUp, wrapUpUnclear } = progress ?? { wrappedUp: [], wrapUpUnclear: [] };
		const goesAlong = (one: Participant) => this.goesAlong(one, subject, conversation);
		const isMeant = (one: Participant) =>
			(subject.concerns(one) || goesAlong(one)) && !isAmong(wrappedUp, one);
		return await this.enterSoon(conversation, isMeant, goesAlong, wrapUpUnclear);
	}

	/**
	 * Who goes along with the customer, or with another session of their own, that this item has disconnected owes the wrap-up for that. Who
	 * has left before enters their own.
	 */
	async along(ended: Verdict, subject: Subject): Promise<Verdict> {
		const { conversation, closedAt } = ended;
		if (!this.wrapUp || !conversation) return ended;
		const isBy = (one: Participant) => this.mayHaveGoneAlong(one, subject, conversation, timeOf(closedAt));
		const goesAlong = (one: Participant) => this.goesAlong(one, subject, conversation);
		const hasTurn = (one: Participant) =>
			owes(one) && !hasPassedOn(one) && subject.concerns(one) && isBy(one);
		const meant = conversation.participants.filter((one) => hasTurn(one) || goesAlong(one));
		if (meant.length === 0) return ended;
		const isMeant = (one: Participant) => isAmong(meant, one);
		const troubles = await this.enterSoon(conversation, isMeant, goesAlong);
		const why = meant.some(hasTurn) ? 'It ended after another session was closed.' : 'It had already ended.';
		return { ...ended, reason: `${why}${troubles}` };
	}

	private mayHaveGoneAlong(
		{ id }: Participant,
		subject: Subject,
		conversation: Conversation,
		endedAt: number | undefined,
	): boolean {
		const wasOpen = (before: Conversation) =>
			subject.stateOf(before) === undefined ? undefined : !subject.isEnded(before);
		return this.share.takingAlong(id).some((cause) => this.isBy(cause, conversation, wasOpen, endedAt));
	}

	/** Whether an agent who has no turn of their own has gone along with the customer, or may still do. */
	private goesAlong(one: Participant, subject: Subject, conversation: Conversation): boolean {
		if (!owes(one) || hasPassedOn(one) || !subject.takesOut(one, conversation)) return false;
		const wasThere = ({ participants }: Conversation) =>
			participants.some((before) => before.id === one.id && openChats(before).length > 0);
		const endedAt = openChats(one).length > 0 ? undefined : leftAt(one);
		return this.share.takingAlong(one.id).some((cause) => this.isBy(cause, conversation, wasThere, endedAt));
	}

	/**
	 * Whether an end may be because of what this item has disconnected. What a look has shown just before goes before the times, which
	 * two servers tell; but one answer tells both ends by one clock.
	 *
	 * @param wasOpen whether a look shows that it had not come by then; undefined where it does not tell
	 * @param endedAt in milliseconds since 1970; undefined where it has not come, or where Genesys Cloud does not tell it
	 */
	private isBy(
		{ target, since, before }: Disconnecting,
		conversation: Conversation,
		wasOpen: (before: Conversation) => boolean | undefined,
		endedAt = Infinity,
	): boolean {
		const { api } = this.run;
		const cause = target.sessionId === undefined ? undefined : findSession(conversation, target.sessionId);
		const causedAt = timeOf(cause?.session.disconnectedTime) ?? -Infinity;
		const wasOpenBefore = before && wasOpen(before.conversation);
		if (wasOpenBefore === false || endedAt < causedAt - SURELY_BEFORE_MS) return false;
		if (wasOpenBefore && since - (before.askedAt ?? -Infinity) <= SURELY_BEFORE_MS) return true;
		const now = conversation.toldAt ?? api.now();
		return endedAt >= now - (api.elapsed() - since) - SURELY_BEFORE_MS;
	}

	private async enterIn(conversation: Conversation, isMeant: (one: Participant) => boolean): Promise<string> {
		const { api, wrappedUp } = this.share;
		// With another session of the same agent, it may have been entered already, and need not show at once.
		const isDue = (one: Participant) => isMeant(one) && !wrappedUp.has(one.id);
		const lookAgain = async () => await this.look(conversation.id);
		const troubles = await enterWrapUp(api, conversation, this.wrapUp, isDue, lookAgain);
		for (const { failure } of troubles) this.run.noteLimit(failure);
		// What may have been entered is not entered again.
		const left = troubles.flatMap(({ of, failure }) => (failure.mayBeDone ? [] : of));
		for (const one of conversation.participants)
			if (one.owesWrapUp && isDue(one) && !isAmong(left, one)) wrappedUp.add(one.id);
		return troubles.map(wrapUpTrouble).join('');
	}

	/**
	 * Enters them, after a moment where somebody may only seem to owe one, or to be still there.
	 *
	 * @param goesAlong who may leave a moment after the customer
	 * @param unclear whose wrap-up may have been entered, and need not show at once
	 */
	private async enterSoon(
		conversation: Conversation,
		isMeant: (one: Participant) => boolean,
		goesAlong: (one: Participant) => boolean,
		unclear: readonly Participant[] = [],
	): Promise<string> {
		const owing = this.wrapUp ? conversation.participants.filter((one) => one.owesWrapUp) : [];
		const following = owing.filter((one) => openChats(one).length > 0 && goesAlong(one));
		if (following.length === 0 && !owing.some((one) => isAmong(unclear, one)))
			return await this.enterIn(conversation, isMeant);
		await this.share.api.wait(SHOWS_AFTER_SECONDS, 'waiting for the wrap-up to show');
		const seen = await settle(this.look(conversation.id));
		if ('value' in seen && seen.value) return await this.enterIn(seen.value.conversation, isMeant);
		const failure = 'failure' in seen ? seen.failure : NOT_SHOWN;
		this.run.noteLimit(failure);
		const troubles = await this.enterIn(conversation, (one) => isMeant(one) && !isAmong(following, one));
		return following.length > 0 ? `${troubles}${wrapUpTrouble({ of: following, failure })}` : troubles;
	}

	private async look(conversationId: string): Promise<LookedAt | undefined> {
		const seen = await this.run.sightings.fetch(this.share.api, conversationId);
		if (seen) this.share.sees(seen.conversation, seen.askedAt);
		return seen;
	}
}
