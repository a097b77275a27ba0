import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { optionsWith } from '../../shared/n8n/options';
import { BadInput } from '../../shared/platform/failures';
import { close as closeConversation } from './conversation/close.operation';
import { find } from './conversation/find.operation';
import { getMany } from './conversation/get-many.operation';
import { get } from './conversation/get.operation';
import { setExternalTag } from './conversation/set-external-tag.operation';
import { getMany as getMessages } from './message/get-many.operation';
import { send } from './message/send.operation';
import type { Operation } from './operation';
import { close as closeSession } from './session/close.operation';
import { list } from './session/list.operation';

/** Every operation, by resource and then by name: the order in which the form offers them. */
export const OPERATIONS: readonly Operation[] = [
	closeConversation,
	find,
	get,
	getMany,
	setExternalTag,
	getMessages,
	send,
	closeSession,
	list,
];

/** What there is to work on, in the order of the form, and the operation that the form begins with. */
const BY_RESOURCE: Readonly<
	Record<Operation['resource'], { readonly name: string; readonly first: Operation }>
> = {
	conversation: { name: 'Conversation', first: find },
	message: { name: 'Message', first: getMessages },
	session: { name: 'Session', first: list },
};

const RESOURCES = Object.entries(BY_RESOURCE).map(([value, one]) => ({ value, ...one }));

const resource: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	options: RESOURCES.map(({ name, value }) => ({ name, value })),
	default: 'conversation',
};

/** The field in which a resource offers its operations; each has one of its own. */
const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: [],
	default: '',
};

/** The whole form of the node. */
export const properties: INodeProperties[] = [
	resource,
	...RESOURCES.map(({ value, first }) => operationField(value, first)),
	...OPERATIONS.flatMap(fieldsOf),
];

/**
 * The operation that the form has chosen.
 *
 * @throws BadInput when the saved workflow names one that this version does not have
 */
export function operationFor(context: IExecuteFunctions): Operation {
	const wanted = context.getNodeParameter('resource', 0, '');
	const { value } = choose(RESOURCES, wanted, resource.displayName);
	return choose(operationsOf(value), context.getNodeParameter('operation', 0, ''), operation.displayName);
}

function operationField(ofResource: string, first: Operation): INodeProperties {
	return {
		...operation,
		displayOptions: { show: { resource: [ofResource] } },
		options: operationsOf(ofResource).map(({ action, description, name, value }) => ({
			name,
			value,
			description,
			action,
		})),
		default: first.value,
	};
}

function operationsOf(ofResource: string): Operation[] {
	return OPERATIONS.filter((candidate) => candidate.resource === ofResource);
}

/** Puts the fields and options of an operation under the condition that it is chosen. */
function fieldsOf({ fields, options, resource: ofResource, value }: Operation): INodeProperties[] {
	return [...fields, optionsWith(options)].map((field) => ({
		...field,
		displayOptions: {
			...field.displayOptions,
			// n8n looks no further where it meets an expression, and must not show the fields of another operation.
			show: { resource: [ofResource], operation: [value], ...field.displayOptions?.show },
		},
	}));
}

function choose<T extends { readonly value: string }>(
	choices: readonly T[],
	wanted: unknown,
	field: string,
): T {
	const chosen = choices.find(({ value }) => value === wanted);
	if (chosen) return chosen;
	throw new BadInput(field, `Choose one of: ${choices.map(({ value }) => value).join(', ')}.`);
}
