import { chat, party } from '../../../support/virtual-conversation.mts';
import { VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, limited, ok } from '../../../support/virtual-platform.mts';
import { CODE, HANDS_IN, OWING, sentToAgents, TWO_OWE } from '../../../support/virtual-wrap-ups.mts';

describe('A wrap-up that the agent enters while the node waits for the rate limit', () => {
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses();
	});

	it('is not entered over the one of the agent (disconnect)', async () => {
		const conversation = closes.chat(chat({ participants: [party('customer'), party('agent', OWING)] }));
		closes.server.next(HANDS_IN, limited(30));
		closes.platform.after(10, () => {
			conversation.wrapUp('agent');
		});
		await closes.close({ wrapUp: CODE }, 'disconnect');
		expect(closes.server.lines.filter((line) => line === HANDS_IN)).toHaveLength(1);
	});

	it('is not entered over that of the second agent while that of the first waits (disconnect)', async () => {
		const conversation = closes.chat(chat({ participants: TWO_OWE }));
		closes.server.next(HANDS_IN, limited(30));
		closes.platform.after(10, () => {
			conversation.wrapUp('user');
		});
		await closes.close({ wrapUp: CODE }, 'disconnect');
		expect(closes.calls.filter((line) => line.includes('participants/user'))).toEqual([]);
	});

	it('does not go with the end of an agent whom the look just before shows to owe none any more (graceful)', async () => {
		const conversation = closes.chat(chat({ participants: [party('customer'), party('agent', OWING)] }));
		closes.server.next(/PATCH .*agent$/, limited(30));
		closes.platform.after(10, () => {
			conversation.wrapUp('agent');
		});
		await closes.close({ wrapUp: CODE }, 'graceful');
		expect(sentToAgents(closes).at(-1)?.[1]).toEqual({ state: 'disconnected' });
	});

	it('is not entered over that of who went along with the customer (All Open Sessions)', async () => {
		const conversation = closes.chat(chat({ participants: [party('customer'), party('agent', OWING)] }));
		conversation.agentFollowsAfter = 0.05;
		closes.server.next(HANDS_IN, limited(30));
		closes.platform.after(10, () => {
			conversation.wrapUp('agent');
		});
		await closes.closeSessions({ which: 'allOpenSessions' }, { wrapUp: CODE });
		expect(closes.server.lines.filter((line) => line === HANDS_IN)).toHaveLength(1);
	});

	it('is not entered for who is in a call by then, and that is said', async () => {
		const gone = { state: 'disconnected', disconnectedTime: '2026-09-01T12:00:00.200Z' };
		const agent = party('agent', { ...OWING, name: 'Alex' }, gone);
		const conversation = closes.chat(
			chat({ participants: [party('customer'), party('agent', { ...OWING, name: 'Alex' })] }),
		);
		closes.server.next(HANDS_IN, limited(30));
		closes.platform.after(10, () => {
			const calls = [{ id: 'call', state: 'connected', connectedTime: '2026-09-01T12:00:10.000Z' }];
			conversation.become({ participants: [party('customer', {}, gone), { ...agent, calls }] });
		});

		const { reason } = await closes.close({ wrapUp: CODE }, 'disconnect');

		expect(closes.server.lines.filter((line) => line === HANDS_IN)).toHaveLength(1);
		expect(reason).toContain(
			'The wrap-up of Alex (agent) could not be entered: The agent is still in the conversation.',
		);
	});

	it('is not entered where nobody can tell by then, and that is said', async () => {
		closes.chat(chat({ participants: [party('customer'), party('agent', { ...OWING, name: 'Alex' })] }));
		closes.server.next(HANDS_IN, limited(30));
		closes.platform.after(10, () => {
			closes.server.next('GET', answer(404), answer(404), answer(404));
		});

		const { status, reason } = await closes.close({ wrapUp: CODE }, 'disconnect');

		expect(closes.server.lines.filter((line) => line === HANDS_IN)).toHaveLength(1);
		expect(status).toBe('closed');
		expect(reason).toContain(
			'The wrap-up of Alex (agent) could not be entered: The conversation could not be found afterward.',
		);
	});

	it('is not entered where no look is fresh when its turn comes, and that is said', async () => {
		const conversation = chat({
			participants: [party('customer'), party('agent', { ...OWING, name: 'Alex' })],
		});
		closes.chat(conversation);
		closes.server.next(HANDS_IN, limited(30));
		closes.platform.after(10, () => {
			const gone = { state: 'disconnected', disconnectedTime: '2026-09-01T12:00:00.200Z' };
			const participants = [party('customer', {}, gone), party('agent', { ...OWING, name: 'Alex' }, gone)];
			const slow = { ...ok(chat({ participants })), after: 11 };
			closes.server.next('GET', ...Array.from({ length: 20 }, () => slow));
		});

		const { status, reason } = await closes.close({ wrapUp: CODE }, 'disconnect');

		expect(closes.server.lines.filter((line) => line === HANDS_IN)).toHaveLength(1);
		expect(status).toBe('closed');
		expect(reason).toContain('nobody can tell whether it is still to be entered. Enter it in Genesys Cloud.');
	});

	it('is told once for each agent where the rate limit ends the run', async () => {
		closes.chat(chat({ participants: TWO_OWE }));
		closes.server.next(HANDS_IN, limited(1_000));

		const { reason } = await closes.close({ wrapUp: CODE }, 'disconnect');

		expect(reason.match(/could not be entered/g)).toHaveLength(1);
		expect(reason).toContain('The wrap-up of Alex (agent) and Bo (agent) could not be entered');
	});

	it('goes with the step of an agent only', async () => {
		const participants = [party('customer', OWING), party('acd', OWING), party('agent', OWING)];
		closes.chat(chat({ participants }));

		await closes.close({ wrapUp: CODE }, 'graceful');

		expect(
			closes.server.arrivals
				.filter(({ call }) => JSON.stringify(call.body ?? {}).includes('wrapup'))
				.map(({ line }) => line),
		).toEqual(['PATCH /api/v2/conversations/messages/chat/participants/agent']);
	});

	it('is looked for no more where it goes at once', async () => {
		closes.chat(chat({ participants: TWO_OWE }));

		await closes.close({ wrapUp: CODE }, 'disconnect');

		// The answer to the close shows the end.
		expect(closes.calls.filter((call) => call.startsWith('GET'))).toHaveLength(1);
	});
});
