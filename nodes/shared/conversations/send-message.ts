import type { ApiResult, GenesysApi, Recheck } from '../platform/api';
import { explainForeign, explainRefusal } from '../platform/explain';
import { ApiFailure } from '../platform/failures';
import { Fields } from '../platform/fields';
import { sendMessage as sendMessageCall } from './calls';
import {
	isCustomerConnected,
	isId,
	isOpen,
	isWebMessaging,
	timeOf,
	typeOf,
	type Conversation,
} from './conversation';
import { isSameId, LOOK_COUNTS_MS, lookUpConversation, type Missing } from './live';
import type { SentMessagePayload } from './payloads';
import { customerOf } from './people';
import { settle } from './settle';

/** The most that Genesys Cloud takes, in characters. */
export const LONGEST_MESSAGE = 2_000;

/** Who is to get a message. */
export interface Addressee {
	readonly deploymentId: string;
	readonly externalContactId: string;
}

/** What came of a message. */
export interface Sending {
	readonly sent: boolean;
	/** Why it was not sent, in sentences for people; empty where it was. */
	readonly reason: string;
	/** Genesys Cloud has put it into this conversation, and not into the one that was meant. */
	readonly elsewhere: string | undefined;
	/** What it may be listed as. */
	readonly messageIds: readonly string[];
	/** ISO 8601. */
	readonly sentAt: string | undefined;
	/** What it depended on has changed; nothing was sent. */
	readonly withdrawn?: true;
}

/** Why nothing was sent where looks take so long that none is fresh. */
export const TOO_SLOW_TO_SEND =
	'Genesys Cloud answers so slowly that nobody can tell whether the conversation goes on.';

/**
 * Who gets a message into a conversation, or why nobody does. Genesys Cloud addresses a customer of web messaging by the
 * external contact; without an ongoing conversation it would begin another one.
 *
 * @param deploymentId of the messenger, where the conversation does not tell it
 */
export function addresseeIn(
	conversation: Conversation,
	deploymentId = conversation.deploymentId,
): Addressee | { readonly unreachable: string } {
	const externalContactId = customerOf(conversation)?.externalContactId;
	const unreachable = !isWebMessaging(conversation)
		? `This is not a web messaging conversation (${typeOf(conversation)}).`
		: !isOpen(conversation)
			? 'The conversation has ended.'
			: !isCustomerConnected(conversation)
				? 'The customer has left.'
				: undefined;
	if (unreachable !== undefined) return { unreachable };
	if (externalContactId === undefined)
		return {
			unreachable: 'The customer is not a known external contact, and Genesys Cloud addresses nobody else.',
		};
	if (deploymentId === undefined)
		return { unreachable: 'The conversation does not tell which messenger deployment the customer uses.' };
	return { deploymentId, externalContactId };
}

/**
 * Sends a message of the contact center into a conversation that goes on.
 *
 * @param deploymentId of the messenger, where the conversation does not tell it
 * @throws ApiFailure, also where nobody knows whether it was sent; RateLimitReached; Canceled
 */
export async function sendInto(
	api: GenesysApi,
	conversationId: string,
	text: string,
	deploymentId: string | undefined,
): Promise<Sending | Missing> {
	const first = await lookUpConversation(api, conversationId);
	if ('missing' in first) return first;
	let { askedAt } = first;
	let calledOff: Sending | Missing | undefined;
	const stillWanted: Recheck = {
		freshUntil: () => (askedAt ?? -Infinity) + LOOK_COUNTS_MS,
		look: async () => {
			const again = await lookUpConversation(api, conversationId);
			if ('missing' in again) calledOff = again;
			else {
				({ askedAt } = again);
				const addressee = addresseeIn(again.conversation, deploymentId);
				if ('unreachable' in addressee) calledOff = notSent(addressee.unreachable);
			}
			return calledOff === undefined;
		},
		tooSlow: () => {
			calledOff = notSent(TOO_SLOW_TO_SEND);
		},
	};
	const sending = await sendMessage(api, first.conversation, text, { deploymentId, stillWanted });
	return calledOff ?? sending;
}

/**
 * Sends a message of the contact center into a conversation (`POST /api/v2/conversations/messages/agentless`), once: after a
 * broken connection it is not sent again.
 *
 * @param conversation as it was just read
 * @param stillWanted what it depends on, looked at again in the moment of sending
 * @throws ApiFailure, also where nobody knows whether it was sent; RateLimitReached; Canceled
 */
export async function sendMessage(
	api: GenesysApi,
	conversation: Conversation,
	text: string,
	{
		deploymentId,
		stillWanted,
	}: { readonly deploymentId?: string | undefined; readonly stillWanted: Recheck },
): Promise<Sending> {
	const addressee = addresseeIn(conversation, deploymentId);
	if ('unreachable' in addressee) return notSent(addressee.unreachable);
	const call = sendMessageCall(addressee.deploymentId, addressee.externalContactId, text);
	const settled = await settle(api.request({ ...call, stillWanted }));
	if ('failure' in settled) throw asUnclear(settled.failure);
	const answer = settled.value;
	if (answer.withdrawn) return { ...notSent(''), withdrawn: true };
	if (answer.status >= 300) {
		const { message, whatToDo } = explainRefusal(answer, call);
		return notSent(`${message}. ${whatToDo}`);
	}
	const sending = readAnswer(conversation, answer);
	if (!sending) throw asUnclear(explainForeign(answer, call, 'It does not tell where the message went.'));
	return sending;
}

function notSent(reason: string): Sending {
	return { sent: false, reason, elsewhere: undefined, messageIds: [], sentAt: undefined };
}

function readAnswer(conversation: Conversation, { body, toldAt }: ApiResult): Sending | undefined {
	const fields = new Fields<SentMessagePayload>(body);
	const place = fields.text('conversationId');
	const ids = [fields.text('id'), fields.object('message').text('id')].filter((id) => id !== undefined);
	if (!isId(place) || !ids.some(isId)) return undefined;
	const sentAt = timeOf(fields.text('timestamp')) ?? toldAt;
	return {
		sent: true,
		reason: '',
		elsewhere: isSameId(place, conversation.id) ? undefined : place,
		messageIds: ids,
		sentAt: sentAt === undefined ? undefined : new Date(sentAt).toISOString(),
	};
}

function asUnclear(failure: ApiFailure): ApiFailure {
	if (!failure.details.isUnclear) return failure;
	return new ApiFailure(
		'It is not known whether the message was sent',
		`${failure.message}. ${failure.whatToDo} Look into the conversation before you send it again.`,
		failure.details,
	);
}
