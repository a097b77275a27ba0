import { isObject } from '../../../scripts/n8n/json.mts';
import type { Conversation, MessageRecord } from '../../../simulator/world/model.mts';
import type { Call, Played, Run } from '../play.mts';
import { endsOf } from './of-ends.mts';
import {
	contactsOf,
	isAccepted,
	isMessage,
	operationOf,
	optionsOf,
	outcomesOf,
	parametersOf,
	slackOf,
} from './reading.mts';

/** A message that was sent, and where it is. */
interface Sent {
	readonly conversation: Conversation;
	readonly message: MessageRecord;
}

/** What customers read: what was asked for, and once. */
export function ofMessages(played: Played, run: Run): string[] {
	const isSending = operationOf(played) === 'message/send';
	return [
		...ofTexts(played, run),
		...(isSending && run === played.chaos && !played.plan.isRace ? ofCounts(played) : []),
		...(operationOf(played) === 'conversation/close' && run.executions.length === 1
			? ofGoodbyes(played, run)
			: []),
	];
}

/** The text that customers are to read. */
function textOf(played: Played): unknown {
	return operationOf(played) === 'message/send'
		? parametersOf(played)['text']
		: optionsOf(played)['goodbyeMessage'];
}

function ofTexts(played: Played, run: Run): string[] {
	const text = textOf(played);
	return run.calls
		.filter(({ record }) => isMessage(record) && record.status !== 401)
		.map(({ record: { body } }) => (isObject(body) ? body['textBody'] : undefined))
		.filter((written) => written !== text)
		.map((written) => `It has written what nobody has asked for: ${String(written)}`);
}

/** What was sent is there, once for each item, and what was not is not. */
function ofCounts(played: Played): string[] {
	const [execution] = played.chaos.executions;
	const outcomes = outcomesOf(execution);
	if (!outcomes) return [];
	const sent = outcomes.filter(({ json }) => json['sent'] === true).length;
	const unclear = outcomes.filter(({ json }) => 'error' in json).length;
	const there = messagesIn(played, textOf(played)).length;
	const found: string[] = [];
	if (sent > there) found.push(`${sent} messages are said to be sent, and ${there} are there`);
	if (there > sent + unclear)
		found.push(`${there} messages are there, ${sent} are said to be sent, ${unclear} items have failed`);
	return found;
}

/** All messages of that text, first to last. */
function messagesIn({ world }: Played, text: unknown): Sent[] {
	return [...world.conversations.all()]
		.flatMap((conversation) =>
			conversation.participants.flatMap(({ communication }) =>
				communication.messages.map((message) => ({ conversation, message })),
			),
		)
		.filter(({ message }) => message.from === 'api' && message.text === text)
		.sort((one, other) => one.message.at - other.message.at);
}

/** A run says goodbye once in a conversation, and to a customer again only where the first conversation has ended by then. */
function ofGoodbyes(played: Played, run: Run): string[] {
	const said = messagesIn(played, textOf(played)).filter(
		({ message: { at } }) => at >= run.from && at <= run.until,
	);
	const slackMs = slackOf(played);
	return [
		...ofRequests(played, run),
		...said.flatMap((later, i) => {
			const earlier = said.slice(0, i).filter((one) => isSameCustomer(one, later));
			if (earlier.some(({ conversation }) => conversation === later.conversation))
				return [`Goodbye was said twice in ${later.conversation.id}`];
			return earlier
				.filter(({ conversation }) => isOnlyOpen(conversation, later.message.at - slackMs, later.message.at))
				.map(
					({ conversation }) =>
						`Goodbye was said in ${later.conversation.id}, and before in ${conversation.id}, which goes on`,
				);
		}),
	];
}

/** No more goodbyes are accepted for a customer than there are conversations of the customer that items name. */
function ofRequests(played: Played, run: Run): string[] {
	const named = new Set(played.items.map(({ conversationId }) => conversationId));
	const accepted = run.calls.filter(({ record }) => isMessage(record) && isAccepted(record));
	const addressed = new Set(accepted.map(contactOf));
	return [...addressed].flatMap((contact) => {
		const theirs = [...named].filter(
			(id) => typeof id === 'string' && contactsOf(played, id).includes(contact),
		).length;
		const count = accepted.filter((call) => contactOf(call) === contact).length;
		return count > theirs ? [`${count} goodbyes to ${contact}, who has ${theirs} of the conversations`] : [];
	});
}

function contactOf({ record: { body } }: Call): string {
	return isObject(body) ? String(body['externalContactId']) : '';
}

function isSameCustomer({ conversation: one }: Sent, { conversation: other }: Sent): boolean {
	return one.externalContactId !== undefined && one.externalContactId === other.externalContactId;
}

/** Whether a conversation was open all the time from one moment to another. */
function isOnlyOpen(conversation: Conversation, from: number, until: number): boolean {
	return !endsOf(conversation).some((end) => end.from <= until && end.until >= from);
}
