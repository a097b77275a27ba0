import { runInNewContext } from 'node:vm';
import { GenesysCloudOAuth2Api } from '../../credentials/GenesysCloudOAuth2Api.credentials.ts';
import { REGIONS } from '../../nodes/shared/platform/regions.ts';
import { DEFAULT_CLIENT } from '../../simulator/index.mts';
import { NOBODYS_ID, openContactCenter } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { get } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

/** Whether nothing can be sent to an address: no http at all, or a top-level domain that is reserved never to exist. */
function leadsNowhere(address: string): boolean {
	const { protocol, hostname } = new URL(address);
	return !['http:', 'https:'].includes(protocol) || hostname.endsWith('.invalid');
}

/** Hosts that are this machine. */
const LOOPBACK = [
	'http://localhost',
	'http://localhost:5678',
	'http://127.0.0.1:80',
	'http://127.1.2.3',
	'http://[::1]:8080',
];
/** Addresses that a client secret must not be sent to, whoever asks. */
const REFUSED = [
	'',
	'http://login.example.com',
	'HTTP://login.example.com',
	'http://localhost.example.com',
	'http://127.0.0.1.example.com',
	'http://localhost@example.com',
	'http://example.com#localhost',
	'http://192.168.0.1',
	'http://0.0.0.0',
	'https://user:password@login.example.com',
	'https://login.example.com/oauth/token',
	'https://login.example.com?x=1',
	'https://login.example.com\nhttp://example.com',
	'ftp://login.example.com',
	'//login.example.com',
	'login.example.com',
	'javascript:alert(1)',
];

/** The addresses that the credential leads to with certain values. */
function addresses(values: Readonly<Record<string, string>>) {
	const credential = new GenesysCloudOAuth2Api();
	const hidden = (name: string) => credential.properties.find((property) => property.name === name)?.default;
	const resolve = (expression: unknown) => {
		const code = /^=\{\{(.*)\}\}$/s.exec(String(expression))?.[1];
		if (code === undefined) throw new Error(`Not an expression: ${String(expression)}`);
		// In the form the credential's fields are called $self, in its test $credentials.
		return String(runInNewContext(code, { $self: values, $credentials: values }));
	};
	return {
		token: resolve(hidden('accessTokenUrl')),
		authorize: resolve(hidden('authUrl')),
		api: resolve(credential.test.request.baseURL),
	};
}

describe('The addresses of the credential', () => {
	it.each(REGIONS.map(({ domain }) => domain))('are those of the region (%s)', (region) => {
		expect(
			addresses({ region, customApiUrl: 'http://example.com', customLoginUrl: 'http://example.com' }),
		).toEqual({
			token: `https://login.${region}/oauth/token`,
			authorize: `https://login.${region}/oauth/authorize`,
			api: `https://api.${region}`,
		});
	});

	it.each(['', '/', '//', ' ', '/ '])('are the custom ones, however they end (%j)', (end) => {
		const values = {
			region: 'custom',
			customApiUrl: `https://api.example.com:8443${end}`,
			customLoginUrl: `https://login.example.com${end}`,
		};

		expect(addresses(values)).toEqual({
			token: 'https://login.example.com/oauth/token',
			authorize: 'https://login.example.com/oauth/authorize',
			api: 'https://api.example.com:8443',
		});
	});

	it.each(LOOPBACK)('may be plain http to this machine (%s)', (url) => {
		expect(addresses({ region: 'custom', customApiUrl: url, customLoginUrl: url })).toEqual({
			token: `${url}/oauth/token`,
			authorize: `${url}/oauth/authorize`,
			api: url,
		});
	});

	it.each(REFUSED)('lead nowhere where a secret must not go (%j)', (url) => {
		for (const address of Object.values(
			addresses({ region: 'custom', customApiUrl: url, customLoginUrl: url }),
		)) {
			expect([address, leadsNowhere(address)]).toEqual([address, true]);
		}
	});

	it.each(['example.com', 'mypurecloud.com.example.com', 'evil.example/mypurecloud.com', '', 'CUSTOM'])(
		'lead nowhere for a region that is not in the list (%j)',
		(region) => {
			const url = 'https://login.example.com';
			for (const address of Object.values(addresses({ region, customApiUrl: url, customLoginUrl: url })))
				expect([address, leadsNowhere(address)]).toEqual([address, true]);
		},
	);

	it.each([
		['clientId', ' client'],
		['clientId', 'client\n'],
		['clientSecret', 's3cret '],
		['clientSecret', '\ts3cret'],
	])('to sign in say that a blank was copied along (%s %j)', (field, value) => {
		const values = { region: 'mypurecloud.de', clientId: 'client', clientSecret: 's3cret', [field]: value };

		const { token, authorize } = addresses(values);

		for (const address of [token, authorize]) {
			expect(address).toMatch(/^blanks-around-the-client-id-or-secret:/);
			expect(leadsNowhere(address)).toBe(true);
		}
	});

	it('tests the credential where no permission is needed', () => {
		expect(new GenesysCloudOAuth2Api().test.request.url).toBe('/api/v2/tokens/me');
	});
});

describe('The node with a custom credential', () => {
	const bench = withWorkbench();

	it('does not mind slashes at the end', async () => {
		const { simulator } = bench();
		const { id } = openContactCenter(simulator.world).chat();
		bench().setCredential({ customApiUrl: ` ${simulator.url}// `, customLoginUrl: `${simulator.url}/` });

		expect(await bench().item({ parameters: get(id) })).toMatchObject({ conversationId: id });
	});

	it.each(REFUSED)(
		'refuses an API address before any request, by the name of the field (%j)',
		async (customApiUrl) => {
			bench().setCredential({ customApiUrl });

			const { message, itemIndex } = await failureOf(bench(), { parameters: get(NOBODYS_ID) });

			expect(message).toContain("'Custom API URL'");
			expect(itemIndex).toBe(0);
			expect(bench().tokenRequests()).toBe(0);
		},
	);

	it.each([
		['Client ID', { clientId: `${DEFAULT_CLIENT.id} ` }],
		['Client Secret', { clientSecret: `\n${DEFAULT_CLIENT.secret}` }],
	])('refuses a blank that was copied along before any request (%s)', async (field, change) => {
		bench().setCredential(change);

		const { message, description } = await failureOf(bench(), { parameters: get(NOBODYS_ID) });

		expect(message).toBe(`The value of '${field}' cannot be used`);
		expect(description).toContain('begins or ends with a space');
		expect(description).not.toContain(DEFAULT_CLIENT.secret);
		expect(bench().tokenRequests()).toBe(0);
	});

	it.each(['http://login.example.com', 'https://login.example.com/oauth/token', ''])(
		'refuses a login address before any request, by the name of the field (%j)',
		async (customLoginUrl) => {
			bench().setCredential({ customLoginUrl });

			const { message } = await failureOf(bench(), { parameters: get(NOBODYS_ID) });

			expect(message).toContain("'Custom Login URL'");
			expect(bench().calls()).toEqual([]);
		},
	);

	it('refuses a region that Genesys does not have', async () => {
		bench().setCredential({ region: 'evil.example.com' });

		expect((await failureOf(bench(), { parameters: get(NOBODYS_ID) })).message).toContain("'Region'");
		expect(bench().tokenRequests()).toBe(0);
	});
});
