import { endOf, openContactCenter, openConversations } from '../support/contact-center.mts';
import { bySessionId, close, closeSession } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

describe('Close, waiting until it has closed', () => {
	const bench = withWorkbench();
	const closed = async (id: string, options = {}, more = {}) =>
		await bench().item({ parameters: close(id, options, more) });
	const looks = () =>
		bench()
			.calls()
			.filter((call) => call.startsWith('GET'));

	it.each(['graceful', 'teardown'])(
		'waits for a close that Genesys carries out later (%s)',
		async (method) => {
			const { simulator } = bench();
			simulator.configure({ asyncCloseMs: 300 });
			const chat = openContactCenter(simulator.world).chat({ stage: 'queue' });

			expect(await closed(chat.id, {}, { method })).toMatchObject({
				status: 'closed',
				closed: true,
				closedAt: endOf(simulator.world, chat),
			});
		},
	);

	it('says that it is closing when it was not seen closed in time', async () => {
		const { simulator } = bench();
		simulator.configure({ asyncCloseMs: 60_000 });
		const { id } = openContactCenter(simulator.world).chat();

		const verdict = await closed(id, { waitTimeoutSeconds: 1 }, { method: 'teardown' });

		expect(verdict).toEqual({
			status: 'closing',
			closed: false,
			reason: expect.stringContaining('1 second') as string,
			customerName: 'Dana Example',
			queueName: 'Support',
			agentName: 'Alex Agent',
			previousState: 'open',
			closedAt: null,
			conversationId: id,
		});
	});

	it('looks once more and does not wait when the time to wait is nothing', async () => {
		const { simulator } = bench();
		simulator.configure({ asyncCloseMs: 60_000 });
		const { id } = openContactCenter(simulator.world).chat();

		expect(await closed(id, { waitTimeoutSeconds: 0 }, { method: 'teardown' })).toMatchObject({
			status: 'closing',
		});
		expect(looks()).toHaveLength(2);
	});

	it('says that it is closing when it is not to wait and the answer does not show the end', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();

		const verdict = await closed(id, { waitUntilClosed: false }, { method: 'teardown' });

		expect(verdict).toMatchObject({ status: 'closing', closed: false, closedAt: null });
		expect(bench().calls()).toEqual([
			`GET /api/v2/conversations/${id}`,
			`POST /api/v2/conversations/${id}/disconnect`,
		]);
	});

	it('says that it has closed without waiting when the answer shows the end', async () => {
		const { world } = bench().simulator;
		const chat = openContactCenter(world).chat();

		expect(await closed(chat.id, { waitUntilClosed: false })).toMatchObject({
			status: 'closed',
			closedAt: endOf(world, chat),
		});
	});

	it.each([
		[true, 'closed'],
		[false, 'closing'],
	])(
		'looks again when the answer does not show the end, if it is to wait (%s)',
		async (waitUntilClosed, status) => {
			const { simulator } = bench();
			simulator.configure({ assumptions: { patchAnswerShowsEnd: false } });
			const { id } = openContactCenter(simulator.world).chat();

			expect(await closed(id, { waitUntilClosed })).toMatchObject({ status });
			expect(looks()).toHaveLength(waitUntilClosed ? 2 : 1);
		},
	);

	it.each(['empty', 'jsonString'] as const)(
		'understands the text that a teardown is answered with (%s)',
		async (textAnswer) => {
			const { simulator } = bench();
			simulator.configure({ assumptions: { textAnswer } });
			const { id } = openContactCenter(simulator.world).chat();

			expect(await closed(id, {}, { method: 'teardown' })).toMatchObject({ status: 'closed' });
		},
	);

	it('still says that it is closing when the looking fails', async () => {
		const { simulator } = bench();
		const { id } = openContactCenter(simulator.world).chat();
		simulator.whenCalled(({ path }) => {
			if (path.endsWith('/disconnect'))
				simulator.faults.add({ kind: 'status', status: 500, match: { method: 'GET' } });
		});

		const verdict = await closed(id, {}, { method: 'teardown' });

		expect(verdict).toMatchObject({ status: 'closing', closed: false });
		expect(verdict['reason']).toContain('Genesys Cloud had an internal error');
	});

	describe('without checking first', () => {
		it('closes with a single request when the answer proves it', async () => {
			const { world } = bench().simulator;
			const chat = openContactCenter(world).chat();

			const verdict = await closed(chat.id, { checkFirst: false });

			expect(verdict).toMatchObject({
				status: 'closed',
				closed: true,
				previousState: null,
				closedAt: endOf(world, chat),
			});
			expect(bench().calls()).toEqual([`PATCH /api/v2/conversations/messages/${chat.id}`]);
		});

		it.each([200, 400, 404, 409] as const)(
			'recognizes what had ended by any answer (%s)',
			async (patchOnEnded) => {
				const { simulator } = bench();
				simulator.configure({ assumptions: { patchOnEnded } });
				const endedAt = simulator.world.now() - 60_000;
				const { id } = openContactCenter(simulator.world).chat({ stage: 'ended', endedAt });

				expect(await closed(id, { checkFirst: false })).toMatchObject({
					status: 'alreadyClosed',
					previousState: 'closed',
					closedAt: new Date(endedAt).toISOString(),
				});
			},
		);

		it.each([202, 400, 404, 409] as const)(
			'recognizes a teardown of what had ended by any answer (%s)',
			async (disconnectOnEnded) => {
				const { simulator } = bench();
				simulator.configure({ assumptions: { disconnectOnEnded } });
				const endedAt = simulator.world.now() - 60_000;
				const { id } = openContactCenter(simulator.world).chat({ stage: 'ended', endedAt });

				expect(await closed(id, { checkFirst: false }, { method: 'teardown' })).toMatchObject({
					status: 'alreadyClosed',
				});
			},
		);

		it('leaves a voice call alone, which the messages resource does not know', async () => {
			const { world } = bench().simulator;
			const { id } = openContactCenter(world).chat({ medium: 'call' });

			expect(await closed(id, { checkFirst: false })).toMatchObject({ status: 'skippedNotWebMessaging' });
			expect(openConversations(world)).toEqual([id]);
		});

		it('reads after closing a session, whose answer shows nothing, only if it is to wait', async () => {
			const { world } = bench().simulator;
			const chat = openContactCenter(world).chat();
			const session = (waitUntilClosed: boolean) =>
				closeSession(chat.id, bySessionId(chat.customer.sessionId, chat.customer.participantId), {
					checkFirst: false,
					waitUntilClosed,
				});

			expect(await bench().item({ parameters: session(false) })).toMatchObject({
				status: 'closing',
				closed: false,
			});
			expect(bench().calls()).toHaveLength(1);
			expect(await bench().item({ parameters: session(true) })).toMatchObject({
				status: 'alreadyClosed',
				closed: true,
			});
		});
	});
});
