import type { RecordedRequest } from '../../../simulator/index.mts';

const TOKEN_PATH = '/oauth/token';

/** The requests to the Platform API, as they count against the rate limit; token requests do not. */
export function apiCalls(requests: readonly RecordedRequest[]): readonly RecordedRequest[] {
	return requests.filter(({ path }) => path.startsWith('/api/v2/'));
}

/** How many access tokens were fetched. */
export function tokensFetched(requests: readonly RecordedRequest[]): number {
	return requests.filter(({ path, status }) => path === TOKEN_PATH && status === 200).length;
}

/** The requests that the rate limit refused. */
export function refusedCalls(requests: readonly RecordedRequest[]): readonly RecordedRequest[] {
	return apiCalls(requests).filter(({ status }) => status === 429);
}

/** How many closing requests for each path Genesys accepted (`PATCH`, status 200). */
export function acceptedCloses(requests: readonly RecordedRequest[]): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const { method, path, status } of requests) {
		if (method === 'PATCH' && status === 200) counts.set(path, (counts.get(path) ?? 0) + 1);
	}
	return counts;
}
