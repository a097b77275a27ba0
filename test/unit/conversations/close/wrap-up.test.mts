import { chat, party } from '../../../support/virtual-conversation.mts';
import { VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, dropped, foreign, limited } from '../../../support/virtual-platform.mts';

const CODE = { skip: false, codeId: 'code', notes: undefined } as const;
const OWING = { wrapupRequired: true };

describe('The wrap-up of a close', () => {
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses();
	});

	const TWO_OWE = [
		party('customer'),
		party('agent', { ...OWING, name: 'Alex' }),
		party('user', { ...OWING, name: 'Bo' }),
	];

	/** What was sent about an agent alone. */
	const sentToAgents = () =>
		closes.server.arrivals
			.filter(({ line }) => line.includes('/agent'))
			.map(({ line, call }) => [line, call.body]);
	const HANDS_IN =
		'POST /api/v2/conversations/messages/chat/participants/agent/communications/agent-leg/wrapup';
	const OF_AGENT = 'PATCH /api/v2/conversations/messages/chat/participants/agent';

	it.each([
		['a code', CODE, 'hands in', { code: 'code' }],
		['a code with notes', { ...CODE, notes: 'Solved' }, 'hands in', { code: 'code', notes: 'Solved' }],
		['none, on purpose', { skip: true }, 'skips', { wrapupSkipped: true }],
	] as const)('is entered for the agent who owes one: %s', async (_what, wrapUp, how, body) => {
		closes.chat(chat({ participants: [party('customer'), party('agent', OWING)] }));

		expect(await closes.close({ wrapUp })).toMatchObject({
			status: 'closed',
			reason: 'Disconnected the customer and the agent.',
		});
		expect(sentToAgents()).toEqual([[how === 'skips' ? OF_AGENT : HANDS_IN, body]]);
	});

	it('is not entered where none is to be', async () => {
		closes.chat(chat({ participants: [party('customer'), party('agent', OWING)] }));

		await closes.close();

		expect(sentToAgents()).toEqual([]);
	});

	it('is entered for all who owe one, and only for people of the contact center', async () => {
		const participants = [
			party('customer', OWING),
			party('agent', { ...OWING, id: 'first' }),
			party('user', { ...OWING, id: 'second' }),
			party('agent', { id: 'third' }),
		];
		closes.chat(chat({ participants }));

		await closes.close({ wrapUp: CODE });

		expect(closes.calls.filter((call) => call.includes('participants'))).toEqual([
			'POST messages/chat/participants/first/communications/agent-leg/wrapup',
			'POST messages/chat/participants/second/communications/user-leg/wrapup',
		]);
	});

	it.each([
		['first', (last: object, earlier: object) => [last, earlier]],
		['behind', (last: object, earlier: object) => [earlier, last]],
	])('is entered with the leg of an agent that ended last (it stands %s)', async (_where, inOrder) => {
		const [leg] = party('agent', {}, { id: 'last' }).messages ?? [];
		const over = { ...leg, state: 'disconnected' };
		const agent = {
			...party('agent', OWING),
			messages: inOrder({ ...leg }, { ...over, id: 'earlier', disconnectedTime: '2026-09-01T11:00:00.000Z' }),
			cobrowsesessions: [{ ...over, id: 'shared', disconnectedTime: '2027-01-01T00:00:00.000Z' }],
		};
		closes.chat(chat({ participants: [party('customer'), agent] }));

		await closes.close({ wrapUp: CODE });

		expect(sentToAgents().map(([line]) => line)).toEqual([HANDS_IN.replace('agent-leg', 'last')]);
	});

	it('is not entered for an agent who has shared a screen only', async () => {
		const agent = { ...party('agent', OWING), messages: [] };
		const shares = [{ id: 'shared', state: 'disconnected', connectedTime: '2026-09-01T11:00:00.000Z' }];
		closes.chat(chat({ participants: [party('customer'), { ...agent, screenshares: shares }] }));

		expect(await closes.close({ wrapUp: CODE })).toMatchObject({ status: 'closed' });
		expect(sentToAgents()).toEqual([]);
	});

	it('is entered although nobody waits until it has closed, for it takes a look', async () => {
		const conversation = closes.chat(chat({ participants: [party('customer'), party('agent', OWING)] }));
		conversation.endsAfter = 0.05;

		expect(await closes.close({ wrapUp: CODE, waitUntilClosed: false })).toMatchObject({ status: 'closed' });
		expect(sentToAgents()).toHaveLength(1);
	});

	it('is looked for once where nobody waits until it has closed', async () => {
		closes.chat().endsAfter = 60;

		expect(await closes.close({ wrapUp: CODE, waitUntilClosed: false })).toMatchObject({ status: 'closing' });
		expect(closes.calls).toEqual(['GET chat', 'PATCH messages/chat', 'GET chat']);
	});

	it('is left to Genesys Cloud by a teardown, which writes a code of its own', async () => {
		closes.chat(chat({ participants: [party('customer'), party('agent', OWING)] }));

		expect(await closes.close({ wrapUp: CODE }, 'teardown')).toMatchObject({ status: 'closed' });
		expect(sentToAgents()).toEqual([]);
	});

	it('goes with the end of the agent in a graceful close', async () => {
		closes.chat(chat({ participants: [party('customer'), party('agent', OWING)] }));

		await closes.close({ wrapUp: CODE }, 'graceful');

		// It still shows as owed: what was entered need not show at once.
		expect(sentToAgents()).toEqual([[OF_AGENT, { state: 'disconnected', wrapup: { code: 'code' } }]]);
	});

	it('is told not to be entered for one agent where it went with the end of the other', async () => {
		const participants = [...TWO_OWE, party('agent', { id: 'third', name: 'Cid' })];
		closes.chat(chat({ participants }));
		closes.server.next(/PATCH .*participants.user/, answer(400));
		closes.server.next(/PATCH .*third/, answer(409));

		const { reason } = await closes.close({ wrapUp: CODE, waitTimeoutSeconds: 0 }, 'graceful');

		expect(reason).toMatch(
			/ the customer, Alex \(agent\), and Bo \(agent\)\. Cid \(agent\) may still be .* The wrap-up of Bo \(agent\) and Cid \(agent\) was not entered\.$/,
		);
	});

	it.each([
		['was lost', [answer(500)]],
		['was lost and then refused', [dropped(), answer(409), answer(409)]],
	])('is in doubt where the answer to it %s', async (_what, replies) => {
		closes.chat(chat({ participants: TWO_OWE }));
		closes.server.next(/PATCH .*agent/, ...replies);

		const { reason } = await closes.close({ wrapUp: CODE, waitTimeoutSeconds: 0 }, 'graceful');

		expect(reason).toContain(' It is not known whether the wrap-up of Alex (agent) was entered.');
		expect(reason).not.toContain('wrap-up of Alex (agent) was not');
	});

	it.each([
		['nothing more is heard', { maxRetries: 0 }, [dropped()]],
		['the next answer is a refusal', {}, [dropped(), answer(409), answer(409)]],
		['the agent is refused then for another reason', {}, [dropped(), answer(409), answer(401)]],
		['the rate limit comes then', { maxWaitSeconds: 10 }, [dropped(), answer(409), limited(42)]],
	])(
		'is in doubt, as the close is, where the answer about the only one is lost and %s',
		async (_what, limits, replies) => {
			closes = new VirtualCloses(limits);
			closes.chat(chat({ participants: [party('agent', { ...OWING, name: 'Alex' })] }));
			closes.chat(chat({ id: 'other' }));
			closes.server.next(/PATCH .*agent/, ...replies, answer(409), answer(409));

			expect(
				await closes.close({ wrapUp: CODE, waitTimeoutSeconds: 0, maxCloses: 1 }, 'graceful'),
			).toMatchObject({
				status: 'closing',
				reason: expect.stringMatching(
					/^The answer to the request to close it was lost, .* It is not known whether the wrap-up of Alex \(agent\) was entered\.$/,
				) as unknown,
			});
			expect(await closes.close({ maxCloses: 1 }, 'disconnect', 'other')).toMatchObject({
				status: 'notAttempted',
			});
		},
	);

	it('is in doubt for the one whose answer was lost alone', async () => {
		closes.chat(chat({ participants: TWO_OWE.slice(1) }));
		const refusals = Array.from({ length: 4 }, () => answer(409));
		closes.server.next(/PATCH .*agent/, dropped(), ...refusals);
		closes.server.next(/PATCH .*user/, ...refusals);

		const { reason } = await closes.close({ wrapUp: CODE, waitTimeoutSeconds: 0 }, 'graceful');

		expect(reason).toMatch(
			/ It is not known whether the wrap-up of Alex \(agent\) was entered\. The wrap-up of Bo \(agent\) was not entered\.$/,
		);
	});

	it.each([400, 403, 404, 405, 406, 409, 412, 413, 415, 422])(
		'that is refused (%d) does not keep the agent in the conversation',
		async (status) => {
			closes.chat(chat({ participants: TWO_OWE }));
			closes.server.next(/PATCH .*agent/, answer(status));

			expect(await closes.close({ wrapUp: CODE }, 'graceful')).toMatchObject({
				status: 'closed',
				reason: 'Disconnected the customer, Alex (agent), and Bo (agent).',
			});
			expect(closes.calls.filter((call) => call.endsWith('wrapup'))).toHaveLength(1);
		},
	);

	it.each([403, 406])('that somebody in between refuses (%d) does not keep the agent', async (status) => {
		closes.chat(chat({ participants: TWO_OWE }));
		closes.server.next(/PATCH .*agent/, foreign(status));

		expect(await closes.close({ wrapUp: CODE }, 'graceful')).toMatchObject({ status: 'closed' });
	});

	it('is not sent again with the step whose answer was lost', async () => {
		const conversation = closes.chat(chat({ participants: TWO_OWE }));
		closes.server.next(/PATCH .*agent/, dropped());
		closes.platform.after(1.35, () => {
			conversation.become({
				participants: TWO_OWE.map((one) => ({ ...one, wrapup: { code: 'code' } })),
			});
			conversation.leave('customer');
		});

		expect(await closes.close({ wrapUp: CODE }, 'graceful')).toMatchObject({ status: 'closed' });
		expect(sentToAgents()).toEqual([
			[OF_AGENT, { state: 'disconnected', wrapup: { code: 'code' } }],
			[OF_AGENT, { state: 'disconnected' }],
		]);
	});

	it('is not entered again where it shows a moment later', async () => {
		const conversation = closes.chat(chat({ participants: TWO_OWE }));
		closes.server.loseAnswer('participants/agent');
		closes.platform.after(3, () => {
			conversation.wrapUp('agent');
		});

		expect(await closes.close({ wrapUp: CODE }, 'graceful')).toMatchObject({ status: 'closed' });
		expect(closes.calls.filter((call) => call === HANDS_IN.replace('/api/v2/conversations/', ''))).toEqual(
			[],
		);
	});

	it.each([400, 409])(
		'leaves nobody out whose step was carried out while its answer was lost (%d)',
		async (status) => {
			const conversation = closes.chat(chat({ participants: TWO_OWE }));
			conversation.statusOnEnded = status;
			closes.server.loseAnswer('participants/agent');

			expect(await closes.close({ wrapUp: CODE }, 'graceful')).toMatchObject({
				status: 'closed',
				reason: 'Disconnected the customer, Alex (agent), and Bo (agent).',
			});
		},
	);

	it('is entered where it does not show', async () => {
		closes.chat(chat({ participants: TWO_OWE }));
		closes.server.loseAnswer('participants/agent');

		expect(await closes.close({ wrapUp: CODE }, 'graceful')).toMatchObject({ status: 'closed' });
		expect(closes.calls).toContain(HANDS_IN.replace('/api/v2/conversations/', ''));
	});

	it.each([401, 500])(
		'is not sent without it where the refusal is about something else (%d)',
		async (status) => {
			closes.chat(chat({ participants: TWO_OWE }));
			closes.server.next(/PATCH .*agent/, answer(status));

			expect(await closes.close({ wrapUp: CODE, waitTimeoutSeconds: 0 }, 'graceful')).toMatchObject({
				status: 'closing',
			});
			expect(sentToAgents().filter(([path]) => path === OF_AGENT)).toHaveLength(1);
		},
	);

	it('is not in doubt where the rate limit came first', async () => {
		closes = new VirtualCloses({ maxWaitSeconds: 10 });
		closes.chat(chat({ participants: TWO_OWE }));
		closes.server.next(/PATCH .*agent/, limited(42));

		const { reason } = await closes.close({ wrapUp: CODE, waitTimeoutSeconds: 0 }, 'graceful');

		expect(reason).toMatch(/[^n] The wrap-up of Alex \(agent\) and Bo \(agent\) was not entered\.$/);
	});

	it('is not entered for an agent who was rung and has not taken the conversation', async () => {
		const rung = { state: 'disconnected', connectedTime: null };
		const participants = [party('customer'), party('agent', OWING, rung), party('user', OWING)];
		closes.chat(chat({ participants }));

		await closes.close({ wrapUp: CODE });

		expect(sentToAgents()).toEqual([]);
		expect(closes.calls).toContain('POST messages/chat/participants/user/communications/user-leg/wrapup');
	});

	it('does not go with the end of the customer', async () => {
		closes.chat();

		await closes.close({ wrapUp: CODE }, 'graceful');

		const customers = closes.server.arrivals.filter(({ line }) => line.endsWith('/customer'));
		expect(customers.map(({ call }) => call.body)).toEqual([{ state: 'disconnected' }]);
	});

	it('that is refused does not undo the close: the verdict tells of it', async () => {
		closes.chat(chat({ participants: [party('customer'), party('agent', OWING)] }));
		closes.server.next(/wrapup$/, answer(400, { code: 'conversation.error.wrapup.code.required' }));

		expect(await closes.close({ wrapUp: CODE })).toMatchObject({
			status: 'closed',
			closed: true,
			reason:
				"Disconnected the customer and the agent. The wrap-up of the agent could not be entered: A wrap-up needs a code (setting the wrap-up). Choose a 'Wrap-Up Code' in Options that the queue uses. Correlation ID: c0rrelat10n.",
		});
	});

	it('that is refused for one agent is entered for the other, and the verdict says whose it was', async () => {
		closes.chat(chat({ participants: TWO_OWE }));
		closes.server.next(/agent-leg.wrapup$/, answer(409));

		expect(await closes.close({ wrapUp: CODE })).toMatchObject({
			status: 'closed',
			reason:
				'Disconnected the customer, Alex (agent), and Bo (agent). The wrap-up of Alex (agent) could not be entered: Someone else was changing it at the same time (setting the wrap-up). Try again. Correlation ID: c0rrelat10n.',
		});
		expect(closes.calls).toContain('POST messages/chat/participants/user/communications/user-leg/wrapup');
	});

	it('that was entered for one agent is not told to be missing when the rate limit refuses the next', async () => {
		closes = new VirtualCloses({ maxWaitSeconds: 10 });
		closes.chat(chat({ participants: TWO_OWE }));
		closes.server.next(/user-leg.wrapup$/, limited(42));

		const { reason } = await closes.close({ wrapUp: CODE });

		expect(reason).toContain(' The wrap-up of Bo (agent) could not be entered: Genesys Cloud is limiting');
	});

	it('is skipped with the end of the agent in a graceful close', async () => {
		closes.chat(chat({ participants: [party('customer'), party('agent', OWING)] }));

		await closes.close({ wrapUp: { skip: true } }, 'graceful');

		expect(sentToAgents()).toEqual([[OF_AGENT, { state: 'disconnected', wrapupSkipped: true }]]);
	});

	it('that the rate limit refuses is not tried for the next agent, and both are named', async () => {
		closes = new VirtualCloses({ maxWaitSeconds: 10 });
		closes.chat(chat({ participants: TWO_OWE }));
		closes.server.next(/wrapup$/, limited(42));

		const { reason } = await closes.close({ wrapUp: CODE });

		expect(reason).toContain(
			'The wrap-up of Alex (agent) and Bo (agent) could not be entered: Genesys Cloud is',
		);
		expect(closes.calls.filter((call) => call.endsWith('wrapup'))).toHaveLength(1);
	});

	it('that is refused with the end of the agent does not keep the agent in a graceful close', async () => {
		closes.chat(chat({ participants: [party('customer'), party('agent', OWING)] }));
		closes.server.next(/PATCH .*agent/, answer(400));
		closes.server.next(/wrapup$/, answer(400, { code: 'conversation.error.wrapup.code.required' }));

		expect(await closes.close({ wrapUp: CODE }, 'graceful')).toMatchObject({
			status: 'closed',
			reason:
				"Disconnected the customer and the agent. The wrap-up of the agent could not be entered: A wrap-up needs a code (setting the wrap-up). Choose a 'Wrap-Up Code' in Options that the queue uses. Correlation ID: c0rrelat10n.",
		});
		expect(sentToAgents().map(([, body]) => body)).toEqual([
			{ state: 'disconnected', wrapup: { code: 'code' } },
			{ state: 'disconnected' },
			{ code: 'code' },
		]);
	});

	it('that got through while its answer was lost ends the agent by this run', async () => {
		closes.chat(chat({ participants: [party('agent', OWING)] }));
		closes.server.loseAnswer(/PATCH .*agent/);

		expect(await closes.close({ wrapUp: CODE }, 'graceful')).toMatchObject({ status: 'closed' });
	});

	it('is not missed where only the session of the customer is closed', async () => {
		closes.chat(chat({ participants: [party('customer'), party('agent', OWING)] })).endsAfter = 20;

		const [verdict] = await closes.closeSessions(
			{ which: 'customerSessions' },
			{ wrapUp: CODE, waitTimeoutSeconds: 1 },
		);

		expect(verdict?.reason).toMatch(/^Genesys Cloud accepted .* had not ended after 1 second\.$/);
	});

	it.each([
		['disconnect', OWING, ' The wrap-up of Alex (agent) was not entered.'],
		['graceful', OWING, ''],
		['graceful', {}, ' The wrap-up of Alex (agent) was not entered.'],
	] as const)('is told not to be entered where the end is not seen (%s)', async (method, owing, told) => {
		const participants = [party('customer'), party('agent', { ...owing, name: 'Alex' })];
		closes.chat(chat({ participants })).endsAfter = 20;

		expect(await closes.close({ wrapUp: CODE, waitTimeoutSeconds: 1 }, method)).toMatchObject({
			status: 'closing',
			reason: `Genesys Cloud accepted the request to disconnect the customer and Alex (agent), but it had not ended after 1 second.${told}`,
		});
	});

	it.each([
		['nobody', []],
		['an agent who is only rung', [party('agent', OWING, { state: 'alerting', connectedTime: null })]],
	])('is not missed where %s is there who could owe one', async (_who, agents) => {
		closes.chat(chat({ participants: [party('customer'), ...agents] })).endsAfter = 20;

		expect(await closes.close({ wrapUp: CODE, waitTimeoutSeconds: 1 })).toMatchObject({
			status: 'closing',
			reason: expect.stringMatching(/ but it had not ended after 1 second\.$/) as unknown,
		});
	});

	it('that the rate limit refuses ends the closing of the run', async () => {
		closes = new VirtualCloses({ maxWaitSeconds: 10 });
		closes.chat(chat({ participants: [party('customer'), party('agent', OWING)] }));
		closes.server.next(/wrapup$/, limited(42));

		expect(await closes.close({ wrapUp: CODE })).toMatchObject({
			status: 'closed',
			reason:
				'Disconnected the customer and the agent. The wrap-up of the agent could not be entered: Genesys Cloud is limiting the request rate (setting the wrap-up). Try again in 42 seconds. This step may wait up to 10 seconds. Correlation ID: c0rrelat10n.',
		});
		expect(await closes.close({}, 'disconnect', 'other')).toMatchObject({ status: 'notAttempted' });
	});

	it('is not entered for an agent who is still in it: a session of the customer was closed', async () => {
		closes.chat(chat({ participants: [party('customer'), party('agent', OWING)] }));

		await closes.closeSessions(
			{ which: 'bySessionId', sessionId: 'customer-leg', participantId: undefined },
			{ wrapUp: CODE },
		);

		expect(sentToAgents()).toEqual([]);
	});

	it('is entered with a session of the agent for this agent alone', async () => {
		const participants = [
			party('customer'),
			party('agent', OWING),
			party('agent', { ...OWING, id: 'gone' }, { id: 'gone-leg', state: 'disconnected' }),
		];
		closes.chat(chat({ participants }));

		await closes.closeSessions(
			{ which: 'bySessionId', sessionId: 'agent-leg', participantId: undefined },
			{ wrapUp: CODE },
		);

		expect(sentToAgents().at(-1)).toEqual([HANDS_IN, { code: 'code' }]);
		expect(closes.calls.filter((line) => line.includes('gone'))).toEqual([]);
	});
});
