import type { ApiCall, GenesysApi, Recheck } from '../../platform/api';
import { ApiFailure, RateLimitReached } from '../../platform/failures';
import type { JsonObject } from '../../platform/json';
import { handInWrapUp, skipWrapUp } from '../calls';
import { countsUntil, LOOK_COUNTS_MS, type LookedAt } from '../live';
import { isAgent, isElsewhereToo } from '../participants';
import {
	isOpenChat,
	isWebMessagingSession,
	type Conversation,
	type Participant,
	type Session,
} from '../conversation';
import { latest } from '../time';
import { NOT_SHOWN } from './confirm';
import type { WrapUp } from './options';
import { settle } from '../settle';

/** The wrap-up as a part of the PATCH that disconnects a participant (SDK: `MediaParticipantRequest`). */
export function wrapUpBody(wrapUp: WrapUp): JsonObject {
	return wrapUp.skip ? { wrapupSkipped: true } : { wrapup: codeAndNotes(wrapUp) };
}

/** A wrap-up that was not entered, or may not have been. */
export interface WrapUpTrouble {
	readonly of: readonly Participant[];
	readonly failure: ApiFailure;
}

const STILL_THERE = new ApiFailure(
	'The agent is still in the conversation',
	'A wrap-up can be entered once the agent has left all of it.',
);

const NOT_LISTED = new ApiFailure(
	'The conversation does not show the agent any more',
	'Look into the conversation in Genesys Cloud.',
);

const TOO_SLOW = new ApiFailure(
	'Genesys Cloud answers so slowly that nobody can tell whether it is still to be entered',
	'Enter it in Genesys Cloud.',
);

/**
 * Enters the wrap-up for those of the agents meant who have left and owe one. They may enter their own while it waits for its turn,
 * which is theirs to choose: so it goes by a look that is not too old.
 *
 * @param conversation as it was seen just now
 * @param lookAgain gives the conversation as it is now; undefined where it is not shown
 * @returns what went wrong: the conversation is closed all the same
 */
export async function enterWrapUp(
	api: GenesysApi,
	conversation: Conversation,
	wrapUp: WrapUp | undefined,
	isMeant: (participant: Participant) => boolean,
	lookAgain: () => Promise<LookedAt | undefined>,
): Promise<WrapUpTrouble[]> {
	if (!wrapUp) return [];
	const entering = new Entering(api, conversation, wrapUp, lookAgain);
	const troubles: WrapUpTrouble[] = [];
	const meant = conversation.participants.filter((one) => isMeant(one) && owes(one));
	for (const [index, one] of meant.entries()) {
		const failure = await entering.enter(one);
		// Nothing more is sent in this run after that.
		const isOver = failure instanceof RateLimitReached;
		const of = isOver ? meant.slice(index) : [one];
		if (failure) troubles.push({ of, failure });
		if (isOver) break;
	}
	return troubles;
}

class Entering {
	private seen: Conversation;
	/** Until when that counts, on the clock of the API. */
	private freshUntil: number;

	constructor(
		private readonly api: GenesysApi,
		conversation: Conversation,
		private readonly wrapUp: WrapUp,
		private readonly lookAgain: () => Promise<LookedAt | undefined>,
	) {
		this.seen = conversation;
		this.freshUntil = api.elapsed() + LOOK_COUNTS_MS;
	}

	/** Enters somebody's, if it is still due. @returns why it could not be entered */
	async enter(participant: Participant): Promise<ApiFailure | undefined> {
		const one = this.now(participant);
		const leg = isDue(one) && lastLeg(one);
		let trouble: ApiFailure | undefined;
		if (leg) {
			const entered = await settle(this.api.request(this.callFor(one, leg, () => (trouble = TOO_SLOW))));
			if ('failure' in entered) return entered.failure;
			if (!entered.value.withdrawn) return undefined;
		}
		const now = this.now(participant);
		if (!now) return NOT_LISTED;
		return trouble ?? (owes(now) && goesOn(now) ? STILL_THERE : undefined);
	}

	/** Somebody as the last look shows them, which may have been taken for somebody else's. */
	private now({ id }: Participant): Participant | undefined {
		return this.seen.participants.find((one) => one.id === id);
	}

	private callFor(participant: Participant, leg: Session, tooSlow: () => void): ApiCall {
		const { wrapUp } = this;
		const call = wrapUp.skip
			? skipWrapUp(this.seen.id, participant.id)
			: handInWrapUp(this.seen.id, participant.id, leg.id, codeAndNotes(wrapUp));
		const stillWanted: Recheck = {
			freshUntil: () => this.freshUntil,
			look: async () => {
				await this.look();
				return isDue(this.now(participant));
			},
			tooSlow,
		};
		return { ...call, stillWanted };
	}

	private async look(): Promise<void> {
		const now = await this.lookAgain();
		if (!now) throw NOT_SHOWN;
		this.seen = now.conversation;
		this.freshUntil = countsUntil(this.api, now);
	}
}

/** Whether somebody is an agent who owes a wrap-up. */
export function owes(participant: Participant): boolean {
	return isAgent(participant) && participant.owesWrapUp;
}

/** What only comes along with the chat, co-browsing say, goes with it. */
function goesOn(participant: Participant): boolean {
	return isElsewhereToo(participant) || participant.sessions.some(isOpenChat);
}

/** Whether an agent has left and owes one. */
function isDue(participant: Participant | undefined): participant is Participant {
	return participant !== undefined && owes(participant) && !goesOn(participant);
}

function codeAndNotes({ codeId, notes }: Exclude<WrapUp, { skip: true }>): JsonObject {
	return { code: codeId, ...(notes !== undefined && { notes }) };
}

/** The leg with which an agent left last. */
function lastLeg({ sessions }: Participant): Session | undefined {
	const legs = sessions.filter(isWebMessagingSession);
	const end = latest(legs.map(({ disconnectedTime }) => disconnectedTime));
	return legs.find(({ disconnectedTime }) => disconnectedTime === end) ?? legs.at(-1);
}
