import { chat, party } from '../../../support/virtual-conversation.mts';
import { told, VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, dropped, foreign, limited, ok } from '../../../support/virtual-platform.mts';

const SEES = 'GET chat';
const CUSTOMER = 'PATCH messages/chat/participants/customer';
const AGENT = 'PATCH messages/chat/participants/agent';
const CLIENT_REFUSED = answer(401, { code: 'bad.credentials', message: 'No' });

describe('A graceful close', () => {
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses();
	});

	it('lets the customer go, gives the agent a second, and then ends the agent too', async () => {
		closes.chat();

		expect(told(await closes.close({}, 'graceful'))).toEqual({
			status: 'closed',
			target: { conversationId: 'chat' },
			closed: true,
			reason: 'Disconnected Dana (customer) and Alex (agent).',
			previousState: 'open',
			closedAt: '2026-09-01T12:00:01.400Z',
			conversation: 'ended',
		});
		expect(closes.calls).toEqual([SEES, CUSTOMER, SEES, SEES, AGENT, SEES]);
		expect(closes.server.seconds.map((second) => Math.round(second * 10) / 10)).toEqual([
			0, 0.1, 0.2, 1.3, 1.4, 1.5,
		]);
	});

	it('leaves an agent alone who goes at once', async () => {
		closes.chat().agentFollowsAfter = 0;

		expect(await closes.close({}, 'graceful')).toMatchObject({ status: 'closed' });
		expect(closes.calls).toEqual([SEES, CUSTOMER, SEES, SEES]);
	});

	it('leaves an agent alone who goes within a second', async () => {
		closes.chat().agentFollowsAfter = 0.9;

		expect(await closes.close({}, 'graceful')).toMatchObject({ status: 'closed' });
		expect(closes.calls).toEqual([SEES, CUSTOMER, SEES, SEES, SEES]);
	});

	it('ends whoever is still there, be it an agent or not', async () => {
		closes.chat(chat({ participants: [party('customer'), party('agent'), party('workflow')] }));

		await closes.close({}, 'graceful');

		expect(closes.calls).toContain('PATCH messages/chat/participants/workflow');
	});

	it('begins with the agent where the customer has gone', async () => {
		closes.chat().leave('customer');

		expect(await closes.close({}, 'graceful')).toMatchObject({ status: 'closed' });
		expect(closes.calls).toEqual([SEES, SEES, SEES, AGENT, SEES]);
	});

	it('ends every customer who is there', async () => {
		closes.chat(chat({ participants: [party('customer'), party('external')] }));

		expect(await closes.close({}, 'graceful')).toMatchObject({ status: 'closed' });
		expect(closes.calls).toEqual([SEES, CUSTOMER, 'PATCH messages/chat/participants/external', SEES, SEES]);
	});

	it('had ended before where everybody has gone meanwhile', async () => {
		const conversation = closes.chat(chat({ participants: [party('agent')] }));
		closes.platform.after(0.15, () => {
			conversation.end();
		});

		expect(await closes.close({}, 'graceful')).toMatchObject({ status: 'alreadyClosed' });
		expect(closes.calls).toEqual([SEES, SEES, SEES]);
	});

	describe('whose first step was carried out, while the answer was lost and reads are late', () => {
		beforeEach(() => {
			closes.chat();
			closes.server.loseAnswer(CUSTOMER.slice('PATCH '.length));
			// Both looks, that before the step is sent again included, show the customer.
			closes.server.next('GET', ok(chat()), ok(chat()));
			closes.platform.after(0.5, () => {
				closes.server.next('PATCH', answer(400, { code: 'bad.request', message: 'Not in it' }));
			});
		});

		it('names the customer all the same, however long the rate limit makes it wait', async () => {
			closes.server.next('GET', ok(chat()));
			closes.platform.after(0.4, () => {
				closes.server.next('PATCH', limited(10));
			});

			expect(await closes.close({}, 'graceful')).toMatchObject({
				status: 'closed',
				reason: 'Disconnected Dana (customer) and Alex (agent).',
			});
			expect(closes.calls.filter((call) => call.startsWith('PATCH'))).toEqual([
				...[CUSTOMER, CUSTOMER, CUSTOMER],
				AGENT,
			]);
		});

		it.each([
			['the rate limit ends the run', limited(1_000)],
			['it cannot be read', answer(403, { code: 'missing.permissions', message: 'No' })],
			['it is not shown', answer(404)],
		])('does not forget it where %s then', async (_what, reply) => {
			closes.server.next('GET', reply, reply, reply);

			expect(await closes.close({ waitTimeoutSeconds: 0 }, 'graceful')).toMatchObject({
				status: 'closing',
				reason: expect.stringContaining('it is not known whether it was carried out') as unknown,
			});
		});
	});

	it('goes on with the agent where the customer goes in that very moment', async () => {
		const conversation = closes.chat();
		closes.platform.after(0.05, () => {
			conversation.leave('customer');
		});

		expect(await closes.close({}, 'graceful')).toMatchObject({ status: 'closed' });
		expect(closes.calls).toEqual([SEES, CUSTOMER, SEES, SEES, AGENT, SEES]);
	});

	describe('of a customer and two agents', () => {
		const AND_BEA = 'PATCH messages/chat/participants/bea';

		beforeEach(() => {
			const agents = [party('agent', { name: 'Alex' }), party('agent', { id: 'bea', name: 'Bea' })];
			const conversation = closes.chat(
				chat({ participants: [party('customer', { name: 'Dana' }), ...agents] }),
			);
			closes.platform.after(0.15, () => {
				conversation.leave('customer');
			});
			closes.server.next(/PATCH .*customer/, answer(409, { code: 'conflict', message: 'Not in it' }));
		});

		it('tells why an agent stays, and not what is of no account', async () => {
			closes.server.next(/PATCH .*bea/, answer(403, { code: 'missing.permissions', message: 'Nobody may' }));

			const { reason } = await closes.close({ waitTimeoutSeconds: 0 }, 'graceful');

			expect(reason).toMatch(
				/disconnect Alex \(agent\)\. Bea \(agent\) may still be connected: .*"Nobody may"/,
			);
			expect(reason).not.toContain('Not in it');
		});

		it('does not say that it disconnected the customer, who went without it', async () => {
			expect(await closes.close({}, 'graceful')).toMatchObject({
				status: 'closed',
				reason: 'Disconnected Alex (agent) and Bea (agent).',
			});
		});

		it.each([
			['the server breaks down over it', [answer(500)]],
			['somebody else answers', [foreign(200)]],
			['the connection keeps breaking', Array.from({ length: 6 }, () => dropped())],
		])('goes on with the second agent where %s for the first', async (_what, replies) => {
			closes.server.next(/PATCH .*agent$/, ...replies);

			const { status, reason } = await closes.close({ waitTimeoutSeconds: 0 }, 'graceful');

			expect(closes.calls).toContain(AND_BEA);
			expect(status).toBe('closing');
			expect(reason).toMatch(/disconnect Bea \(agent\)\. Alex \(agent\) may still be connected: /);
		});
	});

	it.each([
		['the server breaks down', answer(500)],
		['somebody else answers', foreign(200)],
	])('comes to its end where %s over the customer, who goes all the same', async (_what, reply) => {
		const conversation = closes.chat();
		closes.server.next(/PATCH .*customer/, reply);
		closes.platform.after(0.15, () => {
			conversation.leave('customer');
		});

		expect(await closes.close({}, 'graceful')).toMatchObject({ status: 'closed' });
		expect(closes.calls).toEqual([SEES, CUSTOMER, SEES, SEES, AGENT, SEES]);
	});

	it('tells who stays and why where nobody knows of the customer, and the agent is refused', async () => {
		const conversation = closes.chat();
		closes.server.next(/PATCH .*customer/, answer(500));
		closes.server.next(/PATCH .*agent/, answer(403, { code: 'missing.permissions', message: 'Nobody may' }));
		closes.platform.after(0.15, () => {
			conversation.leave('customer');
		});

		const { status, reason } = await closes.close({}, 'graceful');

		expect(status).toBe('closing');
		expect(reason).toMatch(/was lost, .* Alex \(agent\) may still be connected: .*"Nobody may"/);
	});

	it('does not say that it disconnected a customer whom it saw gone, however short before', async () => {
		closes.chat().leave('customer');

		expect(await closes.close({}, 'graceful')).toMatchObject({ reason: 'Disconnected Alex (agent).' });
	});

	it('names the customer whose step was carried out while its answer was lost', async () => {
		closes.chat();
		closes.server.loseAnswer('participants/customer');

		expect(await closes.close({}, 'graceful')).toMatchObject({
			status: 'closed',
			reason: 'Disconnected Dana (customer) and Alex (agent).',
		});
	});

	it.each([400, 401, 409, 410, 422])(
		'does not say that it disconnected an agent who went by himself, as the step was refused (%d)',
		async (status) => {
			const conversation = closes.chat();
			closes.server.next(/PATCH .*agent/, answer(status));
			closes.platform.after(1.45, () => {
				conversation.leave('agent');
			});

			expect(await closes.close({}, 'graceful')).toMatchObject({
				status: 'closed',
				reason: 'Disconnected Dana (customer).',
			});
		},
	);

	it('does not say so where the answer to the step before was lost: somebody else may have ended it', async () => {
		closes = new VirtualCloses({ maxRetries: 0 });
		const conversation = closes.chat();
		closes.server.loseAnswer('participants/customer');
		closes.server.next(/PATCH .*agent/, answer(409));
		closes.platform.after(1.45, () => {
			conversation.leave('agent');
		});

		expect(await closes.close({}, 'graceful')).toMatchObject({
			status: 'closed',
			reason: 'It has ended, but the answer to the request was lost: who ended it is not known.',
		});
	});

	it.each([
		['the rate limit asks for too long', [limited(1_000)]],
		['the client is refused', Array.from({ length: 5 }, () => CLIENT_REFUSED)],
	])(
		'tells who may still be there where nobody knows of the first step, and then %s',
		async (_what, replies) => {
			closes.chat(
				chat({
					participants: [
						party('customer', { name: 'Dana' }),
						party('agent', { name: 'Alex', wrapupRequired: true }),
					],
				}),
			);
			closes.server.loseAnswer('participants/customer');
			closes.platform.after(0.15, () => {
				closes.server.next('PATCH', ...replies);
			});

			const { status, reason } = await closes.close(
				{ wrapUp: { skip: false, codeId: 'code', notes: undefined }, waitTimeoutSeconds: 0 },
				'graceful',
			);

			expect(status).toBe('closing');
			expect(reason).toContain('Alex (agent) may still be connected: ');
			expect(reason).toMatch(/ The wrap-up of Alex \(agent\) was not entered\.$/);
		},
	);

	it.each(['disconnect', 'graceful'] as const)(
		'does not say that it disconnected whom the look before the second try showed gone (%s)',
		async (method) => {
			const agents = [party('agent', { name: 'Alex' }), party('agent', { id: 'bea', name: 'Bea' })];
			const conversation = closes.chat(
				chat({ participants: [party('customer', { name: 'Dana' }), ...agents] }),
			);
			closes.server.next('PATCH', limited(2));
			closes.platform.after(1.9, () => {
				conversation.leave('bea');
			});

			expect(await closes.close({}, method)).toMatchObject({
				status: 'closed',
				reason: 'Disconnected Dana (customer) and Alex (agent).',
			});
		},
	);

	it('is closed although the agent goes in that very moment', async () => {
		const conversation = closes.chat();
		closes.platform.after(1.35, () => {
			conversation.leave('agent');
		});

		expect(await closes.close({}, 'graceful')).toMatchObject({ status: 'closed' });
		expect(closes.calls).toEqual([SEES, CUSTOMER, SEES, SEES, AGENT, SEES]);
	});

	it('asks nobody twice, however late the first end shows', async () => {
		closes.chat().endsAfter = 3;

		expect(await closes.close({}, 'graceful')).toMatchObject({ status: 'closed' });
		expect(closes.calls.filter((call) => call.startsWith('PATCH'))).toEqual([CUSTOMER, AGENT]);
	});

	it('says of nobody that it was asked for who goes by itself', async () => {
		closes.chat().agentFollowsAfter = 0;

		const { reason } = await closes.close({ waitUntilClosed: false }, 'graceful');

		expect(reason).toContain('accepted the request to disconnect Dana (customer).');
	});

	it('is under way where the rate limit ends it half way, and ends the closing of the run', async () => {
		closes = new VirtualCloses({ maxWaitSeconds: 10 });
		closes.chat();
		closes.server.next(/PATCH .*agent/, limited(42));

		expect(await closes.close({ waitTimeoutSeconds: 0 }, 'graceful')).toMatchObject({ status: 'closing' });
		expect(await closes.close({}, 'graceful', 'other')).toMatchObject({ status: 'notAttempted' });
	});

	it('leaves an agent in it who has begun to call beside the chat', async () => {
		const conversation = closes.chat();
		closes.platform.after(0.15, () => {
			const calls = [{ id: 'call', state: 'connected' }];
			conversation.become({
				participants: [
					party('customer', {}, { state: 'disconnected', disconnectedTime: '2026-09-01T12:00:00.100Z' }),
					party('agent', { calls }),
				],
			});
		});

		expect(await closes.close({ waitTimeoutSeconds: 0 }, 'graceful')).toMatchObject({ status: 'closing' });
		expect(closes.calls).not.toContain(AGENT);
	});

	it('is ended by a cancel while it gives the agent time to leave', async () => {
		closes.chat();
		closes.platform.after(0.5, () => {
			closes.run.cancel();
		});

		await expect(closes.close({}, 'graceful')).rejects.toMatchObject({
			message: 'The execution was canceled while waiting for the agent to leave',
		});
	});
});
