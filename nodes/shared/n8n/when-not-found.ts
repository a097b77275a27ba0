import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Missing } from '../conversations/live';
import type { Parameters } from './parameters';

export type WhenNotFound = 'error' | 'item' | 'none';

const whenNotFound: INodeProperties = {
	displayName: 'When Not Found',
	name: 'whenNotFound',
	type: 'options',
	options: [
		{ name: 'Return an Item', value: 'item', description: 'Go on with { found: false }' },
		{ name: 'Return Nothing', value: 'none', description: 'Go on without an item' },
		{ name: 'Stop', value: 'error', description: 'Stop with a message' },
	],
	default: 'error',
	description: 'What to do when there is no such conversation, or nothing in it that matches',
};

/** The options of an operation that looks a conversation up. */
export const lookUpOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [whenNotFound],
};

/** Reads what to do when nothing is found. @throws BadInput */
export function readWhenNotFound(parameters: Parameters): WhenNotFound {
	return parameters.within(lookUpOptions).option(whenNotFound, ['error', 'item', 'none']);
}

/**
 * The items for a conversation that is not there.
 *
 * @throws ApiFailure where the user wants the step to stop
 */
export function itemsForMissing(
	{ missing }: Missing,
	wanted: WhenNotFound,
	conversationId: string,
): IDataObject[] {
	if (wanted === 'error') throw missing;
	return itemsForNothing(wanted, conversationId);
}

/** The items for a conversation in which nothing matches: that is no failure. */
export function itemsForNothing(wanted: WhenNotFound, conversationId: string): IDataObject[] {
	return wanted === 'item' ? [{ found: false, conversationId }] : [];
}
