import type { INodeParameters } from 'n8n-workflow';

/** Conversation → Get Many with everything returned, unless `more` says otherwise. */
export function getMany(filters: INodeParameters = {}, more: INodeParameters = {}): INodeParameters {
	return { resource: 'conversation', operation: 'getAll', returnAll: true, filters, ...more };
}
