import type { Recheck } from '../../platform/api';
import { RateLimitReached, type ApiFailure } from '../../platform/failures';
import { isSameId } from '../../platform/ids';
import { isMachine } from '../participants';
import { isOpen, withoutMessages, type Conversation } from '../conversation';
import { timeOf } from '../time';
import { LOOK_COUNTS_MS } from '../live';
import {
	addresseeIn,
	messengersIn,
	sendTo,
	TOO_SLOW_TO_SEND,
	whyNotAnyMore,
	type Addressee,
	type Sent,
} from '../send-message';
import { settle } from '../settle';
import { listingsIn } from '../writers';
import { mayHaveReached, type Farewell, type FarewellSending } from './farewells';
import type { CloseRun, ItemShare } from './run';
import type { GoodbyeOutcome, Target, Verdict } from './verdict';

/** How far the time of a message may be from that of the call that has sent it. */
const CLOCKS_APART_MS = 5_000;

/** A word to the customer before a close: said once, and told in the verdict whatever comes after it. */
export class Goodbye {
	/** What came of it, also as a sentence; undefined as long as nothing did. */
	private came: { readonly how: GoodbyeOutcome; readonly outcome: string } | undefined;

	/** @param text what is to be said; undefined is nothing */
	constructor(
		private readonly run: CloseRun,
		private readonly share: ItemShare,
		private readonly target: Target,
		private readonly text: string | undefined,
	) {}

	/** What came of it, as a sentence; undefined as long as nothing did. */
	get outcome(): string | undefined {
		return this.came?.outcome;
	}

	get isWanted(): boolean {
		return this.text !== undefined;
	}

	/** What a dry run says of it, to be put behind another sentence. */
	inDryRun(conversation: Conversation | undefined): string {
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
		const { text } = this;
		if (text === undefined || !first || this.wasSaidBefore(text, first)) return;
		const addressee = addresseeIn(first);
		if ('unreachable' in addressee) {
			this.comesOut('notTold', notSent(addressee.unreachable));
			return;
		}
		// Where a customer has two conversations, Genesys Cloud puts what is said in both into one.
		await this.run.inTurnTo(addressee, async () => {
			if (this.wasSaidBefore(text, seen() ?? first) || (await this.isSaidElsewhere(addressee, text))) return;
			await this.sayTo(addressee, text, () => seen() ?? first, stillOpen);
		});
	}

	private async sayTo(
		addressee: Addressee,
		text: string,
		seen: () => Conversation,
		stillOpen: Recheck,
	): Promise<void> {
		const { conversationId } = this.target;
		const { api } = this.share;
		const beganAt = api.elapsed();
		const stillThere = this.stillThere(addressee, seen, stillOpen);
		const settled = await settle(sendTo(api, conversationId, addressee, text, stillThere));
		const before = seen();
		const sending = {
			before,
			// By Genesys Cloud's clock, which the last look has told.
			from: (before.toldAt ?? NaN) - CLOCKS_APART_MS,
			until: (before.toldAt ?? NaN) + LOOK_COUNTS_MS + (api.elapsed() - beganAt) + CLOCKS_APART_MS,
		};
		if ('failure' in settled) this.takeFailure(addressee, text, sending, settled.failure);
		else if (settled.value?.sent === false) this.comesOut('notTold', notSent(settled.value.reason));
		else if (settled.value) this.takeSent(addressee, text, sending, settled.value);
	}

	/** What the message depends on: that the conversation goes on, and that the customer is still there. */
	private stillThere(addressee: Addressee, seen: () => Conversation, stillOpen: Recheck): Recheck {
		return {
			freshUntil: () => stillOpen.freshUntil(),
			look: async () => {
				if (!(await stillOpen.look())) return false;
				const why = whyNotAnyMore(addressee, addresseeIn(seen()));
				if (why !== undefined) this.comesOut('notTold', notSent(why));
				return why === undefined;
			},
			tooSlow: () => {
				this.comesOut('notTold', notSent(TOO_SLOW_TO_SEND));
				stillOpen.tooSlow();
			},
		};
	}

	/** @throws RateLimitReached */
	private takeFailure(
		addressee: Addressee,
		text: string,
		sending: FarewellSending,
		failure: ApiFailure,
	): void {
		if (failure instanceof RateLimitReached) throw failure;
		if (!failure.mayBeDone) {
			this.comesOut('notTold', notSent(`${failure.message}. ${failure.whatToDo}`));
			return;
		}
		this.comesOut('unknown', `It is not known whether the goodbye was sent. ${failure.whatToDo}`);
		const { conversationId } = this.target;
		this.wasSaid({ addressee, conversationId, text, isSure: false, messageIds: [], sending });
	}

	private takeSent(
		addressee: Addressee,
		text: string,
		sending: FarewellSending,
		{ elsewhere, messageIds }: Sent,
	): void {
		const said = { addressee, text, isSure: true, messageIds: messageIds.map((id) => id.toLowerCase()) };
		if (elsewhere === undefined) {
			this.comesOut('told', 'The goodbye was sent.');
			this.wasSaid({ ...said, conversationId: this.target.conversationId, sending });
		} else {
			this.comesOut(
				'elsewhere',
				`The goodbye went into another conversation of the customer, ${elsewhere}, which this item does not close.`,
			);
			this.wasSaid({ ...said, conversationId: elsewhere });
		}
	}

	/** The conversation as if this run had not said goodbye. */
	without(conversation: Conversation): Conversation {
		const farewells = this.run.farewells.in(this.target.conversationId);
		const own = farewells.flatMap((farewell) => [...listedAs(farewell, conversation)]);
		return withoutMessages(conversation, new Set(own));
	}

	/** The verdict that tells of it as well. */
	addTo(given: Verdict): Verdict {
		if (this.came === undefined) return given;
		const { how, outcome } = this.came;
		const reason = given.status === 'alreadyClosed' ? 'It ended before the close.' : given.reason;
		return { ...given, reason: `${reason} ${outcome}`, goodbye: how };
	}

	/** Whether this run has said, or may have said, goodbye in this conversation, or for it, already, to who is in it now. */
	private wasSaidBefore(text: string, now: Conversation): boolean {
		const customers = messengersIn(now).map(({ participant }) => participant);
		const [contact] = customers.map(({ externalContactId }) => externalContactId);
		const ids = customers.map(({ id }) => id);
		const farewell = this.run.farewells
			.in(this.target.conversationId)
			.findLast((one) => mayHaveReached(one, contact, ids));
		if (!farewell) return false;
		const other = otherText(farewell, text);
		if (!isSameId(farewell.conversationId, this.target.conversationId))
			this.comesOut('elsewhere', `${saidElsewhere(farewell)}${other}`);
		else if (farewell.isSure) this.comesOut('told', `The goodbye had been sent before.${other}`);
		else this.comesOut('unknown', `It is not known whether the goodbye had been sent before.${other}`);
		return true;
	}

	/**
	 * Whether this run has told the customer in another conversation that, for all that is known, goes on: it would go there again. What
	 * had no answer may have gone into any of them, this one included.
	 */
	private async isSaidElsewhere(addressee: Addressee, text: string): Promise<boolean> {
		const farewell = this.run.farewells.to(addressee);
		if (!farewell) return false;
		const { conversationId: elsewhere, isSure } = farewell;
		const other = otherText(farewell, text);
		if (!isSure) {
			this.comesOut(
				'unknown',
				`The goodbye was not sent again: it is not known whether the one for conversation ${elsewhere} has reached the customer.${other}`,
			);
			return true;
		}
		const settled = await settle(this.run.sightings.lookUp(this.share.api, elsewhere));
		if ('failure' in settled && settled.failure instanceof RateLimitReached) throw settled.failure;
		const hasEnded =
			'value' in settled && 'conversation' in settled.value && !isOpen(settled.value.conversation);
		if (!hasEnded) this.comesOut('elsewhere', `${saidElsewhere(farewell)}${other}`);
		return !hasEnded;
	}

	private comesOut(how: GoodbyeOutcome, outcome: string): void {
		this.came = { how, outcome };
	}

	/** The customer was, or may have been, told: it counts, and is not said again. */
	private wasSaid(farewell: Farewell): void {
		this.run.farewells.note(this.target.conversationId, farewell);
		this.share.count();
		// Whoever was told is closed as well, whatever happens to the other items.
		this.share.begin();
	}
}

/** The IDs of what a goodbye is listed as, in lower case. */
function listedAs({ messageIds, sending }: Farewell, conversation: Conversation): ReadonlySet<string> {
	const own = new Set(messageIds);
	const isListed = listingsIn(conversation).some(
		({ message: { id } }) => id !== undefined && own.has(id.toLowerCase()),
	);
	return isListed ? own : listedAsSomethingElse(sending, conversation);
}

/** The goodbye's IDs where it is listed under an unknown one: that of the only new message of a machine at about that time. */
function listedAsSomethingElse(
	sending: FarewellSending | undefined,
	conversation: Conversation,
): Set<string> {
	if (!sending) return new Set();
	const { before, from, until } = sending;
	const known = new Set(listingsIn(before).map(({ message }) => message.id?.toLowerCase()));
	const candidates = new Set<string>();
	const byOthers = new Set<string>();
	for (const { message, participant } of listingsIn(conversation)) {
		const id = message.id?.toLowerCase();
		if (id === undefined || known.has(id)) continue;
		const time = timeOf(message.time) ?? NaN;
		const mayBe = isMachine(participant) && !message.cameIn && time >= from && time <= until;
		(mayBe ? candidates : byOthers).add(id);
	}
	const left = [...candidates].filter((id) => !byOthers.has(id));
	return new Set(left.length === 1 ? left : []);
}

function saidElsewhere({ conversationId }: Farewell): string {
	return `The goodbye was not sent again: it has gone into another conversation of the customer, ${conversationId}.`;
}

/** Said where the customer was, or may have been, told something else than was wanted here. */
function otherText(farewell: Farewell, text: string): string {
	return farewell.text === text ? '' : ' Its text was another one.';
}

function notSent(why: string): string {
	return `The goodbye could not be sent: ${why}`;
}
