import { chat, party } from '../../../support/virtual-conversation.mts';
import { told, VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, dropped, foreign, limited, ok } from '../../../support/virtual-platform.mts';

const SEES = 'GET chat';
const CUSTOMER = 'PATCH messages/chat/participants/customer';
const AGENT = 'PATCH messages/chat/participants/agent';

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
		expect(closes.calls).toEqual([SEES, SEES, SEES, SEES]);
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

	it.each([
		['an agent', { skipIfConnected: 'agent' }, 'skippedAgentConnected'],
		['a message', { skipIfMessageWithinMinutes: 10 }, 'skippedRecentMessage'],
	] as const)(
		"is held by %s that came with the customer's going, before anything was done",
		async (_what, options, status) => {
			const ringing = party('agent', { name: 'Alex' }, { state: 'alerting' });
			const conversation = closes.chat(chat({ participants: [party('customer'), ringing] }));
			closes.platform.after(0.05, () => {
				const messages = [{ messageTime: '2026-09-01T12:00:00.000Z' }];
				const participants = [party('customer'), party('agent', { name: 'Alex' }, { messages })];
				conversation.become({ participants });
				conversation.leave('customer');
			});

			expect(await closes.close(options, 'graceful')).toMatchObject({ status });
			expect(closes.calls).toEqual([SEES, CUSTOMER, SEES, SEES, SEES]);
		},
	);

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

	it('says so also where the answer to the step before was lost', async () => {
		closes = new VirtualCloses({ maxRetries: 0 });
		const conversation = closes.chat();
		closes.server.loseAnswer('participants/customer');
		closes.server.next(/PATCH .*agent/, answer(409));
		closes.platform.after(1.45, () => {
			conversation.leave('agent');
		});

		expect(await closes.close({}, 'graceful')).toMatchObject({
			status: 'closed',
			reason: 'Disconnected Dana (customer).',
		});
	});

	it.each([
		['the rate limit asks for too long', limited(1_000)],
		['the client is refused', answer(401, { code: 'bad.credentials', message: 'No' })],
	])(
		'tells who may still be there where nobody knows of the first step, and then %s',
		async (_what, reply) => {
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
				closes.server.next('PATCH', reply);
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

	describe('whose first step got no answer, while the agent wrote', () => {
		const GUARDED = { skipIfMessageWithinMinutes: 10 };

		beforeEach(() => {
			const conversation = closes.chat();
			closes.platform.after(0.15, () => {
				conversation.write('agent', '2026-09-01T12:00:00.000Z');
			});
		});

		it('goes on where the customer has gone: half of it is worse than the message', async () => {
			closes.server.loseAnswer('participants/customer');

			expect(await closes.close(GUARDED, 'graceful')).toMatchObject({ status: 'closed' });
			expect(closes.calls.filter((call) => call.startsWith('PATCH'))).toEqual([CUSTOMER, AGENT]);
		});

		it('is held where the customer is still there', async () => {
			closes.server.next(/PATCH .*customer/, dropped());

			expect(await closes.close(GUARDED, 'graceful')).toMatchObject({
				status: 'closing',
				reason: expect.stringContaining('Alex (agent) wrote') as unknown,
			});
			expect(closes.calls.filter((call) => call.startsWith('PATCH'))).toEqual([CUSTOMER]);
		});
	});

	it('is closed although the agent goes in that very moment', async () => {
		const conversation = closes.chat();
		closes.platform.after(1.35, () => {
			conversation.leave('agent');
		});

		expect(await closes.close({}, 'graceful')).toMatchObject({ status: 'closed' });
		expect(closes.calls).toEqual([SEES, CUSTOMER, SEES, SEES, AGENT, SEES]);
	});

	it('fails where nothing has been ended yet', async () => {
		closes.chat();
		const refusal = answer(403, { code: 'missing.permissions' });
		closes.server.next('PATCH', refusal, refusal, refusal);

		await expect(closes.close({}, 'graceful')).rejects.toMatchObject({
			message: 'The credential is not allowed to do this (closing)',
		});
	});

	it.each([
		[403, { code: 'missing.permissions' }, 'The credential is not allowed to do this'],
		[404, {}, 'Genesys Cloud could not find this'],
		[409, {}, 'Someone else was changing it at the same time'],
		[500, {}, 'Genesys Cloud had an internal error'],
	])(
		'names who may be there still where the agent cannot be disconnected (%d), and says why',
		async (status, body, why) => {
			closes.chat();
			const refusal = answer(status, body);
			closes.server.next(/PATCH .*agent/, refusal, refusal, refusal);

			const { status: came, reason } = await closes.close({ waitTimeoutSeconds: 0 }, 'graceful');

			expect(came).toBe('closing');
			expect(reason).toMatch(
				new RegExp(
					`^Genesys Cloud accepted the request to disconnect Dana \\(customer\\)\\. Alex \\(agent\\) may still be connected: ${why}.* \\(closing\\)\\. .*Correlation ID: c0rrelat10n\\.$`,
				),
			);
		},
	);

	it('ends every agent that it can, whoever of them is refused', async () => {
		closes.chat(
			chat({
				participants: [party('customer'), party('agent', { name: 'Alex' }), party('user', { name: 'Bo' })],
			}),
		);
		closes.server.next(/PATCH .*agent/, answer(409));

		const { reason } = await closes.close({ waitTimeoutSeconds: 0 }, 'graceful');

		expect(reason).toContain(
			'the request to disconnect the customer and Bo (agent). Alex (agent) may still be',
		);
	});

	it('names who stays where the first step of all is refused, and another one accepted', async () => {
		const participants = [party('agent', { name: 'Alex' }), party('user', { name: 'Bo' })];
		closes.chat(chat({ participants }));
		closes.server.next(/PATCH .*agent/, answer(403, { code: 'missing.permissions' }));

		const { reason } = await closes.close({ waitTimeoutSeconds: 0 }, 'graceful');

		expect(reason).toMatch(
			/^Genesys Cloud accepted the request to disconnect Bo \(agent\)\. Alex \(agent\) may still be connected: The credential is not allowed/,
		);
	});

	it('does not speak of a refusal where whom it was about has gone', async () => {
		const conversation = closes.chat();
		conversation.endsAfter = 20;
		closes.server.next(/PATCH .*customer/, answer(409));
		closes.platform.after(0.15, () => {
			conversation.leave('customer');
		});

		expect(await closes.close({ waitTimeoutSeconds: 1 }, 'graceful')).toMatchObject({
			status: 'closing',
			reason:
				'Genesys Cloud accepted the request to disconnect Alex (agent), but it had not ended after 1 second.',
		});
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

	it.each([true, false])(
		'leaves the agent with a customer whose step was lost and then refused (Wait Until Closed: %s)',
		async (waitUntilClosed) => {
			closes.chat();
			const refusal = answer(409);
			closes.server.next(/PATCH .*customer/, dropped(), refusal, refusal, refusal);

			expect(await closes.close({ waitUntilClosed }, 'graceful')).toMatchObject({
				status: 'closing',
				reason: expect.stringMatching(
					/^The answer to the request to close it was lost, .* Someone else was changing it/,
				) as unknown,
			});
			expect(closes.calls).not.toContain(AGENT);
		},
	);

	it('leaves the agent with one of two customers who cannot be disconnected, and says so', async () => {
		closes.chat(chat({ participants: [party('customer'), party('external'), party('agent')] }));
		closes.server.next(/PATCH .*external/, answer(409));

		expect(await closes.close({ waitTimeoutSeconds: 0 }, 'graceful')).toMatchObject({
			status: 'closing',
			reason: expect.stringContaining(
				'disconnect the customer. The customer and the agent may still be connected: Someone else',
			) as unknown,
		});
		expect(closes.calls).not.toContain(AGENT);
	});

	it('does not name who has gone by then', async () => {
		const participants = [party('customer'), party('agent', { name: 'Alex' }), party('user', { name: 'Bo' })];
		const conversation = closes.chat(chat({ participants }));
		closes.platform.after(0.5, () => {
			conversation.leave('user');
		});
		closes.server.next(/PATCH .*agent/, answer(409));

		const { reason } = await closes.close({ waitTimeoutSeconds: 0 }, 'graceful');

		expect(reason).toContain('the request to disconnect the customer. Alex (agent) may still be connected');
	});

	it('is closed where the agent goes by itself after all', async () => {
		closes.chat().agentFollowsAfter = 3;
		closes.server.next(/PATCH .*agent/, answer(409));

		expect(await closes.close({}, 'graceful')).toMatchObject({
			status: 'closed',
			reason: 'Disconnected Dana (customer).',
		});
	});

	it.each([400, 409])(
		'leaves the agent with a customer who cannot be disconnected (%d), and fails',
		async (status) => {
			closes.chat();
			const refusal = answer(status);
			closes.server.next(/PATCH .*customer/, refusal, refusal, refusal);

			await expect(closes.close({}, 'graceful')).rejects.toMatchObject({ details: { status } });
			expect(closes.calls).not.toContain(AGENT);
		},
	);

	it('is under way where the rate limit ends it half way, and ends the closing of the run', async () => {
		closes = new VirtualCloses({ maxWaitSeconds: 10 });
		closes.chat();
		closes.server.next(/PATCH .*agent/, limited(42));

		expect(await closes.close({ waitTimeoutSeconds: 0 }, 'graceful')).toMatchObject({ status: 'closing' });
		expect(await closes.close({}, 'graceful', 'other')).toMatchObject({ status: 'notAttempted' });
	});
});

describe('The guards of a graceful close', () => {
	it('call it off before it has begun', async () => {
		const closes = new VirtualCloses();
		const conversation = closes.chat(chat({ participants: [party('customer'), party('workflow')] }));
		closes.platform.after(0.05, () => {
			closes.platform.hold(30);
		});
		closes.platform.after(10, () => {
			conversation.become(chat());
		});

		expect(await closes.close({ skipIfConnected: 'agent' }, 'graceful')).toMatchObject({
			status: 'skippedAgentConnected',
		});
		expect(closes.calls).toEqual([SEES, SEES]);
	});

	it('are asked where the customer had gone and nothing has begun', async () => {
		const closes = new VirtualCloses();
		const conversation = closes.chat();
		const gone = party(
			'customer',
			{},
			{ state: 'disconnected', disconnectedTime: '2026-09-01T12:00:00.000Z' },
		);
		closes.server.next(/PATCH .*customer/, answer(409));
		closes.platform.after(0.15, () => {
			conversation.leave('customer');
		});
		closes.platform.after(1.35, () => {
			closes.platform.hold(30);
		});
		closes.platform.after(10, () => {
			const messages = [{ messageTime: '2026-09-01T12:00:10.000Z' }];
			conversation.become({ participants: [gone, party('agent', {}, { messages })] });
		});

		expect(await closes.close({ skipIfMessageWithinMinutes: 5 }, 'graceful')).toMatchObject({
			status: 'skippedRecentMessage',
		});
		expect(closes.calls).not.toContain(AGENT);
	});

	it('are not asked once it has begun: half a close would leave the agent alone', async () => {
		const closes = new VirtualCloses();
		const messages = [{ messageTime: '2026-09-01T11:00:00.000Z' }];
		const conversation = closes.chat(
			chat({ participants: [party('customer', {}, { messages }), party('agent')] }),
		);
		// After the look that finds the agent still there, and before the agent's end.
		closes.platform.after(1.35, () => {
			closes.platform.hold(30);
		});
		closes.platform.after(10, () => {
			conversation.become({
				participants: [
					party('customer', {}, { state: 'disconnected', disconnectedTime: '2026-09-01T12:00:01.000Z' }),
					party('agent', {}, { messages: [{ messageTime: '2026-09-01T12:00:10.000Z' }] }),
				],
			});
		});

		expect(await closes.close({ skipIfMessageWithinMinutes: 5 }, 'graceful')).toMatchObject({
			status: 'closed',
		});
		expect(closes.calls).toEqual([SEES, CUSTOMER, SEES, SEES, AGENT, SEES]);
	});
});
