import type { INodeProperties } from 'n8n-workflow';

import { locator } from './locators';

// What more than one form chooses conversations by.

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

export const externalContactId = locator({
	displayName: 'External Contact',
	name: 'externalContactId',
	description: 'The customer in External Contacts',
	search: 'searchExternalContacts',
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
	displayName: 'Idle Since',
	name: 'idleSide',
	type: 'options',
	options: [
		{
			name: "Agent's Last Message",
			value: 'agent',
			description: 'Whoever has written since; the customer may wait',
		},
		{
			name: "Agent's Unanswered Reply",
			value: 'customerAfterAgent',
			description: 'The customer has not answered an agent, who is still there; what bots write is no reply',
		},
		{ name: "Anyone's Last Message", value: 'anyone', description: 'Nobody has written since' },
		{
			name: "Customer's Last Message",
			value: 'customer',
			description: 'Whoever has written since; the customer may wait for an answer',
		},
	],
	default: 'anyone',
	description:
		'From when the time counts. A conversation in which there is no such message is not idle. Before you close, choose the unanswered reply: with all others, a customer who waits for you can be idle, too.',
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
