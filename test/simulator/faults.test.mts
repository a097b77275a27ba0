import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Simulator } from '../../simulator/index.mts';
import { DEFAULT_CLIENT } from '../../simulator/index.mts';
import { FAULT } from '../../simulator/http/fault-kinds.mts';
import type { Answer, Api } from './rig.mts';
import { logIn, queryDetails, requestToken, send, startAt, withSimulator } from './rig.mts';

const NOW = '2026-09-01T10:00:00.000Z';
const DAY = '2026-09-01T00:00:00.000Z/2026-09-02T00:00:00.000Z';
const OTHER_ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
const BASIC = `Basic ${Buffer.from(`${DEFAULT_CLIENT.id}:${DEFAULT_CLIENT.secret}`).toString('base64')}`;
const SEARCH = '/api/v2/conversations/participants/attributes/search';

describe('faults', () => {
	let simulator: Simulator;
	let api: Api;

	withSimulator(NOW, (...started) => {
		[simulator, api] = started;
	});

	/** A call to the API, and one for a token: a fault strikes either. */
	const CALLS: [string, () => Promise<Answer>][] = [
		['a call to the API', async () => api('GET', '/api/v2/tokens/me')],
		['a call for a token', async () => requestToken(simulator)],
	];

	const start = (count = 1) => {
		const queue = simulator.world.addQueue({ name: 'Web Support' });
		return Array.from({ length: count }, () =>
			simulator.world.startConversation({ customerName: 'Dana Example', queue, stage: 'agent' }),
		);
	};
	const started = () => {
		const [handle] = start();
		if (handle === undefined) throw new RangeError('Nothing was started');
		return handle;
	};

	/** A call without a client of the language's own, so that what is half there can be seen. */
	const openCall = (path: string) => {
		const isLogin = path === '/oauth/token';
		const call = request(simulator.url + path, {
			method: isLogin ? 'POST' : 'GET',
			headers: isLogin
				? { authorization: BASIC, 'content-type': 'application/x-www-form-urlencoded' }
				: { authorization: `Bearer ${api.token}` },
		});
		const head = new Promise<IncomingMessage>((resolve, reject) => {
			call.on('response', resolve).on('error', reject);
		});
		// It rejects when the call is given up, which not every test looks at.
		head.catch(() => undefined);
		call.end(isLogin ? 'grant_type=client_credentials' : undefined);
		return { call, head };
	};

	const arrival = async (count: number) => {
		while (simulator.requests.length < count) await new Promise(setImmediate);
	};

	describe.each(['/api/v2/tokens/me', '/oauth/token'])('on %s', (path) => {
		test('a drip sends the head at once and the body byte by byte, until it ends', async () => {
			simulator.faults.add({ kind: 'drip', ms: 1, ends: true });
			const { head } = openCall(path);
			const answer = await head;
			const parts: Buffer[] = [];
			for await (const part of answer) parts.push(part as Buffer);
			expect(answer.statusCode).toBe(200);
			expect(parts.length).toBeGreaterThan(10);
			expect(() => JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown).not.toThrow();
		});

		test('a drip without an end goes on with blanks after the whole body', async () => {
			const whole = path.startsWith('/api') ? (await api('GET', path)).text : undefined;
			simulator.faults.add({ kind: 'drip', ms: 1 });
			const { call, head } = openCall(path);
			let text = '';
			for await (const part of await head) {
				text += String(part);
				if (text.endsWith('}   ')) break;
			}
			call.destroy();
			expect(text).toMatch(/^\{.*\} {3}$/);
			expect(text.trimEnd()).toBe(whole ?? text.trimEnd());
			expect(simulator.requests.at(-1)?.status).toBe(200);
		});

		test('a drip with an hour between its bytes has sent its head and its first byte', async () => {
			simulator.faults.add({ kind: 'drip', ms: 3_600_000 });
			const { call, head } = openCall(path);
			const answer = await head;
			const [first] = (await answer[Symbol.asyncIterator]().next()).value as Buffer;
			call.destroy();
			expect([answer.statusCode, first]).toEqual([200, '{'.charCodeAt(0)]);
		});

		test.each([
			{ done: false, tokens: 0 },
			{ done: true, tokens: 1 },
		])('silence is no answer on a connection that stays ($done)', async ({ done, tokens }) => {
			const before = simulator.requests.length;
			const loggedIn = simulator.requests.filter(({ token }) => token !== '').length;
			simulator.faults.add({ kind: 'silence', done, times: 1 });
			const { call, head } = openCall(path);
			await arrival(before + 1);
			// The next call is answered, so the one before it had its time.
			await simulatorAnswers();
			const outcome = await Promise.race([head, Promise.resolve('nothing')]);
			expect([outcome, call.socket?.destroyed]).toEqual(['nothing', false]);
			expect(simulator.requests[before]?.status).toBe(0);
			const heard = simulator.requests.filter(({ token }) => token !== '').length - loggedIn - 1;
			expect(heard).toBe(tokens);
			call.destroy();
		});
	});

	const simulatorAnswers = async () => {
		expect((await api('GET', '/api/v2/tokens/me')).status).toBe(200);
	};

	test('neither silence nor a drip keeps the simulator from closing', async () => {
		const other = await startAt(NOW);
		const calling = await logIn(other);
		other.faults.add({ kind: 'silence', times: 1 });
		other.faults.add({ kind: 'drip', ms: 3_600_000 });
		const silent = expect(calling('GET', '/api/v2/tokens/me')).rejects.toThrow();
		while (other.requests.length < 2) await new Promise(setImmediate);
		const dripping = expect(calling('GET', '/api/v2/tokens/me')).rejects.toThrow();
		while (other.requests.length < 3) await new Promise(setImmediate);
		await other.close();
		await Promise.all([silent, dripping]);
	});

	test('what never ends can be cut, and whatever else is under way goes on', async () => {
		simulator.faults.add({ kind: 'silence', times: 1 });
		simulator.faults.add({ kind: 'silence', done: true, times: 1 });
		simulator.faults.add({ kind: 'drip', ms: 3_600_000, times: 1 });
		simulator.faults.add({ kind: 'slow', ms: 20, times: 1 });
		const before = simulator.requests.length;
		const calls: Array<Promise<unknown>> = [];
		for (const [index] of ['silent', 'silent', 'dripping', 'slow'].entries()) {
			calls.push(api('GET', '/api/v2/tokens/me'));
			await arrival(before + index + 1);
		}
		const outcomes = Promise.allSettled(calls);
		simulator.cutEndless();
		expect((await outcomes).map(({ status }) => status)).toEqual([
			'rejected',
			'rejected',
			'rejected',
			'fulfilled',
		]);
	});

	test.each(CALLS)('lying headers replace the real ones of %s, or are missing', async (_, call) => {
		simulator.faults.add({
			kind: 'lyingHeaders',
			headers: {
				'inin-ratelimit-reset': '1000000000',
				'inin-ratelimit-count': 'many',
				'retry-after': '-5',
				date: 'Thu, 01 Jan 1970 00:00:00 GMT',
				'inin-correlation-id': null,
			},
		});
		const { headers, status } = await call();
		expect(status).toBe(200);
		expect(
			['inin-ratelimit-reset', 'inin-ratelimit-count', 'retry-after', 'date', 'inin-correlation-id'].map(
				(name) => headers.get(name),
			),
		).toEqual(['1000000000', 'many', '-5', 'Thu, 01 Jan 1970 00:00:00 GMT', null]);
	});

	test('even the date can be missing', async () => {
		simulator.faults.add({ kind: 'lyingHeaders', headers: { date: null } });
		expect((await api('GET', '/api/v2/tokens/me')).headers.get('date')).toBeNull();
	});

	test('lying headers also stand on a refusal', async () => {
		simulator.configure({ rateLimit: { allowed: 1 } });
		await api('GET', '/api/v2/tokens/me');
		simulator.faults.add({ kind: 'lyingHeaders', headers: { 'retry-after': '1000000000' } });
		const answer = await api('GET', '/api/v2/tokens/me');
		expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1000000000']);
	});

	const STUBS = [{ id: OTHER_ID }, { id: OTHER_ID, participants: [] }, { message: 'Accepted' }, [], null, ''];

	test.each(STUBS)('a stub answers %j in place of what was done', async (body) => {
		const { id } = started();
		simulator.faults.add({ kind: 'stub', body, match: { method: 'PATCH' } });
		const answer = await api('PATCH', `/api/v2/conversations/messages/${id}`, { state: 'disconnected' });
		expect([answer.status, answer.json.value]).toEqual([200, body]);
		expect((await api('GET', `/api/v2/conversations/${id}`)).json.at('endTime')).toBe(NOW);
	});

	test('a stub can have a status of its own, stands in for a token, and leaves a refusal alone', async () => {
		simulator.faults.add({ kind: 'stub', status: 202, body: { message: 'Accepted' } });
		const answer = await requestToken(simulator);
		expect([answer.status, answer.json.value]).toEqual([202, { message: 'Accepted' }]);
		expect((await api('GET', `/api/v2/conversations/${OTHER_ID}`)).status).toBe(404);
	});

	test('a foreign id stands wherever the real one would, and nothing else changes', async () => {
		const { id, customer } = started();
		const real = await api('GET', `/api/v2/conversations/${id}`);
		const foreign = OTHER_ID.replace('3', '4');
		simulator.faults.add({ kind: 'foreignId', ids: { [id]: OTHER_ID, [customer.participantId]: foreign } });
		const { json } = await api('GET', `/api/v2/conversations/${id}`);
		expect([json.at('id'), json.at('participants', 0, 'id')]).toEqual([OTHER_ID, foreign]);
		expect(json.value).toEqual({
			...(real.json.value as object),
			id: OTHER_ID,
			participants: real.json
				.list('participants')
				.map(({ value }, index) => (index === 0 ? { ...(value as object), id: foreign } : value)),
		});
		const found = await queryDetails(api, DAY);
		expect(found.json.at('conversations', 0, 'conversationId')).toBe(OTHER_ID);
	});

	test('an odd value stands in one place of the answer, or is missing there, and nothing else changes', async () => {
		const { id } = started();
		const path = `/api/v2/conversations/${id}`;
		const real = JSON.stringify((await api('GET', path)).json.value);
		const places = real.match(/[,{[](?=[^}\]])/g)?.length ?? 0;
		const odd = new Set<string>();
		for (let place = 0; place <= places; place++) {
			const fault = simulator.faults.add({ kind: 'oddValue', place, value: 'odd', times: 1 });
			odd.add(JSON.stringify((await api('GET', path)).json.value));
			fault.remove();
		}
		// Behind the last value it begins anew.
		expect(odd.size).toBe(places);
		for (const text of odd) expect(text.match(/"odd"/g)).toHaveLength(1);

		simulator.faults.add({ kind: 'oddValue', place: 0, times: 1 });
		expect((await api('GET', path)).json.value).toEqual(
			Object.fromEntries(Object.entries(JSON.parse(real) as object).slice(1)),
		);
	});

	test.each(CALLS)('a gateway answers %s in its own words, uncorrelated and uncounted', async (_, call) => {
		simulator.faults.add({ kind: 'gateway', status: 503 });
		const answer = await call();
		expect([answer.status, answer.json.value]).toEqual([
			503,
			{ message: 'no Route matched with those values' },
		]);
		expect(answer.headers.get('inin-correlation-id')).toBeNull();
		expect(answer.headers.get('inin-ratelimit-count')).toBeNull();
	});

	test.each(CALLS)('a page of HTML answers %s with any status and uncorrelated', async (_, call) => {
		simulator.faults.add({ kind: 'html', status: 418 });
		const answer = await call();
		expect([answer.status, answer.headers.get('inin-correlation-id')]).toEqual([418, null]);
		expect(answer.text).toContain("<title>418 I'm a Teapot</title>");
	});

	test('what Genesys Cloud itself refuses is correlated, also when the body is too large to be read', async () => {
		const { id } = started();
		const refusals = [
			await api('GET', '/api/v2/conversations/none'),
			await api('GET', '/api/v2/nothing/here'),
			await api('PUT', `/api/v2/conversations/${id}/tags`, { externalTag: 'x'.repeat(600_000) }),
		];
		simulator.faults.add({ kind: 'status', status: 503 });
		for (const { headers, json } of [...refusals, await api('GET', '/api/v2/tokens/me')]) {
			expect(headers.get('inin-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
			expect(json.at('contextId')).toBe(headers.get('inin-correlation-id'));
		}
	});

	test.each(CALLS)('a status fault of %s is uncorrelated if it says so', async (_, call) => {
		simulator.faults.add({ kind: 'status', status: 500, correlated: false });
		const { headers, json } = await call();
		expect([json.at('code'), json.at('contextId'), headers.get('inin-correlation-id')]).toEqual([
			'internal.server.error',
			undefined,
			null,
		]);
	});

	test.each([400, 2_000_000])('an echo repeats the token in %d characters', async (length) => {
		simulator.faults.add({ kind: 'echo', status: 401, length });
		const { json, headers, status } = await api('GET', '/api/v2/tokens/me');
		expect(status).toBe(401);
		expect(String(json.at('message'))).toHaveLength(length);
		for (const place of [json.at('message'), json.at('code')]) expect(place).toContain(api.token);
		expect(headers.get('inin-correlation-id')).toBe(api.token);
	});

	test('an echo of a call for a token repeats the secret, from the header and from the form', async () => {
		simulator.faults.add({ kind: 'echo' });
		const basic = await requestToken(simulator);
		expect(basic.json.at('error_description')).toContain(DEFAULT_CLIENT.secret);
		expect(basic.json.at('error')).toBe(BASIC);
		expect(`Basic ${basic.headers.get('inin-correlation-id') ?? ''}`).toBe(BASIC);
		const form = await send(`${simulator.url}/oauth/token`, {
			method: 'POST',
			body: new URLSearchParams({ client_id: DEFAULT_CLIENT.id, client_secret: 'from-the-form' }),
		});
		expect(form.json.at('error_description')).toContain('from-the-form');
		expect(form.headers.get('inin-correlation-id')).toBe('from-the-form');
	});

	const idsOf = ({ json }: Answer, list: string, key: string) => json.list(list).map((row) => row.at(key));

	test('the same page comes again whatever page of a details query is asked for', async () => {
		start(3);
		const page = async (pageNumber: number) =>
			idsOf(
				await queryDetails(api, DAY, { paging: { pageSize: 2, pageNumber } }),
				'conversations',
				'conversationId',
			);
		const [first, second] = [await page(1), await page(2)];
		simulator.faults.add({ kind: 'samePage' });
		expect(second).not.toEqual(first);
		expect(await page(2)).toEqual(first);
		expect(await page(7)).toEqual(first);
	});

	test('the same page of a list comes again, and promises another', async () => {
		for (const name of ['A', 'B', 'C']) simulator.world.addQueue({ name });
		simulator.faults.add({ kind: 'samePage', total: 1000 });
		const { json } = await api('GET', '/api/v2/routing/queues?pageSize=2&pageNumber=2');
		expect(json.list('entities').map((one) => one.at('name'))).toEqual(['A', 'B']);
		expect([json.at('total'), json.at('pageCount'), json.at('nextUri')]).toEqual([
			1000,
			500,
			'/api/v2/routing/queues?pageSize=2&pageNumber=2',
		]);
	});

	test('the same cursor of the attribute search leads to the same page for ever', async () => {
		start(2);
		simulator.faults.add({ kind: 'sameCursor' });
		const query = [
			{ type: 'DATE_RANGE', fields: ['startTime'], startValue: '2026-08-31T23:00:00.000Z', endValue: NOW },
		];
		const first = await api('POST', SEARCH, { query });
		const again = await api('POST', SEARCH, { query, cursor: first.json.at('cursor') });
		expect(first.json.list('results')).toHaveLength(2);
		expect(again.json.value).toEqual(first.json.value);
	});

	test('the same cursor of a list leads to the same page for ever', async () => {
		simulator.world.addExternalSource({ name: 'CRM' });
		simulator.faults.add({ kind: 'sameCursor', cursor: 'round' });
		const first = await api('GET', '/api/v2/externalcontacts/externalsources?limit=25');
		const again = await api('GET', String(first.json.at('nextUri')));
		expect(first.json.at('cursors', 'after')).toBe('round');
		expect(idsOf(again, 'entities', 'name')).toEqual(['CRM']);
		expect(again.json.at('cursors', 'after')).toBe('round');
	});

	test('pages can be cut to fewer rows than asked for, and their total be wrong', async () => {
		start(60);
		simulator.faults.add({ kind: 'pages', rows: 50, total: 3 });
		const page = async (pageNumber: number) =>
			queryDetails(api, DAY, { paging: { pageSize: 100, pageNumber } });
		const [first, second] = [await page(1), await page(2)];
		expect([first.json.at('totalHits'), first.json.list('conversations').length]).toEqual([3, 50]);
		expect(second.json.list('conversations')).toHaveLength(10);
		const queues = await api('GET', '/api/v2/routing/queues?pageSize=100');
		expect(queues.json.at('pageSize')).toBe(50);
	});

	test.each(['/api/v2/conversations', '/api/v2/conversations/messages'])(
		'what is stale is the last answer of the same read that was another (%s)',
		async (resource) => {
			const [one, other] = start(2);
			const read = async (id = '') => api('GET', `${resource}/${id}`);
			const first = await read(one?.id);
			simulator.world.customerWrites(one?.id ?? '');
			const second = await read(one?.id);
			expect((await read(one?.id)).text).toBe(second.text);
			simulator.world.end(one?.id ?? '');
			simulator.faults.add({ kind: 'stale', times: 2 });

			// Nobody has read it since, so the second answer is the last that was another.
			expect((await read(one?.id)).text).toBe(second.text);
			expect((await read(one?.id)).text).toBe(second.text);
			expect((await read(one?.id)).text).not.toBe(second.text);
			expect(first.text).not.toBe(second.text);

			const only = await read(other?.id);
			simulator.faults.add({ kind: 'stale' });
			expect((await read(other?.id)).text).toBe(only.text);
			expect((await read('3fa85f64-5717-4562-b3fc-2c963f66afa6')).status).toBe(404);
		},
	);

	test('what is stale leaves every other call as it is, and a reset forgets what was told', async () => {
		const { id } = started();
		await api('GET', `/api/v2/conversations/${id}`);
		simulator.faults.add({ kind: 'stale' });
		const closed = await api('PATCH', `/api/v2/conversations/messages/${id}`, { state: 'disconnected' });
		expect(closed.status).toBe(200);
		expect(simulator.requests.at(-1)?.fault).toBe('stale');
		expect((await queryDetails(api, DAY)).json.list('conversations')).toHaveLength(1);
		expect((await api('GET', `/api/v2/conversations/${id}`)).json.at('endTime')).toBeUndefined();

		simulator.reset();
		simulator.world.clock.set(NOW);
		api = await logIn(simulator);
		expect(simulator.requests.at(-1)?.fault).toBeUndefined();
	});

	test('a missing permission is named, only where it is asked for, and until it is given', async () => {
		const { id } = started();
		const permission = 'conversation:communication:disconnect';
		const fault = simulator.faults.add({ kind: 'missingPermission', permission });
		const close = async () => api('PATCH', `/api/v2/conversations/messages/${id}`, { state: 'disconnected' });

		expect((await api('GET', `/api/v2/conversations/${id}`)).status).toBe(200);
		const refused = await close();
		expect([refused.status, refused.json.at('code')]).toEqual([403, 'missing.any.permissions']);
		expect(refused.json.at('message')).toContain(permission);

		fault.remove();
		expect((await close()).status).toBe(200);
	});

	test('every kind of fault is described in the documentation', () => {
		const page = readFileSync('docs/simulator.md', 'utf8');
		const kinds = FAULT.options.flatMap(({ entries: { kind } }) =>
			'literal' in kind ? [kind.literal] : [...kind.options],
		);
		const first = page.split('\n').flatMap((line) => (line.startsWith('| `') ? [line.split('|')[1]] : []));
		for (const kind of kinds) expect(first.join()).toContain(`\`${kind}\``);
		expect(kinds).toHaveLength(23);
	});
});
