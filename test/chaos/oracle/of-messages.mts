import { isObject } from '../../../scripts/n8n/json.mts';
import type { Conversation, MessageRecord } from '../../../simulator/world/model.mts';
import type { Call, Played, Run } from '../play.mts';
import { endsOf } from './of-ends.mts';
import {
	callsAbout,
	contactsOf,
	idOf,
	isAccepted,
	isAlone,
	isFaithful,
	isMessage,
	operationOf,
	optionsOf,
	outcomesOf,
	parametersOf,
	SLACK_MS,
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
		...(isSending && isAlone(played, run) ? ofAbsent(played, run) : []),
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

/** So many answers in a row that show how it was before are believed. */
const BELIEVED = 3;

/**
 * Nobody is written to of whom the run has seen that they had gone: each message goes by a look of its own, at which they may have been
 * there.
 */
function ofAbsent(played: Played, run: Run): string[] {
	const sent = run.calls.filter(({ record }) => isMessage(record) && record.status !== 401);
	const named = new Set(played.items.map(({ conversationId }) => idOf(conversationId)));
	return [...new Set(sent.map(contactOf))].flatMap((contact) => {
		const theirs = [...named].filter((id) => id !== undefined && contactsOf(played, id).includes(contact));
		const seen = theirs.reduce((sum, id) => sum + seenThere(run, id), 0);
		const count = sent.filter((call) => contactOf(call) === contact).length;
		return count > seen
			? [`${contact} was written to ${count} times, and seen to be there ${seen} times`]
			: [];
	});
}

/** How many looks at a conversation may have shown somebody in it; infinity where nobody can tell. */
function seenThere(run: Run, id: string | undefined): number {
	const looks = callsAbout(run, id).filter(({ record }) => record.method === 'GET' && isAccepted(record));
	const showsEnd = (look: Call) => look.seen?.hasEnded === true && isFaithful(look);
	const end = looks.find((look) => showsEnd(look) && look.record.fault === undefined);
	if (end?.answeredAt === undefined) return Infinity;
	const { answeredAt } = end;
	const isAfter = (look: Call) => run.calls.indexOf(look) >= answeredAt;
	const after = looks.filter(isAfter);
	const isDoubtful = after.filter((look) => !isFaithful(look)).length >= BELIEVED;
	if (isDoubtful || after.some(({ seen }) => seen?.hasEnded !== true)) return Infinity;
	return looks.filter((look) => !isAfter(look) && !showsEnd(look)).length;
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
	return [
		...ofRequests(played, run),
		...said.flatMap((later, i) => {
			const earlier = said.slice(0, i).filter((one) => isSameCustomer(one, later));
			if (earlier.some(({ conversation }) => conversation === later.conversation))
				return [`Goodbye was said twice in ${later.conversation.id}`];
			return earlier
				.filter(({ conversation }) => isOnlyOpen(conversation, later.message.at - SLACK_MS, later.message.at))
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
