import type { INodeProperties } from 'n8n-workflow';

import { MAX_INTERVAL_DAYS } from '../../../shared/conversations/details-query';
import { CLOCK_TOLERANCE_MS } from '../../../shared/conversations/genesys-time';
import { listConversations, readsLive, type Filters } from '../../../shared/conversations/get-many';
import type { Miss } from '../../../shared/conversations/find';
import { IDLE_SIDES } from '../../../shared/conversations/silence';
import {
	conversationItem,
	conversationOutput,
	withoutMessageFields,
} from '../../../shared/n8n/conversation-items';
import {
	divisionId,
	externalContactId,
	FILTERS,
	idleForMinutes,
	idleSide,
	queueIds,
} from '../../../shared/n8n/conversation-filters';
import { locator } from '../../../shared/n8n/locators';
import { MISSES } from './misses';
import { collectionOf, OPTIONS } from '../../../shared/n8n/options';
import { DAY_MS } from '../../../shared/conversations/time';
import type { Operation } from '../operation';
import type { Parameters } from '../../../shared/n8n/parameters';

const returnAll: INodeProperties = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

const limit: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'Max number of results to return',
	displayOptions: { show: { returnAll: [false] } },
};

const customer: INodeProperties = {
	displayName: 'Customer',
	name: 'customer',
	type: 'options',
	options: [
		{ name: 'Any', value: 'any', description: 'Whether or not the customer is still there' },
		{ name: 'Connected', value: 'connected', description: 'The customer is still in the conversation' },
		{ name: 'Left', value: 'left', description: 'The customer has left, but the conversation is still open' },
	],
	default: 'any',
	description:
		'Whether the customer is still in the conversation. Each conversation is read live, which takes one request each.',
};

const externalTag: INodeProperties = {
	displayName: 'External Tag',
	name: 'externalTag',
	type: 'string',
	default: '',
	placeholder: 'e.g. ticket-4711',
	description: 'The exact tag set by Set External Tag or your flow. Upper and lower case matter.',
};

const flowId = locator({
	displayName: 'Flow',
	name: 'flowId',
	description: 'The inbound message flow that the conversation came through',
	search: 'searchFlows',
});

const startedAfter: INodeProperties = {
	displayName: 'Started After',
	name: 'startedAfter',
	type: 'dateTime',
	default: '',
	description: 'Earliest start time. Without it, 31 days before Started Before, or before now.',
};

const startedBefore: INodeProperties = {
	displayName: 'Started Before',
	name: 'startedBefore',
	type: 'dateTime',
	default: '',
	description: 'Latest start time. Without it, now.',
};

const state: INodeProperties = {
	displayName: 'State',
	name: 'state',
	type: 'options',
	options: [
		{ name: 'Any', value: 'any', description: 'Ended conversations too' },
		{ name: 'Open', value: 'open', description: 'Only conversations that are open right now' },
	],
	default: 'open',
	description: 'Which conversations to list',
};

const userId = locator({
	displayName: 'Agent',
	name: 'userId',
	description: 'An agent who is or was in the conversation',
	search: 'searchAgents',
});

const filters = collectionOf(FILTERS, [
	userId,
	customer,
	divisionId,
	externalContactId,
	externalTag,
	flowId,
	idleForMinutes,
	idleSide,
	queueIds,
	startedAfter,
	startedBefore,
]);

const verifyLive: INodeProperties = {
	displayName: 'Verify Live',
	name: 'verifyLive',
	type: 'boolean',
	default: false,
	description:
		"Whether to read each conversation live, because Genesys Cloud's search index lags a little. This takes one request per conversation and adds message times.",
};

/** Eighteen queries of the index, about a year and a half: what is older, Genesys Cloud has forgotten. */
const LONGEST_TIME_DAYS = 18 * MAX_INTERVAL_DAYS;

/** Lists web messaging conversations, complete or not at all. */
export const getMany: Operation = {
	resource: 'conversation',
	value: 'getAll',
	name: 'Get Many',
	description: 'List conversations by state, queue, agent or customer',
	action: 'Get many conversations',
	fields: [state, returnAll, limit, filters, ...conversationOutput.fields],
	options: [verifyLive],
	async *execute({ api, parameters, hint }) {
		const most = parameters.flag(returnAll) ? Infinity : parameters.number(limit);
		const chosen = readFilters(parameters);
		const shape = conversationOutput.read(parameters);
		if ((chosen.startedAfter ?? 0) > Date.now())
			hint(
				`By this machine's clock, '${startedAfter.displayName}' is in the future: nothing has started then yet.`,
			);
		const isReadLive = readsLive(chosen);
		const shapeNow = isReadLive ? shape : withoutMessageFields(shape);
		if (shapeNow !== 'raw' && shapeNow.length < shape.length)
			hint(
				`Message times are left out because they take one request per conversation. To get them, turn on Options → '${verifyLive.displayName}'.`,
			);
		let given = 0;
		const onMiss = (miss: Miss) => {
			hint(MISSES[miss]);
		};
		for await (const conversation of listConversations(api, { ...chosen, onMiss })) {
			if (given === most) {
				hint(
					`More conversations match than '${limit.displayName}' allows (${most}). Turn on '${returnAll.displayName}' to get all of them.`,
				);
				return;
			}
			given += 1;
			yield conversationItem(conversation, shapeNow);
		}
	},
};

function readFilters(parameters: Parameters): Filters {
	const given = parameters.within(filters);
	const id = (property: INodeProperties) => given.added(property, () => given.uuid(property));
	const time = (property: INodeProperties) => given.added(property, () => given.time(property));
	const times = { startedAfter: time(startedAfter), startedBefore: time(startedBefore) };
	assertInOrder(given, times);
	const idleFor = given.added(idleForMinutes, () => given.number(idleForMinutes));
	// By itself it would be no filter, and that was not meant.
	if (idleFor === undefined)
		given.refuse(idleSide, `It needs '${idleForMinutes.displayName}' beside it. Add that filter, too.`);
	return {
		state: parameters.option(state, ['open', 'any']),
		customer: given.option(customer, ['any', 'connected', 'left']),
		queueIds: given.added(queueIds, () => given.uuids(queueIds)) ?? [],
		userId: id(userId),
		externalContactId: id(externalContactId),
		externalTag: given.added(externalTag, () => given.text(externalTag)),
		flowId: id(flowId),
		divisionId: id(divisionId),
		...times,
		idleForMinutes: idleFor ?? 0,
		idleSide: given.option(idleSide, IDLE_SIDES),
		verifyLive: parameters.within(OPTIONS).flag(verifyLive),
	};
}

/** @throws BadInput when the time to look at is none, or longer than there is anything to find */
function assertInOrder(
	given: Parameters,
	{ startedAfter: from, startedBefore: to }: Pick<Filters, 'startedAfter' | 'startedBefore'>,
): void {
	if (from === undefined) return;
	const now = Date.now();
	// This machine's clock can be wrong; what is in the future for certain was not meant.
	if (from >= (to ?? now + DAY_MS))
		throw given.refused(
			startedAfter,
			`It must be earlier than '${startedBefore.displayName}', or earlier than now if that is not set.`,
		);
	if ((to ?? now) - from > LONGEST_TIME_DAYS * DAY_MS + CLOCK_TOLERANCE_MS)
		throw given.refused(startedAfter, `The time range must not be longer than ${LONGEST_TIME_DAYS} days.`);
}
