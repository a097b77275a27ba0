import type { INodeParameters } from 'n8n-workflow';

/**
 * Conversation → Get Many with everything returned, unless `more` says otherwise.
 *
 * @param settings filters and, among them for short, the state
 */
export function getMany(settings: INodeParameters = {}, more: INodeParameters = {}): INodeParameters {
	const { state, ...filters } = settings;
	const chosen = state === undefined ? {} : { state };
	return { resource: 'conversation', operation: 'getAll', returnAll: true, filters, ...chosen, ...more };
}
