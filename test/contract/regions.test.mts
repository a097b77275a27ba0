import { PureCloudRegionHosts } from 'purecloud-platform-client-v2';

import { REGIONS, apiBaseUrl } from '../../nodes/shared/platform/regions.ts';
import { sdkClient } from './sdk.mts';

describe('The regions', () => {
	it("are the official SDK's, each of them once", () => {
		const domains = REGIONS.map(({ domain }) => domain);

		expect(domains.toSorted()).toEqual(Object.values(PureCloudRegionHosts).toSorted());
	});

	it.each(REGIONS)('$domain has its API where the official SDK calls it', ({ domain }) => {
		const { config } = sdkClient();
		config.setEnvironment(domain);

		expect(apiBaseUrl({ region: domain })).toBe(config.basePath);
	});
});
