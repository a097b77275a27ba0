import type { ApiCall, ApiResult, GenesysApi } from '../../platform/api';
import { explainRefusal } from '../../platform/explain';
import type { ApiFailure } from '../../platform/failures';
import { isSameId } from '../../platform/ids';
import { capitalized } from '../../platform/words';
import { disconnectSession } from '../calls';
import {
	channelOf,
	findSession,
	isOpenChat,
	isSessionOpen,
	isWebMessagingSession,
	participantSessions,
	type Conversation,
	type Participant,
	type Session,
} from '../conversation';
import { customersIn, isAgent, isAmong } from '../participants';
import { nameOf } from '../people';
import { timeOf } from '../time';
import type { Held } from './guards';
import { asSent, EVERYBODY, type CloseAnswer, type Sending, type Subject } from './subject';
import type { Target } from './verdict';

/** The customer, or who may be, with a session that none of those is who have gone. */
function whoIsBack(conversation: Conversation, gone: ReadonlySet<string>): Participant | undefined {
	const customers = customersIn(conversation.participants);
	return participantSessions(conversation).find(
		({ participant, session }) =>
			isAmong(customers, participant) && isOpenChat(session) && !gone.has(session.id.toLowerCase()),
	)?.participant;
}

/** A session of a conversation, which is closed by itself or with others. */
export class SingleSession implements Subject {
	/**
	 * @param gone the sessions by then of which those who had them have gone, by ID in lower case; undefined for a session that is, or
	 *   may be, a customer's, which nobody else holds
	 * @param seen the conversation as it was when the session was chosen, if it was
	 * @param agentsFollow the sessions of agents are closed after it
	 */
	constructor(
		readonly target: Target & { readonly sessionId: string },
		private readonly gone?: ReadonlySet<string>,
		readonly seen?: Conversation,
		private readonly agentsFollow = false,
	) {}

	/** Whether it is, or may be, a customer's; or the only one that is to be closed. */
	get mayBeCustomers(): boolean {
		return this.gone === undefined;
	}

	/** Whoever is there goes with the customer, and with one session another of the same participant. */
	get takesAlong(): string | undefined {
		return this.mayBeCustomers ? EVERYBODY : this.target.participantId;
	}

	get needsLook(): boolean {
		// Whether the customer is back is to be seen.
		return this.target.participantId === undefined || !this.mayBeCustomers;
	}

	locatedIn(conversation: Conversation): SingleSession {
		const found = findSession(conversation, this.target.sessionId);
		if (!found || this.target.participantId !== undefined) return this;
		const target = { ...this.target, participantId: found.participant.id };
		return new SingleSession(target, this.gone, this.seen, this.agentsFollow);
	}

	heldBy(conversation: Conversation): Held | undefined {
		const { sessionId, participantId } = this.target;
		const found = findSession(conversation, sessionId);
		if (!found) return { status: 'notFound', reason: 'The session is not part of this conversation.' };
		if (participantId !== undefined && !isSameId(found.participant.id, participantId))
			return { status: 'notFound', reason: 'The session belongs to another participant.' };
		if (!isWebMessagingSession(found.session))
			return {
				status: 'skippedNotWebMessaging',
				reason: `This is not a web messaging session (${channelOf(found.session)}).`,
			};
		const customer = this.gone && isSessionOpen(found.session) && whoIsBack(conversation, this.gone);
		if (!customer) return undefined;
		const how = this.seen && isAmong(this.seen.participants, customer) ? 'is back' : 'has joined';
		return {
			status: 'notAttempted',
			reason: `${capitalized(nameOf(customer))} ${how}, and is not left alone.`,
		};
	}

	isEnded(conversation: Conversation): boolean {
		const session = this.sessionIn(conversation);
		return session !== undefined && !isSessionOpen(session);
	}

	/** Whether it was seen to go on. */
	isOpenIn(conversation: Conversation): boolean {
		const session = this.sessionIn(conversation);
		return session !== undefined && isSessionOpen(session);
	}

	endedAt(conversation: Conversation): string | undefined {
		return this.sessionIn(conversation)?.disconnectedTime;
	}

	stateOf(conversation: Conversation): string | undefined {
		return this.sessionIn(conversation)?.state;
	}

	/** Whose it is, by name; undefined where it was not chosen among others. */
	whose(): string | undefined {
		return this.seen && this.named(this.seen)[0];
	}

	named(conversation: Conversation): string[] {
		const found = findSession(conversation, this.target.sessionId);
		return found ? [nameOf(found.participant)] : [];
	}

	whoLeft(conversation: Conversation, since: number): string[] {
		const endedAt = timeOf(this.endedAt(conversation)) ?? Infinity;
		return endedAt >= since ? this.named(conversation) : [];
	}

	concerns(participant: Participant): boolean {
		return isSameId(this.target.participantId, participant.id) && !this.isFollowedByAnotherOf(participant);
	}

	isWithoutWrapUp(conversation: Conversation): boolean {
		const owner = findSession(conversation, this.target.sessionId)?.participant;
		return !this.agentsFollow && owner !== undefined && !isAgent(owner);
	}

	/** Chosen among others, each session of somebody is closed, and the wrap-up follows the last. */
	private isFollowedByAnotherOf({ sessions }: Participant): boolean {
		const isAnother = (one: Session) => isOpenChat(one) && !isSameId(one.id, this.target.sessionId);
		return this.seen !== undefined && sessions.some(isAnother);
	}

	async send(api: GenesysApi, _before: Conversation | undefined, sending: Sending): Promise<CloseAnswer> {
		return await api.request(asSent(this.call(), sending));
	}

	explain(answer: ApiResult): ApiFailure {
		return explainRefusal(answer, this.call());
	}

	private call(): ApiCall {
		const { conversationId, participantId = '', sessionId } = this.target;
		return disconnectSession(conversationId, participantId, sessionId);
	}

	private sessionIn(conversation: Conversation): Session | undefined {
		return findSession(conversation, this.target.sessionId)?.session;
	}
}
