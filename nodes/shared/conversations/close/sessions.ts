import type { ApiCall, ApiResult, GenesysApi } from '../../platform/api';
import { explainRefusal } from '../../platform/explain';
import { Failure, type ApiFailure } from '../../platform/failures';
import { disconnectSession } from '../calls';
import { close, withinLimit } from './close';
import type { CloseOptions } from './options';
import type { CloseRun } from './run';
import {
	closedAt,
	findSession,
	isSessionOpen,
	isWebMessaging,
	isWebMessagingSession,
	channelOf,
	participantSessions,
	type Conversation,
	type Participant,
	type ParticipantSession,
	type Session,
} from '../conversation';
import { hasOpenSession, hasUnknownRole, isCustomer } from '../participants';
import { nameOf } from '../people';
import { notWebMessaging, type Held } from './guards';
import { isSameId } from '../ids';
import { settle } from '../settle';
import type { CloseAnswer, StillWanted, Subject } from './subject';
import { notFound, verdict, type Target, type Verdict } from './verdict';

/** Which sessions of a conversation to close. */
export type SessionChoice =
	| { readonly which: 'bySessionId'; readonly sessionId: string; readonly participantId: string | undefined }
	| { readonly which: 'customerSessions' | 'allOpenSessions' };

/** What came of the sessions of a conversation. */
interface ClosedSessions {
	/** One for each session that was not the failure's, or one without a session where there was none to close. */
	readonly verdicts: readonly Verdict[];
	/** The first failure: ApiFailure, Failure, Canceled. The verdicts stand all the same. */
	readonly failed?: { readonly by: unknown };
}

/**
 * Closes sessions of a conversation, one after the other, and leaves the others alone. One that fails holds up no other, unless it is
 * the customer's and none was closed before.
 */
export async function closeSessions(
	run: CloseRun,
	conversationId: string,
	choice: SessionChoice,
	options: CloseOptions,
): Promise<ClosedSessions> {
	return await run.inTurn(
		options,
		conversationId,
		async () => await closeInTurn(run, conversationId, choice, options),
	);
}

async function closeInTurn(
	run: CloseRun,
	conversationId: string,
	choice: SessionChoice,
	options: CloseOptions,
): Promise<ClosedSessions> {
	const share = run.item();
	const verdicts: Verdict[] = [];
	let failed: ApiFailure | undefined;
	try {
		for (const subject of await subjectsOf(run, conversationId, choice)) {
			if ('status' in subject) {
				verdicts.push(subject);
				continue;
			}
			const settled = await settle(close(run, share, subject, options));
			if ('value' in settled) {
				verdicts.push(settled.value);
				continue;
			}
			failed ??= settled.failure;
			// Who cannot be disconnected holds up nobody. But a customer who is still there is not left without an agent.
			if (isOfAll(settled.failure) || (subject.mayBeCustomers && !share.hasBegun)) break;
		}
		return failed ? { verdicts, failed: { by: failed } } : { verdicts };
	} catch (by) {
		return { verdicts, failed: { by } };
	}
}

/** A token that is refused is refused for all of them. */
function isOfAll({ details }: ApiFailure): boolean {
	return details.status === 401;
}

/** The sessions to close, or the verdict where there are none. */
async function subjectsOf(
	run: CloseRun,
	conversationId: string,
	choice: SessionChoice,
): Promise<Array<SingleSession | Verdict>> {
	if (choice.which === 'bySessionId') {
		const { sessionId, participantId } = choice;
		return [
			new SingleSession({ conversationId, sessionId, ...(participantId !== undefined && { participantId }) }),
		];
	}
	const target: Target = { conversationId };
	const live = await withinLimit(run, target, async () => await run.sightings.fetch(run.api, conversationId));
	if (!live || 'status' in live) return [live ?? notFound(target)];
	const { conversation } = live;
	const sessions = chosen(conversation, choice.which);
	if (sessions.length === 0) return [nothingToClose(conversation, choice.which)];
	return sessions.map(
		({ participant, session }) =>
			new SingleSession(
				{ conversationId, sessionId: session.id, participantId: participant.id },
				isCustomer(participant) || hasUnknownRole(participant),
			),
	);
}

function chosen(
	conversation: Conversation,
	which: 'customerSessions' | 'allOpenSessions',
): ParticipantSession[] {
	return participantSessions(conversation).filter(
		({ participant, session }) =>
			isWebMessagingSession(session) &&
			isSessionOpen(session) &&
			(which === 'allOpenSessions' || isCustomer(participant)),
	);
}

function nothingToClose(conversation: Conversation, which: 'customerSessions' | 'allOpenSessions'): Verdict {
	const target: Target = { conversationId: conversation.id };
	if (!isWebMessaging(conversation)) {
		const { status, reason } = notWebMessaging(conversation);
		return verdict(target, status, reason, { conversation });
	}
	if (which === 'customerSessions' && !conversation.participants.some(isCustomer))
		return verdict(target, 'notFound', 'The conversation shows no customer.', { conversation });
	if (which === 'customerSessions' && conversation.participants.some(isThereAndUnknown))
		throw new Failure(
			'Genesys Cloud does not tell whose session this is',
			'Someone of an unknown role is in the conversation and may be the customer. Close the session by its ID, or use Conversation → Close.',
		);
	const whose = which === 'customerSessions' ? 'The customer has no' : 'There is no';
	return verdict(target, 'alreadyClosed', `${whose} open web messaging session. Nothing was changed.`, {
		closedAt: closedAt(conversation),
		conversation,
	});
}

/** Whether somebody is there of whom nobody can tell what it is. */
function isThereAndUnknown(participant: Participant): boolean {
	return hasUnknownRole(participant) && hasOpenSession(participant);
}

class SingleSession implements Subject {
	/** @param mayBeCustomers whether it is, or may be, a customer's */
	constructor(
		readonly target: Target & { readonly sessionId: string },
		readonly mayBeCustomers = true,
	) {}

	get needsLook(): boolean {
		return this.target.participantId === undefined;
	}

	locatedIn(conversation: Conversation): SingleSession {
		const found = findSession(conversation, this.target.sessionId);
		if (!found || this.target.participantId !== undefined) return this;
		return new SingleSession({ ...this.target, participantId: found.participant.id }, this.mayBeCustomers);
	}

	heldBy(conversation: Conversation): Held | undefined {
		const { sessionId, participantId } = this.target;
		const found = findSession(conversation, sessionId);
		if (!found) return { status: 'notFound', reason: 'The session is not part of this conversation.' };
		if (participantId !== undefined && !isSameId(found.participant.id, participantId))
			return { status: 'notFound', reason: 'The session belongs to another participant.' };
		if (isWebMessagingSession(found.session)) return undefined;
		return {
			status: 'skippedNotWebMessaging',
			reason: `This is not a web messaging session (${channelOf(found.session)}).`,
		};
	}

	isEnded(conversation: Conversation): boolean {
		const session = this.sessionIn(conversation);
		return session !== undefined && !isSessionOpen(session);
	}

	endedAt(conversation: Conversation): string | undefined {
		return this.sessionIn(conversation)?.disconnectedTime;
	}

	stateOf(conversation: Conversation): string | undefined {
		return this.sessionIn(conversation)?.state;
	}

	named(conversation: Conversation): string[] {
		const found = findSession(conversation, this.target.sessionId);
		return found ? [nameOf(found.participant)] : [];
	}

	whoLeft(conversation: Conversation): string[] {
		return this.named(conversation);
	}

	concerns(participant: Participant): boolean {
		return isSameId(this.target.participantId, participant.id);
	}

	async send(
		api: GenesysApi,
		_before: Conversation | undefined,
		stillWanted: StillWanted | undefined,
	): Promise<CloseAnswer> {
		const call = this.call();
		return await api.request(stillWanted ? { ...call, stillWanted } : call);
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
