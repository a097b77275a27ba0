import type { ApiCall, ApiResult, GenesysApi, Recheck } from '../../platform/api';
import type { ApiFailure } from '../../platform/failures';
import type { Conversation, Participant } from '../conversation';
import type { LookedAt } from '../live';
import type { Held } from './guards';
import type { CloseMethod, Target } from './verdict';

/** In place of a participant's ID, which never looks so. */
export const EVERYBODY = '*';

/** What is to be closed, a conversation or one session of it, and how that is done. */
export interface Subject {
	readonly target: Target;
	readonly method?: CloseMethod;
	/** Whose sessions may end with it: those of {@link EVERYBODY}, or of the participant of this ID; undefined where nobody else is meant. */
	readonly takesAlong?: string | undefined;
	/** The close cannot be sent without having read the conversation. */
	readonly needsLook: boolean;
	/** The same subject with all that the conversation tells about its place in it. */
	locatedIn(conversation: Conversation): Subject;
	/** Holds the close when the target is not there or is no web messaging. */
	heldBy(conversation: Conversation): Held | undefined;
	/** Whether the target was seen to have ended; what is not to be seen has not. */
	isEnded(conversation: Conversation): boolean;
	endedAt(conversation: Conversation): string | undefined;
	stateOf(conversation: Conversation): string | undefined;
	/** Those whom the close disconnects, as a sentence names them. */
	named(conversation: Conversation): string[];
	/**
	 * Those of them who have left since a moment, as a sentence names them.
	 *
	 * @param since by Genesys Cloud's clock, in milliseconds since 1970
	 */
	whoLeft(conversation: Conversation, since: number): string[];
	/** Whether a participant's wrap-up is part of the close. */
	concerns(participant: Participant): boolean;
	/** Whether no wrap-up at all is part of the close, as it is of one session alone, which is not an agent's. */
	isWithoutWrapUp(conversation: Conversation): boolean;
	/** Sends the close. `before` is what was read, where it was read. */
	send(api: GenesysApi, before: Conversation | undefined, sending: Sending): Promise<CloseAnswer>;
	/** Tells a refusal that reading does not explain. */
	explain(answer: ApiResult): ApiFailure;
}

/** How a close is sent. */
export interface Sending {
	/** What it depends on; absent where nobody has looked. */
	readonly stillWanted?: StillWanted | undefined;
	/**
	 * Told as soon as something may have been done: from then on, it comes to its end whatever happens to other items.
	 *
	 * @param sentAt when the request for that was sent, on the clock of the API
	 */
	readonly noteMayBeDone: (sentAt: number) => void;
}

/** What a close depends on while it is sent. */
export interface StillWanted extends Recheck {
	/**
	 * Judges a look that somebody else has taken as one of its own.
	 *
	 * @param live undefined where there is no such conversation
	 * @returns whether the close is still wanted
	 */
	judge(live: LookedAt | undefined): boolean;
}

/** A call that closes something, as it is sent. */
export function asSent(call: ApiCall, { stillWanted, noteMayBeDone }: Sending): ApiCall {
	return { ...call, noteMayBeDone, ...(stillWanted && { stillWanted }) };
}

/** How a close was answered. */
export interface CloseAnswer extends ApiResult {
	/** What went wrong after a part of it had been carried out. */
	readonly trouble?: ApiFailure;
	/** How far a close of several steps has come. */
	readonly progress?: Progress;
	/** Genesys Cloud has not answered: there was nothing to send. */
	readonly isStandIn?: true;
}

/** How far a close of several steps has come. */
export interface Progress {
	/** Those whom Genesys Cloud has said it disconnects. */
	readonly disconnected: readonly Participant[];
	/** Those of whom nobody knows whether it does. */
	readonly unclear: readonly Participant[];
	/** Whether somebody who has gone has left by himself: was not asked for, or in vain, and did not go along with a customer. */
	readonly hasLeftAlone: (participant: Participant) => boolean;
	/** Those who may still be there. */
	readonly remaining: readonly Participant[];
	/** Those who have begun a call beside the chat, and so were left in both. */
	readonly inCall: readonly Participant[];
	/** The customers who are in the chat, or who may be one. */
	readonly customersThere: readonly Participant[];
	/** Those whose wrap-up was entered in the same breath. */
	readonly wrappedUp: readonly Participant[];
	/** Those of whom nobody knows whether it was. */
	readonly wrapUpUnclear: readonly Participant[];
}
