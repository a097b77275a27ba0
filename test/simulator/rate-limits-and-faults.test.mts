import type { Fault, Simulator } from '../../simulator/index.mts';
import type { Answer, Api } from './rig.mts';
import { logIn, requestToken, startAt, withSimulator } from './rig.mts';

const NOW = '2026-09-01T10:00:00.000Z';

describe('rate limits and faults', () => {
	let simulator: Simulator;
	let api: Api;

	withSimulator(NOW, (...started) => {
		[simulator, api] = started;
	});

	const call = async () => api('GET', '/api/v2/tokens/me');
	const limits = ({ headers }: Answer) =>
		['count', 'allowed', 'reset'].map((name) => headers.get(`inin-ratelimit-${name}`));

	test('the window is opened by the first call and every answer says where the token stands', async () => {
		expect(limits(await call())).toEqual(['1', '300', '61']);
		simulator.world.clock.advance(20_000);
		const refused = await api('GET', '/api/v2/conversations/none');
		expect(limits(refused)).toEqual(['2', '300', '41']);
		expect(refused.headers.get('ININ-Correlation-Id')).toBe(refused.json.at('contextId'));
	});

	test('the call beyond the limit is refused until the window is over, others are not', async () => {
		simulator.configure({ rateLimit: { allowed: 2 } });
		await call();
		await call();
		const answer = await call();
		expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '61']);
		expect(answer.json.at('message')).toContain('[61] seconds');
		expect((await (await logIn(simulator))('GET', '/api/v2/tokens/me')).status).toBe(200);
		simulator.world.clock.advance(60_000);
		expect(limits(await call())).toEqual(['1', '2', '61']);
	});

	test('a 429 says where the token stands only if that is assumed', async () => {
		simulator.configure({ rateLimit: { allowed: 1 } });
		await call();
		expect(limits(await call())).toEqual([null, null, null]);
		simulator.configure({ assumptions: { rateLimitHeadersOn429: true } });
		expect(limits(await call())).toEqual(['3', '1', '61']);
	});

	test('the allowance, the length of the window and what reset says at its start can be set', async () => {
		simulator.configure({ rateLimit: { allowed: 180, resetAtStart: 61 } });
		expect(limits(await call())).toEqual(['1', '180', '61']);
		simulator.configure({ rateLimit: { windowSeconds: 30, resetAtStart: 61 } });
		simulator.world.clock.advance(1);
		expect(limits(await call())).toEqual(['2', '180', '60']);
		simulator.world.clock.advance(29_998);
		expect(limits(await call())).toEqual(['3', '180', '31']);
		simulator.world.clock.advance(1);
		expect(limits(await call())).toEqual(['1', '180', '61']);
		simulator.configure({ rateLimit: { resetAtStart: 2 } });
		simulator.world.clock.advance(20_000);
		expect(limits(await call())).toEqual(['2', '180', '0']);
	});

	test('Retry-After tells the truth whatever reset says', async () => {
		simulator.configure({ rateLimit: { allowed: 1, resetAtStart: 3600 } });
		await call();
		expect((await call()).headers.get('retry-after')).toBe('61');
	});

	test('calls of others on the same token are counted, and the refused ones of theirs too', async () => {
		simulator.configure({ rateLimit: { allowed: 10 }, foreignCallsPerMinute: 60 });
		await call();
		simulator.world.clock.advance(30_000);
		expect((await call()).status).toBe(429);
		expect(simulator.foreignCalls).toEqual({ sent: 30, refused: 21 });
	});

	test('beyond the daily limit the wait is hours long', async () => {
		simulator.configure({ dailyLimit: 1 });
		await call();
		const answer = await call();
		expect(answer.status).toBe(429);
		expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(86_000);
	});

	const spellings: [Fault, string | null, string][] = [
		[{ kind: 'rateLimit', seconds: 7 }, '7', 'too.many.requests.retry.after'],
		[{ kind: 'rateLimit', seconds: 7, spelling: 'bodyOnly' }, null, 'too.many.requests.retry.after'],
		[{ kind: 'rateLimit', seconds: 7, spelling: 'oldCode' }, '7', 'too.many.requests'],
		[
			{ kind: 'rateLimit', seconds: 7, spelling: 'retryAfterDate' },
			'Tue, 01 Sep 2026 10:00:07 GMT',
			'too.many.requests.retry.after',
		],
	];

	test.each(spellings)('a fault of %j answers with Retry-After %s', async (fault, retryAfter, code) => {
		simulator.faults.add(fault);
		const answer = await call();
		expect([answer.status, answer.headers.get('retry-after'), answer.json.at('code')]).toEqual([
			429,
			retryAfter,
			code,
		]);
	});

	test('a 429 can be without any hint', async () => {
		simulator.faults.add({ kind: 'rateLimit', spelling: 'noHint' });
		const answer = await call();
		expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, null]);
		expect(answer.json.at('message')).not.toMatch(/\d/);
	});

	test('a fault hits what it matches, as often as it says, and can be removed', async () => {
		const fault = simulator.faults.add({
			kind: 'status',
			status: 503,
			times: 2,
			match: { method: 'get', path: '/tokens/' },
		});
		expect((await api('GET', '/api/v2/organizations/me')).status).toBe(200);
		expect((await call()).json.at('code')).toBe('service.unavailable');
		expect(fault.hits).toBe(1);
		expect((await call()).status).toBe(503);
		expect((await call()).status).toBe(200);
		const lasting = simulator.faults.add({ kind: 'html' });
		expect((await call()).text).toContain('<html>');
		lasting.remove();
		expect((await call()).status).toBe(200);
	});

	test.each([
		['resetBefore', undefined],
		['resetAfter', '2026-09-01T10:00:00.000Z'],
	] as const)('with %s the connection is cut and the end time is %s', async (kind, endTime) => {
		const { id } = simulator.world.startConversation({
			customerName: 'Dana',
			queue: simulator.world.addQueue({ name: 'Q' }),
			stage: 'agent',
		});
		simulator.faults.add({ kind, match: { method: 'PATCH' } });
		await expect(
			api('PATCH', `/api/v2/conversations/messages/${id}`, { state: 'disconnected' }),
		).rejects.toThrow();
		expect(simulator.requests.at(-1)?.status).toBe(0);
		expect((await api('GET', `/api/v2/conversations/${id}`)).json.at('endTime')).toBe(endTime);
	});

	test('answers can be cut short, emptied, and tokens expired or revoked under way', async () => {
		const whole = (await call()).text;
		simulator.faults.add({ kind: 'truncatedJson', times: 1 });
		expect(whole.startsWith((await call()).text)).toBe(true);
		simulator.faults.add({ kind: 'truncatedJson', times: 1 });
		expect((await call()).text.length).toBeLessThan(whole.length);
		simulator.faults.add({ kind: 'emptyBody', times: 1 });
		expect(await call()).toMatchObject({ status: 200, text: '' });
		simulator.configure({ assumptions: { expiredTokenCode: 'credentials.expired' } });
		simulator.faults.add({ kind: 'expireToken', times: 1 });
		expect((await call()).json.at('code')).toBe('credentials.expired');
		api = await logIn(simulator);
		simulator.faults.add({ kind: 'revokeToken', times: 1 });
		expect((await call()).json.at('code')).toBe('bad.credentials');
		expect((await call()).status).toBe(401);
	});

	test('a slow answer does not keep the simulator from closing', async () => {
		const other = await startAt(NOW);
		const slow = await logIn(other);
		other.faults.add({ kind: 'slow', ms: 3_600_000 });
		const pending = expect(slow('GET', '/api/v2/tokens/me')).rejects.toThrow();
		while (other.requests.length < 2) await new Promise(setImmediate);
		await other.close();
		await pending;
	});

	test('the clock of the platform can be ahead of the caller', async () => {
		simulator.configure({ clockSkewMs: 120_000 });
		const tooLarge = { externalTag: 'x'.repeat(600_000) };
		const answers = [
			await call(),
			await requestToken(simulator),
			await api('GET', '/api/v2/nothing/here'),
			await api('PUT', '/api/v2/conversations/3fa85f64-5717-4562-b3fc-2c963f66afa6/tags', tooLarge),
		];
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 413]);
		for (const { headers } of answers) expect(headers.get('date')).toBe('Tue, 01 Sep 2026 10:02:00 GMT');
		simulator.faults.add({ kind: 'status', status: 503 });
		expect((await call()).headers.get('date')).toBe('Tue, 01 Sep 2026 10:02:00 GMT');
	});
});
