import type { INodeProperties } from 'n8n-workflow';

import type { Conversation } from '../shared/conversations/conversation';
import { IDLE_SIDES } from '../shared/conversations/silence';
import { EVENT_TYPES, type Watch } from '../shared/conversations/watch/event';
import type { WatchOptions } from '../shared/conversations/watch/watch';
import { divisionId, FILTERS, idleForMinutes, idleSide, queueIds } from '../shared/n8n/conversation-filters';
import { conversationOutput } from '../shared/n8n/conversation-items';
import { collectionOf, OPTIONS } from '../shared/n8n/options';
import type { Shape } from '../shared/n8n/output';
import type { Parameters } from '../shared/n8n/parameters';

const event: INodeProperties = {
	displayName: 'Event',
	name: 'event',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Conversation Ended',
			value: 'conversationEnded',
			description: 'A conversation has ended, whoever ended it',
			action: 'On conversation ended',
		},
		{
			name: 'Conversation Idle',
			value: 'conversationIdle',
			description: 'An open conversation has been silent for some time',
			action: 'On conversation idle',
		},
		{
			name: 'Conversation Started',
			value: 'conversationStarted',
			description: 'A customer has started a conversation',
			action: 'On conversation started',
		},
		{
			name: 'Customer Left',
			value: 'customerLeft',
			description: 'The customer has left, and the conversation is still open',
			action: 'On customer left',
		},
	],
	default: 'conversationStarted',
	description: 'What starts the workflow',
};

const onlyIdle = { show: { event: ['conversationIdle'] } };

const idleFor: INodeProperties = {
	...idleForMinutes,
	displayOptions: onlyIdle,
	description: 'How long there must have been silence',
};

const since: INodeProperties = { ...idleSide, displayOptions: onlyIdle };

const inQueues: INodeProperties = {
	...queueIds,
	description:
		'Open conversations that are in one of these queues, and started or ended ones that have been in one. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

const filters = collectionOf(FILTERS, [divisionId, inQueues]);

const alreadyIdle: INodeProperties = {
	displayName: 'Already Idle',
	name: 'alreadyIdle',
	type: 'boolean',
	default: false,
	displayOptions: { show: { '/event': ['conversationIdle'] } },
	description:
		'Whether to start the workflow for conversations that were idle before you published it, too. Turn it on before you publish.',
};

const maxEvents: INodeProperties = {
	displayName: 'Max Events',
	name: 'maxEvents',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 5000 },
	default: 500,
	description: 'How many events one poll may return. The others come with the next poll.',
};

const overlapMinutes: INodeProperties = {
	displayName: 'Overlap (Minutes)',
	name: 'overlapMinutes',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 120 },
	default: 15,
	displayOptions: { hide: { '/event': ['conversationIdle'] } },
	description:
		'How far back each poll looks again, because Genesys Cloud shows some events late. No event is returned twice. If you filter by queue and a bot talks first, make it longer than the bot talks.',
};

const options = collectionOf(OPTIONS, [alreadyIdle, maxEvents, overlapMinutes]);

/** The whole form of the trigger. */
export const properties: INodeProperties[] = [
	event,
	idleFor,
	since,
	filters,
	...conversationOutput.fields,
	options,
];

/** What the form says. */
export interface Settings {
	readonly watch: Watch;
	readonly options: WatchOptions;
	/** How many events a poll may give. */
	readonly maxEvents: number;
	readonly shape: Shape<Conversation>;
}

/** @throws BadInput before any request */
export function readSettings(parameters: Parameters): Settings {
	const chosen = parameters.option(event, EVENT_TYPES);
	const isIdle = chosen === 'conversationIdle';
	const place = parameters.within(filters);
	const more = parameters.within(options);
	return {
		watch: {
			event: chosen,
			queueIds: place.added(inQueues, () => place.uuids(inQueues)) ?? [],
			divisionId: place.added(divisionId, () => place.uuid(divisionId)),
			// The form keeps what another event has needed.
			idleForMinutes: isIdle ? parameters.number(idleFor) : 0,
			idleSide: isIdle ? parameters.option(since, IDLE_SIDES) : 'anyone',
		},
		options: {
			alreadyIdle: isIdle && more.flag(alreadyIdle),
			overlapMinutes: isIdle ? 0 : more.number(overlapMinutes),
		},
		maxEvents: more.number(maxEvents),
		shape: conversationOutput.read(parameters),
	};
}
