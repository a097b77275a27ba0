import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { BadInput } from '../../shared/platform/failures';
import { rateLimit } from '../descriptions/rate-limit';
import { close as closeConversation } from './conversation/close.operation';
import { find } from './conversation/find.operation';
import { getMany } from './conversation/get-many.operation';
import { get } from './conversation/get.operation';
import { setExternalTag } from './conversation/set-external-tag.operation';
import { fieldsFor, type Operation } from './operation';
import { close as closeSession } from './session/close.operation';
import { list } from './session/list.operation';

const OPERATIONS: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
	conversation: {
		close: closeConversation,
		find,
		get,
		getAll: getMany,
		setExternalTag,
	},
	session: {
		close: closeSession,
		list,
	},
};

const resource: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Conversation', value: 'conversation' },
		{ name: 'Session', value: 'session' },
	],
	default: 'conversation',
};

const conversationOperation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['conversation'] } },
	options: [
		{
			name: 'Close',
			value: 'close',
			description: 'End a conversation for everybody',
			action: 'Close a conversation',
		},
		{
			name: 'Find',
			value: 'find',
			description: 'Find the conversation of a customer',
			action: 'Find a conversation',
		},
		{
			name: 'Get',
			value: 'get',
			description: 'Get a conversation by its ID',
			action: 'Get a conversation',
		},
		{
			name: 'Get Many',
			value: 'getAll',
			description: 'List conversations by state, queue, agent or customer',
			action: 'Get many conversations',
		},
		{
			name: 'Set External Tag',
			value: 'setExternalTag',
			description: 'Put a tag of your own on a conversation, to find it by later',
			action: 'Set the external tag of a conversation',
		},
	],
	default: 'find',
};

const sessionOperation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['session'] } },
	options: [
		{
			name: 'Close',
			value: 'close',
			description: 'End single sessions and leave the others alone',
			action: 'Close sessions of a conversation',
		},
		{
			name: 'List',
			value: 'list',
			description: 'List who is, or was, in a conversation',
			action: 'List sessions of a conversation',
		},
	],
	default: 'list',
};

/** The whole form of the node. */
export const properties: INodeProperties[] = [
	resource,
	conversationOperation,
	sessionOperation,
	...Object.entries(OPERATIONS).flatMap(([name, operations]) =>
		Object.entries(operations).flatMap(([operation, { fields }]) => fieldsFor(name, operation, fields)),
	),
	rateLimit,
];

/**
 * The operation that the form has chosen.
 *
 * @throws BadInput when the saved workflow names one that this version does not have
 */
export function operationFor(context: IExecuteFunctions): Operation {
	const operations = choose(OPERATIONS, context.getNodeParameter('resource', 0, ''), resource.displayName);
	return choose(operations, context.getNodeParameter('operation', 0, ''), 'Operation');
}

function choose<T>(choices: Readonly<Record<string, T>>, name: unknown, field: string): T {
	const chosen = typeof name === 'string' && Object.hasOwn(choices, name) ? choices[name] : undefined;
	if (chosen === undefined) throw new BadInput(field, `Choose one of: ${Object.keys(choices).join(', ')}.`);
	return chosen;
}
