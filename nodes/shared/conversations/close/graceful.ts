import type { ApiCall, ApiResult, GenesysApi, Recheck } from '../../platform/api';
import { disconnectParticipant } from '../calls';
import type { Sent } from './subject';
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
 * @returns the answer to the last step; once a step was accepted, a later failure is told as `trouble`
 */
export async function disconnectGracefully(
	api: GenesysApi,
	before: Conversation,
	wrapUp: WrapUp | undefined,
	stillWanted: Recheck | undefined,
): Promise<Sent> {
	const ending = new GracefulEnding(api, before, wrapUp, stillWanted);
	const carriedOut = await settle(ending.carryOut());
	if ('value' in carriedOut) return ending.answer;
	if (!ending.hasBegun) throw carriedOut.failure;
	return { ...ending.answer, trouble: carriedOut.failure };
}

/** Whether somebody is in the conversation with nothing but the chat and what goes with it. */
function isInChat({ sessions }: Participant): boolean {
	const open = sessions.filter(isSessionOpen);
	return open.length > 0 && !open.some(isForeign);
}

class GracefulEnding {
	answer: ApiResult = NOBODY_LEFT;
	/** Somebody was disconnected, or may have been. */
	hasBegun = false;

	constructor(
		private api: GenesysApi,
		private readonly before: Conversation,
		private readonly wrapUp: WrapUp | undefined,
		private readonly stillWanted: Recheck | undefined,
	) {}

	/** Disconnects the customer, then whoever is left. */
	async carryOut(): Promise<void> {
		await this.disconnect(
			this.before.participants.filter(
				(participant) => isCustomer(participant) && hasOpenSession(participant),
			),
		);
		if (!this.answer.withdrawn) await this.disconnect(await this.whoIsLeft());
	}

	private async disconnect(participants: readonly Participant[]): Promise<void> {
		for (const participant of participants) {
			const answer = await this.api.request(this.callFor(participant));
			const earlierTryUnclear = this.answer.earlierTryUnclear || answer.earlierTryUnclear;
			// What the first step was sent at that ended something is when the ending began.
			const sentAt = this.hasBegun ? this.answer.sentAt : answer.sentAt;
			const isLast = answer.status < 300 || !this.hasBegun;
			this.answer = isLast ? { ...answer, sentAt, earlierTryUnclear } : { ...this.answer, earlierTryUnclear };
			if (answer.withdrawn) return;
			this.hasBegun ||= answer.status < 300 || answer.earlierTryUnclear;
			// Half of it would leave the agent alone in the conversation.
			if (this.hasBegun) this.api = this.api.toTheEnd();
		}
	}

	private callFor(participant: Participant): ApiCall {
		const call = disconnectParticipant(
			this.before.id,
			participant.id,
			isAgent(participant) && participant.owesWrapUp ? wrapUpBody(this.wrapUp) : {},
		);
		// A guard holds what has not begun. Half of it would leave the agent alone in the conversation.
		return this.stillWanted && !this.hasBegun ? { ...call, stillWanted: this.stillWanted } : call;
	}

	private async whoIsLeft(): Promise<Participant[]> {
		for (const pause of [0, AGENT_LEAVES_SECONDS]) {
			await this.api.wait(pause, 'waiting for the agent to leave');
			const live = await fetchConversation(this.api, this.before.id);
			if (!live) throw NOT_SHOWN;
			// A call that has begun beside the chat goes on.
			const left = live.conversation.participants.filter(isInChat);
			if (left.length === 0 || pause > 0) return left;
		}
		return [];
	}
}
