import type { INodeProperties } from 'n8n-workflow';

import { locator } from './locators';

// What both nodes choose conversations by.

/** The collection "Filters" of a form, without what is in it. */
export const FILTERS: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	options: [],
};

export const divisionId = locator({
	displayName: 'Division',
	name: 'divisionId',
	description: 'The division that the conversation belongs to',
	search: 'searchDivisions',
});

export const idleForMinutes: INodeProperties = {
	displayName: 'Idle for (Minutes)',
	name: 'idleForMinutes',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 30,
	description:
		'Only open conversations whose last message is at least this old. Each candidate is read live, which takes one request each.',
};

export const idleSide: INodeProperties = {
	displayName: 'Idle: Whose Last Message',
	name: 'idleSide',
	type: 'options',
	options: [
		{ name: 'Agent', value: 'agent', description: 'Time since the agent last wrote' },
		{ name: 'Anyone', value: 'anyone', description: 'Time since anyone last wrote' },
		{ name: 'Customer', value: 'customer', description: 'Time since the customer last wrote' },
	],
	default: 'anyone',
	description: 'Whose last message counts. A conversation in which that side never wrote is not idle.',
};

export const queueIds: INodeProperties = {
	displayName: 'Queue Names or IDs',
	name: 'queueIds',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getQueues' },
	default: [],
	description:
		'Open conversations that are in one of these queues now, and ended ones that were in one. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};
