import type { Directory } from './directory.mts';
import type { Moment } from './life.mts';
import * as life from './life.mts';
import type { Conversation, DisconnectType, Participant, WrapUp } from './model.mts';
import { openParticipants } from './model.mts';

/** How legs pull each other along; nobody has verified which of it a live organization does. */
export interface WorldHabits {
	/** The agent's leg ends by itself when the customer's ends. */
	readonly agentLeavesWhenCustomerDoes: boolean;
	/** The customer's leg ends when the last agent leaves. */
	readonly customerLeavesWithLastAgent: boolean;
}

/** What happens to agents who owe a wrap-up when their leg ends. */
export type WrapUpOnLeaving = 'asQueueSays' | 'none' | 'system';

/** What the endings need of the world they happen in. */
export interface Surroundings {
	directory(): Directory;
	habits(): WorldHabits;
	moment(): Moment;
	/** Does something at a later time (epoch milliseconds). */
	plan(at: number, act: () => void): void;
}

/** How legs and conversations end, who follows whom, and what agents owe afterwards. */
export class Endings {
	readonly #around: Surroundings;

	constructor(around: Surroundings) {
		this.#around = around;
	}

	/**
	 * Ends one leg, and those that follow it: flow, queue and an agent who has not answered follow the
	 * customer; an agent who has, and the customer, follow each other as the world's habits say.
	 */
	endLeg(
		conversation: Conversation,
		participant: Participant,
		disconnectType: DisconnectType,
		wrapUp: WrapUpOnLeaving,
	): void {
		this.#leave(conversation, participant, disconnectType, wrapUp);
		for (const follower of this.#followers(conversation, participant)) {
			this.#leave(conversation, follower, 'peer', wrapUp);
		}
	}

	/** Ends every leg: the organization's side with one disconnect type, the customer's with another. */
	endAll(
		conversation: Conversation,
		ownSide: DisconnectType,
		customerSide: DisconnectType,
		wrapUp: WrapUpOnLeaving,
	): void {
		for (const participant of openParticipants(conversation)) {
			const type = participant.purpose === 'customer' ? customerSide : ownSide;
			this.#leave(conversation, participant, type, wrapUp);
		}
		if (wrapUp !== 'system') return;
		for (const participant of conversation.participants) this.#wrapUpBySystem(conversation, participant);
	}

	/** The agent owes a wrap-up if the queue asks for one; with a timeout, only until that has passed. */
	beginAfterCallWork(conversation: Conversation, participant: Participant, wrapUp: WrapUpOnLeaving): void {
		const queue = this.#around.directory().queues.get(participant.queueId ?? '');
		const prompt = queue?.wrapUpPrompt ?? 'OPTIONAL';
		if (wrapUp === 'none' || prompt === 'OPTIONAL' || prompt === 'AGENT_REQUESTED') return;
		const moment = this.#around.moment();
		life.beginAfterCallWork(conversation, moment, participant);
		if (wrapUp === 'system' || prompt === 'MANDATORY' || queue === undefined) return;
		this.#around.plan(moment.at + queue.wrapUpTimeoutMs, () => {
			this.#wrapUpBySystem(conversation, participant);
		});
	}

	#leave(
		conversation: Conversation,
		participant: Participant,
		disconnectType: DisconnectType,
		wrapUp: WrapUpOnLeaving,
	): void {
		life.leave(conversation, this.#around.moment(), participant, disconnectType);
		this.beginAfterCallWork(conversation, participant, wrapUp);
	}

	#followers(conversation: Conversation, left: Participant): Participant[] {
		// Whoever talks on the phone beside the chat goes on doing so.
		const open = openParticipants(conversation).filter(
			({ communication }) => communication.medium === left.communication.medium,
		);
		const habits = this.#around.habits();
		if (left.purpose === 'customer') {
			return open.filter(({ purpose, communication }) => {
				const hasAnswered = purpose === 'agent' && communication.state !== 'alerting';
				return purpose !== 'customer' && (!hasAnswered || habits.agentLeavesWhenCustomerDoes);
			});
		}
		const customerIsAlone = left.purpose === 'agent' && open.every(({ purpose }) => purpose === 'customer');
		return customerIsAlone && habits.customerLeavesWithLastAgent ? open : [];
	}

	#wrapUpBySystem(conversation: Conversation, participant: Participant): void {
		if (participant.communication.afterCallWork?.state !== 'pending') return;
		const moment = this.#around.moment();
		const wrapUp: WrapUp = { code: life.SYSTEM_WRAP_UP_CODE, name: life.SYSTEM_WRAP_UP_CODE, at: moment.at };
		life.finishAfterCallWork(conversation, moment, participant, wrapUp);
	}
}
