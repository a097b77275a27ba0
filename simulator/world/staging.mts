import { toMillis } from './clock.mts';
import type { Contact, Directory, Queue, Ref, User } from './directory.mts';
import { idOf } from './directory.mts';
import * as life from './life.mts';
import type { Conversation, Participant, Purpose } from './model.mts';
import { lastParticipant } from './model.mts';
import type { MessageIdSpelling, Random } from './random.mts';
import type { AgentlessInit, ConversationInit, MessageInit, Stage, Timetable } from './scenario.mts';
import { timetable } from './scenario.mts';

const TEN_MINUTES = 10 * 60_000;

/** What a conversation is put together from. */
export interface Props {
	readonly directory: Directory;
	readonly random: Random;
	readonly messageId: MessageIdSpelling;
	/** Epoch milliseconds; no step is taken later than this. */
	readonly now: number;
}

/**
 * Plays a conversation from its start up to a stage, by the same steps as later events take.
 * @throws RangeError if it would start in the future, or refers to something that does not exist
 */
export function stageConversation(init: ConversationInit, props: Props): Conversation {
	const { now, directory } = props;
	const start = init.startedAt === undefined ? now - TEN_MINUTES : toMillis(init.startedAt);
	if (start > now) throw new RangeError('A conversation cannot start in the future');
	const end = init.endedAt === undefined ? undefined : toMillis(init.endedAt);
	if (end !== undefined && (end < start || end > now)) {
		throw new RangeError('A conversation ends between its start and now');
	}
	const queue = queueOf(directory, init.queue);
	const conversation = blank(init, start, init.divisionId ?? queue.divisionId, props);
	const times = timetable(now - start, end === undefined ? undefined : end - start);
	join(conversation, init, queue, times, props);
	converse(conversation, init, times, props);
	conclude(conversation, init.stage, momentOf(props, start + times.last), directory);
	return conversation;
}

/** The queue that is meant. @throws RangeError if there is none */
export function queueOf({ queues }: Directory, ref: Ref): Queue {
	const queue = queues.get(idOf(ref));
	if (queue === undefined) throw new RangeError(`No queue ${idOf(ref)}`);
	return queue;
}

/** The user that is meant. @throws RangeError if there is none */
export function userOf({ users }: Directory, ref: Ref): User {
	const user = users.get(idOf(ref));
	if (user === undefined) throw new RangeError(`No user ${idOf(ref)}`);
	return user;
}

/** The flow that greets on the conversation's deployment; any flow on other channels. */
export function flowOf(directory: Directory, { deploymentId }: Conversation): { id: string; name: string } {
	const deployment = directory.deployments.get(deploymentId ?? '');
	const flow = directory.flows.get(deployment?.flowId ?? '');
	return flow ?? directory.flows.values().next().value ?? directory.addFlow({ name: 'Inbound' });
}

function momentOf({ random, messageId }: Props, at: number): life.Moment {
	return { at, newId: () => random.uuid(), newMessageId: () => random.messageId(messageId) };
}

function blank(
	init: Omit<ConversationInit, 'customerName' | 'queue' | 'stage'>,
	start: number,
	divisionId: string,
	{ directory, random }: Props,
): Conversation {
	const messageType = init.messageType ?? 'webmessaging';
	const isWeb = messageType === 'webmessaging' && init.medium !== 'call';
	const asked = init.deployment === undefined ? undefined : idOf(init.deployment);
	const deployment = asked === undefined ? directory.defaultDeployment() : directory.deployments.get(asked);
	if (deployment === undefined) throw new RangeError(`No deployment ${String(asked)}`);
	return {
		id: init.id ?? random.uuid(),
		startTime: start,
		endings: [],
		externalTags: init.externalTag === undefined ? [] : [{ at: start, value: init.externalTag }],
		divisionIds: [divisionId],
		medium: init.medium ?? 'message',
		messageType,
		guestId: isWeb ? random.uuid() : `+1555${String(random.between(1_000_000, 9_999_999))}`,
		...(isWeb ? { deploymentId: deployment.id } : {}),
		...(init.contact === undefined ? {} : { externalContactId: contactOf(directory, init.contact).id }),
		journey: { customerId: random.uuid(), sessionId: random.uuid() },
		authenticated: init.authenticated ?? false,
		participants: [],
		phantoms: [],
		changedAt: start,
	};
}

function contactOf({ contacts }: Directory, ref: Ref): Contact {
	const contact = contacts.get(idOf(ref));
	if (contact === undefined) throw new RangeError(`No contact ${idOf(ref)}`);
	return contact;
}

/**
 * Begins a conversation by a message without an agent, and ends it at once.
 * @param former the guest's conversation of before, if there was one: the browser is the same
 * @throws RangeError if contact or deployment do not exist
 */
export function stageAgentless(
	{ contact, deployment, text }: AgentlessInit,
	former: Conversation | undefined,
	props: Props,
): Conversation {
	const { directory, now } = props;
	const { id, firstName, lastName } = contactOf(directory, directory.canonicalContactId(idOf(contact)));
	const [divisionId = directory.homeDivision.id] = former?.divisionIds ?? [];
	const fresh = blank({ contact: id, deployment }, now, divisionId, props);
	const { guestId, journey, authenticated } = former ?? fresh;
	const conversation = { ...fresh, guestId, journey, authenticated };
	life.reachOut(conversation, momentOf(props, now), `${firstName} ${lastName}`.trim(), text);
	conversation.lastEndedBy = 'platform';
	return conversation;
}

function join(
	conversation: Conversation,
	init: ConversationInit,
	queue: Queue,
	times: Timetable,
	props: Props,
): void {
	const { directory } = props;
	const moment = (offset: number) => momentOf(props, conversation.startTime + offset);
	const { customerName: name, attributes, stage } = init;
	life.customerArrives(conversation, moment(0), {
		name,
		...(attributes === undefined ? {} : { attributes }),
	});
	life.flowTakesOver(conversation, moment(times.flow), flowOf(directory, conversation));
	if (stage === 'flow') return;
	life.queueTakesOver(conversation, moment(times.queue), queue);
	if (stage === 'queue') return;
	const agent = init.agent === undefined ? anyUser(directory) : userOf(directory, init.agent);
	life.agentRings(conversation, moment(times.alert), agent);
	if (stage !== 'alerting') life.agentAnswers(conversation, moment(times.answer));
}

function anyUser(directory: Directory): User {
	return directory.users.values().next().value ?? directory.addUser({ name: 'Alex Agent' });
}

function converse(conversation: Conversation, init: ConversationInit, times: Timetable, props: Props): void {
	if (conversation.medium !== 'message') return;
	const messages = init.messages ?? usualMessages(conversation);
	messages.forEach((message, index) => {
		const share = index / Math.max(1, messages.length);
		const usual = conversation.startTime + Math.floor(times.last * share);
		const asked = message.at === undefined ? undefined : toMillis(message.at);
		if (message.from === 'api') {
			life.writeAgentless(conversation, momentOf(props, asked ?? usual), message);
			return;
		}
		const participant = legOf(conversation, message.from);
		life.write(conversation, momentOf(props, asked ?? within(participant, usual)), participant, message);
	});
}

function usualMessages(conversation: Conversation): MessageInit[] {
	const question: MessageInit = { from: 'customer', text: 'Hello, I need help with my order.' };
	const answer: MessageInit = { from: 'agent', text: 'Of course, let me look it up.' };
	const hasAnswered = lastParticipant(conversation, 'agent')?.connectedTime !== undefined;
	return hasAnswered ? [question, answer] : [question];
}

function legOf(conversation: Conversation, purpose: Purpose): Participant {
	const participant = lastParticipant(conversation, purpose);
	if (participant === undefined) throw new RangeError(`The conversation has no ${purpose} who could write`);
	return participant;
}

/** The time nearest to this one at which the leg could carry a message. */
function within({ startTime, communication }: Participant, at: number): number {
	const earliest = communication.connectedTime ?? startTime;
	return Math.min(Math.max(at, earliest), communication.disconnectedTime ?? Infinity);
}

function conclude(
	conversation: Conversation,
	stage: Stage,
	moment: life.Moment,
	{ wrapUpCodes }: Directory,
): void {
	const customer = legOf(conversation, 'customer');
	if (stage === 'parked') life.park(conversation, moment, legOf(conversation, 'agent'));
	if (stage === 'customerLeft') {
		life.leave(conversation, moment, customer, 'client');
		conversation.lastEndedBy = 'customer';
	}
	if (stage !== 'ended' && stage !== 'afterCallWork' && stage !== 'stuck') return;
	if (stage === 'stuck') conversation.isStuck = true;
	const agent = legOf(conversation, 'agent');
	conversation.lastEndedBy = 'agent';
	life.leave(conversation, moment, agent, 'client');
	life.leave(conversation, moment, customer, 'peer');
	life.beginAfterCallWork(conversation, moment, agent);
	if (stage === 'afterCallWork') return;
	const [code] = wrapUpCodes.values();
	const result = code === undefined ? 'skipped' : { code: code.id, name: code.name, at: moment.at };
	life.finishAfterCallWork(conversation, moment, agent, result);
}
