import { apiBaseUrl, DEFAULT_REGION, REGIONS } from '../../../nodes/shared/platform/regions.ts';

describe('The regions', () => {
	const domains = REGIONS.map(({ domain }) => domain);

	it('are eighteen, each with an API of its own', () => {
		expect(new Set(domains).size).toBe(18);
		expect(apiBaseUrl({ region: 'mypurecloud.de' })).toBe('https://api.mypurecloud.de');
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

	const custom = (customApiUrl: string, customLoginUrl = customApiUrl) =>
		apiBaseUrl({ region: 'custom', customApiUrl, customLoginUrl });

	it.each([
		['https://api.example.com', 'https://api.example.com'],
		[' https://api.example.com// ', 'https://api.example.com'],
		['HTTPS://API.example.com:8443', 'HTTPS://API.example.com:8443'],
		['http://localhost:4010/', 'http://localhost:4010'],
		['http://127.1.2.3:4010', 'http://127.1.2.3:4010'],
		['http://[::1]:4010', 'http://[::1]:4010'],
	])('may be a custom one at %j', (url, base) => {
		expect(custom(url)).toBe(base);
	});

	it.each([
		'http://api.example.com',
		'ftp://api.example.com',
		'https://user@api.example.com',
		'https://api.example.com/api',
		'https://api.example.com?x',
		'http://localhost.example.com',
		'http://127.0.0.1.example.com',
		'http://[::2]',
		'https://api.example.com:123456',
		'x https://api.example.com',
		'https://api.example.com x',
	])('have no custom one at %j', (url) => {
		expect(() => custom(url)).toThrow("'Custom API URL'");
		expect(() => custom('https://api.example.com', url)).toThrow("'Custom Login URL'");
	});

	it('say what to do where there is none', () => {
		const refused = (credential: Parameters<typeof apiBaseUrl>[0]): unknown => {
			try {
				return apiBaseUrl(credential);
			} catch (error) {
				return error;
			}
		};

		expect(refused({ region: 'mars' })).toMatchObject({
			whatToDo: 'The credential does not name a Genesys Cloud region. Open the credential and pick one.',
		});
		expect(refused({ region: 'custom' })).toMatchObject({
			whatToDo:
				'It must be a base URL such as https://api.example.com, without a path. Plain http is accepted only for localhost.',
		});
	});
});
