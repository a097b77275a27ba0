import type { INodeProperties } from 'n8n-workflow';

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

/** The options of an operation: its own, and those for the rate limit, which every operation has. */
export function optionsWith(own: readonly INodeProperties[]): INodeProperties {
	const options = [...own, ...rateLimitOptions];
	return {
		...OPTIONS,
		options: options.sort((one, other) => (one.displayName < other.displayName ? -1 : 1)),
	};
}
