import type { ApiCall, ApiResult, GenesysApi } from '../../platform/api';
import { explainRefusal } from '../../platform/explain';
import { ApiFailure, Failure } from '../../platform/failures';
import { capitalized } from '../../platform/words';
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
import { customersIn, hasOpenSession, hasUnknownRole, isCustomer } from '../participants';
import { nameOf } from '../people';
import { notWebMessaging, type Held } from './guards';
import { isSameId } from '../../platform/ids';
import { settle } from '../settle';
import { timeOf } from '../time';
import { isAmong, type CloseAnswer, type StillWanted, type Subject } from './subject';
import { notFound, verdict, type Target, type Verdict, type VerdictStatus } from './verdict';

/** With these, a customer has gone, or is going. */
const GONE: ReadonlySet<VerdictStatus> = new Set(['closed', 'alreadyClosed', 'closing', 'wouldClose']);
/** What these say of one session goes for the whole conversation. */
const HELD: ReadonlySet<VerdictStatus> = new Set([
	'skippedAgentConnected',
	'skippedRecentMessage',
	'skippedNotWebMessaging',
	'notAttempted',
]);

/** Which sessions of a conversation to close. */
export type SessionChoice =
	| { readonly which: 'bySessionId'; readonly sessionId: string; readonly participantId: string | undefined }
	| { readonly which: 'customerSessions' | 'allOpenSessions' };

/** A customer who is not known to be disconnected, and what came of the close. */
interface CustomerStays {
	readonly came: Verdict | ApiFailure;
	readonly whose: string | undefined;
}

/** What came of the sessions of a conversation. */
interface ClosedSessions {
	/** One for each session that was not the failure's, or one without a session where there was none to close. */
	readonly verdicts: readonly Verdict[];
	/** What failed, in one: ApiFailure, Failure, Canceled. The verdicts stand all the same. */
	readonly failed?: { readonly by: unknown };
}

/**
 * Closes sessions of a conversation, one after the other and the customer's first, and leaves the others alone. One that fails holds
 * up no other, unless it is the customer's: nobody is taken from a customer who is not known to be disconnected.
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
	const failed: Array<{ readonly whose: string | undefined; readonly failure: ApiFailure }> = [];
	const gone = new Set<string>();
	let customerStays: CustomerStays | undefined;
	let tokenRefused: ApiFailure | undefined;
	try {
		for (const subject of await subjectsOf(run, conversationId, choice, gone)) {
			if ('status' in subject) {
				verdicts.push(subject);
				continue;
			}
			if (tokenRefused) {
				verdicts.push(leftByToken(subject, tokenRefused));
				continue;
			}
			if (customerStays && !subject.mayBeCustomers) {
				verdicts.push(leftWithCustomer(subject, customerStays));
				continue;
			}
			const settled = await settle(close(run, share, subject, options));
			if ('value' in settled) verdicts.push(settled.value);
			else failed.push({ whose: subject.whose(), failure: settled.failure });
			const came = 'value' in settled ? settled.value : settled.failure;
			if (hasGone(came)) gone.add(subject.target.sessionId.toLowerCase());
			else if (subject.mayBeCustomers) customerStays ??= { came, whose: subject.whose() };
			// A token that is refused is refused for all of them.
			if ('failure' in settled && settled.failure.details.status === 401) tokenRefused = settled.failure;
		}
	} catch (by) {
		return { verdicts, failed: { by } };
	}
	const by = inOne(failed, verdicts);
	return by ? { verdicts, failed: { by } } : { verdicts };
}

/** Whether somebody who was to be disconnected has gone, or is going. */
function hasGone(came: Verdict | ApiFailure): boolean {
	return 'status' in came && GONE.has(came.status) && !came.isUnclear;
}

/** A customer who is still there is not left without an agent, nor taken out of the queue. */
function leftWithCustomer(
	{ target, seen: conversation }: SingleSession,
	{ came, whose = 'the customer' }: CustomerStays,
): Verdict {
	const isHeld = 'status' in came && HELD.has(came.status);
	return isHeld
		? verdict(target, came.status, came.reason, { conversation })
		: verdict(
				target,
				'notAttempted',
				`${capitalized(whose)} is not known to be disconnected, and is not left alone.`,
				{ conversation },
			);
}

function leftByToken({ target, seen: conversation }: SingleSession, { message }: ApiFailure): Verdict {
	return verdict(target, 'notAttempted', `Not tried after another session of the conversation: ${message}.`, {
		conversation,
	});
}

/** One failure that tells of all, and of what was done: where it stops the execution, nobody sees the verdicts. */
function inOne(
	failed: ReadonlyArray<{ readonly whose: string | undefined; readonly failure: ApiFailure }>,
	verdicts: readonly Verdict[],
): ApiFailure | undefined {
	const [first, ...others] = failed;
	if (first?.whose === undefined) return first?.failure;
	const { message, whatToDo, details } = first.failure;
	const besides = others.map(
		({ whose = '', failure }) => ` That of ${whose} failed, too: ${failure.message}. ${failure.whatToDo}`,
	);
	const done = verdicts.filter(({ status }) => status === 'closed' || status === 'closing');
	const stands =
		done.length > 0 ? ` What was done stays done: ${done.map(({ reason }) => reason).join(' ')}` : '';
	return new ApiFailure(
		message,
		`${whatToDo} This is about the session of ${first.whose}.${besides.join('')}${stands}`,
		details,
	);
}

/** The sessions to close, or the verdict where there are none. */
async function subjectsOf(
	run: CloseRun,
	conversationId: string,
	choice: SessionChoice,
	gone: ReadonlySet<string>,
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
	const customers = customersIn(conversation.participants);
	const isFirst = ({ participant }: ParticipantSession) => isAmong(customers, participant);
	const inOrder = [...sessions.filter(isFirst), ...sessions.filter((one) => !isFirst(one))];
	return inOrder.map(
		(one) =>
			new SingleSession(
				{ conversationId, sessionId: one.session.id, participantId: one.participant.id },
				isFirst(one) ? undefined : gone,
				conversation,
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

/** The customer, or who may be, with a session that none of those is who have gone. */
function whoIsBack(conversation: Conversation, gone: ReadonlySet<string>): Participant | undefined {
	const customers = customersIn(conversation.participants);
	return participantSessions(conversation).find(
		({ participant, session }) =>
			isAmong(customers, participant) &&
			isWebMessagingSession(session) &&
			isSessionOpen(session) &&
			!gone.has(session.id.toLowerCase()),
	)?.participant;
}

class SingleSession implements Subject {
	/**
	 * @param gone the sessions by then of which those who had them have gone, by ID in lower case; undefined for a session that is, or
	 *   may be, a customer's, which nobody else holds
	 * @param seen the conversation as it was when the session was chosen, if it was
	 */
	constructor(
		readonly target: Target & { readonly sessionId: string },
		private readonly gone?: ReadonlySet<string>,
		readonly seen?: Conversation,
	) {}

	/** Whether it is, or may be, a customer's; or the only one that is to be closed. */
	get mayBeCustomers(): boolean {
		return this.gone === undefined;
	}

	get needsLook(): boolean {
		// Whether the customer is back is to be seen.
		return this.target.participantId === undefined || !this.mayBeCustomers;
	}

	locatedIn(conversation: Conversation): SingleSession {
		const found = findSession(conversation, this.target.sessionId);
		if (!found || this.target.participantId !== undefined) return this;
		return new SingleSession({ ...this.target, participantId: found.participant.id }, this.gone, this.seen);
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
		return customer
			? { status: 'notAttempted', reason: `${capitalized(nameOf(customer))} is back, and is not left alone.` }
			: undefined;
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
