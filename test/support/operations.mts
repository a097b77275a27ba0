import type { INodeParameters } from 'n8n-workflow';

import { OPERATIONS } from '../../nodes/GenesysWebMessaging/actions/operations.ts';

/** The operations that work on the conversation of the incoming item, as "resource operation"; Find looks for one instead. */
export const ON_A_CONVERSATION = OPERATIONS.filter(
	({ fields, value }) => value !== 'find' && fields.some(({ name }) => name === 'conversationId'),
).map(({ resource, value }) => `${resource} ${value}`);

/** The operation that parameters have chosen, as "resource operation". */
export function operationIn({ resource, operation }: INodeParameters): string {
	if (typeof resource === 'string' && typeof operation === 'string') return `${resource} ${operation}`;
	throw new Error('The parameters choose no operation');
}
