import type { Read } from '../http/fields.mts';
import { listOf, object, oneOf, optional, text } from '../http/fields.mts';
import type { Call } from '../http/operation.mts';
import { seesDivision } from '../http/operation.mts';
import type { Conversation, Participant } from '../world/model.mts';
import { endTimeOf } from '../world/model.mts';

/** Dimensions by which observations are filtered and grouped. */
export const OBSERVED_DIMENSIONS = [
	'addressFrom',
	'conversationId',
	'direction',
	'mediaType',
	'participantName',
	'queueId',
	'sessionId',
	'userId',
] as const;

/** One of the dimensions of an observation. */
export type ObservedDimension = (typeof OBSERVED_DIMENSIONS)[number];

/** Details stop at about as many observations a group. */
export const MOST_OBSERVATIONS = 100;

const predicate = object({
	type: optional(oneOf(['dimension'])),
	dimension: oneOf(OBSERVED_DIMENSIONS),
	operator: optional(oneOf(['matches', 'exists', 'notExists'])),
	value: optional(text()),
});

const clause = object({ type: oneOf(['and', 'or']), predicates: listOf(predicate, 100) });

/** A filter of an observation query: predicates, and one level of clauses below them. */
export const observationFilter = object({
	type: oneOf(['and', 'or']),
	predicates: optional(listOf(predicate, 100)),
	clauses: optional(listOf(clause, 100)),
});

type Predicate = Read<typeof predicate>;
type Clause = Read<typeof clause>;
type Filter = Read<typeof observationFilter>;

/** One leg that is waiting, alerting or interacting right now. */
export interface Observation {
	readonly metric: 'oAlerting' | 'oInteracting' | 'oWaiting';
	readonly since: number;
	readonly values: Readonly<Record<ObservedDimension, string | undefined>>;
}

function observe(conversation: Conversation, participant: Participant): Observation | undefined {
	const { purpose, communication, queueId, userId } = participant;
	if (communication.state === 'disconnected' || (purpose !== 'acd' && purpose !== 'agent')) return undefined;
	const isAlerting = communication.state === 'alerting';
	return {
		metric: purpose === 'acd' ? 'oWaiting' : isAlerting ? 'oAlerting' : 'oInteracting',
		since: communication.connectedTime ?? communication.startTime,
		values: {
			addressFrom: conversation.guestId,
			conversationId: conversation.id,
			direction: 'inbound',
			mediaType: conversation.medium === 'message' ? 'message' : 'voice',
			participantName: conversation.participants[0]?.name,
			queueId,
			sessionId: communication.id,
			userId,
		},
	};
}

function meets({ values }: Observation, { dimension, operator = 'matches', value }: Predicate): boolean {
	const actual = values[dimension];
	if (operator === 'matches') return actual !== undefined && actual === value;
	return (actual !== undefined) === (operator === 'exists');
}

function meetsClause(observation: Observation, { type, predicates }: Clause): boolean {
	const holds = (asked: Predicate) => meets(observation, asked);
	return type === 'and' ? predicates.every(holds) : predicates.some(holds);
}

function meetsFilter(observation: Observation, { type, predicates = [], clauses = [] }: Filter): boolean {
	const parts = predicates.length === 0 ? clauses : [{ type, predicates }, ...clauses];
	const holds = (part: Clause) => meetsClause(observation, part);
	return type === 'or' && parts.length > 0 ? parts.some(holds) : parts.every(holds);
}

/** What waits, rings and interacts right now in the divisions that the caller may see. */
export function observations({ world, client }: Call, filter: Filter | undefined): Observation[] {
	const open = [...world.conversations.all()].filter(
		(conversation) => endTimeOf(conversation) === undefined && seesDivision(client, conversation.divisionIds),
	);
	const all = open.flatMap((conversation) =>
		conversation.participants.flatMap((participant) => observe(conversation, participant) ?? []),
	);
	return filter === undefined ? all : all.filter((observation) => meetsFilter(observation, filter));
}
