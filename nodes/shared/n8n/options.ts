import type { INodeProperties } from 'n8n-workflow';

import { AS_TEXT } from './form-values';
import { rateLimitOptions } from './rate-limit';

/** The collection "Options" of a form, without what is in it. */
export const OPTIONS: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [],
};

/**
 * A collection of a form with what can be added to it. Where it is saved as a text, n8n makes an empty one of it and never works
 * out its expression; but it takes the first character of the text for an option of this name, and that the node can see.
 */
export function collectionOf(
	collection: INodeProperties,
	entries: readonly INodeProperties[],
): INodeProperties {
	const asText: INodeProperties = {
		displayName: collection.displayName,
		name: AS_TEXT,
		type: 'hidden',
		default: '',
		// The editor would offer it otherwise.
		displayOptions: { show: { [AS_TEXT]: [{ _cnd: { exists: true } }] } },
	};
	return { ...collection, options: [...entries, asText] };
}

/** The options of an operation: its own, and those for the rate limit, which every operation has. */
export function optionsWith(own: readonly INodeProperties[]): INodeProperties {
	const options = [...own, ...rateLimitOptions];
	return collectionOf(
		OPTIONS,
		options.sort((one, other) => (one.displayName < other.displayName ? -1 : 1)),
	);
}
