/*
 * The life of a conversation as a state machine: a customer arrives, a flow greets, a queue holds, an agent
 * rings, answers, parks, hands on or leaves. Each function is one step at one moment; none of them looks at a
 * clock.
 */
import type { Queue, User } from './directory.mts';
import type {
	Communication,
	CommunicationState,
	Conversation,
	DisconnectType,
	MessageRecord,
	Participant,
	Purpose,
	Segment,
	SegmentKind,
	WrapUp,
	Written,
} from './model.mts';
import { endTimeOf, lastParticipant, openParticipants } from './model.mts';

/** When a step is taken, and where the ids of what it creates come from. */
export interface Moment {
	readonly at: number;
	readonly newId: () => string;
	readonly newMessageId: () => string;
}

/** A step that the state of the conversation does not allow. */
export class ImpossibleStep extends Error {}

/** Reports used by Genesys Cloud for after-call work that the platform, not the agent, brought to an end. */
export const SYSTEM_WRAP_UP_CODE = 'ININ-WRAP-UP-TIMEOUT';

interface Joining {
	readonly purpose: Purpose;
	readonly name: string;
	readonly state: CommunicationState;
	readonly kind: SegmentKind;
	readonly userId?: string;
	readonly queueId?: string;
	readonly flowId?: string;
	readonly attributes?: Readonly<Record<string, string>>;
	readonly isOutbound?: true;
}

function join(conversation: Conversation, moment: Moment, joining: Joining): Participant {
	const participant = newcomer(conversation, moment, joining);
	conversation.participants.push(participant);
	conversation.changedAt = Math.max(conversation.changedAt, moment.at);
	return participant;
}

function newcomer(conversation: Conversation, moment: Moment, joining: Joining): Participant {
	const { purpose, name, state, kind, attributes, isOutbound, ...refs } = joining;
	const customer = lastParticipant(conversation, 'customer');
	const communication: Communication = {
		id: moment.newId(),
		medium: conversation.medium,
		startTime: moment.at,
		state,
		initialState: state,
		segments: [segment(kind, moment.at, joining.queueId)],
		messages: [],
		...(state === 'alerting' ? { alertingSince: moment.at } : { connectedTime: moment.at }),
		...(purpose === 'customer' || customer === undefined ? {} : { peerId: customer.communication.id }),
		...(isOutbound === undefined ? {} : { isOutbound }),
	};
	return {
		id: moment.newId(),
		purpose,
		name,
		startTime: moment.at,
		attributes: new Map(Object.entries(attributes ?? {})),
		communication,
		...refs,
		...(state === 'alerting' ? {} : { connectedTime: moment.at }),
	};
}

function inQueue(queue: Queue): Joining {
	return { purpose: 'acd', name: queue.name, state: 'connected', kind: 'interact', queueId: queue.id };
}

function segment(kind: SegmentKind, start: number, queueId?: string): Segment {
	return queueId === undefined ? { kind, start } : { kind, start, queueId };
}

/** The open leg of that purpose. */
function present(conversation: Conversation, purpose: Purpose): Participant {
	const found = openParticipants(conversation).findLast((participant) => participant.purpose === purpose);
	if (found === undefined) throw new ImpossibleStep(`The conversation has no open ${purpose} leg`);
	return found;
}

function changeSegment(participant: Participant, at: number, kind: SegmentKind): void {
	const { segments } = participant.communication;
	for (const open of segments) open.end ??= at;
	segments.push(segment(kind, at, participant.queueId));
}

/** The guest's first message opens the conversation, or re-opens one that had ended. */
export function customerArrives(
	conversation: Conversation,
	moment: Moment,
	init: { readonly name: string; readonly attributes?: Readonly<Record<string, string>> },
): Participant {
	if (endTimeOf(conversation) !== undefined) conversation.endings.push({ at: moment.at, value: undefined });
	return join(conversation, moment, { purpose: 'customer', state: 'connected', kind: 'interact', ...init });
}

/** The inbound message flow takes the conversation. */
export function flowTakesOver(
	conversation: Conversation,
	moment: Moment,
	flow: { readonly id: string; readonly name: string },
): Participant {
	return join(conversation, moment, {
		purpose: 'workflow',
		name: flow.name,
		state: 'connected',
		kind: 'ivr',
		flowId: flow.id,
	});
}

/** The conversation is handed to a queue: whoever had it (flow, agent, another queue) leaves by transfer. */
export function queueTakesOver(conversation: Conversation, moment: Moment, queue: Queue): Participant {
	const customer = present(conversation, 'customer');
	const acd = join(conversation, moment, inQueue(queue));
	customer.queueId = queue.id;
	for (const other of openParticipants(conversation)) {
		if (other !== acd && other.purpose !== 'customer') leave(conversation, moment, other, 'transfer');
	}
	return acd;
}

/** An agent of the queue is alerted; the queue keeps the conversation until the answer. */
export function agentRings(conversation: Conversation, moment: Moment, agent: User): Participant {
	const { queueId } = present(conversation, 'acd');
	return join(conversation, moment, {
		purpose: 'agent',
		name: agent.name,
		state: 'alerting',
		kind: 'alert',
		userId: agent.id,
		...(queueId === undefined ? {} : { queueId }),
	});
}

/** The alerted agent answers. */
export function agentAnswers(conversation: Conversation, moment: Moment): Participant {
	const agent = present(conversation, 'agent');
	if (agent.communication.state !== 'alerting') throw new ImpossibleStep('No agent is being alerted');
	changeSegment(agent, moment.at, 'interact');
	agent.connectedTime = moment.at;
	agent.communication.state = 'connected';
	agent.communication.connectedTime = moment.at;
	for (const other of openParticipants(conversation)) {
		if (other.purpose === 'acd') leave(conversation, moment, other, 'transfer');
	}
	conversation.changedAt = moment.at;
	return agent;
}

/** The agent puts the conversation aside, perhaps until a certain time. */
export function park(
	conversation: Conversation,
	moment: Moment,
	participant: Participant,
	resumeTime?: number,
): void {
	const { communication } = participant;
	if (participant.purpose !== 'agent' || communication.state !== 'connected') {
		throw new ImpossibleStep('Only a connected agent can park a conversation');
	}
	changeSegment(participant, moment.at, 'parked');
	communication.state = 'parked';
	communication.parkTime = moment.at;
	if (resumeTime !== undefined) communication.resumeTime = resumeTime;
	conversation.changedAt = moment.at;
}

/** A parked leg is taken up again. */
export function resume(conversation: Conversation, moment: Moment, participant: Participant): void {
	const { communication } = participant;
	if (communication.state !== 'parked') throw new ImpossibleStep('The conversation is not parked');
	changeSegment(participant, moment.at, 'interact');
	communication.state = 'connected';
	delete communication.parkTime;
	delete communication.resumeTime;
	conversation.changedAt = moment.at;
}

/** Somebody writes on an open leg. */
export function write(
	conversation: Conversation,
	moment: Moment,
	participant: Participant,
	written: Written | string,
): MessageRecord {
	if (moment.at > (participant.communication.disconnectedTime ?? Infinity)) {
		throw new ImpossibleStep('The leg is disconnected');
	}
	return note(
		conversation,
		moment,
		participant,
		entryOf(typeof written === 'string' ? { text: written } : written),
	);
}

/** What a message holds besides when it was sent and by whom. */
export type Entry = Pick<MessageRecord, 'bot' | 'content' | 'events' | 'kind' | 'text'>;

function entryOf({ text = '', content = [], bot = false, kind = usualKind(content) }: Written): Entry {
	return { kind, text, ...(content.length === 0 ? {} : { content }), ...(bot ? { bot } : {}) };
}

/** A file comes with a text, or in the place of one; whatever else there is has a structure. */
function usualKind(content: NonNullable<Written['content']>): NonNullable<Written['kind']> {
	return content.every(({ contentType }) => contentType === 'Attachment') ? 'Text' : 'Structured';
}

/**
 * A call of the API sends a message without an agent. Its leg joins and leaves in the same moment, so that nothing is open
 * because of it.
 */
export function writeAgentless(
	conversation: Conversation,
	moment: Moment,
	written: Written | string,
): MessageRecord {
	const sender = join(conversation, moment, {
		purpose: 'api',
		name: 'API',
		state: 'connected',
		kind: 'interact',
		isOutbound: true,
	});
	const message = write(conversation, moment, sender, written);
	hangUp(sender, moment.at, 'client');
	return message;
}

/**
 * A call of the API begins a conversation by a message without an agent. It is over at once; the customer's answer re-opens
 * it, as any message does after an end.
 */
export function reachOut(
	conversation: Conversation,
	moment: Moment,
	customerName: string,
	written: Written | string,
): MessageRecord {
	const customer = join(conversation, moment, {
		purpose: 'customer',
		name: customerName,
		state: 'connected',
		kind: 'interact',
		isOutbound: true,
	});
	const message = writeAgentless(conversation, moment, written);
	leave(conversation, moment, customer, 'peer');
	return message;
}

/** Something is listed among the messages of a leg, be it open or not. */
export function note(
	conversation: Conversation,
	moment: Moment,
	{ communication, purpose }: Participant,
	entry: Entry,
): MessageRecord {
	const from = purpose === 'acd' ? 'workflow' : purpose;
	const message: MessageRecord = { id: moment.newMessageId(), at: moment.at, from, ...entry };
	communication.messages.push(message);
	conversation.changedAt = Math.max(conversation.changedAt, moment.at);
	return message;
}

/**
 * A leg ends. The conversation ends with its last leg; whether an end pulls other legs along is decided by
 * the caller. An agent that had answered is left in after-call work: see `beginAfterCallWork`.
 */
export function leave(
	conversation: Conversation,
	moment: Moment,
	participant: Participant,
	disconnectType: DisconnectType,
): void {
	if (participant.communication.state === 'disconnected') return;
	hangUp(participant, moment.at, disconnectType);
	conversation.changedAt = moment.at;
	if (openParticipants(conversation).length > 0) return;
	delete conversation.inactivityTimeout;
	if (conversation.isStuck !== true) conversation.endings.push({ at: moment.at, value: moment.at });
}

function hangUp(participant: Participant, at: number, disconnectType: DisconnectType): void {
	const { communication } = participant;
	for (const open of communication.segments) {
		if (open.end !== undefined) continue;
		open.end = at;
		open.disconnectType = disconnectType;
	}
	communication.state = 'disconnected';
	communication.disconnectedTime = at;
	communication.disconnectType = disconnectType;
	participant.endTime = at;
}

/**
 * The index shows the conversation in a queue from that moment on, as if it went on waiting there; live it never joined.
 */
export function haunt(conversation: Conversation, moment: Moment, queue: Queue): Participant {
	const phantom = newcomer(conversation, moment, inQueue(queue));
	conversation.phantoms.push(phantom);
	return phantom;
}

/** What was missed when all legs closed is made good: the phantoms go, and an end is written. */
export function settle(conversation: Conversation, moment: Moment): void {
	for (const phantom of conversation.phantoms) {
		if (phantom.communication.state !== 'disconnected') hangUp(phantom, moment.at, 'system');
	}
	delete conversation.isStuck;
	conversation.changedAt = moment.at;
	if (endTimeOf(conversation) !== undefined) return;
	conversation.endings.push({ at: moment.at, value: moment.at });
}

/** The agent owes a wrap-up from now on. Does nothing for others and for an agent who never answered. */
export function beginAfterCallWork(
	conversation: Conversation,
	moment: Moment,
	participant: Participant,
): void {
	const { communication, purpose } = participant;
	if (purpose !== 'agent' || communication.connectedTime === undefined || communication.afterCallWork) return;
	communication.afterCallWork = { state: 'pending', startTime: moment.at };
	communication.segments.push(segment('wrapup', moment.at, participant.queueId));
	conversation.changedAt = moment.at;
}

/** A wrap-up is handed in, or let off; after-call work is over. Can be corrected later by doing it again. */
export function finishAfterCallWork(
	conversation: Conversation,
	moment: Moment,
	participant: Participant,
	result: WrapUp | 'skipped',
): void {
	const { communication } = participant;
	if (result === 'skipped') participant.wrapUpSkipped = true;
	else participant.wrapUp = result;
	const work = communication.afterCallWork;
	if (work !== undefined) {
		work.state = result === 'skipped' ? 'skipped' : 'complete';
		work.endTime ??= moment.at;
	}
	const wrapUpSegment = communication.segments.find(({ kind }) => kind === 'wrapup');
	if (wrapUpSegment !== undefined) {
		wrapUpSegment.end ??= moment.at;
		if (result !== 'skipped') {
			wrapUpSegment.wrapUpCode = result.code;
			if (result.notes !== undefined) wrapUpSegment.wrapUpNote = result.notes;
		}
	}
	conversation.changedAt = moment.at;
}
