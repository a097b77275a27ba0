import { genesysClient, regionOf } from '../../../nodes/shared/n8n/client.ts';
import type { ApiCall } from '../../../nodes/shared/platform/api.ts';
import { executeContext, formContext, type N8nScene } from '../../support/n8n-context.mts';
import { call } from '../../support/virtual-platform.mts';

/** A call that changes nothing, unless `change` says otherwise. */
const read = (change: Partial<ApiCall> = {}) => call({ changes: false, ...change });

const LIMITS = { headroom: 0, maxRetries: 0, maxWaitSeconds: 0 };
let clients = 0;

/** A client ID of its own for every test, for runs of the same one share their pace. */
function freshClient() {
	clients += 1;
	return { clientId: `client-${clients}` };
}

/** Sends a call, and gives what came of it: the result, or what was thrown. */
async function request(scene: N8nScene = {}, change: Partial<ApiCall> = {}) {
	const n8n = executeContext({ ...scene, credential: { ...freshClient(), ...scene.credential } });
	const client = await genesysClient(n8n.context, LIMITS);
	const result: unknown = await client.request(read(change)).catch((error: unknown) => error);
	return { ...n8n, result };
}

describe('A request through n8n', () => {
	it('goes to the region of the credential, as JSON, and follows no redirect', async () => {
		const { sent } = await request();
		const [{ abortSignal, ...options } = { abortSignal: undefined }] = sent;

		expect(options).toEqual({
			method: 'GET',
			url: 'https://api.mypurecloud.de/api/v2/things/1',
			headers: { 'Content-Type': 'application/json' },
			json: true,
			returnFullResponse: true,
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: { ignore: true, except: [401] },
		});
		expect(abortSignal).toBeInstanceOf(AbortSignal);
	});

	it('goes with the credential of the node', async () => {
		const { context, types } = await request();

		expect(types).toEqual(['genesysCloudOAuth2Api']);
		expect(context.getCredentials.mock.calls).toEqual([['genesysCloudOAuth2Api']]);
	});

	it('carries the query and the body', async () => {
		const { sent } = await request({}, { method: 'POST', query: { page: 1 }, body: { name: 'Thing' } });

		expect(sent[0]).toMatchObject({ method: 'POST', qs: { page: 1 }, body: { name: 'Thing' } });
	});

	it('tells a redirect as what it is', async () => {
		const headers = { location: 'https://elsewhere.example.com/', 'inin-correlation-id': 'c' };
		const { result, sent } = await request({ respond: () => ({ statusCode: 302, headers }) });

		expect(result).toMatchObject({ name: 'ApiFailure', details: { status: 302 } });
		expect(sent).toHaveLength(1);
	});

	it('gives what is answered, with the names of headers in lower case', async () => {
		const { result } = await request({
			respond: () => ({ statusCode: 201, headers: { 'X-Thing': 1, Date: 'today' }, body: { name: 'Thing' } }),
		});

		expect(result).toMatchObject({
			status: 201,
			headers: { 'x-thing': '1', date: 'today' },
			body: { name: 'Thing' },
		});
	});

	it('does not take for an answer what is none', async () => {
		const { context } = executeContext({ credential: freshClient() });
		context.helpers.httpRequestWithAuthentication = async () => await Promise.resolve('Created');
		const client = await genesysClient(context, LIMITS);

		await expect(client.request(read())).rejects.toMatchObject({
			name: 'ApiFailure',
			whatToDo: expect.stringContaining('n8n gave no answer to a request') as string,
		});
	});

	it('makes n8n throw a 401 that it has handed back, so that it renews the token', async () => {
		const { result, sent } = await request({
			respond: ({ ignoreHttpStatusErrors }) =>
				ignoreHttpStatusErrors === false ? { body: { name: 'Thing' } } : { statusCode: 401 },
		});

		expect(result).toMatchObject({ status: 200, body: { name: 'Thing' } });
		expect(sent).toHaveLength(2);
		expect(sent[1]).toMatchObject({ url: sent[0]?.url, ignoreHttpStatusErrors: false });
	});

	it('is not sent again by n8n where it depends on a look, which would be too old', async () => {
		const looks: string[] = [];
		const stillWanted = {
			freshUntil: () => Infinity,
			look: async () => {
				looks.push('look');
				return await Promise.resolve(true);
			},
			tooSlow: () => undefined,
		};
		const { result, sent } = await request({ respond: () => ({ statusCode: 401 }) }, { stillWanted });

		expect(result).toMatchObject({ name: 'ApiFailure', details: { status: 401 } });
		expect(sent.map(({ ignoreHttpStatusErrors }) => ignoreHttpStatusErrors)).toEqual([true, true]);
		expect(looks).toEqual(['look']);
	});

	it('shows neither the secret nor the token, wherever an answer has them', async () => {
		const { result } = await request({
			respond: (sent) => {
				sent.headers = { ...sent.headers, Authorization: 'Bearer t0ken' };
				return { headers: { echo: 't0ken' }, body: { t0ken: ['s3cret and t0ken'] } };
			},
		});

		expect(result).toMatchObject({
			headers: { echo: '**hidden**' },
			body: { '**hidden**': ['**hidden** and **hidden**'] },
		});
	});

	it('shows no token in a failure either', async () => {
		const { result } = await request({
			respond: (sent) => {
				sent.headers = { Authorization: 'bearer t0ken' };
				throw new Error('Could not send t0ken');
			},
		});

		expect(result).toMatchObject({
			message: 'The answer could not be read (reading the thing)',
			whatToDo:
				'Try again. If it keeps happening, a proxy or firewall in between may be changing the answers. Network error: Could not send **hidden**.',
		});
	});

	it('leaves the options alone, for n8n writes the token into what it is given', async () => {
		const { sent } = await request({
			respond: (options) => {
				options.headers = { ...options.headers, Authorization: 'Bearer t0ken' };
				return { statusCode: options.ignoreHttpStatusErrors === false ? 200 : 401 };
			},
		});

		expect(sent[1]?.headers).toEqual({ 'Content-Type': 'application/json' });
	});

	it('is not sent in a canceled run', async () => {
		const n8n = executeContext({ credential: freshClient() });
		const client = await genesysClient(n8n.context, LIMITS);
		n8n.cancel();

		await expect(client.request(read())).rejects.toMatchObject({ name: 'Canceled' });
		expect(n8n.sent).toEqual([]);
	});

	it('is refused at the door where the credential has no region that is known', async () => {
		const { context } = executeContext({ credential: { region: 'mars.example.com' } });

		await expect(genesysClient(context, LIMITS)).rejects.toMatchObject({ name: 'BadInput' });
	});

	describe('that is never answered', () => {
		beforeEach(() => {
			jest.useFakeTimers();
		});
		afterEach(() => {
			jest.useRealTimers();
		});

		/** What comes of it after a minute. @param token as n8n writes it into the request */
		async function outcome(token?: string) {
			const pending = request(
				{
					respond: async ({ headers }) => {
						if (headers && token !== undefined) headers['Authorization'] = `Bearer ${token}`;
						return await new Promise(() => undefined);
					},
				},
				{ changes: true },
			);
			await jest.advanceTimersByTimeAsync(61_000);
			return (await pending).result;
		}

		it('may have been carried out', async () => {
			expect(await outcome('t0ken')).toMatchObject({ details: { isUnclear: true } });
		});

		it('was not sent where there never was a token', async () => {
			expect(await outcome()).toMatchObject({
				message: expect.stringContaining('getting a token') as unknown,
				details: { isUnclear: false },
			});
		});
	});

	it('works for a list of the form, which nobody can cancel', async () => {
		const client = await genesysClient(formContext({ credential: freshClient() }).context, LIMITS);

		expect(await client.request(read())).toMatchObject({ status: 200 });
	});

	it('works with a credential that has no texts', async () => {
		const credential = { clientId: 5, clientSecret: 6 };

		expect((await request({ credential })).result).toMatchObject({ status: 200 });
	});
});

describe('Runs on the same credential', () => {
	const headers = {
		'inin-ratelimit-allowed': '300',
		'inin-ratelimit-count': '1',
		'inin-ratelimit-reset': '60',
	};

	it('share what one of them learns of the rate limit, and those on others do not', async () => {
		const credential = freshClient();
		const client = async (more = {}) =>
			await genesysClient(
				executeContext({ credential: { ...credential, ...more }, respond: () => ({ headers }) }).context,
				LIMITS,
			);
		const [first, second] = [await client(), await client()];
		const [elsewhere, other] = [await client({ region: 'mypurecloud.com' }), await client(freshClient())];

		await first.request(read());

		expect(second.estimateSeconds(1)).toBe(0);
		expect(elsewhere.estimateSeconds(1)).toBeUndefined();
		expect(other.estimateSeconds(1)).toBeUndefined();
	});
});

describe('The region of a credential', () => {
	it('is the one that is picked', async () => {
		expect(await regionOf(formContext().context)).toBe('mypurecloud.de');
	});

	it('is none for a custom one', async () => {
		expect(await regionOf(formContext({ credential: { region: 'custom' } }).context)).toBeUndefined();
		expect(await regionOf(formContext({ credential: { region: 5 } }).context)).toBeUndefined();
	});
});
