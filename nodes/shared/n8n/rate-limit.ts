import type { INodeProperties } from 'n8n-workflow';

import type { RateLimits } from '../platform/client';
import type { Parameters } from './parameters';

const headroomPercent: INodeProperties = {
	displayName: 'Headroom (Percent)',
	name: 'headroomPercent',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 90 },
	default: 5,
	description: 'Percentage of the rate limit to leave for others who use the same access token',
};

const maxRetries: INodeProperties = {
	displayName: 'Max Retries',
	name: 'maxRetries',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 100 },
	default: 5,
	description: 'How many times a single request may be sent again after a temporary problem',
};

const maxWaitSeconds: INodeProperties = {
	displayName: 'Max Wait (Seconds)',
	name: 'maxWaitSeconds',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 300,
	description:
		'How long this step may wait for Genesys Cloud to accept a request again. If it would take longer, the step does not wait.',
};

/** How a run behaves when Genesys Cloud limits the request rate; among the options of every operation. */
export const rateLimitOptions = [headroomPercent, maxRetries, maxWaitSeconds];

/** Reads them out of the options; the limits are those of the whole run, so the first item's count. */
export function rateLimits(parameters: Parameters): RateLimits {
	return {
		headroom: parameters.number(headroomPercent) / 100,
		maxRetries: parameters.number(maxRetries),
		maxWaitSeconds: parameters.number(maxWaitSeconds),
	};
}
