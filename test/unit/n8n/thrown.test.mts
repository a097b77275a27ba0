import { NodeApiError, type INode, type JsonObject } from 'n8n-workflow';
import { fromThrown } from '../../../nodes/shared/n8n/thrown.ts';

const NODE: INode = {
	id: 'n',
	name: 'Node',
	type: 'x.node',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};
const NO_SECRETS = new Set<string>();

const read = (error: unknown, secrets: ReadonlySet<string> = NO_SECRETS) => fromThrown(error, secrets, false);

/** What reading an error throws. */
function failure(error: unknown, secrets?: ReadonlySet<string>): unknown {
	try {
		return { notThrown: read(error, secrets) };
	} catch (thrown) {
		return thrown;
	}
}

/** An error of n8n around another one. */
function apiError(cause: JsonObject, more: ConstructorParameters<typeof NodeApiError>[2] = {}): NodeApiError {
	return new NodeApiError(NODE, cause, more);
}

const withProps = (message: string, props: object): Error => Object.assign(new Error(message), props);

describe('What n8n throws in place of an answer', () => {
	it('is the answer that the error of the network library carries', () => {
		const response = {
			status: 404,
			headers: { 'Inin-Correlation-Id': 'c', 'X-N': 5 },
			data: { code: 'not.found' },
		};

		expect(read(withProps('Request failed', { response }))).toEqual({
			status: 404,
			headers: { 'inin-correlation-id': 'c', 'x-n': '5' },
			body: { code: 'not.found' },
		});
	});

	it('is the answer that a cause carries, the outermost first', () => {
		const inner = withProps('Inner', { response: { status: 500, data: 'inner' } });
		const outer = withProps('Outer', { response: { status: 404, data: 'outer' }, cause: inner });

		expect(read(new Error('Top', { cause: outer }))).toMatchObject({
			status: 404,
			body: 'outer',
			headers: {},
		});
	});

	it('is what n8n has taken out of it, where nothing else is left', () => {
		const error = apiError({ message: 'Nope' }, { httpCode: '403' });
		error.context['data'] = { code: 'missing.permissions' };

		expect(read(error)).toEqual({ status: 403, headers: {}, body: { code: 'missing.permissions' } });
	});

	it.each([{ response: 'text' }, { response: { status: '404' } }, { response: null }])(
		'is no answer without a status: %j',
		(props) => {
			expect(failure(withProps('It failed', props))).toMatchObject({
				message: 'n8n could not send the request to Genesys Cloud',
			});
		},
	);

	it('is no answer by a code that is no status', () => {
		expect(failure(apiError({ message: 'x' }, { httpCode: '42', message: 'Odd' }))).toMatchObject({
			name: 'ApiFailure',
		});
	});

	it('hides secrets in an answer', () => {
		const error = withProps('x', { response: { status: 400, data: { echo: 't0ken' } } });

		expect(read(error, new Set(['t0ken']))).toMatchObject({ body: { echo: '**hidden**' } });
	});
});

describe('A connection that n8n could not use', () => {
	it.each([
		'ECONNRESET',
		'ECONNREFUSED',
		'ECONNABORTED',
		'ETIMEDOUT',
		'EPIPE',
		'EPROTO',
		'EAI_AGAIN',
		'ENOTFOUND',
		'ENETUNREACH',
		'EHOSTUNREACH',
		'ERR_NETWORK',
		'ERR_TLS_CERT_ALTNAME_INVALID',
		'ERR_SSL_WRONG_VERSION_NUMBER',
		'DEPTH_ZERO_SELF_SIGNED_CERT',
		'SELF_SIGNED_CERT_IN_CHAIN',
		'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
		'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
		'CERT_HAS_EXPIRED',
	])('is told by its code: %s', (code) => {
		expect(read(withProps('It failed', { code }))).toEqual({ dropped: code });
		expect(read(new Error(`connect ${code} 127.0.0.1:443`))).toEqual({ dropped: code });
		expect(read(new Error('Top', { cause: withProps('Inner', { code }) }))).toEqual({ dropped: code });
	});

	it.each([
		'self-signed certificate',
		'self signed certificate in certificate chain',
		'unable to get local issuer certificate',
		'unable to verify the first certificate',
		'certificate has expired',
		"Hostname/IP does not match certificate's altnames",
		'SSL issue: consider using the Ignore SSL issues option',
	])('is told by words where the code was left out: %s', (message) => {
		expect(read(new Error(message))).toEqual({ dropped: 'CERT_NOT_TRUSTED' });
	});

	// Older versions of n8n put these in the place of the error that they had.
	it.each([
		['socket hang up', 'ECONNRESET'],
		[
			'The connection to the server was closed unexpectedly, perhaps it is offline. You can retry the request immediately or wait and retry later.',
			'ECONNRESET',
		],
		['The connection was aborted, perhaps the server is offline', 'ECONNABORTED'],
		[
			"The connection timed out, consider setting the 'Retry on Fail' option in the node settings",
			'ETIMEDOUT',
		],
		['The service refused the connection - perhaps it is offline', 'ECONNREFUSED'],
		[
			'The connection cannot be established, this usually occurs due to an incorrect host (domain) value',
			'ENOTFOUND',
		],
		['The host is unreachable, perhaps the server is offline', 'EHOSTUNREACH'],
		['The DNS server returned an error, perhaps the server is offline', 'EAI_AGAIN'],
		['Parse Error: Header overflow', 'HPE_UNKNOWN'],
	])('is told by words of n8n and Node.js where the code was left out: %s', (message, code) => {
		expect(read(new Error(message))).toEqual({ dropped: code });
		expect(read(apiError({ message: 'x' }, { message, description: 'y' }))).toEqual({ dropped: code });
	});

	it('is told by what n8n has written around it', () => {
		const error = apiError(
			{ message: 'x' },
			{ message: 'The connection was aborted', description: 'read ECONNRESET' },
		);

		expect(read(error)).toMatchObject({ dropped: 'ECONNRESET' });
	});

	it.each(['ENETUNREACH', 'EHOSTUNREACH', 'ECONNREFUSED'])(
		'was there where it broke while it was used: %s',
		(code) => {
			const used = { dropped: code, wasConnected: true };

			expect(read(new Error(`read ${code}`))).toEqual(used);
			expect(read(Object.assign(new Error('x'), { code, syscall: 'write' }))).toEqual(used);
			expect(read(Object.assign(new Error(`connect ${code}`), { code, syscall: 'connect' }))).toEqual({
				dropped: code,
			});
		},
	);

	it('is not seen in a word that only looks like a code', () => {
		expect(failure(new Error('XECONNRESETX'))).toMatchObject({ name: 'ApiFailure' });
	});
});

describe('A request that n8n did not send', () => {
	it('is told in the words of n8n, without secrets and on one line', () => {
		expect(failure(new Error('No t0ken\nat line 5'), new Set(['t0ken']))).toMatchObject({
			message: 'n8n could not send the request to Genesys Cloud',
			whatToDo: 'Open the credential, connect it if n8n asks you to, and test it. n8n says: "No **hidden**"',
			details: {},
		});
	});

	it('is told when n8n has said nothing', () => {
		expect(failure('text')).toMatchObject({
			whatToDo: 'Open the credential, connect it if n8n asks you to, and test it. n8n says: ""',
		});
	});

	it('is told to be held back by n8n itself, be it for a token', () => {
		const blocked = {
			message: 'n8n is not allowed to call the address in this credential',
			whatToDo:
				'Check the region or the custom URLs of the credential. If they are right, ask the person who runs n8n to allow the address with N8N_SSRF_ALLOWED_HOSTNAMES or N8N_SSRF_ALLOWED_IP_RANGES.',
		};

		expect(failure(new Error('The request was blocked because it is private'))).toMatchObject(blocked);
		expect(
			failure(
				new Error('access token: x', { cause: new Error('The request was blocked because it is private') }),
			),
		).toMatchObject(blocked);
	});

	it('ends where the causes go in circles', () => {
		const error = new Error('Round');
		error.cause = error;

		expect(failure(error)).toMatchObject({ name: 'ApiFailure' });
	});
});

describe('A token that could not be had', () => {
	const REFUSED = {
		message: 'Could not sign in to Genesys Cloud with this credential',
		details: { status: 401 },
	};
	const refused = (body: unknown, more = {}) =>
		failure(withProps('Could not get access token: invalid', { body, status: 400, ...more }));

	it.each([
		[
			{ error: 'invalid_client', description: 'client not found: x' },
			'Check the region of the credential first: an OAuth client exists only in its own region. Then check the client ID.',
		],
		[
			{ error: 'invalid_client', description: 'authentication failed' },
			'Check the region of the credential first, then the client secret.',
		],
		[
			{ error: 'unauthorized_client' },
			'Check the region of the credential first, then the client ID and the client secret. The OAuth client in Genesys Cloud also needs the same grant type as the credential.',
		],
	])('is told by what the sign-in says: %j', (body, whatToDo) => {
		expect(refused(body)).toMatchObject({ ...REFUSED, whatToDo });
		expect(refused(body, { status: 401 })).toMatchObject({ ...REFUSED, whatToDo });
	});

	it.each([
		['the words of n8n', new Error('Could not get access token: x')],
		['the code of its library', withProps('x', { code: 'EAUTH' })],
		[
			'the address that was called',
			withProps('x', { config: { url: 'https://login.example.com/oauth/token' } }),
		],
	])('is known by %s', (_what, error) => {
		expect(failure(error)).toMatchObject(REFUSED);
	});

	it('is known by the kind of error that the library throws', () => {
		class ResponseError extends Error {}

		expect(failure(new ResponseError('HTTP status 400'))).toMatchObject(REFUSED);
	});

	it('is not suspected of every error', () => {
		const error = withProps('x', { code: 'EOTHER', config: { url: 'https://api.example.com/api/v2/x' } });

		expect(failure(error)).toMatchObject({ message: 'n8n could not send the request to Genesys Cloud' });
		expect(failure(withProps('x', { config: 'text' }))).toMatchObject({ name: 'ApiFailure' });
	});

	it.each([
		[
			'the network',
			withProps('access token: x', { code: 'ECONNRESET' }),
			{ dropped: 'ECONNRESET', atToken: true },
		],
		[
			'the sign-in being down',
			new Error('access token: HTTP status 503'),
			{ status: 503, headers: {}, body: undefined, atToken: true },
		],
		[
			'the sign-in being down, in the words of another library',
			new Error('access token: Request failed with status code 502'),
			{ status: 502, headers: {}, body: undefined, atToken: true },
		],
		[
			'the sign-in being down, by the answer',
			withProps('access token: x', { response: { status: 500 } }),
			{ status: 500, headers: {}, body: undefined, atToken: true },
		],
		[
			'the rate limit of the sign-in',
			withProps('access token: x', { status: '429', body: { a: 1 } }),
			{ status: 429, headers: {}, body: { a: 1 }, atToken: true },
		],
		[
			'a page of somebody in between',
			withProps('access token: x', { status: 400, body: '<html></html>' }),
			{ status: 400, headers: {}, body: '<html></html>', atToken: true },
		],
		[
			'a page of somebody in between, without a status',
			withProps('access token: x', { body: '<html></html>' }),
			{ status: 400, headers: {}, body: '<html></html>', atToken: true },
		],
	])('is no refusal of the credential where it is for %s', (_what, error, outcome) => {
		expect(read(error)).toEqual(outcome);
	});

	it('is a refusal of the credential where the body is JSON as a text', () => {
		expect(refused(' {"error":"invalid_client"}')).toMatchObject(REFUSED);
	});

	it.each([
		{ error: 'Not Found', statusCode: 404 },
		{ message: 'Unauthorized' },
		'{"message":"Unauthorized"}',
		{},
	])('is no refusal of the credential where a gateway speaks: %j', (body) => {
		for (const status of [undefined, 400, 401])
			expect(read(withProps('access token: x', { status, body }))).toMatchObject({ body, atToken: true });
	});

	it('shows no secret', () => {
		const error = withProps('access token: x', { status: 503, body: { echo: 's3cret' } });

		expect(read(error, new Set(['s3cret']))).toMatchObject({ body: { echo: '**hidden**' } });
	});
});
