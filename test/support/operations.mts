import type { INodeParameters } from 'n8n-workflow';

import { OPERATIONS } from '../../nodes/GenesysWebMessaging/actions/operations.ts';

/** The operations that work on the conversation of the incoming item, as "resource operation"; Find looks for one instead. */
export const ON_A_CONVERSATION = OPERATIONS.filter(
	({ fields, value }) => value !== 'find' && fields.some(({ name }) => name === 'conversationId'),
).map(({ resource, value }) => `${resource} ${value}`);

/** How many outcomes each incoming item has, by operation: nobody may lose or double one unnoticed. */
const OUTCOMES: Readonly<Record<string, 'one' | 'at least one' | 'any'>> = {
	'conversation close': 'one',
	'conversation find': 'any',
	'conversation get': 'one',
	'conversation getAll': 'any',
	'conversation setExternalTag': 'one',
	'message getAll': 'any',
	'message send': 'one',
	// A conversation has several sessions.
	'session close': 'at least one',
	'session list': 'any',
};

/** How many outcomes an item of an operation has. @throws Error where nobody has said it */
export function outcomesOfEach(
	resource: string,
	operation: string,
): { readonly least: number; readonly most: number } {
	const count = OUTCOMES[`${resource} ${operation}`];
	if (count === undefined)
		throw new Error(`OUTCOMES does not say how many an item of ${resource} ${operation} has`);
	return { least: count === 'any' ? 0 : 1, most: count === 'one' ? 1 : Infinity };
}

/** The operation that parameters have chosen, as "resource operation". */
export function operationIn({ resource, operation }: INodeParameters): string {
	if (typeof resource === 'string' && typeof operation === 'string') return `${resource} ${operation}`;
	throw new Error('The parameters choose no operation');
}
