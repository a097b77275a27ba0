import type { Recheck } from '../../platform/api';
import { RateLimitReached } from '../../platform/failures';
import { isAgent, isCustomer, withoutMessages, type Conversation, type Participant } from '../conversation';
import { addresseeIn, sendMessage, TOO_SLOW_TO_SEND, whyNotAnyMore } from '../send-message';
import { settle } from '../settle';
import type { CloseRun, ItemShare } from './run';
import type { Target, Verdict } from './verdict';

/** A word to the customer before a close: said once, and told in the verdict whatever comes after it. */
export class Goodbye {
	/** What came of it, as a sentence; undefined as long as nothing did. */
	outcome: string | undefined;
	private isTold = false;
	/** What it may be listed as. */
	private ownMessages: readonly string[] = [];
	/** The conversation as it was seen before. */
	private before: Conversation | undefined;

	/** @param text what is to be said; undefined is nothing */
	constructor(
		private readonly run: CloseRun,
		private readonly share: ItemShare,
		private readonly target: Target,
		private readonly text: string | undefined,
	) {}

	get isWanted(): boolean {
		return this.text !== undefined;
	}

	/** What a dry run says of it, to be put behind another sentence. */
	ahead(conversation: Conversation | undefined): string {
		if (!this.isWanted || !conversation) return '';
		const addressee = addresseeIn(conversation);
		return 'unreachable' in addressee
			? ` ${notSent(addressee.unreachable)}`
			: ' Before that, would say goodbye.';
	}

	/**
	 * Says it, if that is wanted. That it cannot be said stops no close.
	 *
	 * @param seen the conversation as it was last seen
	 * @param stillOpen looks again whether it goes on, and is to be closed
	 * @throws RateLimitReached, Canceled
	 */
	async say(seen: () => Conversation | undefined, stillOpen: Recheck): Promise<void> {
		const before = seen();
		if (this.text === undefined || !before || this.run.hasSaidGoodbye(this.target)) return;
		const addressee = addresseeIn(before);
		if ('unreachable' in addressee) {
			this.outcome = notSent(addressee.unreachable);
			return;
		}
		this.before = before;
		const stillThere: Recheck = {
			freshUntil: () => stillOpen.freshUntil(),
			look: async () => {
				if (!(await stillOpen.look())) return false;
				const now = seen();
				const why = now && whyNotAnyMore(addressee, addresseeIn(now));
				if (why !== undefined) this.outcome = notSent(why);
				return why === undefined;
			},
			tooSlow: () => {
				this.outcome = notSent(TOO_SLOW_TO_SEND);
				stillOpen.tooSlow();
			},
		};
		// Whoever is told is closed as well, whatever happens to the other items.
		this.share.begin();
		const { conversationId } = this.target;
		const settled = await settle(
			sendMessage(this.share.api, conversationId, addressee, this.text, stillThere),
		);
		if ('failure' in settled) {
			const { failure } = settled;
			if (failure instanceof RateLimitReached) throw failure;
			const why = `${failure.message}. ${failure.whatToDo}`;
			if (failure.details.isUnclear) this.wasSaid(`It is not known whether the goodbye was sent: ${why}`);
			else this.outcome = notSent(why);
			return;
		}
		const sending = settled.value;
		if (!sending) return;
		if (!sending.sent) {
			this.outcome = notSent(sending.reason);
			return;
		}
		const { elsewhere, messageIds } = sending;
		this.ownMessages = messageIds.map((id) => id.toLowerCase());
		this.isTold = elsewhere === undefined;
		this.wasSaid(
			elsewhere === undefined
				? 'The goodbye was sent.'
				: `The goodbye went into another conversation of the customer, ${elsewhere}, which is left open.`,
		);
	}

	/** The conversation as if nothing had been said: neither what is known to be the goodbye, nor what no person has written since. */
	without(conversation: Conversation): Conversation {
		const { before } = this;
		if (!before) return conversation;
		const known = new Set(messageIdsIn(before.participants));
		const machines = conversation.participants.filter((one) => !isCustomer(one) && !isAgent(one));
		const fresh = messageIdsIn(machines).filter((id) => !known.has(id));
		return withoutMessages(conversation, new Set([...this.ownMessages, ...fresh]));
	}

	/** A verdict that tells of it as well. */
	toldIn(given: Verdict): Verdict {
		if (this.outcome === undefined) return given;
		const reason = given.status === 'alreadyClosed' ? 'It ended before the close.' : given.reason;
		return {
			...given,
			reason: `${reason} ${this.outcome}`,
			...(!this.isTold && { withoutGoodbye: true }),
		};
	}

	/** The customer was, or may have been, told: it counts, and is not said again. */
	private wasSaid(outcome: string): void {
		this.outcome = outcome;
		this.run.saidGoodbye(this.target);
		this.share.count();
	}
}

function notSent(why: string): string {
	return `The goodbye could not be sent: ${why}`;
}

function messageIdsIn(participants: readonly Participant[]): string[] {
	return participants.flatMap(({ sessions }) =>
		sessions.flatMap(({ messages }) => messages.flatMap(({ id }) => id?.toLowerCase() ?? [])),
	);
}
