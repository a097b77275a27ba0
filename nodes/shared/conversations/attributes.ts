import { isSameId } from '../platform/ids';
import { isOpenChat, type Attribute, type Conversation, type Participant } from './conversation';
import { customersNow, hasOpenSession, isAmong, isCustomer, lastToLeave } from './participants';

/**
 * Whether a conversation has an attribute of this name and value now. Whoever comes back is another participant, and may have
 * another value: those who are there go before those who have left, customers before others, and of those who have left only the
 * last count.
 */
export function hasAttribute(conversation: Conversation, name: string, value: string): boolean {
	return holders(conversation, name).some(({ attributes }) => valueOf(attributes, name) === value);
}

/** Whether one of some attributes may be the one that is meant. */
export function mayHaveAttribute(attributes: readonly Attribute[], name: string, value: string): boolean {
	return attributes.some(([key, told]) => (key === name || key === contextOf(name)) && told === value);
}

/** Those whose value of an attribute counts. */
function holders(conversation: Conversation, name: string): readonly Participant[] {
	const now = customersNow(conversation.participants);
	const all = conversation.participants.filter(
		(one) => valueOf(one.attributes, name) !== undefined && !isSomebodyElse(one, now),
	);
	const there = all.filter(isStillIn);
	const left = all.filter((one) => !isStillIn(one));
	const ranks = [there, left].flatMap((some) => [
		some.filter(isCustomer),
		some.filter((one) => !isCustomer(one)),
	]);
	const [counting = []] = ranks.filter(({ length }) => length > 0);
	return counting.some(isStillIn) ? counting : lastToLeave(counting);
}

/** A customer who is only in a call beside the chat has left it. */
function isStillIn(one: Participant): boolean {
	return isCustomer(one) ? one.sessions.some(isOpenChat) : hasOpenSession(one);
}

/** A customer who has left is known to be somebody else than those whose conversation it is now. */
function isSomebodyElse(one: Participant, now: readonly Participant[]): boolean {
	const { externalContactId } = one;
	if (!isCustomer(one) || isAmong(now, one) || externalContactId === undefined || now.length === 0)
		return false;
	return now.every(
		(other) => other.externalContactId !== undefined && !isSameId(other.externalContactId, externalContactId),
	);
}

/** What the messenger's page sets, Genesys files under "context."; what has exactly the name goes before that. */
function valueOf(attributes: readonly Attribute[], name: string): string | undefined {
	const told = new Map(attributes);
	return told.get(name) ?? told.get(contextOf(name));
}

function contextOf(name: string): string {
	return `context.${name}`;
}
