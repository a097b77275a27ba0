import type { RecordedRequest, World } from '../../simulator/index.mts';
import { endTimeOf, messagesOf, openParticipants, type Conversation } from '../../simulator/world/model.mts';

/** A conversation as the simulator itself had it at a moment. */
export interface Seen {
	readonly id: string;
	readonly at: number;
	/** Whether an agent, and whether the customer, is in it and not only rung. */
	readonly hasAgent: boolean;
	readonly hasCustomer: boolean;
	/** When somebody wrote last; what a program has sent does not count, for it may be this run's goodbye. */
	readonly lastOfPeople: number;
	/** A stuck one has not: everybody has left, and it has no end. */
	readonly hasEnded: boolean;
	/** Who is in the chat, or is rung; in a call beside it is nobody. */
	readonly open: readonly string[];
	/** The sessions of the chat that are open. */
	readonly openSessions: readonly string[];
	/** The participants who are in a call beside it. */
	readonly calling: readonly string[];
}

/** The conversation that a call is about, as it is now; undefined where it is about none. */
export function seenNow(world: World, { path }: RecordedRequest): Seen | undefined {
	const id = conversationIn(path);
	const conversation = id === undefined ? undefined : world.conversations.byId(id);
	return conversation && seen(world, conversation);
}

/** The ID of the conversation in the path of a call. */
export function conversationIn(path: string): string | undefined {
	return /\/conversations\/(?:messages\/)?([0-9a-f-]{36})(?:\/|$)/.exec(path)?.[1];
}

function seen(world: World, conversation: Conversation): Seen {
	const there = openParticipants(conversation).filter(
		({ communication }) => communication.state !== 'alerting',
	);
	const ofChat = openParticipants(conversation).filter(
		({ communication }) => communication.medium === 'message',
	);
	const ofPeople = messagesOf(conversation).filter(({ from }) => from !== 'api');
	return {
		id: conversation.id,
		at: world.now(),
		hasAgent: there.some(({ purpose }) => purpose === 'agent'),
		hasCustomer: there.some(({ purpose }) => purpose === 'customer'),
		lastOfPeople: Math.max(-Infinity, ...ofPeople.map(({ at }) => at)),
		hasEnded: openParticipants(conversation).length === 0 && endTimeOf(conversation) !== undefined,
		open: ofChat.map(({ purpose }) => purpose),
		openSessions: ofChat.map(({ communication }) => communication.id),
		calling: openParticipants(conversation)
			.filter(({ communication }) => communication.medium === 'call')
			.map(({ id }) => id),
	};
}
