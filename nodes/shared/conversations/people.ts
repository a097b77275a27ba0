import { inALine } from '../platform/words';
import { currentOf, hasOpenSession, isAgent, isCustomer, isMachine, isStaff } from './participants';
import { timeOf } from './time';
import type { Conversation, Participant } from './conversation';

/** The customer who is in the conversation now; without one, who left it last. */
export function customerOf({ participants }: Conversation): Participant | undefined {
	return currentOf(participants.filter(isCustomer));
}

/** The agent who is in the conversation now; without one, who left it last. */
export function agentOf({ participants }: Conversation): Participant | undefined {
	return currentOf(participants.filter(isStaff));
}

/** A queue, as far as the conversation tells about it. */
interface QueueOfConversation {
	readonly id: string | undefined;
	readonly name: string | undefined;
}

/** The queue that the conversation is in now; without one, the last. */
export function queueOf({ participants }: Conversation): QueueOfConversation | undefined {
	const current = currentOf(
		participants.filter(({ queueId, queueName }) => (queueId ?? queueName) !== undefined),
	);
	if (!current) return undefined;
	const { queueId: id, queueName } = current;
	// An agent of the index tells the ID alone; who stands for the queue itself bears its name.
	const namesake = participants.find((one) => one.queueId === id && one.queueName !== undefined);
	return { id, name: queueName ?? (id === undefined ? undefined : namesake?.queueName) };
}

/** What somebody is in a conversation, in a word that people understand who have never seen the API. */
export function roleOf(participant: Participant): string {
	if (isCustomer(participant)) return 'customer';
	if (isAgent(participant)) return 'agent';
	const { purpose } = participant;
	if (purpose === 'acd') return 'queue';
	if (purpose === 'botflow') return 'bot';
	return purpose.endsWith('flow') ? 'message flow' : purpose;
}

function isPerson(participant: Participant): boolean {
	return isCustomer(participant) || isAgent(participant);
}

/** Somebody of a conversation as a sentence names them: "Marco Conti (customer)", "the queue Support". */
export function nameOf(participant: Participant): string {
	const role = roleOf(participant);
	const name = inALine(participant.name);
	if (isPerson(participant)) return name === undefined ? `the ${role}` : `${name} (${role})`;
	if (role === 'queue') return `the queue ${inALine(participant.queueName) ?? name ?? ''}`.trimEnd();
	if (role === 'bot' || role === 'message flow') return `the ${role}`;
	return name ?? `a participant (${role || 'role unknown'})`;
}

/** Some of them, each name once. */
export function namesOf(participants: readonly Participant[]): string[] {
	return [...new Set(participants.map(nameOf))];
}

/**
 * Those who are in the conversation, as a sentence names them. Only where no person is in it, the queue, bot or flow that has
 * it is named.
 */
export function whoIsIn({ participants }: Conversation): string[] {
	const there = participants.filter(hasOpenSession);
	const people = there.filter((one) => !isMachine(one));
	return namesOf(people.length > 0 ? people : there);
}

/**
 * The people who have left the conversation since a moment, as a sentence names them.
 *
 * @param since by Genesys Cloud's clock, in milliseconds since 1970
 */
export function whoLeftSince({ participants }: Conversation, since: number): string[] {
	const left = participants.filter(
		(participant) =>
			!isMachine(participant) &&
			!hasOpenSession(participant) &&
			participant.sessions.some(({ disconnectedTime }) => (timeOf(disconnectedTime) ?? -Infinity) >= since),
	);
	return namesOf(left);
}

/** A list as a sentence has it: "A", "A and B", "A, B, and C". */
export function listed(names: readonly string[]): string {
	if (names.length < 3) return names.join(' and ');
	return `${names.slice(0, -1).join(', ')}, and ${names.at(-1) ?? ''}`;
}
