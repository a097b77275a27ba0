import type { INodeProperties } from 'n8n-workflow';

import { listConversations, type Filters } from '../../../shared/conversations/get-many';
import { simplify, toConversationItem } from '../../../shared/n8n/output';
import { ID_PLACEHOLDER, locator } from '../../../shared/n8n/locators';
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

const divisionId = idField('divisionId', 'Division ID', 'The division that the conversation belongs to');
const externalContactId = idField(
	'externalContactId',
	'External Contact ID',
	'The customer, as Genesys Cloud knows it',
);
const flowId = idField('flowId', 'Flow ID', 'The inbound message flow that the conversation came through');

const externalTag: INodeProperties = {
	displayName: 'External Tag',
	name: 'externalTag',
	type: 'string',
	default: '',
	placeholder: 'e.g. ticket-4711',
	description: 'The tag that your own flow has put on the conversation',
};

const idleForMinutes: INodeProperties = {
	displayName: 'Idle for (Minutes)',
	name: 'idleForMinutes',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 30,
	description:
		'Only open conversations whose last message is at least this old. Each is read live, which takes one request for each that comes into question.',
};

const idleSide: INodeProperties = {
	displayName: 'Idle Side',
	name: 'idleSide',
	type: 'options',
	options: [
		{ name: 'Agent', value: 'agent', description: "The agent's last message counts" },
		{ name: 'Anyone', value: 'anyone', description: 'The last message of all counts' },
		{ name: 'Customer', value: 'customer', description: "The customer's last message counts" },
	],
	default: 'anyone',
	description: 'Whose last message counts for being idle; who has not written at all is not idle',
};

const queueIds: INodeProperties = {
	displayName: 'Queue Names or IDs',
	name: 'queueIds',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getQueues' },
	default: [],
	description:
		'Any of these queues: the one it is in now for an open conversation, one it has been in for an ended one. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

const startedAfter: INodeProperties = {
	displayName: 'Started After',
	name: 'startedAfter',
	type: 'dateTime',
	default: '',
	description: 'The earliest start; 31 days ago when it is empty',
};

const startedBefore: INodeProperties = {
	displayName: 'Started Before',
	name: 'startedBefore',
	type: 'dateTime',
	default: '',
	description: 'The latest start; now when it is empty',
};

const state: INodeProperties = {
	displayName: 'State',
	name: 'state',
	type: 'options',
	options: [
		{ name: 'Any', value: 'any', description: 'Ended conversations as well' },
		{ name: 'Open', value: 'open', description: 'Only what is open now' },
	],
	default: 'open',
	description: 'Which conversations to list',
};

const userId = locator({
	displayName: 'Agent',
	name: 'userId',
	description: 'The agent who is, or was, in the conversation',
	search: 'searchAgents',
});

const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	options: [
		userId,
		divisionId,
		externalContactId,
		externalTag,
		flowId,
		idleForMinutes,
		idleSide,
		queueIds,
		startedAfter,
		startedBefore,
		state,
	],
};

const verifyLive: INodeProperties = {
	displayName: 'Verify Live',
	name: 'verifyLive',
	type: 'boolean',
	default: false,
	description:
		'Whether to read each conversation live, because the index of Genesys Cloud lags behind a little. It takes one request for each.',
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [verifyLive],
};

/** Eighteen queries of the index, about a year and a half: what is older, Genesys Cloud has forgotten. */
const LONGEST_TIME_DAYS = 558;

/** Lists web messaging conversations, complete or not at all. */
export const getMany: Operation = {
	resource: 'conversation',
	value: 'getAll',
	name: 'Get Many',
	description: 'List conversations by state, queue, agent or customer',
	action: 'Get many conversations',
	fields: [returnAll, limit, filters, simplify, options],
	async *execute({ api, parameters, hint }) {
		const most = parameters.flag(returnAll) ? Infinity : parameters.number(limit);
		const chosen = readFilters(parameters);
		const simple = parameters.flag(simplify);
		let given = 0;
		for await (const conversation of listConversations(api, chosen)) {
			if (given === most) {
				hint(
					`More conversations match than the limit of ${most}. Turn on '${returnAll.displayName}' for all of them.`,
				);
				return;
			}
			given += 1;
			yield toConversationItem(conversation, simple);
		}
	},
};

function readFilters(parameters: Parameters): Filters {
	const given = parameters.within(filters);
	const id = (property: INodeProperties) => given.added(property, () => given.uuid(property));
	const time = (property: INodeProperties) => given.added(property, () => given.time(property));
	const times = { startedAfter: time(startedAfter), startedBefore: time(startedBefore) };
	assertInOrder(given, times);
	return {
		state: given.option(state, ['open', 'any']),
		queueIds: given.added(queueIds, () => given.uuids(queueIds)) ?? [],
		userId: id(userId),
		externalContactId: id(externalContactId),
		externalTag: given.added(externalTag, () => given.text(externalTag)),
		flowId: id(flowId),
		divisionId: id(divisionId),
		...times,
		idleForMinutes: given.added(idleForMinutes, () => given.number(idleForMinutes)) ?? 0,
		idleSide: given.option(idleSide, ['anyone', 'customer', 'agent']),
		verifyLive: parameters.within(options).flag(verifyLive),
	};
}

/** @throws BadInput when the time to look at is none, or longer than there is anything to find */
function assertInOrder(
	given: Parameters,
	{ startedAfter: from, startedBefore: to }: Pick<Filters, 'startedAfter' | 'startedBefore'>,
): void {
	const end = to ?? Date.now() + DAY_MS;
	if (from !== undefined && from >= end)
		throw given.refused(startedAfter, `It must be earlier than '${startedBefore.displayName}', or than now.`);
	if (from !== undefined && end - from > LONGEST_TIME_DAYS * DAY_MS)
		throw given.refused(
			startedAfter,
			`The time to look at must not be longer than ${LONGEST_TIME_DAYS} days.`,
		);
}

function idField(name: string, displayName: string, description: string): INodeProperties {
	return { displayName, name, type: 'string', default: '', placeholder: ID_PLACEHOLDER, description };
}
