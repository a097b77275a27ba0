import type { ApiResult, GenesysApi, Recheck } from '../platform/api';
import { correlation, explainForeign, explainRefusal, sentences } from '../platform/explain';
import { ApiFailure } from '../platform/failures';
import { Fields } from '../platform/fields';
import { isId, isSameId, shareAnId } from '../platform/ids';
import { sendMessage } from './calls';
import { isCustomer, isThere } from './participants';
import {
	isOpen,
	isSessionOpen,
	isWebMessaging,
	isWebMessagingSession,
	participantSessions,
	typeOf,
	type Conversation,
	type ParticipantSession,
} from './conversation';
import { timeOf } from './time';
import { LOOK_COUNTS_MS, type Missing } from './live';
import type { SentMessagePayload } from './payloads';
import { settle } from './settle';
import type { Sightings } from './sightings';

/** The most that Genesys Cloud takes, in characters. */
export const LONGEST_MESSAGE = 2_000;

/** Who is to get a message. */
export interface Addressee {
	readonly deploymentId: string;
	readonly externalContactId: string;
	/** As whom the customer is in the conversation. */
	readonly participantIds: readonly string[];
}

/** What came of a message. */
export type SendResult = Sent | NotSent;

export interface Sent {
	readonly sent: true;
	/** Genesys Cloud has put it into this conversation, and not into the one that was meant. */
	readonly elsewhere: string | undefined;
	/** What it may be listed as. */
	readonly messageIds: readonly string[];
	/** ISO 8601. */
	readonly sentAt: string | undefined;
}

interface NotSent {
	readonly sent: false;
	/** Why, in sentences for people. */
	readonly reason: string;
}

/** Why nothing was sent where looks take so long that none is fresh. */
export const TOO_SLOW_TO_SEND =
	'Genesys Cloud answers so slowly that nobody can tell whether the conversation goes on.';

/** Nobody gets a message, and why. */
interface Unreachable {
	/** A sentence for people. */
	readonly unreachable: string;
}

/**
 * Who gets a message into a conversation: the customer who is in it with the messenger now, at the deployment that this one uses.
 * Genesys Cloud addresses the external contact, and would begin another conversation where none goes on.
 *
 * @param deploymentId of the messenger, where the conversation does not tell it
 */
export function addresseeIn(conversation: Conversation, deploymentId?: string): Addressee | Unreachable {
	if (!isWebMessaging(conversation))
		return { unreachable: `This is not a web messaging conversation (${typeOf(conversation)}).` };
	if (!isOpen(conversation)) return { unreachable: 'The conversation has ended.' };
	const legs = messengersIn(conversation);
	if (legs.length === 0) return { unreachable: whyNobody(conversation) };
	const contacts = new Set(legs.map(({ participant }) => participant.externalContactId?.toLowerCase()));
	if (contacts.size > 1)
		return { unreachable: 'More than one customer is in the conversation, so it is not clear who is meant.' };
	const [externalContactId] = contacts;
	if (externalContactId === undefined)
		return {
			unreachable: 'The customer is not a known external contact, and Genesys Cloud addresses nobody else.',
		};
	const used = new Set(legs.map(({ session }) => session.deploymentId?.toLowerCase()));
	const [deployment] = deploymentId === undefined ? used : [deploymentId];
	if (deploymentId === undefined && used.size > 1)
		return { unreachable: 'It is not clear which of several messenger deployments the customer uses now.' };
	if (deployment === undefined)
		return { unreachable: 'The conversation does not tell which messenger deployment the customer uses.' };
	const participantIds = legs.map(({ participant }) => participant.id);
	return { deploymentId: deployment, externalContactId, participantIds };
}

/** The legs of those customers who are in the conversation with the messenger. Somebody else may have joined by phone. */
export function messengersIn(conversation: Conversation): ParticipantSession[] {
	return participantSessions(conversation).filter(
		({ participant, session }) =>
			isCustomer(participant) &&
			isWebMessagingSession(session) &&
			isThere({ sessions: [session] }) &&
			// Whatever its state is called, somebody who was disconnected may have gone.
			session.disconnectedTime === undefined,
	);
}

function whyNobody({ participants }: Conversation): string {
	const legs = participants
		.filter(isCustomer)
		.flatMap(({ sessions }) => sessions.filter(isWebMessagingSession));
	const hasLeft = legs.length > 0 && !legs.some(isSessionOpen);
	return hasLeft
		? 'The customer has left.'
		: 'It does not show a customer who is connected with the messenger.';
}

/** Why a message cannot go any more to whom it was addressed; undefined where it can. */
export function whyNotAnyMore(addressee: Addressee, now: Addressee | Unreachable): string | undefined {
	if ('unreachable' in now) return now.unreachable;
	if (!isSameCustomer(addressee, now)) return 'Another customer is in the conversation now.';
	return isSameId(now.deploymentId, addressee.deploymentId)
		? undefined
		: 'The customer uses another messenger now.';
}

/** Contacts get merged; who comes back can be another participant. */
function isSameCustomer(one: Addressee, other: Addressee): boolean {
	return (
		isSameId(one.externalContactId, other.externalContactId) ||
		shareAnId(one.participantIds, other.participantIds)
	);
}

/**
 * Sends a message of the contact center into a conversation that goes on.
 *
 * @param sightings what the run has seen of conversations
 * @param deploymentId of the messenger, where the conversation does not tell it
 * @throws ApiFailure, also where nobody knows whether it was sent; RateLimitReached; Canceled
 */
export async function sendInto(
	api: GenesysApi,
	sightings: Sightings,
	conversationId: string,
	text: string,
	deploymentId: string | undefined,
): Promise<SendResult | Missing> {
	const first = await sightings.lookUp(api, conversationId);
	if ('missing' in first) return first;
	const addressee = addresseeIn(first.conversation, deploymentId);
	if ('unreachable' in addressee) return notSent(addressee.unreachable);
	let { askedAt } = first;
	let calledOff: NotSent | Missing = notSent(TOO_SLOW_TO_SEND);
	const stillWanted: Recheck = {
		freshUntil: () => askedAt + LOOK_COUNTS_MS,
		look: async () => {
			const again = await sightings.lookUp(api, conversationId);
			if ('missing' in again) {
				calledOff = again;
				return false;
			}
			({ askedAt } = again);
			const why = whyNotAnyMore(addressee, addresseeIn(again.conversation, deploymentId));
			if (why !== undefined) calledOff = notSent(why);
			return why === undefined;
		},
		tooSlow: () => undefined,
	};
	const sending = await sendTo(api, conversationId, addressee, text, stillWanted);
	return sending ?? calledOff;
}

/**
 * Sends a message of the contact center into a conversation (`POST /api/v2/conversations/messages/agentless`), once: after a
 * broken connection it is not sent again.
 *
 * @param stillWanted what it depends on, looked at again in the moment of sending
 * @returns undefined where that has said no, and nothing was sent
 * @throws ApiFailure, also where nobody knows whether it was sent; RateLimitReached; Canceled
 */
export async function sendTo(
	api: GenesysApi,
	conversationId: string,
	{ deploymentId, externalContactId }: Addressee,
	text: string,
	stillWanted: Recheck,
): Promise<SendResult | undefined> {
	const call = sendMessage(deploymentId, externalContactId, text);
	const settled = await settle(api.request({ ...call, stillWanted }));
	if ('failure' in settled) throw asUnclear(settled.failure);
	const answer = settled.value;
	if (answer.withdrawn) return undefined;
	if (answer.status >= 300) {
		const { message, whatToDo } = explainRefusal(answer, call);
		return notSent(`${message}. ${whatToDo}`);
	}
	const sending = readAnswer(conversationId, answer);
	if (!sending) throw asUnclear(explainForeign(answer, call, 'It does not tell where the message went.'));
	return sending;
}

function notSent(reason: string): NotSent {
	return { sent: false, reason };
}

function readAnswer(conversationId: string, { body, toldAt }: ApiResult): Sent | undefined {
	const fields = new Fields<SentMessagePayload>(body);
	const place = fields.text('conversationId');
	// That of the message itself comes first: the other may be of the sending.
	const ids = [fields.object('message').text('id'), fields.text('id')].filter(isId);
	if (!isId(place) || ids.length === 0) return undefined;
	const sentAt = timeOf(fields.text('timestamp')) ?? toldAt;
	return {
		sent: true,
		elsewhere: isSameId(place, conversationId) ? undefined : place,
		messageIds: ids,
		sentAt: sentAt === undefined ? undefined : new Date(sentAt).toISOString(),
	};
}

function asUnclear(failure: ApiFailure): ApiFailure {
	if (!failure.mayBeDone) return failure;
	return new ApiFailure(
		'It is not known whether the message was sent',
		// What it would say to do, such as trying again, would say it twice to the customer.
		sentences([
			'Look into the conversation before you send it again.',
			`${failure.message}.`,
			correlation(failure.details.correlationId),
		]),
		failure.details,
	);
}
