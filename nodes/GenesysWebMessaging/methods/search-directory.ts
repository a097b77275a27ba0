import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';

import { readDirectory, type Listing } from '../../shared/directory/directory';
import { genesysClient } from '../../shared/platform/n8n';

/** A list is waited for by somebody who looks at it. */
export const PATIENCE = { headroom: 0, maxRetries: 2, maxWaitSeconds: 10 };

type ListSearch = (this: ILoadOptionsFunctions, filter?: string, page?: string) => Promise<INodeListSearchResult>;

/** Makes the search behind a locator: by name, page by page. */
function searchOf(listing: Listing): ListSearch {
	return async function (filter = '', page = '') {
		const api = await genesysClient(this, PATIENCE);
		const { entries, next } = await readDirectory(api, listing, filter, page);
		const results = entries.map(({ id, name }) => ({ name, value: id }));
		return next === undefined ? { results } : { results, paginationToken: next };
	};
}

export const searchAgents = searchOf('users');
export const searchExternalSources = searchOf('externalSources');
export const searchWrapUpCodes = searchOf('wrapUpCodes');

/** All queues, for the field where several can be chosen. */
export async function getQueues(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const api = await genesysClient(this, PATIENCE);
	const options: INodePropertyOptions[] = [];
	let page: string | undefined = '';
	while (page !== undefined) {
		const { entries, next }: Awaited<ReturnType<typeof readDirectory>> = await readDirectory(api, 'queues', '', page);
		options.push(...entries.map(({ id, name }) => ({ name, value: id })));
		page = next;
	}
	return options;
}
