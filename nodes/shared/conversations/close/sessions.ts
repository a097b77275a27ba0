import { ApiFailure, Failure } from '../../platform/failures';
import { capitalized } from '../../platform/words';
import {
	closedAt,
	isOpenChat,
	isWebMessaging,
	participantSessions,
	type Conversation,
	type Participant,
	type ParticipantSession,
} from '../conversation';
import { customersIn, hasOpenSession, hasUnknownRole, isAmong, isCustomer } from '../participants';
import { settle } from '../settle';
import { close, withinLimit } from './close';
import { heldAsStuck, notWebMessaging } from './guards';
import type { CloseOptions } from './options';
import type { CloseRun, ItemShare } from './run';
import { SingleSession } from './single-session';
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

/** More are no people who take a chat over, but something without an end. */
const MOST_NEWCOMERS = 50;
const COME_AND_GO = new ApiFailure(
	'People came and went while the sessions were to be closed',
	'Look into the conversation, and run the close again.',
);

/** Which sessions of a conversation to close. */
export type SessionChoice =
	| { readonly which: 'bySessionId'; readonly sessionId: string; readonly participantId: string | undefined }
	| { readonly which: SeveralSessions };

type SeveralSessions = 'customerSessions' | 'allOpenSessions';

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
 * Closes sessions of a conversation, one after the other and the customer's first, and leaves the others alone. Those that come
 * meanwhile, such as that of an agent who takes the chat, are closed as well. One that fails holds up no other, unless it is the
 * customer's: nobody is taken from a customer who is not known to be disconnected.
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

	const closeOne = async (subject: SingleSession): Promise<Verdict | undefined> => {
		if (tokenRefused) return leftByToken(subject, tokenRefused);
		if (customerStays && !subject.mayBeCustomers) return leftWithCustomer(subject, customerStays);
		// In a dry run, what came in before is not closed again, and would have gone all the same.
		const cameBefore = options.dryRun && run.hasTouched(subject.target);
		const settled = await settle(close(run, share, subject, options));
		const came = 'value' in settled ? settled.value : settled.failure;
		if (hasGone(came) || (cameBefore && isNotAttempted(came)))
			gone.add(subject.target.sessionId.toLowerCase());
		else if (subject.mayBeCustomers) customerStays ??= { came, whose: subject.whose() };
		if ('value' in settled) return settled.value;
		const { failure } = settled;
		failed.push({ whose: subject.whose(), failure });
		// A token that is refused is refused for all of them.
		if (failure.details.status === 401) tokenRefused = failure;
		return undefined;
	};

	try {
		const first = await subjectsOf(run, share, conversationId, choice, gone);
		if ('status' in first) return { verdicts: [first] };
		const left = [...first];
		const known = new Set(left.map(({ target }) => target.sessionId.toLowerCase()));
		const most = known.size + MOST_NEWCOMERS;
		const cameMeanwhile: SingleSession[] = [];
		let lastSeen: Conversation | undefined;
		for (let subject = left.shift(); subject; subject = left.shift()) {
			const came = await closeOne(subject);
			if (came) verdicts.push(came);
			// A customer who has come before anything was done goes first, too. Later, the others stay with who is back.
			const mayAddCustomers = subject.mayBeCustomers && !share.hasBegun;
			for (const seen of share.takeLooks()) {
				const { customers, others } = newcomers(seen, choice, gone, known);
				if (mayAddCustomers) left.unshift(...customers);
				else cameMeanwhile.push(...customers);
				left.push(...others);
				lastSeen = seen;
			}
			if (known.size > most) throw COME_AND_GO;
		}
		for (const one of cameMeanwhile) if (lastSeen && one.isOpenIn(lastSeen)) verdicts.push(leftAsNew(one));
	} catch (by) {
		return { verdicts, failed: { by } };
	}
	const by = inOne(failed, verdicts);
	return by ? { verdicts, failed: { by } } : { verdicts };
}

/** The sessions to close that have been seen for the first time; they are known from then on. */
function newcomers(
	conversation: Conversation,
	choice: SessionChoice,
	gone: ReadonlySet<string>,
	known: Set<string>,
): Chosen {
	if (choice.which === 'bySessionId') return { customers: [], others: [] };
	const isNew = ({ session }: ParticipantSession) => !known.has(session.id.toLowerCase());
	const sessions = chosen(conversation, choice.which).filter(isNew);
	for (const { session } of sessions) known.add(session.id.toLowerCase());
	return asSubjects(conversation, sessions, gone, choice.which);
}

function isNotAttempted(came: Verdict | ApiFailure): boolean {
	return 'status' in came && came.status === 'notAttempted';
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

/** A customer who comes when others are gone already begins anew. */
function leftAsNew(subject: SingleSession): Verdict {
	const { target, seen: conversation } = subject;
	const reason = `${capitalized(subject.whose() ?? 'the customer')} came meanwhile. Run the close again for this session.`;
	return verdict(target, 'notAttempted', reason, { conversation });
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

/** The sessions to close, the customer's first, or the verdict where there are none. */
async function subjectsOf(
	run: CloseRun,
	share: ItemShare,
	conversationId: string,
	choice: SessionChoice,
	gone: ReadonlySet<string>,
): Promise<readonly SingleSession[] | Verdict> {
	if (choice.which === 'bySessionId') {
		const { sessionId, participantId } = choice;
		return [
			new SingleSession({ conversationId, sessionId, ...(participantId !== undefined && { participantId }) }),
		];
	}
	const target: Target = { conversationId };
	const live = await withinLimit(run, target, async () => await run.sightings.fetch(run.api, conversationId));
	if (!live || 'status' in live) return live ?? notFound(target);
	const { conversation } = live;
	share.sees(conversation, live.askedAt);
	const sessions = chosen(conversation, choice.which);
	if (sessions.length === 0) return nothingToClose(conversation, choice.which);
	const { customers, others } = asSubjects(conversation, sessions, gone, choice.which);
	return [...customers, ...others];
}

/** Sessions to close. */
interface Chosen {
	/** Those of customers, or of who may be one. */
	readonly customers: readonly SingleSession[];
	readonly others: readonly SingleSession[];
}

function asSubjects(
	conversation: Conversation,
	sessions: readonly ParticipantSession[],
	gone: ReadonlySet<string>,
	which: SeveralSessions,
): Chosen {
	const customers = customersIn(conversation.participants);
	const isCustomers = ({ participant }: ParticipantSession) => isAmong(customers, participant);
	const subject = (one: ParticipantSession, held: ReadonlySet<string> | undefined) =>
		new SingleSession(
			{ conversationId: conversation.id, sessionId: one.session.id, participantId: one.participant.id },
			held,
			conversation,
			which === 'allOpenSessions',
		);
	return {
		customers: sessions.filter(isCustomers).map((one) => subject(one, undefined)),
		others: sessions.filter((one) => !isCustomers(one)).map((one) => subject(one, gone)),
	};
}

function chosen(conversation: Conversation, which: SeveralSessions): ParticipantSession[] {
	return participantSessions(conversation).filter(
		({ participant, session }) =>
			isOpenChat(session) && (which === 'allOpenSessions' || isCustomer(participant)),
	);
}

function nothingToClose(conversation: Conversation, which: SeveralSessions): Verdict {
	const target: Target = { conversationId: conversation.id };
	if (!isWebMessaging(conversation)) {
		const { status, reason } = notWebMessaging(conversation);
		return verdict(target, status, reason, { conversation });
	}
	if (which === 'customerSessions' && !conversation.participants.some(isCustomer))
		return verdict(target, 'notFound', 'The conversation shows no customer.', { conversation });
	if (which === 'customerSessions' && conversation.participants.some(isInAndUnknown))
		throw new Failure(
			'Genesys Cloud does not tell whose session this is',
			'Someone of an unknown role is in the conversation and may be the customer. Close the session by its ID, or use Conversation → Close.',
		);
	const whose = which === 'customerSessions' ? 'The customer has no' : 'There is no';
	const stuck = heldAsStuck(conversation, undefined);
	const reason = `${whose} open web messaging session. Nothing was changed.`;
	return verdict(target, 'alreadyClosed', stuck ? `${reason} ${stuck.reason}` : reason, {
		closedAt: closedAt(conversation),
		conversation,
	});
}

/** Whether somebody is there of whom nobody can tell what it is. */
function isInAndUnknown(participant: Participant): boolean {
	return hasUnknownRole(participant) && hasOpenSession(participant);
}
