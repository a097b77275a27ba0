import { OPERATIONS } from '../../../nodes/GenesysWebMessaging/actions/operations.ts';
import { router } from '../../../nodes/GenesysWebMessaging/actions/router.ts';
import {
	Answer,
	ByItem,
	Each,
	executeContext,
	genesysCloud,
	type N8nScene,
} from '../../support/n8n-context.mts';
import { chat, party } from '../../support/virtual-conversation.mts';

const idOf = (item: number) => `00000000-0000-4000-8000-00000000000${item}`;
const GET = { resource: 'conversation', operation: 'get', conversationId: new ByItem(idOf) };
let clients = 0;

/** Runs the node on as many conversations as there are items. */
function run(scene: N8nScene, answers: Parameters<typeof genesysCloud>[0] = {}) {
	clients += 1;
	const conversations = Object.fromEntries(
		[0, 1, 2].map((item) => [`GET conversations/${idOf(item)}`, chat({ id: idOf(item) })]),
	);
	const n8n = executeContext({
		parameters: GET,
		respond: genesysCloud({ ...conversations, ...answers }),
		...scene,
		credential: { clientId: `router-${clients}` },
	});
	return { ...n8n, output: router(n8n.context) };
}

describe('The node', () => {
	it('works on every item, and gives what belongs to it in the order of the items', async () => {
		const { output } = run({ items: 3 });

		expect(await output).toMatchObject([
			[0, 1, 2].map((item) => ({ json: { conversationId: idOf(item) }, pairedItem: { item } })),
		]);
	});

	it('gives nothing for nothing, and asks for no credential', async () => {
		const { output, context } = run({ items: 0 });

		expect(await output).toEqual([[]]);
		expect(context.getCredentials.mock.calls).toEqual([]);
	});

	it.each([
		[
			{ resource: 'other' },
			"The value of 'Resource' cannot be used",
			`Choose one of: ${[...new Set(OPERATIONS.map(({ resource }) => resource))].join(', ')}.`,
		],
		[
			{ resource: 'session', operation: 'get' },
			"The value of 'Operation' cannot be used",
			'Choose one of: close, list.',
		],
	])('refuses what this version does not have: %j', async (chosen, message, description) => {
		const { output, sent } = run({ parameters: { ...GET, ...chosen } });

		await expect(output).rejects.toMatchObject({ message, description, context: { itemIndex: 0 } });
		expect(sent).toEqual([]);
	});

	it('stops with the first item that fails, and says which one', async () => {
		const { output } = run({ items: 2 }, { [`GET conversations/${idOf(1)}`]: new Answer(404) });

		await expect(output).rejects.toMatchObject({
			httpCode: '404',
			context: { itemIndex: 1 },
		});
	});

	it('goes on after an item that failed where it is to, and gives that one as failed', async () => {
		const { output } = run(
			{ items: 3, continueOnFail: true },
			{ [`GET conversations/${idOf(1)}`]: new Answer(404) },
		);

		expect(await output).toMatchObject([
			[
				{ json: { conversationId: idOf(0) } },
				{
					json: { error: expect.any(String) as unknown, message: expect.any(String) as unknown },
					pairedItem: { item: 1 },
				},
				{ json: { conversationId: idOf(2) } },
			],
		]);
	});

	it('fails every item where the credential is of no use', async () => {
		const { context } = executeContext({ parameters: GET, items: 2, continueOnFail: true });
		context.getCredentials.mockRejectedValue(new Error('No credential'));

		expect(await router(context)).toMatchObject([
			[{ json: { error: 'No credential' } }, { json: { error: 'No credential' } }],
		]);
	});

	it('works where n8n does not tell whether it runs a tool', async () => {
		const { context } = run({});
		const older = new Proxy(context, {
			get: (target, key) => (key === 'isToolExecution' ? undefined : (Reflect.get(target, key) as unknown)),
		});

		expect(await router(older)).toMatchObject([[{ json: { conversationId: idOf(0) } }]]);
	});

	it('does not go on in a canceled run, although it may after failures', async () => {
		const n8n = executeContext({
			parameters: GET,
			items: 2,
			continueOnFail: true,
			credential: { clientId: 'router-canceled' },
		});
		n8n.cancel();

		await expect(router(n8n.context)).rejects.toMatchObject({
			message: 'The execution was canceled while reading the conversation',
		});
		expect(n8n.sent).toEqual([]);
	});
});

describe('What the node remarks', () => {
	const QUERY = 'POST analytics/conversations/details/query';
	const dryClose = (items = 1) => ({
		items,
		parameters: { ...GET, operation: 'close', method: 'disconnect', dryRun: true, allowAsTool: false },
	});
	const limit = (count: number, reset: number) => ({
		'inin-ratelimit-allowed': '300',
		'inin-ratelimit-count': String(count),
		'inin-ratelimit-reset': String(reset),
	});
	const withLimit = (count: number, reset: number) => ({
		[`GET conversations/${idOf(0)}`]: new Answer(200, chat({ id: idOf(0) }), limit(count, reset)),
	});

	it('is nothing where there is nothing to say', async () => {
		const { output, hints } = run({});
		await output;

		expect(hints).toEqual([]);
	});

	it('is what an operation remarks, once for all items', async () => {
		const conversations = [0, 1].map((item) => ({
			conversationId: idOf(item),
			conversationStart: '2026-09-01T12:00:00Z',
		}));
		const { output, hints } = run(
			{ items: 2, parameters: { ...GET, operation: 'getAll', returnAll: false, limit: 1 } },
			{ [QUERY]: { conversations, totalHits: 2 } },
		);

		expect(await output).toMatchObject([[{ pairedItem: { item: 0 } }, { pairedItem: { item: 1 } }]]);
		expect(hints).toEqual([
			"Message times are left out because they take one request per conversation. To get them, turn on Options → 'Verify Live'.",
			"More conversations match than 'Limit' allows (1). Turn on 'Return All' to get all of them.",
		]);
	});

	it('is how many a dry run would close', async () => {
		const { output, hints } = run(dryClose(2));
		await output;

		expect(hints).toEqual(['2 would be closed; 2 requests.', 'Dry run: nothing was closed.']);
	});

	it('stands in the panel of what comes out', async () => {
		const { output, context } = run(dryClose());
		await output;

		expect(context.addExecutionHints.mock.calls).toEqual([
			[{ message: 'Dry run: nothing was closed.', location: 'outputPane' }],
		]);
	});

	it.each([
		[300, 10, '11 s'],
		[300, 60, '1 min 1 s'],
	])('is how long that would take (%d calls of 300 counted, for %d s more)', async (count, reset, time) => {
		const { output, hints } = run(dryClose(), withLimit(count, reset));
		await output;

		expect(hints).toEqual([
			`Dry run: nothing was closed. For real, it would take about ${time} at the current rate limit.`,
		]);
	});

	describe('after it has waited', () => {
		beforeEach(() => {
			jest.useFakeTimers();
		});

		afterEach(() => {
			jest.useRealTimers();
		});

		/** Genesys Cloud refuses the calls of these numbers for the moment. */
		function refusing(...numbers: readonly number[]) {
			let calls = 0;
			return new Each(() => {
				calls += 1;
				return numbers.includes(calls) ? new Answer(429, {}, { 'retry-after': '42' }) : chat({ id: idOf(0) });
			});
		}

		it.each([
			['43 s (1 pause)', [1]],
			['85 s (2 pauses)', [1, 2]],
		])('is for how long: %s', async (waited, numbers) => {
			jest.spyOn(Math, 'random').mockReturnValue(0.5);
			const { output, hints } = run({}, { [`GET conversations/${idOf(0)}`]: refusing(...numbers) });

			await jest.advanceTimersByTimeAsync(120_000);
			await output;

			expect(hints).toEqual([
				`Genesys Cloud limited the request rate or was not available. This step waited ${waited}.`,
			]);
		});

		it('is not made where it fails, for then the error says it', async () => {
			const { output, hints } = run(
				{ parameters: { ...GET, options: { maxWaitSeconds: 10 } } },
				{ [`GET conversations/${idOf(0)}`]: refusing(1) },
			);

			await expect(output).rejects.toMatchObject({ httpCode: '429' });
			expect(hints).toEqual([]);
		});

		it('does not keep other items waiting after one has failed', async () => {
			const ids = new ByItem((item) => (item === 0 ? idOf(0) : 'no ID'));
			const { output } = run(
				{ items: 2, parameters: { ...GET, conversationId: ids } },
				{ [`GET conversations/${idOf(0)}`]: refusing(1, 2, 3) },
			);
			const start = performance.now();
			const failed = output.then(
				() => undefined,
				(error: unknown) => ({ error, after: performance.now() - start }),
			);

			await jest.advanceTimersByTimeAsync(300_000);

			expect(await failed).toMatchObject({ error: { context: { itemIndex: 1 } } });
			expect((await failed)?.after).toBeLessThan(1_000);
		});
	});
});

describe('An option of the first item that cannot be used', () => {
	const gone = { state: 'disconnected', disconnectedTime: '2026-09-01T12:00:00.000Z' };
	const over = { participants: [party('customer', {}, gone), party('agent', {}, gone)] };
	const close = (bad: readonly number[], output: string) => ({
		resource: 'conversation',
		operation: 'close',
		method: 'disconnect',
		dryRun: false,
		allowAsTool: false,
		output,
		conversationId: new ByItem(idOf),
		options: new ByItem((item) => (bad.includes(item) ? { maxRetries: 'abc', maxCloses: 'abc' } : {})),
	});

	it('holds up the others, unless the node may continue', async () => {
		const { output, sent } = run({ items: 3, parameters: close([0], 'verdicts') });

		await expect(output).rejects.toMatchObject({ context: { itemIndex: 0 } });
		expect(sent).toEqual([]);
	});

	it.each([[[0]], [[0, 1]], [[1]]])('is counted as failed in the summary: %j', async (bad) => {
		const ended = Object.fromEntries(
			[0, 1, 2].map((item) => [
				`GET conversations/${idOf(item)}`,
				chat({ id: idOf(item), endTime: gone.disconnectedTime, ...over }),
			]),
		);
		const { output } = run({ items: 3, continueOnFail: true, parameters: close(bad, 'summary') }, ended);
		const [items = []] = await output;

		expect(items.at(-1)?.json).toMatchObject({ total: 3, failed: bad.length });
	});
});
