import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Missing } from '../conversations/live';
import { ApiFailure } from '../platform/failures';
import { conversationId } from './locators';
import { OPTIONS } from './options';
import type { Parameters } from './parameters';

export type WhenNotFound = 'error' | 'item' | 'none';

/** What to do when nothing is found, for an operation that looks a conversation up. */
export const whenNotFound: INodeProperties = {
	displayName: 'When Not Found',
	name: 'whenNotFound',
	type: 'options',
	options: [
		{ name: 'Return an Item', value: 'item', description: 'Continue with { found: false }' },
		{ name: 'Return Nothing', value: 'none', description: 'Continue without an item' },
		{
			name: 'Stop',
			value: 'error',
			description:
				'Stop with an error. If the conversation exists and only nothing in it matches, continue without an item.',
		},
	],
	default: 'error',
	description: 'What to do if the conversation does not exist, or nothing in it matches',
};

/** Reads what to do when nothing is found. @throws BadInput */
export function readWhenNotFound(parameters: Parameters): WhenNotFound {
	return parameters.within(OPTIONS).option(whenNotFound, ['error', 'item', 'none']);
}

/** What stands for a conversation where the incoming item says that none was found. */
const NONE_CAME_IN: Missing = {
	missing: new ApiFailure(
		'The step before found nothing',
		"Its 'found' is false. To continue without an error, set Options → When Not Found to 'Return an Item' or 'Return Nothing'.",
		{ status: 404 },
	),
};

/**
 * The items for a conversation that is not there.
 *
 * @throws ApiFailure where the user wants the step to stop
 */
export function itemsForMissing(
	{ missing }: Missing,
	wanted: WhenNotFound,
	conversationId: string | null,
): IDataObject[] {
	if (wanted === 'error') throw missing;
	return itemsForNothing(wanted, conversationId);
}

/**
 * The items where the incoming item says that none was found; it may name the conversation in which nothing was.
 *
 * @throws ApiFailure where the user wants the step to stop
 */
export function itemsIfNoneCameIn(parameters: Parameters, wanted: WhenNotFound): IDataObject[] {
	return itemsForMissing(NONE_CAME_IN, wanted, parameters.conversationOfNone(conversationId));
}

/** The items for a conversation in which nothing matches: that is no failure. */
export function itemsForNothing(wanted: WhenNotFound, conversationId: string | null): IDataObject[] {
	return wanted === 'item' ? [{ found: false, conversationId }] : [];
}
