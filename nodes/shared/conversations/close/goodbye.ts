import type { Recheck } from '../../platform/api';
import { RateLimitReached } from '../../platform/failures';
import { isMachine, withoutMessages, type Conversation, type Participant } from '../conversation';
import { addresseeIn, sendMessage, TOO_SLOW_TO_SEND, whyNotAnyMore } from '../send-message';
import { settle } from '../settle';
import type { CloseRun, Farewell, ItemShare } from './run';
import type { Target, Verdict } from './verdict';

/** A word to the customer before a close: said once, and told in the verdict whatever comes after it. */
export class Goodbye {
	/** What came of it, as a sentence; undefined as long as nothing did. */
	outcome: string | undefined;
	private isTold = false;

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
		const first = seen();
		if (this.text === undefined || !first || this.run.farewellTo(this.target)) return;
		const addressee = addresseeIn(first);
		if ('unreachable' in addressee) {
			this.outcome = notSent(addressee.unreachable);
			return;
		}
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
		const { conversationId } = this.target;
		const settled = await settle(
			sendMessage(this.share.api, conversationId, addressee, this.text, stillThere),
		);
		// Between the last look and the answer nobody has looked.
		const before = seen() ?? first;
		if ('failure' in settled) {
			const { failure } = settled;
			if (failure instanceof RateLimitReached) throw failure;
			const why = `${failure.message}. ${failure.whatToDo}`;
			if (failure.details.isUnclear)
				this.wasSaid(`It is not known whether the goodbye was sent: ${why}`, { before, messageIds: [] });
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
		this.isTold = elsewhere === undefined;
		this.wasSaid(
			elsewhere === undefined
				? 'The goodbye was sent.'
				: `The goodbye went into another conversation of the customer, ${elsewhere}, which is left open.`,
			{ before, messageIds: messageIds.map((id) => id.toLowerCase()) },
		);
	}

	/**
	 * The conversation as if this run had said nothing: without what is known to be the goodbye, and what only machines list since,
	 * for the goodbye may be listed as something else.
	 */
	without(conversation: Conversation): Conversation {
		const farewell = this.run.farewellTo(this.target);
		if (!farewell) return conversation;
		const { participants } = conversation;
		const byOthers = messageIdsIn(participants.filter((one) => !isMachine(one)));
		const known = new Set([...messageIdsIn(farewell.before.participants), ...byOthers]);
		const fresh = messageIdsIn(participants.filter(isMachine)).filter((id) => !known.has(id));
		return withoutMessages(conversation, new Set([...farewell.messageIds, ...fresh]));
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
	private wasSaid(outcome: string, farewell: Farewell): void {
		this.outcome = outcome;
		this.run.saidGoodbye(this.target, farewell);
		this.share.count();
		// Whoever was told is closed as well, whatever happens to the other items.
		this.share.begin();
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
