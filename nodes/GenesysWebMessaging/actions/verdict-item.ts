import { verdict, type Verdict, type VerdictStatus } from '../../shared/conversations/close/verdict';
import { findSession } from '../../shared/conversations/conversation';
import { agentOf, customerOf, queueOf } from '../../shared/conversations/people';

/**
 * The verdict where the incoming item says that nothing was found.
 *
 * @param conversationId of the conversation in which nothing was, if the item names one
 */
export function verdictIfNoneCameIn(conversationId: string | null): Verdict {
	const what = conversationId === null ? 'no conversation' : 'nothing in it';
	return verdict(
		{ conversationId },
		'notFound',
		`The step before found ${what}, so there is nothing to close.`,
	);
}

/** A verdict as an item: every key always there, null where it is not known or was not read. */
export interface VerdictItem {
	readonly status: VerdictStatus;
	readonly closed: boolean;
	readonly reason: string;
	readonly previousState: string | null;
	readonly closedAt: string | null;
	readonly conversationId: string | null;
}

interface ConversationVerdictItem extends VerdictItem {
	readonly customerName: string | null;
	readonly queueName: string | null;
	readonly agentName: string | null;
}

interface SessionVerdictItem extends VerdictItem {
	readonly purpose: string | null;
	readonly participantName: string | null;
	readonly sessionId: string | null;
	readonly participantId: string | null;
}

/** The verdict on a conversation as an item. Tables show the first keys first. */
export function conversationVerdict(given: Verdict): ConversationVerdictItem {
	const { conversation } = given;
	return {
		status: given.status,
		closed: given.closed,
		reason: given.reason,
		customerName: (conversation && customerOf(conversation)?.name) ?? null,
		queueName: (conversation && queueOf(conversation)?.name) ?? null,
		agentName: (conversation && agentOf(conversation)?.name) ?? null,
		previousState: given.previousState || null,
		closedAt: given.closedAt ?? null,
		conversationId: given.target.conversationId,
	};
}

/** The verdict on a session as an item. */
export function sessionVerdict(given: Verdict): SessionVerdictItem {
	const { conversation, target } = given;
	const whose =
		conversation && target.sessionId !== undefined
			? findSession(conversation, target.sessionId)?.participant
			: undefined;
	return {
		status: given.status,
		closed: given.closed,
		reason: given.reason,
		purpose: whose?.purpose ?? null,
		participantName: whose?.name ?? null,
		previousState: given.previousState || null,
		closedAt: given.closedAt ?? null,
		sessionId: target.sessionId ?? null,
		participantId: target.participantId ?? whose?.id ?? null,
		conversationId: target.conversationId,
	};
}
