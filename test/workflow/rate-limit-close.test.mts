import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { openContactCenter, openConversations, whoIsIn } from '../support/contact-center.mts';
import { close, closeSession, FROM_ITEM } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

/** Genesys asks for more than the run may wait. */
const TOO_LONG = { kind: 'rateLimit', seconds: 42 } as const;
const RATE_LIMIT = { options: { maxWaitSeconds: 10 } };

describe('The rate limit, while closing', () => {
	const bench = withWorkbench();

	/** Three open conversations. */
	function chats(): string[] {
		const center = openContactCenter(bench().simulator.world);
		return [center.chat(), center.chat(), center.chat()].map(({ id }) => id);
	}

	/** Closes conversations one after the other, as a cap makes it: what follows has not begun then. */
	async function closed(
		ids: readonly string[],
		options: INodeParameters,
		more: INodeParameters = {},
	): Promise<IDataObject[]> {
		const items = ids.map((conversationId) => ({ conversationId }));
		const parameters = close(FROM_ITEM, { maxCloses: 100, ...options }, { ...RATE_LIMIT, ...more });
		return await bench().items({ parameters, items });
	}

	const callsAbout = (id: string | undefined) =>
		bench()
			.calls()
			.filter((call) => call.includes(id ?? 'nothing'));

	it.each(['GET', 'PATCH'])(
		'ends the closing: this one and all that follow are not attempted, and nothing is sent (%s)',
		async (method) => {
			const ids = chats();
			bench().simulator.faults.add({ ...TOO_LONG, match: { method, path: ids[1] ?? '' } });

			const verdicts = await closed(ids, {});

			expect(
				verdicts.map(({ conversationId, status, closed: isClosed }) => [conversationId, status, isClosed]),
			).toEqual([
				[ids[0], 'closed', true],
				[ids[1], 'notAttempted', false],
				[ids[2], 'notAttempted', false],
			]);
			expect(verdicts[1]?.['reason']).toContain('42 seconds');
			expect(verdicts[2]?.['reason']).toContain('42 seconds');
			expect(callsAbout(ids[2])).toEqual([]);
			expect(openConversations(bench().simulator.world)).toEqual([ids[1], ids[2]]);
		},
	);

	it('ends the closing when the tries are used up', async () => {
		const ids = chats();
		const fault = bench().simulator.faults.add({
			kind: 'rateLimit',
			seconds: 0,
			match: { path: ids[0] ?? '' },
		});

		const verdicts = await closed(ids, {}, { options: { maxRetries: 1 } });

		expect(verdicts.map(({ status }) => status)).toEqual(['notAttempted', 'notAttempted', 'notAttempted']);
		expect(fault.hits).toBe(2);
		expect(bench().calls()).toHaveLength(2);
	});

	it('ends the closing of sessions between one and the next', async () => {
		const chat = openContactCenter(bench().simulator.world).chat();
		bench().simulator.faults.add({
			...TOO_LONG,
			match: { method: 'PATCH', path: chat.agent?.sessionId ?? '' },
		});
		const parameters = { ...closeSession(chat.id, { closeWhich: 'allOpenSessions' }), ...RATE_LIMIT };

		const verdicts = await bench().items({ parameters });

		expect(verdicts.map(({ sessionId, status }) => [sessionId, status])).toEqual([
			[chat.customer.sessionId, 'closed'],
			[chat.agent?.sessionId, 'notAttempted'],
		]);
	});

	it('leaves a close that was accepted its verdict when it hits the look afterwards', async () => {
		const ids = chats();
		const { faults } = bench().simulator;
		faults.add({ ...TOO_LONG, match: { method: 'GET' } });
		// An answer that does not show the end.
		faults.add({ kind: 'stub', body: {}, match: { method: 'PATCH' } });

		const verdicts = await closed(ids, { checkFirst: false });

		expect(verdicts.map(({ status }) => status)).toEqual(['closing', 'notAttempted', 'notAttempted']);
		expect(callsAbout(ids[1])).toEqual([]);
	});

	it('leaves a close its verdict when it hits the wrap-up afterwards', async () => {
		const ids = chats();
		const code = bench().simulator.world.addWrapUpCode({ name: 'Solved' });
		bench().simulator.faults.add({ ...TOO_LONG, match: { path: '/participants/' } });

		const verdicts = await closed(ids, { wrapUpCodeId: code.id });

		expect(verdicts.map(({ status }) => status)).toEqual(['closed', 'notAttempted', 'notAttempted']);
		expect(callsAbout(ids[1])).toEqual([]);
	});

	it('leaves a graceful close that has begun its verdict, and begins no other', async () => {
		const { simulator } = bench();
		const center = openContactCenter(simulator.world);
		const [one, two] = [center.chat(), center.chat()];
		simulator.faults.add({ ...TOO_LONG, match: { method: 'PATCH', path: one.agent?.participantId ?? '' } });

		const verdicts = await closed([one.id, two.id], { waitTimeoutSeconds: 0 }, { method: 'graceful' });

		expect(verdicts.map(({ status }) => status)).toEqual(['closing', 'notAttempted']);
		expect(callsAbout(two.id)).toEqual([]);
		expect(whoIsIn(simulator.world, one)).toEqual(['agent']);
	});

	it('ends the closing of many that goes on side by side: only what was under way is still sent', async () => {
		const { simulator } = bench();
		const center = openContactCenter(simulator.world);
		const items = Array.from({ length: 30 }, () => ({ conversationId: center.chat({ stage: 'queue' }).id }));
		const isReached = () => simulator.requests.some(({ status }) => status === 429);
		// Twelve calls are answered; from then on every call is refused, as the limit counts calls, whatever they are about.
		simulator.faults.add({ kind: 'slow', ms: 0, times: 12, match: { path: '/api/' } });
		simulator.faults.add({ ...TOO_LONG, match: { path: '/api/' } });

		const verdicts = await bench().items({ parameters: close(FROM_ITEM, {}, RATE_LIMIT), items });

		expect(isReached()).toBe(true);
		expect(verdicts.map(({ conversationId }) => ({ conversationId }))).toEqual(items);
		expect(new Set(verdicts.map(({ status }) => status))).toEqual(new Set(['closed', 'notAttempted']));
		const open = verdicts
			.filter(({ status }) => status === 'notAttempted')
			.map(({ conversationId }) => conversationId);
		expect(openConversations(simulator.world).sort()).toEqual(open.sort());
		expect(simulator.requests.filter(({ status }) => status === 429).length).toBeLessThanOrEqual(10);
	});

	it('of a whole day ends the closing', async () => {
		const ids = chats();
		bench().simulator.configure({ dailyLimit: 3 });

		const verdicts = await closed(ids, {}, { options: {} });

		expect(verdicts.map(({ status }) => status)).toEqual(['closed', 'notAttempted', 'notAttempted']);
		expect(bench().calls()).toHaveLength(4);
	});

	it('is no failure: the workflow goes on, and Continue On Fail finds nothing to do', async () => {
		const [id = ''] = chats();
		bench().simulator.faults.add({ ...TOO_LONG, match: { path: '/api/' } });
		const parameters = close(id, { whenNotFound: 'error' }, RATE_LIMIT);

		for (const onError of ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const) {
			const execution = await bench().run({ parameters, settings: { onError } });
			expect(execution.status).toBe('success');
			expect(execution.json('Genesys')).toMatchObject([{ status: 'notAttempted' }]);
		}
	});
});
