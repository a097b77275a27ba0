import type { INodeProperties } from 'n8n-workflow';

import type { RateLimits } from '../platform/client';
import type { Parameters } from './parameters';

const headroomPercent: INodeProperties = {
	displayName: 'Headroom (Percent)',
	name: 'headroomPercent',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 90 },
	default: 5,
	description: 'The share of the rate limit to leave to other integrations that use the same OAuth client',
};

const maxRetries: INodeProperties = {
	displayName: 'Max Retries',
	name: 'maxRetries',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 100 },
	default: 5,
	description: 'How often a single request may be sent again',
};

const maxWaitSeconds: INodeProperties = {
	displayName: 'Max Wait (Seconds)',
	name: 'maxWaitSeconds',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 300,
	description:
		'The longest single pause, and the longest sum of pauses until Genesys Cloud accepts a request again. A pause that would be longer is not begun.',
};

/** How the node behaves when Genesys Cloud limits the request rate; part of every operation. */
export const rateLimit: INodeProperties = {
	displayName: 'Rate Limit',
	name: 'rateLimit',
	type: 'collection',
	placeholder: 'Add Rate Limit Option',
	default: {},
	description: 'How to get along with the rate limit of Genesys Cloud',
	options: [headroomPercent, maxRetries, maxWaitSeconds],
};

/** Reads the collection; the limits are those of the whole run, so the first item's count. */
export function rateLimits(parameters: Parameters): RateLimits {
	return {
		headroom: parameters.number(headroomPercent) / 100,
		maxRetries: parameters.number(maxRetries),
		maxWaitSeconds: parameters.number(maxWaitSeconds),
	};
}
