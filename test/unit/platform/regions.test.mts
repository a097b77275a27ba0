import { execFileSync } from 'node:child_process';
import { apiBaseUrl, DEFAULT_REGION, REGIONS } from '../../../nodes/shared/platform/regions.ts';

/** The region hosts of the official SDK; in a process of its own, because the SDK goes on loading after it was imported. */
function sdkRegions(): unknown[] {
	const print =
		"process.stdout.write(JSON.stringify(Object.values(require('purecloud-platform-client-v2').PureCloudRegionHosts)))";
	const hosts: unknown = JSON.parse(
		execFileSync(process.execPath, ['-e', print], { cwd: __dirname, encoding: 'utf8' }),
	);
	if (!Array.isArray(hosts)) throw new Error('The SDK has no list of regions');
	return hosts;
}

describe('The regions', () => {
	const domains = REGIONS.map(({ domain }) => domain);

	it('are those of the official SDK, each once', () => {
		expect([...domains].sort()).toEqual(sdkRegions().sort());
		expect(domains).toHaveLength(18);
	});

	it('have names of their own', () => {
		expect(new Set(REGIONS.map(({ name }) => name)).size).toBe(domains.length);
	});

	it('include the one that is chosen unless another is', () => {
		expect(domains).toContain(DEFAULT_REGION);
	});

	it.each([undefined, null, '', 5, {}, 'MYPURECLOUD.COM', 'mypurecloud.com/', '__proto__'])(
		'are no others (%j)',
		(region) => {
			expect(() => apiBaseUrl({ region, customApiUrl: 'https://api.example.com' })).toThrow("'Region'");
		},
	);

	it.each([undefined, null, 5, {}, ['https://api.example.com']])(
		'need a text for a custom one (%j)',
		(url) => {
			expect(() => apiBaseUrl({ region: 'custom', customApiUrl: url })).toThrow("'Custom API URL'");
		},
	);
});
