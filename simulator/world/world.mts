import { Agenda } from './agenda.mts';
import type { Instant } from './clock.mts';
import { Clock, toMillis } from './clock.mts';
import { ConversationStore } from './conversation-store.mts';
import type { ContactInit, Deployment, Queue, Ref, User } from './directory.mts';
import { Directory, idOf } from './directory.mts';
import type { WorldHabits, WrapUpOnLeaving } from './endings.mts';
import { Endings } from './endings.mts';
import type { Moment } from './life.mts';
import * as life from './life.mts';
import type {
	Conversation,
	DisconnectType,
	EventType,
	MessageRecord,
	Participant,
	Sender,
	WrapUp,
	Written,
} from './model.mts';
import { endTimeOf, entriesOf, lastParticipant, messagesOf, openParticipants } from './model.mts';
import type { MessageIdSpelling } from './random.mts';
import { Random } from './random.mts';
import type { AgentlessInit, ConversationHandle, ConversationInit, EventInit } from './scenario.mts';
import { handleOf } from './scenario.mts';
import type { Props } from './staging.mts';
import { flowOf, queueOf, stageAgentless, stageConversation, userOf } from './staging.mts';

/** The guest's messenger refuses to send: it is read-only since the conversation was disconnected. */
class SessionReadOnly extends Error {
	constructor() {
		super('Session is read-only, no new messages allowed');
	}
}

/** What this world does where nobody has verified what the real one does. */
type Habits = WorldHabits & { readonly messageId: MessageIdSpelling };

const USUAL_HABITS: Habits = {
	agentLeavesWhenCustomerDoes: false,
	customerLeavesWithLastAgent: true,
	messageId: 'hex32',
};

const USUAL_SUB_TYPE: Readonly<Record<EventType, string>> = {
	CoBrowse: 'Offering',
	Presence: 'Join',
	Typing: 'On',
	Unknown: 'Unknown',
};

const DEFAULT_SEED = 20_260_901;

/**
 * The simulated organization: its directory, its conversations and what happens to them. Plain and
 * synchronous. Time passes by the clock; whatever is due by then happens as soon as anybody looks
 * (`catchUp`).
 */
export class World {
	readonly clock = new Clock();
	random: Random;
	directory: Directory;
	conversations = new ConversationStore();
	/**
	 * Threading timeline: minutes after the end within which a customer's message continues the conversation.
	 */
	threadingMinutes = 72 * 60;
	#agenda = new Agenda();
	#actingAt: number | undefined;
	readonly #endings: Endings;
	readonly #habits: () => Habits;
	readonly #seed: number;

	constructor(
		options: {
			seed?: number;
			habits?: () => Habits;
		} = {},
	) {
		this.#seed = options.seed ?? DEFAULT_SEED;
		this.#habits = options.habits ?? (() => USUAL_HABITS);
		this.#endings = new Endings({
			directory: () => this.directory,
			habits: this.#habits,
			moment: () => this.#moment(),
			plan: (at, act) => {
				this.#plan(at, act);
			},
		});
		this.random = new Random(this.#seed);
		this.directory = new Directory(this.random);
	}

	/** An empty organization again, with the same seed and a running clock. */
	reset(): void {
		this.clock.run();
		this.random = new Random(this.#seed);
		this.directory = new Directory(this.random);
		this.conversations = new ConversationStore();
		this.threadingMinutes = 72 * 60;
		this.#agenda = new Agenda();
	}

	/** Epoch milliseconds by this world's clock; while something due is being done, the time it was due. */
	now(): number {
		return this.#actingAt ?? this.clock.now();
	}

	/** Lets everything happen that is due: delayed closes, timeouts, resumed parkings. */
	catchUp(): void {
		this.#agenda.workOffUntil(this.clock.now());
	}

	/** Does something after so many milliseconds, at once if none. */
	later(delayMs: number, act: () => void): void {
		if (delayMs <= 0) act();
		else this.#plan(this.now() + delayMs, act);
	}

	/** Adds a division. */
	addDivision(...init: Parameters<Directory['addDivision']>) {
		return this.directory.addDivision(...init);
	}

	/** Adds a queue. */
	addQueue(...init: Parameters<Directory['addQueue']>): Queue {
		return this.directory.addQueue(...init);
	}

	/** Adds an agent. */
	addUser(...init: Parameters<Directory['addUser']>): User {
		return this.directory.addUser(...init);
	}

	/** Adds a customer. @throws RangeError for an external id without a source */
	addContact(init: ContactInit) {
		return this.directory.addContact(init);
	}

	/** Adds a system that external ids come from. */
	addExternalSource(...init: Parameters<Directory['addExternalSource']>) {
		return this.directory.addExternalSource(...init);
	}

	/** Adds a wrap-up code. */
	addWrapUpCode(...init: Parameters<Directory['addWrapUpCode']>) {
		return this.directory.addWrapUpCode(...init);
	}

	/** Adds a flow. */
	addFlow(...init: Parameters<Directory['addFlow']>) {
		return this.directory.addFlow(...init);
	}

	/** Adds a web messaging deployment and, unless it names one, its flow. */
	addDeployment(...init: Parameters<Directory['addDeployment']>): Deployment {
		return this.directory.addDeployment(...init);
	}

	/**
	 * The conversation with that id, as it is now. For reading; change it by the actions of this class.
	 * @throws RangeError if there is none
	 */
	conversation(id: Ref): Conversation {
		this.catchUp();
		const found = this.conversations.byId(idOf(id));
		if (found === undefined) throw new RangeError(`No conversation ${idOf(id)}`);
		return found;
	}

	/** The ids of a conversation and its legs as they are now. */
	handle(id: Ref): ConversationHandle {
		return handleOf(this.conversation(id));
	}

	/**
	 * Puts a conversation into the world that has come as far as `stage`.
	 * @throws RangeError if it would start in the future, or refers to something that does not exist
	 */
	startConversation(init: ConversationInit): ConversationHandle {
		const conversation = stageConversation(init, this.#stage());
		this.conversations.add(conversation);
		this.#watchInactivity(conversation);
		return handleOf(conversation);
	}

	/**
	 * The customer writes. After the end this re-opens the conversation within the threading timeline, or
	 * starts a new one after it; a read-only messenger refuses.
	 * @returns the message and the id of the conversation that it went to
	 * @throws SessionReadOnly if the messenger is read-only by now
	 */
	customerWrites(
		id: Ref,
		written: Written | string = 'Hello?',
	): { conversationId: string; message: MessageRecord } {
		const conversation = this.#forCustomer(this.conversation(id));
		const customer = chatting(conversation, 'customer');
		if (customer === undefined) throw new SessionReadOnly();
		return { conversationId: conversation.id, message: this.write(conversation, customer, written) };
	}

	/** The connected agent writes. */
	agentWrites(id: Ref, written: Written | string = 'How can I help?'): MessageRecord {
		const conversation = this.conversation(id);
		return this.write(conversation, this.#open(conversation, 'agent'), written);
	}

	/** The flow writes that has the conversation, or the one of the queue in which it waits; or a bot of it, if marked so. */
	workflowWrites(id: Ref, written: Written | string = 'Please hold on.'): MessageRecord {
		const conversation = this.conversation(id);
		const leg = openParticipants(conversation).findLast(
			({ purpose }) => purpose === 'workflow' || purpose === 'acd',
		);
		if (leg === undefined) throw new life.ImpossibleStep('The conversation is with no flow and in no queue');
		return this.write(conversation, leg, written);
	}

	/** A message on a certain leg. */
	write(conversation: Conversation, participant: Participant, written: Written | string): MessageRecord {
		const message = life.write(conversation, this.#moment(), participant, written);
		this.#listed(conversation, message);
		this.#watchInactivity(conversation);
		return message;
	}

	/** A call of the API writes without an agent, on a leg of its own that leaves as it joins. */
	writeAgentless(conversation: Conversation, text: string): MessageRecord {
		const message = life.writeAgentless(conversation, this.#moment(), text);
		this.#listed(conversation, message);
		this.#watchInactivity(conversation);
		return message;
	}

	/**
	 * A call of the API begins a conversation by a message without an agent. It is over at once, and is re-opened when the
	 * customer answers.
	 * @throws RangeError if contact or deployment do not exist
	 */
	startAgentless(init: AgentlessInit): Conversation {
		const [former] = this.#conversationsBetween(init);
		const conversation = stageAgentless(init, former, this.#stage());
		this.conversations.add(conversation);
		return conversation;
	}

	/**
	 * The newest web messaging conversation of a contact at a deployment in which the customer still is; conversations of
	 * contacts that were merged are one and the same customer's.
	 */
	activeConversation(between: Pick<AgentlessInit, 'contact' | 'deployment'>): Conversation | undefined {
		this.catchUp();
		return this.#conversationsBetween(between).find((conversation) =>
			openParticipants(conversation).some(({ purpose }) => purpose === 'customer'),
		);
	}

	/** Newest first. */
	#conversationsBetween({
		contact,
		deployment,
	}: Pick<AgentlessInit, 'contact' | 'deployment'>): Conversation[] {
		const canonicalId = this.directory.canonicalContactId(idOf(contact));
		const isTheirs = ({ externalContactId, deploymentId }: Conversation) =>
			externalContactId !== undefined &&
			this.directory.canonicalContactId(externalContactId) === canonicalId &&
			deploymentId === idOf(deployment);
		return [...this.conversations.all()]
			.filter(isTheirs)
			.reverse()
			.sort((one, other) => other.startTime - one.startTime);
	}

	/**
	 * Text and content of a message are deleted, as for sensitive data. It stays listed, and reads of it tell no more than that.
	 * @throws RangeError if the conversation has no such message
	 */
	deleteMessage(id: Ref, messageId: string): MessageRecord {
		return this.#mark(id, messageId, 'deletedAt');
	}

	/**
	 * A message is gone, as after its time of retention: its leg goes on listing its id, which no read knows any more.
	 * @throws RangeError if the conversation has no such message
	 */
	forgetMessage(id: Ref, messageId: string): MessageRecord {
		return this.#mark(id, messageId, 'goneAt');
	}

	#mark(id: Ref, messageId: string, mark: 'deletedAt' | 'goneAt'): MessageRecord {
		const conversation = this.conversation(id);
		const message = entriesOf(conversation).find((entry) => entry.id === messageId.toLowerCase());
		if (message === undefined) throw new RangeError(`The conversation has no message ${messageId}`);
		message[mark] ??= this.now();
		conversation.changedAt = this.now();
		this.#changed(conversation);
		return message;
	}

	/**
	 * An event is listed among the messages of whoever causes it (the customer unless named): presence, typing, co-browsing.
	 * Nobody has written, so it keeps no conversation from being idle.
	 */
	addEvent(
		id: Ref,
		{ eventType, subType = USUAL_SUB_TYPE[eventType], from = 'customer' }: EventInit,
	): MessageRecord {
		return this.#note(id, from, { kind: 'Event', text: '', events: [{ eventType, subType }] });
	}

	/** A receipt is listed among the messages of whoever has written (the agent unless named). */
	addReceipt(id: Ref, from: Sender = 'agent'): MessageRecord {
		return this.#note(id, from, { kind: 'Receipt', text: '' });
	}

	#note(id: Ref, from: Sender, entry: life.Entry): MessageRecord {
		const conversation = this.conversation(id);
		const participant = lastParticipant(conversation, from);
		if (participant === undefined) throw new life.ImpossibleStep(`The conversation has had no ${from} yet`);
		const message = life.note(conversation, this.#moment(), participant, entry);
		this.#listed(conversation, message);
		return message;
	}

	#listed(conversation: Conversation, message: MessageRecord): void {
		this.conversations.noteMessage(message.id, conversation.id);
		this.#changed(conversation);
	}

	/** An agent is alerted and, unless `answers` is false, takes the conversation out of its queue. */
	assignAgent(id: Ref, agent: Ref, options: { answers?: boolean } = {}): ConversationHandle {
		const conversation = this.conversation(id);
		life.agentRings(conversation, this.#moment(), userOf(this.directory, agent));
		if (options.answers !== false) life.agentAnswers(conversation, this.#moment());
		this.#changed(conversation);
		return handleOf(conversation);
	}

	/** The alerted agent answers. */
	answer(id: Ref): void {
		const conversation = this.conversation(id);
		life.agentAnswers(conversation, this.#moment());
		this.#changed(conversation);
	}

	/** A conversation still with its flow, or with an agent or another queue, goes to this queue. */
	transfer(id: Ref, queue: Ref): void {
		const conversation = this.conversation(id);
		const agent = chatting(conversation, 'agent');
		life.queueTakesOver(conversation, this.#moment(), queueOf(this.directory, queue));
		if (agent !== undefined) this.#endings.beginAfterCallWork(conversation, agent, 'asQueueSays');
		this.#changed(conversation);
		this.#watchInactivity(conversation);
	}

	/** The connected agent parks the conversation, perhaps until a certain time. */
	park(id: Ref, resumeAt?: Instant): void {
		const conversation = this.conversation(id);
		this.parkLeg(conversation, this.#open(conversation, 'agent'), resumeAt);
	}

	/** Parks a certain leg; it comes back by itself at the time given. */
	parkLeg(conversation: Conversation, participant: Participant, resumeAt?: Instant): void {
		const resumeTime = resumeAt === undefined ? undefined : toMillis(resumeAt);
		life.park(conversation, this.#moment(), participant, resumeTime);
		this.#changed(conversation);
		if (resumeTime === undefined) return;
		this.#plan(resumeTime, () => {
			const { state, resumeTime: wanted } = participant.communication;
			if (state === 'parked' && wanted === resumeTime) this.resumeLeg(conversation, participant);
		});
	}

	/** Takes a parked leg up again. */
	resumeLeg(conversation: Conversation, participant: Participant): void {
		life.resume(conversation, this.#moment(), participant);
		this.#changed(conversation);
	}

	/** The customer ends the chat in the messenger. */
	customerLeaves(id: Ref): void {
		const conversation = this.conversation(id);
		this.disconnectLeg(conversation, this.#open(conversation, 'customer'), 'client', 'asQueueSays');
		conversation.lastEndedBy = 'customer';
	}

	/** The customer comes back to those who are still there, and writes. */
	customerReturns(id: Ref, text = 'I am back'): ConversationHandle {
		const conversation = this.conversation(id);
		if (openParticipants(conversation).length === 0 || chatting(conversation, 'customer'))
			throw new life.ImpossibleStep('The customer is there, or everybody has left');
		const queueId = lastParticipant(conversation, 'customer')?.queueId;
		const customer = this.#customerArrives(conversation, this.#moment());
		if (queueId !== undefined) customer.queueId = queueId;
		this.write(conversation, customer, text);
		return handleOf(conversation);
	}

	/** The agent presses "end". */
	agentLeaves(id: Ref): void {
		const conversation = this.conversation(id);
		this.disconnectLeg(conversation, this.#open(conversation, 'agent'), 'client', 'asQueueSays');
		conversation.lastEndedBy = 'agent';
	}

	/** The agent ends the conversation for everybody. */
	end(id: Ref): void {
		const conversation = this.conversation(id);
		this.disconnectAll(conversation, 'client', 'peer', 'asQueueSays');
		conversation.lastEndedBy = 'agent';
	}

	/**
	 * The customer comes back after the end, whatever messenger or threading timeline say: same id, new legs.
	 */
	reopen(id: Ref, text = 'One more question'): ConversationHandle {
		const conversation = this.conversation(id);
		this.#arriveAgain(conversation);
		this.write(conversation, this.#open(conversation, 'customer'), text);
		return handleOf(conversation);
	}

	/** The end of a conversation is put so many milliseconds later afterwards, for everybody who reads it from now on. */
	mendEnd(id: Ref, later: number): void {
		const { endings } = this.conversation(id);
		const last = endings.at(-1);
		if (last?.value === undefined) throw new life.ImpossibleStep('The conversation goes on');
		endings.splice(-1, 1, { ...last, value: last.value + later });
	}

	/** The conversation ends, and the analytics index never hears of it: an orphan. */
	orphan(id: Ref): void {
		const conversation = this.conversation(id);
		conversation.analyticsBlindSince = this.now();
		this.disconnectAll(conversation, 'system', 'system', 'none');
		conversation.lastEndedBy = 'platform';
	}

	/**
	 * Everybody leaves, and the platform misses the end: all legs are closed, and neither a live read nor the index has
	 * an end (an orphan of another shape). Only `tearDown` writes one.
	 */
	stick(id: Ref): void {
		const conversation = this.conversation(id);
		if (endTimeOf(conversation) !== undefined) throw new life.ImpossibleStep('The conversation has ended');
		conversation.isStuck = true;
		this.disconnectAll(conversation, 'client', 'peer', 'none');
	}

	/**
	 * The index goes on showing the conversation in a queue, which no live read knows of (a third shape); the customer's
	 * queue unless one is named, since the conversation came to it. Only `tearDown` ends that.
	 */
	lingerInQueue(id: Ref, queue?: Ref): void {
		const conversation = this.conversation(id);
		const queueId = queue ?? lastParticipant(conversation, 'customer')?.queueId ?? '';
		const since = lastParticipant(conversation, 'acd')?.startTime ?? conversation.startTime;
		life.haunt(conversation, this.#moment(since), queueOf(this.directory, queueId));
		this.#changed(conversation);
	}

	/** Ends whatever is open in a conversation, live and in the index, with a system wrap-up for agents who owe one. */
	tearDown(conversation: Conversation): void {
		delete conversation.analyticsBlindSince;
		conversation.lastEndedBy = 'api';
		this.#endings.endAll(conversation, 'system', 'system', 'system');
		life.settle(conversation, this.#moment());
		this.#changed(conversation);
	}

	/** Sets the external tag. */
	tag(conversation: Conversation, externalTag: string): void {
		conversation.externalTags.push({ at: this.now(), value: externalTag });
		conversation.changedAt = this.now();
		this.#changed(conversation);
	}

	/** Merges attributes into a participant's. */
	setAttributes(conversation: Conversation, participant: Participant, attributes: Map<string, string>): void {
		for (const [name, value] of attributes) participant.attributes.set(name, value);
		conversation.changedAt = this.now();
		this.#changed(conversation);
	}

	/** Hands in a wrap-up for an agent's leg, or lets the agent off. */
	wrapUp(conversation: Conversation, participant: Participant, result: WrapUp | 'skipped'): void {
		life.finishAfterCallWork(conversation, this.#moment(), participant, result);
		this.#changed(conversation);
	}

	/** A call of the API ends one leg and those that follow it. */
	disconnectLeg(
		conversation: Conversation,
		participant: Participant,
		disconnectType: DisconnectType,
		wrapUp: WrapUpOnLeaving,
	): void {
		conversation.lastEndedBy = 'api';
		this.#endings.endLeg(conversation, participant, disconnectType, wrapUp);
		this.#changed(conversation);
	}

	/** A call of the API ends every leg: the organization's side with one disconnect type, the customer's with another. */
	disconnectAll(
		conversation: Conversation,
		ownSide: DisconnectType,
		customerSide: DisconnectType,
		wrapUp: WrapUpOnLeaving,
	): void {
		conversation.lastEndedBy = 'api';
		this.#endings.endAll(conversation, ownSide, customerSide, wrapUp);
		this.#changed(conversation);
	}

	#forCustomer(conversation: Conversation): Conversation {
		const endTime = endTimeOf(conversation);
		if (endTime === undefined) return conversation;
		const deployment = this.directory.deployments.get(conversation.deploymentId ?? '');
		if (deployment?.onDisconnect === 'ReadOnly') throw new SessionReadOnly();
		const isWithinThread = this.now() - endTime < this.threadingMinutes * 60_000;
		if (isWithinThread) {
			this.#arriveAgain(conversation);
			return conversation;
		}
		return this.#startAfresh(conversation);
	}

	/** The same guest begins another conversation, as "start new chat" in the messenger does. */
	startNewChat(id: Ref): ConversationHandle {
		return handleOf(this.#startAfresh(this.conversation(id)));
	}

	#startAfresh(former: Conversation): Conversation {
		const customer = lastParticipant(former, 'customer');
		const queueId = customer?.queueId ?? this.directory.queues.keys().next().value;
		const handle = this.startConversation({
			customerName: customer?.name ?? 'Guest',
			queue: queueId ?? '',
			stage: 'flow',
			startedAt: this.now(),
			divisionId: former.divisionIds[0] ?? this.directory.homeDivision.id,
			messages: [],
			...(former.externalContactId === undefined ? {} : { contact: former.externalContactId }),
			...(former.deploymentId === undefined ? {} : { deployment: former.deploymentId }),
		});
		return this.conversation(handle.id);
	}

	#arriveAgain(conversation: Conversation): void {
		if (endTimeOf(conversation) === undefined)
			throw new life.ImpossibleStep('The conversation has not ended');
		const customer = lastParticipant(conversation, 'customer');
		const queue = this.directory.queues.get(customer?.queueId ?? '');
		const moment = this.#moment();
		this.#customerArrives(conversation, moment);
		life.flowTakesOver(conversation, moment, flowOf(this.directory, conversation));
		if (queue !== undefined) life.queueTakesOver(conversation, moment, queue);
		this.#changed(conversation);
	}

	#customerArrives(conversation: Conversation, moment: Moment): Participant {
		const former = lastParticipant(conversation, 'customer');
		return life.customerArrives(conversation, moment, {
			name: former?.name ?? '',
			attributes: Object.fromEntries(former?.attributes ?? []),
		});
	}

	#watchInactivity(conversation: Conversation): void {
		const customer = lastParticipant(conversation, 'customer');
		const minutes = this.directory.queues.get(customer?.queueId ?? '')?.inactivityMinutes ?? 0;
		if (openParticipants(conversation).length === 0) return;
		delete conversation.inactivityTimeout;
		if (minutes === 0) return;
		const lastMessage = messagesOf(conversation).at(-1)?.at ?? conversation.startTime;
		const queuedAt = lastParticipant(conversation, 'acd')?.startTime ?? conversation.startTime;
		const deadline = Math.max(lastMessage, queuedAt) + minutes * 60_000;
		conversation.inactivityTimeout = deadline;
		this.#plan(deadline, () => {
			if (conversation.inactivityTimeout !== deadline) return;
			this.disconnectAll(conversation, 'inactivity', 'inactivity', 'asQueueSays');
			conversation.lastEndedBy = 'platform';
		});
	}

	#plan(at: number, act: () => void): void {
		this.#agenda.plan(at, (due) => {
			this.#actingAt = due;
			try {
				act();
			} finally {
				this.#actingAt = undefined;
			}
		});
	}

	#changed(conversation: Conversation): void {
		this.conversations.noteChange(conversation);
	}

	#stage(): Props {
		const { directory, random } = this;
		return { directory, random, messageId: this.#habits().messageId, now: this.now() };
	}

	#moment(at = this.now()): Moment {
		return {
			at,
			newId: () => this.random.uuid(),
			newMessageId: () => this.random.messageId(this.#habits().messageId),
		};
	}

	#open(conversation: Conversation, purpose: Participant['purpose']): Participant {
		const found = chatting(conversation, purpose);
		if (found === undefined) throw new life.ImpossibleStep(`The conversation has no open ${purpose} leg`);
		return found;
	}
}

/** The open leg of a party in the conversation itself. Who is also called, chats in the messenger all the same. */
function chatting(conversation: Conversation, purpose: Participant['purpose']): Participant | undefined {
	return openParticipants(conversation).findLast(
		(participant) =>
			participant.purpose === purpose && participant.communication.medium === conversation.medium,
	);
}
