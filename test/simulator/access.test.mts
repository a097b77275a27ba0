import { createHash } from 'node:crypto';
import type { ClientSettings, Simulator } from '../../simulator/index.mts';
import { DEFAULT_CLIENT } from '../../simulator/index.mts';
import { logIn, requestToken, send, withSimulator } from './rig.mts';

const NOW = '2026-09-01T10:00:00.000Z';
const NARROW: ClientSettings = {
	id: '11111111-2222-4333-8444-555555555555',
	secret: 'narrow-secret',
	name: 'reader',
	permissions: ['conversation:communication:view'],
	divisions: 'all',
};

describe('access', () => {
	let simulator: Simulator;

	withSimulator(
		NOW,
		(started) => {
			simulator = started;
		},
		{ clients: [DEFAULT_CLIENT, NARROW] },
	);

	const conversation = (divisionId?: string) =>
		simulator.world.startConversation({
			customerName: 'Dana Example',
			queue: simulator.world.addQueue({ name: 'Web Support' }),
			stage: 'agent',
			...(divisionId === undefined ? {} : { divisionId }),
		});

	test('a token is given for client credentials sent as HTTP Basic', async () => {
		const { status, json } = await requestToken(simulator);
		expect(status).toBe(200);
		expect(json.at('access_token')).toEqual(expect.any(String));
		expect([json.at('token_type'), json.at('expires_in')]).toEqual(['bearer', 86_399]);
	});

	test('an unknown client is refused with 400 and a wrong secret with 401, both in the shape of OAuth', async () => {
		const unknown = await requestToken(simulator, { id: NARROW.id.replace('1', '9'), secret: 'x' });
		expect([unknown.status, unknown.json.value]).toEqual([
			400,
			{ error: 'invalid_client', description: 'client not found', error_description: 'client not found' },
		]);
		const wrong = await requestToken(simulator, { id: DEFAULT_CLIENT.id, secret: 'wrong' });
		expect([wrong.status, wrong.json.at('error_description')]).toEqual([401, 'authentication failed']);
	});

	test.each([
		[{}, 'invalid_request'],
		[{ grant_type: 'password' }, 'unsupported_grant_type'],
	])('a token request of %j is refused as %s', async (form, error) => {
		const answer = await requestToken(simulator, DEFAULT_CLIENT, form as Record<string, string>);
		expect([answer.status, answer.json.at('error')]).toEqual([400, error]);
	});

	test('without a token, with a foreign one and with an expired one the API answers 401', async () => {
		const url = `${simulator.url}/api/v2/tokens/me`;
		expect((await send(url)).json.at('code')).toBe('authentication.required');
		expect((await send(url, { headers: { authorization: 'Bearer foreign' } })).json.at('code')).toBe(
			'bad.credentials',
		);
		const api = await logIn(simulator);
		simulator.world.clock.advance(86_400_000);
		const expired = await api('GET', '/api/v2/tokens/me');
		expect([expired.status, expired.json.at('code')]).toEqual([401, 'bad.credentials']);
	});

	test('a token can be revoked with itself', async () => {
		const api = await logIn(simulator);
		expect((await api('DELETE', '/api/v2/tokens/me')).status).toBe(200);
		expect((await api('GET', '/api/v2/tokens/me')).status).toBe(401);
	});

	test('a missing permission is refused with a 403 that names it', async () => {
		const { id } = conversation();
		const api = await logIn(simulator, NARROW);
		expect((await api('GET', `/api/v2/conversations/${id}`)).status).toBe(200);
		const answer = await api('PATCH', `/api/v2/conversations/messages/${id}`, { state: 'disconnected' });
		expect([answer.status, answer.json.at('code')]).toEqual([403, 'missing.any.permissions']);
		expect(answer.json.at('message')).toContain(
			'[conversation:communication:disconnect, conversation:message:park]',
		);
	});

	test.each([403, 404] as const)(
		'a conversation in a division out of reach is answered with %d',
		async (status) => {
			const { world } = simulator;
			simulator.configure({
				clients: [{ ...DEFAULT_CLIENT, divisions: [world.directory.homeDivision.id] }],
				assumptions: { unseenDivision: status },
			});
			const { id } = conversation(world.addDivision({ name: 'Elsewhere' }).id);
			const api = await logIn(simulator);
			expect((await api('GET', `/api/v2/conversations/${id}`)).status).toBe(status);
			const interval = '2026-09-01T00:00:00.000Z/2026-09-02T00:00:00.000Z';
			const query = await api('POST', '/api/v2/analytics/conversations/details/query', { interval });
			expect(query.json.at('totalHits')).toBe(0);
		},
	);

	test('resources of the signed-in user answer not.a.user for client credentials', async () => {
		const api = await logIn(simulator);
		for (const path of ['/users/me', '/conversations', '/conversations/messages']) {
			const answer = await api('GET', `/api/v2${path}`);
			expect([answer.status, answer.json.at('code')]).toEqual([400, 'not.a.user']);
		}
	});

	test('a message cannot be sent without a user', async () => {
		const api = await logIn(simulator);
		const { id, agent } = conversation();
		const path = `/api/v2/conversations/messages/${id}/communications/${agent?.sessionId ?? ''}/messages`;
		const answer = await api('POST', path, { textBody: 'Goodbye' });
		expect([answer.status, answer.json.at('code')]).toEqual([400, 'not.a.user']);
		const text = JSON.stringify((await api('GET', `/api/v2/conversations/${id}`)).json.value);
		expect(text.match(/"messageId"/g)).toHaveLength(2);
	});

	test('an authorization code with PKCE gives a user token once, and a refresh token that renews it', async () => {
		const agent = simulator.world.addUser({ name: 'Alex Agent' });
		const verifier = 'a-verifier-that-is-long-enough-to-be-one-0123456789';
		const redirect = 'http://127.0.0.1:5678/rest/oauth2-credential/callback';
		const query = new URLSearchParams({
			client_id: DEFAULT_CLIENT.id,
			redirect_uri: redirect,
			response_type: 'code',
			state: 'xyz',
			code_challenge: createHash('sha256').update(verifier).digest('base64url'),
			code_challenge_method: 'S256',
		});
		const url = `${simulator.url}/oauth/authorize?${query.toString()}`;
		expect((await send(url)).text).toContain('Alex Agent');
		const decided = await send(url, {
			method: 'POST',
			body: new URLSearchParams({ user: agent.id, decision: 'allow' }),
		});
		const target = new URL(decided.headers.get('location') ?? '');
		expect([decided.status, target.searchParams.get('state')]).toEqual([302, 'xyz']);
		const exchange = async (code_verifier: string, code = target.searchParams.get('code') ?? '') =>
			send(`${simulator.url}/oauth/token`, {
				method: 'POST',
				body: new URLSearchParams({
					grant_type: 'authorization_code',
					client_id: DEFAULT_CLIENT.id,
					redirect_uri: redirect,
					code,
					code_verifier,
				}),
			});
		const given = await exchange(verifier);
		expect(given.status).toBe(200);
		expect((await exchange(verifier)).json.at('error')).toBe('invalid_grant');
		const headers = { authorization: `Bearer ${String(given.json.at('access_token'))}` };
		expect((await send(`${simulator.url}/api/v2/users/me`, { headers })).json.at('name')).toBe('Alex Agent');
		const renewed = await requestToken(simulator, DEFAULT_CLIENT, {
			grant_type: 'refresh_token',
			refresh_token: String(given.json.at('refresh_token')),
		});
		expect(renewed.status).toBe(200);
	});

	test('consent is not asked for a redirect to a plain http address elsewhere', async () => {
		const query = `client_id=${DEFAULT_CLIENT.id}&response_type=code&redirect_uri=http://example.com/cb`;
		const answer = await send(`${simulator.url}/oauth/authorize?${query}`);
		expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
	});

	test('requests are recorded without a secret', async () => {
		const api = await logIn(simulator);
		await api('GET', '/api/v2/tokens/me?preserveIdleTTL=true');
		const [login, read] = simulator.requests.slice(-2);
		expect(login).toMatchObject({ method: 'POST', path: '/oauth/token', status: 200, token: 'token-2' });
		expect(read).toMatchObject({ query: { preserveIdleTTL: 'true' }, status: 200, token: 'token-2' });
		expect(JSON.stringify(simulator.requests)).not.toContain(api.token);
		expect(JSON.stringify(simulator.requests)).not.toContain(DEFAULT_CLIENT.secret);
	});

	test.each(['../../users/me', 'abc', '%00', '__proto__'])('an id of %s is malformed', async (id) => {
		const api = await logIn(simulator);
		const path = `/api/v2/conversations/${encodeURIComponent(id)}`;
		expect((await api('GET', path)).status).toBe(400);
		simulator.configure({ assumptions: { malformedId: 404 } });
		expect((await api('GET', path)).status).toBe(404);
	});

	test('unknown fields, wrong types, malformed JSON, other content types and large bodies are refused', async () => {
		const { id } = conversation();
		const api = await logIn(simulator);
		const tags = `/api/v2/conversations/${id}/tags`;
		for (const body of [
			{ externalTag: 1 },
			{ externalTag: 'x', other: 1 },
			[],
			{ externalTag: { $ne: 1 } },
		]) {
			expect((await api('PUT', tags, body)).status).toBe(400);
		}
		const raw = async (body: string, type: string) => {
			const headers = { authorization: `Bearer ${api.token}`, 'content-type': type };
			return (await send(simulator.url + tags, { method: 'PUT', headers, body })).status;
		};
		expect(await raw('{"externalTag":', 'application/json')).toBe(400);
		expect(await raw('{"__proto__":{"externalTag":"x"}}', 'application/json')).toBe(400);
		expect(await raw('externalTag=x', 'text/plain')).toBe(415);
		expect(await raw(JSON.stringify({ externalTag: 'x'.repeat(600_000) }), 'application/json')).toBe(413);
		expect((await api('GET', `/api/v2/conversations/${id}`)).json.at('externalTag')).toBeUndefined();
	});
});
