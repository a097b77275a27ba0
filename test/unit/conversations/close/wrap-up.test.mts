import { chat, leg, party } from '../../../support/virtual-conversation.mts';
import { VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, dropped, limited } from '../../../support/virtual-platform.mts';
import {
	CODE,
	HANDS_IN,
	OF_AGENT,
	OWING,
	sentToAgents,
	TWO_OWE,
} from '../../../support/virtual-wrap-ups.mts';

describe('The wrap-up of a close', () => {
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses();
	});

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
		expect(sentToAgents(closes)).toEqual([[how === 'skips' ? OF_AGENT : HANDS_IN, body]]);
	});

	it('is entered with a session whose participant was given in small letters', async () => {
		closes.chat(chat({ participants: [party('customer'), party('agent', { ...OWING, id: 'AGENT' })] }));

		await closes.closeSessions(
			{ which: 'bySessionId', sessionId: 'agent-leg', participantId: 'agent' },
			{ wrapUp: CODE, checkFirst: false },
		);

		expect(closes.calls).toContain('POST messages/chat/participants/AGENT/communications/agent-leg/wrapup');
	});

	it('is not entered where none is to be', async () => {
		closes.chat(chat({ participants: [party('customer'), party('agent', OWING)] }));

		await closes.close();

		expect(sentToAgents(closes)).toEqual([]);
	});

	it('is entered with the last of the legs where nobody can tell when they ended', async () => {
		const ended = { type: 'webmessaging', state: 'disconnected', connectedTime: '2026-09-01T11:00:00.000Z' };
		const messages = ['first', 'second', 'agent-leg'].map((id) => ({
			...ended,
			id,
			disconnectedTime: 'soon',
		}));
		closes.chat(chat({ participants: [party('customer'), { ...party('agent', OWING), messages }] }));

		await closes.close({ wrapUp: CODE });

		expect(sentToAgents(closes)).toEqual([[HANDS_IN, { code: 'code' }]]);
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

		expect(sentToAgents(closes).map(([line]) => line)).toEqual([HANDS_IN.replace('agent-leg', 'last')]);
	});

	it('is not entered for an agent who has shared a screen only', async () => {
		const agent = { ...party('agent', OWING), messages: [] };
		const shares = [{ id: 'shared', state: 'disconnected', connectedTime: '2026-09-01T11:00:00.000Z' }];
		closes.chat(chat({ participants: [party('customer'), { ...agent, screenshares: shares }] }));

		expect(await closes.close({ wrapUp: CODE })).toMatchObject({ status: 'closed' });
		expect(sentToAgents(closes)).toEqual([]);
	});

	it('is entered although nobody waits until it has closed, for it takes a look', async () => {
		const conversation = closes.chat(chat({ participants: [party('customer'), party('agent', OWING)] }));
		conversation.endsAfter = 0.05;

		expect(await closes.close({ wrapUp: CODE, waitUntilClosed: false })).toMatchObject({ status: 'closed' });
		expect(sentToAgents(closes)).toHaveLength(1);
	});

	it('is looked for once where nobody waits until it has closed', async () => {
		closes.chat().endsAfter = 60;

		expect(await closes.close({ wrapUp: CODE, waitUntilClosed: false })).toMatchObject({
			status: 'closing',
			reason:
				'Genesys Cloud accepted the request to disconnect Dana (customer) and Alex (agent), but it had not ended at the one look that a wrap-up takes. Wait Until Closed is off. The wrap-up of Alex (agent) was not entered.',
		});
		expect(closes.calls).toEqual(['GET chat', 'PATCH messages/chat', 'GET chat']);
	});

	it('says that it seems to have ended before, where one look shows that and nobody had looked', async () => {
		const endTime = '2026-09-01T11:05:00.000Z';
		const gone = { state: 'disconnected', disconnectedTime: endTime };
		closes.server.always('PATCH', answer(202));
		closes.chat(chat({ endTime, participants: [party('customer', {}, gone), party('agent', {}, gone)] }));

		expect(await closes.close({ wrapUp: CODE, waitUntilClosed: false, checkFirst: false })).toMatchObject({
			status: 'closing',
			reason: expect.stringContaining('It seems to have ended before that') as unknown,
		});
		expect(closes.calls).toEqual(['PATCH messages/chat', 'GET chat']);
	});

	it('is left to Genesys Cloud by a teardown, which writes a code of its own', async () => {
		closes.chat(chat({ participants: [party('customer'), party('agent', OWING)] }));

		expect(await closes.close({ wrapUp: CODE }, 'teardown')).toMatchObject({ status: 'closed' });
		expect(sentToAgents(closes)).toEqual([]);
	});

	it('is not entered for an agent who was rung and has not taken the conversation', async () => {
		const rung = { state: 'disconnected', connectedTime: null };
		const participants = [party('customer'), party('agent', OWING, rung), party('user', OWING)];
		closes.chat(chat({ participants }));

		await closes.close({ wrapUp: CODE });

		expect(sentToAgents(closes)).toEqual([]);
		expect(closes.calls).toContain('POST messages/chat/participants/user/communications/user-leg/wrapup');
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

	it('that is refused for two is told of each', async () => {
		closes.chat(chat({ participants: TWO_OWE }));
		closes.server.next(/wrapup$/, answer(409), answer(409));

		const { reason } = await closes.close({ wrapUp: CODE });

		const refused =
			'could not be entered: Someone else was changing it at the same time (setting the wrap-up). Try again. Correlation ID: c0rrelat10n.';
		expect(reason).toBe(
			`Disconnected the customer, Alex (agent), and Bo (agent). The wrap-up of Alex (agent) ${refused} The wrap-up of Bo (agent) ${refused}`,
		);
	});

	it('is in doubt where the server breaks down over it', async () => {
		closes.chat(chat({ participants: TWO_OWE }));
		closes.server.next(/agent-leg.wrapup$/, answer(500));

		expect(await closes.close({ wrapUp: CODE })).toMatchObject({
			status: 'closed',
			reason: expect.stringContaining(
				' It is not known whether the wrap-up of Alex (agent) was entered: Genesys Cloud had an internal error',
			) as unknown,
		});
	});

	it('is told not to be entered where nobody knows who was in it, and the end is not seen', async () => {
		closes.chat(chat({ participants: TWO_OWE })).endsAfter = 60;

		expect(await closes.close({ wrapUp: CODE, checkFirst: false, waitTimeoutSeconds: 1 })).toMatchObject({
			status: 'closing',
			reason:
				'Genesys Cloud accepted the request to close it, but it had not ended after 1 second. The wrap-up was not entered.',
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

		expect(sentToAgents(closes)).toEqual([]);
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

		expect(sentToAgents(closes).at(-1)).toEqual([HANDS_IN, { code: 'code' }]);
		expect(closes.calls.filter((line) => line.includes('gone'))).toEqual([]);
	});

	it('is entered for an agent who co-browses a moment longer than the chat', async () => {
		const agent = { ...OWING, cobrowsesessions: [{ id: 'co-browsing', state: 'connected' }] };
		closes.chat(chat({ participants: [party('customer'), party('agent', agent)] }));

		await closes.closeSessions(
			{ which: 'bySessionId', sessionId: 'agent-leg', participantId: undefined },
			{ wrapUp: CODE },
		);

		expect(sentToAgents(closes).at(-1)).toEqual([HANDS_IN, { code: 'code' }]);
	});

	it('is not entered while the agent has another session in the chat, and the reason says so', async () => {
		const messages = [leg({ id: 'agent-leg' }), leg({ id: 'agent-leg2' })];
		closes.chat(chat({ participants: [party('customer'), party('agent', { ...OWING, messages })] }));

		expect(
			await closes.closeSessions(
				{ which: 'bySessionId', sessionId: 'agent-leg', participantId: undefined },
				{ wrapUp: CODE },
			),
		).toMatchObject([
			{
				status: 'closed',
				reason: expect.stringContaining('could not be entered: The agent is still') as string,
			},
		]);
	});

	it.each([
		['at once', 0],
		['while its own request is on its way', 0.25],
	])('is entered for the agent whose session ends %s with that of the customer', async (_when, after) => {
		const conversation = closes.chat(chat({ participants: [party('customer'), party('agent', OWING)] }));
		conversation.agentFollowsAfter = after;

		expect(await closes.closeSessions({ which: 'allOpenSessions' }, { wrapUp: CODE })).toMatchObject([
			{ status: 'closed' },
			{ status: 'alreadyClosed', reason: 'It ended after another session was closed.' },
		]);
		expect(sentToAgents(closes).at(-1)).toEqual([HANDS_IN, { code: 'code' }]);
	});

	describe('of an agent who goes along', () => {
		const at = (time: string) => ({
			state: 'disconnected',
			disconnectedTime: `2026-09-01T12:00:${time}Z`,
		});
		const owing = (ofLeg = {}) => party('agent', OWING, ofLeg);
		const isEntered = () => closes.calls.at(-1)?.endsWith('/wrapup');

		it.each([
			['after the one look that Wait Until Closed leaves', 0.15, { waitUntilClosed: false }],
			['after the Wait Timeout', 2.15, { waitTimeoutSeconds: 2 }],
		])('is entered where the end of the customer shows %s', async (_when, after, options) => {
			const conversation = closes.chat(chat({ participants: [party('customer'), owing()] }));
			conversation.endsAfter = after;
			conversation.agentFollowsAfter = after;

			const verdicts = await closes.closeSessions({ which: 'allOpenSessions' }, { wrapUp: CODE, ...options });

			expect(verdicts.map(({ status }) => status)).toEqual(['closing', 'alreadyClosed']);
			expect(isEntered()).toBe(true);
		});

		it.each([
			['a moment before the customer', at('00.249')],
			['at a time that is not told', { state: 'disconnected' }],
		])('is entered where the end is %s', async (_when, end) => {
			const conversation = closes.chat(chat({ participants: [party('customer'), owing()] }));
			closes.server.next('PATCH', answer(202));
			closes.platform.after(0.25, () => {
				conversation.become({ participants: [party('customer', {}, at('00.250')), owing(end)] });
			});

			await closes.closeSessions({ which: 'allOpenSessions' }, { wrapUp: CODE });

			expect(isEntered()).toBe(true);
		});

		it.each([
			['another agent', party('agent2', { ...OWING, purpose: 'agent' })],
			['the queue', party('acd')],
		])('is not entered for who left by himself after %s was disconnected', async (_whose, other) => {
			const left = party('customer', {}, at('00.000'));
			const conversation = closes.chat(chat({ participants: [left, other, owing()] }));
			closes.server.next(/PATCH .*\/agent\//, limited(40));
			closes.platform.after(30, () => {
				conversation.leave('agent');
			});

			await closes.closeSessions({ which: 'allOpenSessions' }, { wrapUp: CODE });

			expect(closes.calls.filter((call) => /\/agent\/.*wrapup/.test(call))).toEqual([]);
		});

		it('is nothing to tell where they owe none', async () => {
			const conversation = closes.chat(chat({ participants: [party('customer'), party('agent')] }));
			conversation.agentFollowsAfter = 0;

			expect(await closes.closeSessions({ which: 'allOpenSessions' }, { wrapUp: CODE })).toMatchObject([
				{ status: 'closed' },
				{ status: 'alreadyClosed', reason: 'It had already ended. Nothing was changed.' },
			]);
			expect(sentToAgents(closes)).toEqual([]);
		});

		it.each([
			['a lost try and the rate limit', [dropped(), limited(30)], 15],
			['four lost tries', [dropped(), dropped(), dropped(), dropped()], 10],
		])(
			'is not entered for who left by himself between %s, which did nothing',
			async (_what, replies, second) => {
				const conversation = closes.chat(chat({ participants: [party('customer'), owing()] }));
				closes.server.next(/PATCH .*customer-leg$/, ...replies);
				closes.platform.after(second, () => {
					conversation.leave('agent');
				});

				await closes.closeSessions({ which: 'allOpenSessions' }, { wrapUp: CODE });

				expect(closes.calls.filter((call) => call.endsWith('/wrapup'))).toEqual([]);
			},
		);

		it('is not entered again with another session where nobody knows whether it was', async () => {
			const agent = (end = {}) =>
				party('agent', {
					...OWING,
					messages: [leg({ id: 'agent-leg', ...end }), leg({ id: 'agent-leg2', ...end })],
				});
			const conversation = closes.chat(chat({ participants: [party('customer'), agent()] }));
			closes.server.next(/POST .*wrapup/, dropped());
			closes.platform.after(0.35, () => {
				conversation.become({ participants: [party('customer', {}, at('00.200')), agent(at('00.300'))] });
			});

			await closes.closeSessions({ which: 'allOpenSessions' }, { wrapUp: CODE });

			expect(closes.calls.filter((call) => call.endsWith('/wrapup'))).toHaveLength(1);
		});

		it('is entered where it was another session of the same agent that was closed', async () => {
			const customer = party('customer', {}, at('00.000'));
			const agent = (one = {}, other = {}) =>
				party('agent', {
					...OWING,
					messages: [leg({ id: 'agent-leg', ...one }), leg({ id: 'agent-leg2', ...other })],
				});
			const conversation = closes.chat(chat({ participants: [customer, agent()] }));
			closes.server.next(/PATCH .*agent-leg2/, limited(3));
			closes.platform.after(2, () => {
				conversation.become({ participants: [customer, agent(at('00.300'), at('02.000'))] });
			});

			await closes.closeSessions({ which: 'allOpenSessions' }, { wrapUp: CODE });

			expect(isEntered()).toBe(true);
		});
	});

	it('is not entered for an agent who had left before the customer was disconnected', async () => {
		const conversation = closes.chat(chat({ participants: [party('customer'), party('agent', OWING)] }));
		closes.server.next('PATCH', limited(30));
		closes.platform.after(10, () => {
			conversation.leave('agent');
		});

		expect(await closes.closeSessions({ which: 'allOpenSessions' }, { wrapUp: CODE })).toMatchObject([
			{ status: 'closed' },
			{ status: 'alreadyClosed', reason: 'It had already ended. Nothing was changed.' },
		]);
		expect(sentToAgents(closes)).toEqual([]);
	});

	it('is entered once for an agent of whom two sessions end with that of the customer', async () => {
		const messages = [leg({ id: 'agent-leg' }), leg({ id: 'agent-leg2' })];
		const agent = party('agent', { ...OWING, messages });
		const conversation = closes.chat(chat({ participants: [party('customer'), agent] }));
		conversation.agentFollowsAfter = 0;

		await closes.closeSessions({ which: 'allOpenSessions' }, { wrapUp: CODE });

		expect(sentToAgents(closes)).toHaveLength(1);
	});
});
