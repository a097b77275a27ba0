import { DAY_MS } from '../durations.mts';
import type { Conversation } from './model.mts';

/** The UTC day that an instant falls on, counted from the epoch. */
export function dayOf(millis: number): number {
	return Math.floor(millis / DAY_MS);
}

/**
 * Holds the conversations, reachable by what queries ask for: by id, by a message of theirs, by a queue they
 * have been in, and by the UTC day they started on, in the order of their start.
 */
export class ConversationStore {
	readonly #byId = new Map<string, Conversation>();
	readonly #byDay = new Map<number, Conversation[]>();
	readonly #byQueue = new Map<string, Set<Conversation>>();
	readonly #unsortedDays = new Set<number>();
	readonly #conversationOfMessage = new Map<string, string>();
	#revision = 0;

	/** How many there are. */
	get size(): number {
		return this.#byId.size;
	}

	/** Grows with every change, so that a reader can tell whether anything moved. */
	get revision(): number {
		return this.#revision;
	}

	/** The conversation with that id. */
	byId(id: string): Conversation | undefined {
		return this.#byId.get(id);
	}

	/** The conversation that a message belongs to. */
	byMessageId(messageId: string): Conversation | undefined {
		return this.#byId.get(this.#conversationOfMessage.get(messageId) ?? '');
	}

	/** All conversations, oldest first by the order they were added. */
	all(): IterableIterator<Conversation> {
		return this.#byId.values();
	}

	/** The conversations that started on these UTC days (both included), earliest start first. */
	startedOnDays(first: number, last: number): Conversation[] {
		const found: Conversation[] = [];
		for (let day = first; day <= last; day += 1) {
			for (const conversation of this.#day(day)) found.push(conversation);
		}
		return found;
	}

	/** Those of them that have been in this queue at any time. */
	startedOnDaysInQueue(first: number, last: number, queueId: string): Conversation[] {
		return [...(this.#byQueue.get(queueId) ?? [])]
			.filter(({ startTime }) => dayOf(startTime) >= first && dayOf(startTime) <= last)
			.sort((one, other) => one.startTime - other.startTime);
	}

	/** Adds a conversation with all its messages. @throws RangeError if its id is taken */
	add(conversation: Conversation): void {
		if (this.#byId.has(conversation.id)) throw new RangeError(`Conversation ${conversation.id} exists`);
		this.#byId.set(conversation.id, conversation);
		const day = dayOf(conversation.startTime);
		const peers = this.#byDay.get(day);
		if (peers === undefined) this.#byDay.set(day, [conversation]);
		else peers.push(conversation);
		this.#unsortedDays.add(day);
		for (const { communication } of conversation.participants) {
			for (const { id } of communication.messages) this.noteMessage(id, conversation.id);
		}
		this.noteChange(conversation);
	}

	/** To be told of every new message. */
	noteMessage(messageId: string, conversationId: string): void {
		this.#conversationOfMessage.set(messageId, conversationId);
	}

	/** To be told of every change to a conversation that was added. */
	noteChange(conversation: Conversation): void {
		this.#revision += 1;
		for (const { queueId } of [...conversation.participants, ...conversation.phantoms]) {
			if (queueId === undefined) continue;
			const peers = this.#byQueue.get(queueId);
			if (peers === undefined) this.#byQueue.set(queueId, new Set([conversation]));
			else peers.add(conversation);
		}
	}

	#day(day: number): readonly Conversation[] {
		const conversations = this.#byDay.get(day) ?? [];
		if (this.#unsortedDays.delete(day)) conversations.sort((one, other) => one.startTime - other.startTime);
		return conversations;
	}
}
