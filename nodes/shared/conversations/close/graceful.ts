import type { ApiCall, ApiResult, GenesysApi, Recheck } from '../../platform/api';
import { explainRefusal } from '../../platform/explain';
import type { ApiFailure } from '../../platform/failures';
import type { JsonObject } from '../../platform/json';
import { disconnectParticipant } from '../calls';
import { isAmong, type Sent } from './subject';
import type { WrapUp } from './options';
import {
	hasOpenSession,
	isAgent,
	isCustomer,
	isForeign,
	isSessionOpen,
	type Conversation,
	type Participant,
} from '../conversation';
import { fetchConversation } from '../live';
import { NOT_SHOWN } from './confirm';
import { settle } from './settle';
import { wrapUpBody } from './wrap-up';

/** Genesys often lets the agent go by itself once the customer has left; it gets this long, in seconds. */
const AGENT_LEAVES_SECONDS = 1;

/** Refusals that the wrap-up may be the reason for, beside those that every close looks into. */
const MAYBE_FOR_THE_WRAP_UP: ReadonlySet<number | undefined> = new Set([405, 412, 413, 415, 422]);

/** Stands for the answer when everybody had left before the first call: as good as a conflict. */
const NOBODY_LEFT: ApiResult = {
	status: 409,
	headers: {},
	body: undefined,
	earlierTryUnclear: false,
	sentAt: 0,
	toldAt: undefined,
	withdrawn: false,
};

/**
 * Ends the customer's leg first and then those who are still there, so that agents get the after-call work that their
 * queue gives them (`PATCH /api/v2/conversations/messages/{conversationId}/participants/{participantId}`).
 *
 * @returns the answer to the last step that was accepted, or a refusal where none was; what fails later is told as `trouble`
 */
export async function disconnectGracefully(
	api: GenesysApi,
	before: Conversation,
	wrapUp: WrapUp | undefined,
	stillWanted: Recheck | undefined,
): Promise<Sent> {
	const ending = new GracefulEnding(api, before, wrapUp, stillWanted);
	const carriedOut = await settle(ending.carryOut());
	if ('value' in carriedOut) return ending.sent();
	if (!ending.hasBegun) throw carriedOut.failure;
	return ending.sent(carriedOut.failure);
}

/** Whether somebody is in the conversation with nothing but the chat and what goes with it. */
function isInChat({ sessions }: Participant): boolean {
	const open = sessions.filter(isSessionOpen);
	return open.length > 0 && !open.some(isForeign);
}

class GracefulEnding {
	/** Somebody was disconnected, or may have been. */
	hasBegun = false;
	private answer: ApiResult = NOBODY_LEFT;
	private readonly disconnected: Participant[] = [];
	private readonly wrappedUp: Participant[] = [];
	private readonly wrapUpUnclear: Participant[] = [];
	private remaining: readonly Participant[];
	/** The first one. */
	private refusal: ApiFailure | undefined;

	constructor(
		private api: GenesysApi,
		private readonly before: Conversation,
		private readonly wrapUp: WrapUp | undefined,
		private readonly stillWanted: Recheck | undefined,
	) {
		this.remaining = before.participants.filter(hasOpenSession);
	}

	/** Disconnects the customer, then whoever is left. */
	async carryOut(): Promise<void> {
		await this.disconnect(this.remaining.filter(isCustomer));
		if (!this.answer.withdrawn) await this.disconnect(await this.whoIsLeft());
	}

	/**
	 * How it was answered.
	 *
	 * @param failure what came in between
	 */
	sent(failure?: ApiFailure): Sent {
		const remaining = this.remaining.filter((one) => !isAmong(this.disconnected, one));
		// A refusal is of no account where whom it kept has gone.
		const trouble = failure ?? (remaining.length > 0 ? this.refusal : undefined);
		const { disconnected, wrappedUp, wrapUpUnclear } = this;
		const progress = { disconnected, remaining, wrappedUp, wrapUpUnclear };
		return { ...this.answer, ...(trouble && { trouble }), progress };
	}

	private async disconnect(participants: readonly Participant[]): Promise<void> {
		for (const participant of participants) {
			const answer = await this.end(participant);
			if (answer.withdrawn) return;
			if (answer.status < 300) this.disconnected.push(participant);
			else this.refusal ??= explainRefusal(answer, this.callFor(participant, {}));
		}
	}

	private async end(participant: Participant): Promise<ApiResult> {
		if (this.wrapUp && isAgent(participant) && participant.owesWrapUp) {
			const answer = await this.endWithWrapUp(participant, this.wrapUp);
			if (answer) this.take(answer);
			if (answer && answer.status < 300) return answer;
		}
		const answer = await this.api.request(this.callFor(participant, {}));
		this.take(answer);
		return answer;
	}

	/** Undefined where it may be the wrap-up that is refused, which must not keep the agent in the conversation. */
	private async endWithWrapUp(participant: Participant, wrapUp: WrapUp): Promise<ApiResult | undefined> {
		const sent = await settle(this.api.request(this.callFor(participant, wrapUpBody(wrapUp))));
		if ('failure' in sent) {
			const { isUnclear = false, earlierTryUnclear = false, status } = sent.failure.details;
			if (isUnclear || earlierTryUnclear) this.wrapUpUnclear.push(participant);
			else if (MAYBE_FOR_THE_WRAP_UP.has(status)) return undefined;
			throw sent.failure;
		}
		const { status, withdrawn, earlierTryUnclear } = sent.value;
		if (status < 300 && !withdrawn) this.wrappedUp.push(participant);
		else if (earlierTryUnclear) this.wrapUpUnclear.push(participant);
		return sent.value;
	}

	/** Takes note of an answer. */
	private take(answer: ApiResult): void {
		const earlierTryUnclear = this.answer.earlierTryUnclear || answer.earlierTryUnclear;
		// What the first step was sent at that ended something is when the ending began.
		const sentAt = this.hasBegun ? this.answer.sentAt : answer.sentAt;
		const isLast = answer.status < 300 || !this.hasBegun;
		this.answer = isLast ? { ...answer, sentAt, earlierTryUnclear } : { ...this.answer, earlierTryUnclear };
		this.hasBegun ||= (answer.status < 300 && !answer.withdrawn) || answer.earlierTryUnclear;
		// Half of it would leave the agent alone in the conversation.
		if (this.hasBegun) this.api = this.api.toTheEnd();
	}

	private callFor({ id }: Participant, wrapUp: JsonObject): ApiCall {
		const call = disconnectParticipant(this.before.id, id, wrapUp);
		// A guard holds what has not begun. Half of it would leave the agent alone in the conversation.
		return this.stillWanted && !this.hasBegun ? { ...call, stillWanted: this.stillWanted } : call;
	}

	/** Those to disconnect after the customer. */
	private async whoIsLeft(): Promise<readonly Participant[]> {
		for (const pause of [0, AGENT_LEAVES_SECONDS]) {
			await this.api.wait(pause, 'waiting for the agent to leave');
			const live = await fetchConversation(this.api, this.before.id);
			if (!live) throw NOT_SHOWN;
			// A call that has begun beside the chat goes on.
			this.remaining = live.conversation.participants.filter(isInChat);
			// An agent does not leave a customer alone who could not be disconnected.
			if (this.remaining.some((one) => this.isRefused(one))) return [];
			const left = this.remaining.filter((one) => !isAmong(this.disconnected, one));
			if (left.length === 0 || pause > 0) return left;
		}
		return [];
	}

	private isRefused(participant: Participant): boolean {
		return this.refusal !== undefined && isCustomer(participant) && !isAmong(this.disconnected, participant);
	}
}
