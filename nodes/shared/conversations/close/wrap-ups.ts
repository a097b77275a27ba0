import { findSession, type Conversation, type Participant } from '../conversation';
import type { LookedAt } from '../live';
import { hasPassedOn, isAmong } from '../participants';
import { listed } from '../people';
import { settle } from '../settle';
import { timeOf } from '../time';
import { SURELY_BEFORE_MS } from './account';
import type { WrapUp } from './options';
import { wrapUpTrouble } from './reasons';
import type { CloseRun, ItemShare } from './run';
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
		if (this.wrapUp && subject.isWithoutWrapUp(conversation))
			return ` No wrap-up was entered: only the session of ${listed(subject.named(conversation))} was closed.`;
		const { wrappedUp, wrapUpUnclear } = progress ?? { wrappedUp: [], wrapUpUnclear: [] };
		const isMeant = (one: Participant) => subject.concerns(one) && !isAmong(wrappedUp, one);
		// What may have been entered need not show at once either.
		return await this.enterIn(await this.aMomentLater(conversation, wrapUpUnclear), isMeant);
	}

	/**
	 * Who goes along with the customer, or with another session of their own, that this item has disconnected owes the wrap-up for that. Who
	 * has left before enters their own.
	 */
	async along(ended: Verdict, subject: Subject): Promise<Verdict> {
		const { conversation, closedAt } = ended;
		if (!this.wrapUp || !conversation) return ended;
		const mayBeAlong = (one: Participant) =>
			owes(one) &&
			!hasPassedOn(one) &&
			subject.concerns(one) &&
			this.mayHaveGoneAlong(one, subject, conversation, timeOf(closedAt));
		if (!conversation.participants.some(mayBeAlong)) return ended;
		const troubles = await this.enterIn(conversation, mayBeAlong);
		return { ...ended, reason: `It ended after another session was closed.${troubles}` };
	}

	/**
	 * What a look has shown just before goes before the times, which two servers tell; but one answer tells both ends by one clock.
	 *
	 * @param endedAt undefined where Genesys Cloud does not tell it
	 */
	private mayHaveGoneAlong(
		{ id }: Participant,
		subject: Subject,
		conversation: Conversation,
		endedAt = Infinity,
	): boolean {
		const { api } = this.run;
		const now = conversation.toldAt ?? api.now();
		return this.share.takingAlong(id).some(({ target, since, before }) => {
			const cause = target.sessionId === undefined ? undefined : findSession(conversation, target.sessionId);
			const causedAt = timeOf(cause?.session.disconnectedTime) ?? -Infinity;
			if (endedAt < causedAt - SURELY_BEFORE_MS) return false;
			if (before && subject.isEnded(before.conversation)) return false;
			const wasThere = before !== undefined && subject.stateOf(before.conversation) !== undefined;
			if (wasThere && since - (before.askedAt ?? -Infinity) <= SURELY_BEFORE_MS) return true;
			return endedAt >= now - (api.elapsed() - since) - SURELY_BEFORE_MS;
		});
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

	/** The conversation a moment later, if somebody of some seems to owe a wrap-up still; as it was, where that cannot be seen. */
	private async aMomentLater(
		conversation: Conversation,
		some: readonly Participant[],
	): Promise<Conversation> {
		if (!conversation.participants.some((one) => one.owesWrapUp && isAmong(some, one))) return conversation;
		await this.share.api.wait(SHOWS_AFTER_SECONDS, 'waiting for the wrap-up to show');
		const seen = await settle(this.look(conversation.id));
		return 'value' in seen && seen.value ? seen.value.conversation : conversation;
	}

	private async look(conversationId: string): Promise<LookedAt | undefined> {
		const seen = await this.run.sightings.fetch(this.share.api, conversationId);
		if (seen) this.share.sees(seen.conversation, seen.askedAt);
		return seen;
	}
}
