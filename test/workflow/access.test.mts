import { DEFAULT_CLIENT } from '../../simulator/index.mts';
import { NODE } from '../harness/workbench.mts';
import { NOBODYS_ID, openContactCenter, openConversations } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { close, find, FROM_ITEM, get } from '../support/parameters.mts';
import { rawConversation, showInstead } from '../support/raw-conversation.mts';
import { withWorkbench } from '../support/workbench.mts';

describe('Access', () => {
	const bench = withWorkbench();

	it('asks for one token for a whole run, and keeps it for the next', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		const items = [1, 2, 3].map(() => ({ conversationId: id }));

		await bench().items({ parameters: get(FROM_ITEM), items });
		await bench().items({ parameters: get(FROM_ITEM), items });

		expect(bench().tokenRequests()).toBe(1);
	});

	it.each(['expireToken', 'revokeToken'] as const)(
		'renews the token once when it runs out in the middle of a run (%s)',
		async (kind) => {
			const { simulator } = bench();
			const center = openContactCenter(simulator.world);
			const items = [center.chat(), center.chat(), center.chat()].map(({ id }) => ({ conversationId: id }));
			const second = items[1]?.conversationId ?? '';
			simulator.faults.add({ kind, times: 1, match: { method: 'PATCH', path: second } });

			const verdicts = await bench().items({ parameters: close(FROM_ITEM), items });

			expect(verdicts.map(({ status }) => status)).toEqual(['closed', 'closed', 'closed']);
			expect(openConversations(simulator.world)).toEqual([]);
			expect(bench().tokenRequests()).toBe(2);
		},
	);

	it('gives up when Genesys goes on to refuse the token', async () => {
		const { simulator } = bench();
		const { id } = openContactCenter(simulator.world).chat();
		simulator.faults.add({ kind: 'status', status: 401, match: { method: 'GET' } });

		const failure = await failureOf(bench(), { parameters: get(id) });

		expect(failure).toMatchObject({ httpCode: '401', itemIndex: 0 });
		expect(failure.description).toContain('region');
		expect(bench().tokenRequests()).toBe(2);
		expect(bench().calls()).toHaveLength(2);
	});

	it.each([
		['an unknown client', { clientId: NOBODYS_ID }, 'client ID'],
		['a wrong secret', { clientSecret: 'not-the-secret' }, 'client secret'],
	])('tells about %s, the region first', async (_what, data, advice) => {
		bench().setCredential(data);

		const failure = await failureOf(bench(), { parameters: get(NOBODYS_ID) });

		expect(failure.message).toBe('Could not sign in to Genesys Cloud with this credential');
		expect(failure.description).toMatch(/^Check the region of the credential first/);
		expect(failure.description).toContain(advice);
		expect(failure).toMatchObject({ httpCode: '401', itemIndex: 0 });
		expect(bench().calls()).toEqual([]);
	});

	it.each([
		['an API that nobody answers for', { customApiUrl: 'http://127.0.0.1:9' }],
		['a login that nobody answers for', { customLoginUrl: 'http://127.0.0.1:9' }],
	])('tells about %s', async (_what, data) => {
		bench().setCredential(data);

		const failure = await failureOf(bench(), { parameters: get(NOBODYS_ID) });

		expect(failure.message).toContain('could not be reached');
		expect(failure.description).toContain('region');
	});

	it.each([429, 503])('waits for the token as for anything else (%s)', async (status) => {
		const { simulator } = bench();
		const { id } = openContactCenter(simulator.world).chat();
		simulator.faults.add({ kind: 'status', status, times: 1, match: { path: '/oauth/token' } });

		expect(await bench().item({ parameters: get(id) })).toMatchObject({ conversationId: id });
		expect(bench().tokenRequests()).toBe(2);
	});

	it('tells that the token was refused for too many requests', async () => {
		const { simulator } = bench();
		simulator.faults.add({ kind: 'rateLimit', match: { path: '/oauth/token' } });

		expect(
			await failureOf(bench(), { parameters: get(NOBODYS_ID, { options: { maxRetries: 0 } }) }),
		).toMatchObject({
			httpCode: '429',
			itemIndex: 0,
		});
	});
});

describe('No token and no secret gets into an execution', () => {
	const bench = withWorkbench();
	// A refusal holds the next executions of the same client too, so they must not wait for it.
	const noRetries = { options: { maxRetries: 0, maxWaitSeconds: 0 } };

	/** Runs a close and a find with and without Continue On Fail; gives all that n8n keeps of it. */
	async function executions(): Promise<string[]> {
		const { id } = openContactCenter(bench().simulator.world).chat();
		const texts: string[] = [];
		for (const onError of ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const) {
			for (const parameters of [find('externalId', 'CRM-1', noRetries), close(id, {}, noRetries)]) {
				const execution = await bench().run({ parameters, settings: { onError } });
				texts.push(execution.inFull(), JSON.stringify([execution.error(NODE), execution.hints(NODE)]));
			}
		}
		return texts;
	}

	function expectNoSecret(texts: readonly string[], more: readonly string[] = []): void {
		const secrets = [...bench().secrets(), ...more];
		for (const text of texts) {
			for (const secret of secrets) expect(text.includes(secret)).toBe(false);
			expect(text).not.toMatch(/\b(Bearer|Basic) [\w+/=-]{16,}/);
		}
	}

	it('when all goes well', async () => {
		const texts = await executions();

		expect(bench().secrets()).toHaveLength(3);
		expect(texts.join()).toContain('Dana Example');
		expectNoSecret(texts);
	});

	it.each([
		{ kind: 'status', status: 400 },
		{ kind: 'status', status: 401 },
		{ kind: 'status', status: 403 },
		{ kind: 'status', status: 500 },
		{ kind: 'rateLimit' },
		{ kind: 'html', status: 200 },
		{ kind: 'truncatedJson' },
		{ kind: 'resetBefore' },
		{ kind: 'emptyBody' },
		{ kind: 'echo', status: 400 },
		{ kind: 'echo', status: 401 },
		{ kind: 'echo', status: 403 },
		{ kind: 'echo', status: 404 },
		{ kind: 'echo', status: 429 },
		{ kind: 'echo', status: 500, length: 2_000_000 },
	] as const)('when the API answers with $kind $status', async (fault) => {
		await bench().items({ parameters: get(openContactCenter(bench().simulator.world).chat().id) });
		const former = bench().secrets();
		bench().simulator.faults.add({ ...fault, match: { path: '/api/' } });

		expectNoSecret(await executions(), former);
	});

	it('when an answer repeats the token among its data', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		const raw = await rawConversation(bench(), id);
		const token = bench().secrets().at(-1) ?? '';
		showInstead(bench(), { ...raw, externalTag: `who asked: ${token}`, [token]: token });
		const texts: string[] = [];
		for (const parameters of [get(id), get(id, { output: 'raw' })])
			texts.push((await bench().run({ parameters })).inFull());

		expect(token.length).toBeGreaterThan(16);
		expect(texts.join()).toContain('who asked: ');
		expectNoSecret(texts, [token]);
	});

	it.each([
		['the client is unknown', { clientId: NOBODYS_ID }],
		['the secret is wrong', { clientSecret: `${DEFAULT_CLIENT.secret}-of-yesterday` }],
		['nobody answers', { customLoginUrl: 'http://127.0.0.1:9', customApiUrl: 'http://127.0.0.1:9' }],
		[
			'plain http is refused',
			{ customLoginUrl: 'http://login.example.com', customApiUrl: 'http://api.example.com' },
		],
	])('when %s', async (_what, data) => {
		bench().setCredential(data);

		expectNoSecret(await executions());
	});

	it.each([
		{ kind: 'status', status: 500 },
		{ kind: 'status', status: 403 },
		{ kind: 'rateLimit' },
		{ kind: 'resetBefore' },
		{ kind: 'html', status: 200 },
		{ kind: 'echo', status: 400 },
		{ kind: 'echo', status: 401 },
		{ kind: 'echo', status: 500, length: 2_000_000 },
	] as const)('when the login answers with $kind $status', async (fault) => {
		bench().simulator.faults.add({ ...fault, match: { path: '/oauth/' } });

		expectNoSecret(await executions());
	});
});
