import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';

import { readAllEntries, readEntries, type ListName } from '../../directory/directory';
import { readForForm } from './read-for-form';

type ListSearch = (
	this: ILoadOptionsFunctions,
	filter?: string,
	page?: string,
) => Promise<INodeListSearchResult>;

/** Makes the search behind a locator: by name, page by page. */
function searchOf(listing: ListName): ListSearch {
	return async function (filter = '', page = '') {
		const { entries, next } = await readForForm(
			this,
			async (api) => await readEntries(api, listing, filter.trim(), page),
		);
		const results = entries.map(({ id, name }) => ({ name, value: id }));
		return next === undefined ? { results } : { results, paginationToken: next };
	};
}

export const searchAgents = searchOf('users');
export const searchDivisions = searchOf('divisions');
export const searchExternalContacts = searchOf('externalContacts');
export const searchExternalSources = searchOf('externalSources');
export const searchFlows = searchOf('flows');
export const searchWrapUpCodes = searchOf('wrapUpCodes');

/** All queues, for the field where several can be chosen. */
export async function getQueues(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const queues = await readForForm(this, async (api) => await readAllEntries(api, 'queues'));
	return queues.map(({ id, name }) => ({ name, value: id }));
}
