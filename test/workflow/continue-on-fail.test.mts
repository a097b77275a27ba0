import { NODE } from '../harness/workbench.mts';
import { NOBODYS_ID, openContactCenter, openConversations } from '../support/contact-center.mts';
import { close, find, FROM_ITEM, get } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

const CONTINUE = { onError: 'continueRegularOutput' } as const;
const FAILED = {
	json: { error: expect.stringMatching(/\S/) as string, message: expect.stringMatching(/\S/) as string },
};

describe('Continue On Fail', () => {
	const bench = withWorkbench();

	it('gives exactly error and message for the item that failed, linked to it, and goes on with the others', async () => {
		const center = openContactCenter(bench().simulator.world);
		const [one, two] = [center.chat(), center.chat()];
		const items = [one.id, 'nope', NOBODYS_ID, two.id].map((conversationId) => ({ conversationId }));

		const execution = await bench().run({ parameters: get(FROM_ITEM), items, settings: CONTINUE });

		expect(execution.status).toBe('success');
		expect(execution.output(NODE)).toEqual([
			{ json: expect.objectContaining({ conversationId: one.id }) as object, pairedItem: { item: 0 } },
			{ ...FAILED, pairedItem: { item: 1 } },
			{ ...FAILED, pairedItem: { item: 2 } },
			{ json: expect.objectContaining({ conversationId: two.id }) as object, pairedItem: { item: 3 } },
		]);
	});

	it.each([
		{ kind: 'status', status: 400 },
		{ kind: 'status', status: 401 },
		{ kind: 'status', status: 403 },
		{ kind: 'status', status: 500 },
		{ kind: 'rateLimit' },
		{ kind: 'html', status: 200 },
		{ kind: 'emptyBody' },
		{ kind: 'resetBefore' },
	] as const)('does so whatever went wrong ($kind $status)', async (fault) => {
		openContactCenter(bench().simulator.world).chat();
		bench().simulator.faults.add({ ...fault, match: { path: '/api/' } });
		const parameters = find('externalId', 'CRM-1', { options: { maxRetries: 0 } });

		const execution = await bench().run({ parameters, settings: CONTINUE });

		expect(execution.output(NODE)).toEqual([{ ...FAILED, pairedItem: { item: 0 } }]);
	});

	it.each([
		['first', [0]],
		['third', [2]],
		['first of many', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
	])('goes on with the others where an option of the %s cannot be used', async (_which, wrong) => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		const items = Array.from({ length: 13 }, (_, i) => ({
			conversationId: id,
			retries: wrong.includes(i) ? 'abc' : 3,
		}));
		const parameters = get(FROM_ITEM, { options: { maxRetries: '={{ $json.retries }}' } });

		const execution = await bench().run({ parameters, items, settings: CONTINUE });

		const failed = execution.output(NODE).flatMap(({ json }, i) => ('error' in json ? [i] : []));
		expect(failed).toEqual(wrong);
	});

	it('does so for every item when the credential is worth nothing', async () => {
		bench().setCredential({ clientSecret: 'not-the-secret' });
		const items = [1, 2, 3].map(() => ({ conversationId: NOBODYS_ID }));

		const execution = await bench().run({ parameters: get(FROM_ITEM), items, settings: CONTINUE });

		expect(execution.output(NODE)).toEqual([0, 1, 2].map((item) => ({ ...FAILED, pairedItem: { item } })));
	});

	it('sends what failed to the error output, together with the item that came in', async () => {
		const { world } = bench().simulator;
		const { id } = openContactCenter(world).chat();
		const items = [
			{ conversationId: 'nope', order: 1 },
			{ conversationId: id, order: 2 },
		];

		const execution = await bench().run({
			parameters: close(FROM_ITEM),
			items,
			settings: { onError: 'continueErrorOutput' },
		});

		expect(execution.json(NODE, 0)).toEqual([
			expect.objectContaining({ conversationId: id, status: 'closed' }),
		]);
		expect(execution.json(NODE, 1)).toEqual([expect.objectContaining({ ...FAILED.json, order: 1 })]);
		expect(openConversations(world)).toEqual([]);
	});

	it('keeps the verdicts that an item had already got when it fails', async () => {
		const { simulator } = bench();
		const chat = openContactCenter(simulator.world).chat();
		simulator.faults.add({
			kind: 'status',
			status: 403,
			match: { method: 'PATCH', path: chat.agent?.sessionId ?? '' },
		});
		const parameters = {
			resource: 'session',
			operation: 'close',
			conversationId: chat.id,
			closeWhich: 'allOpenSessions',
		};

		const execution = await bench().run({ parameters, settings: CONTINUE });

		expect(execution.json(NODE)).toEqual([
			expect.objectContaining({ sessionId: chat.customer.sessionId, status: 'closed' }),
			FAILED.json,
		]);
	});
});

describe('Retry On Fail', () => {
	const bench = withWorkbench();
	const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 };

	it.each(['stopWorkflow', 'continueRegularOutput'] as const)(
		'does not run again what has succeeded (%s)',
		async (onError) => {
			const center = openContactCenter(bench().simulator.world);
			const ids = [
				center.chat().id,
				center.chat({ stage: 'ended' }).id,
				center.chat({ medium: 'call' }).id,
				NOBODYS_ID,
			];
			const items = ids.map((conversationId) => ({ conversationId }));

			const execution = await bench().run({
				parameters: close(FROM_ITEM),
				items,
				settings: { ...RETRY, onError },
			});

			expect(execution.json(NODE).map(({ status }) => status)).toEqual([
				'closed',
				'alreadyClosed',
				'skippedNotWebMessaging',
				'notFound',
			]);
			expect(bench().calls()).toHaveLength(5);
		},
	);

	it('finds what the first try has closed already closed', async () => {
		const { simulator } = bench();
		const center = openContactCenter(simulator.world);
		const items = [center.chat(), center.chat()].map(({ id }) => ({ conversationId: id }));
		simulator.faults.add({
			kind: 'status',
			status: 403,
			times: 1,
			match: { method: 'PATCH', path: items[1]?.conversationId ?? '' },
		});

		const verdicts = await bench().items({
			parameters: close(FROM_ITEM, { maxCloses: 100 }),
			items,
			settings: RETRY,
		});

		expect(verdicts.map(({ status }) => status)).toEqual(['alreadyClosed', 'closed']);
	});
});

describe('Item linking', () => {
	const bench = withWorkbench();

	it('links every item to the one that it came from, also where one gives several or none', async () => {
		const center = openContactCenter(bench().simulator.world);
		const [twice, ended] = [center.chat(), center.chat({ stage: 'ended' })];
		const items = [twice, ended, twice].map(({ id }) => ({ conversationId: id }));
		const parameters = { resource: 'session', operation: 'list', conversationId: FROM_ITEM };

		const execution = await bench().run({ parameters, items });

		expect(execution.output(NODE).map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 0, 2, 2].map((item) => ({ item })),
		);
	});

	it('keeps the order of the items that came in, however many are worked on at a time', async () => {
		const center = openContactCenter(bench().simulator.world);
		const items = Array.from({ length: 25 }, () => ({ conversationId: center.chat({ stage: 'queue' }).id }));
		bench().simulator.faults.add({ kind: 'slow', ms: 150, match: { path: items[3]?.conversationId ?? '' } });

		const found = await bench().items({ parameters: get(FROM_ITEM), items });

		expect(found.map(({ conversationId }) => ({ conversationId }))).toEqual(items);
	});
});
