import { chat, party } from '../../../support/virtual-conversation.mts';
import { VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, dropped, ok } from '../../../support/virtual-platform.mts';
import { CODE, OWING } from '../../../support/virtual-wrap-ups.mts';

const SEES = 'GET chat';
const CUSTOMER = 'PATCH messages/chat/participants/customer';
const AGENT = 'PATCH messages/chat/participants/agent';

describe('A graceful close with a guard', () => {
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses();
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
			expect(closes.calls).toEqual([SEES, CUSTOMER, SEES]);
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

		it.each([
			['has gone, for nobody knows by whom', 'carriedOut'],
			['is still there', 'notCarriedOut'],
		])('is held where the customer %s', async (_what, how) => {
			if (how === 'carriedOut') closes.server.loseAnswer('participants/customer');
			else closes.server.next(/PATCH .*customer/, dropped());

			expect(await closes.close(GUARDED, 'graceful')).toMatchObject({
				status: 'closing',
				reason: expect.stringContaining('Alex (agent) wrote') as unknown,
			});
			expect(closes.calls.filter((call) => call.startsWith('PATCH'))).toEqual([CUSTOMER]);
		});
	});

	it('is held where nobody can tell, after the first step got no answer', async () => {
		const before = chat({ participants: [party('old')] });
		const conversation = closes.chat();
		closes.server.loseAnswer('participants/customer');
		closes.platform.after(0.15, () => {
			for (let look = 0; look < 3; look++) closes.server.next('GET', ok(before));
			conversation.write('customer', '2026-09-01T12:00:00.000Z');
		});

		expect(await closes.close({ skipIfMessageWithinMinutes: 1 }, 'graceful')).toMatchObject({
			status: 'closing',
		});
		expect(closes.calls.filter((call) => call.startsWith('PATCH'))).toEqual([CUSTOMER]);
	});

	it('is called off before it has begun', async () => {
		const closes = new VirtualCloses();
		const conversation = closes.chat(chat({ participants: [party('customer'), party('workflow')] }));
		closes.platform.after(0.05, () => {
			closes.platform.hold(30);
		});
		closes.platform.after(10, () => {
			const gone = party(
				'workflow',
				{},
				{ state: 'disconnected', disconnectedTime: '2026-09-01T12:00:00.000Z' },
			);
			conversation.become(chat({ participants: [party('customer'), gone, party('agent')] }));
		});

		expect(await closes.close({ skipIfConnected: 'agent' }, 'graceful')).toMatchObject({
			status: 'skippedAgentConnected',
		});
		expect(closes.calls).toEqual([SEES, SEES]);
	});

	it('is held where the customer had gone and nothing has begun', async () => {
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

	it('is not held once it has begun: half a close would leave the agent alone', async () => {
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
		// The last look but one is whether a call has begun in that time.
		expect(closes.calls).toEqual([SEES, CUSTOMER, SEES, SEES, SEES, AGENT, SEES]);
	});

	it('takes no look more than one without, where the customer had gone before and looks are fresh', async () => {
		closes.chat().leave('customer');

		expect(await closes.close({ skipIfMessageWithinMinutes: 5 }, 'graceful')).toMatchObject({
			status: 'closed',
		});
		expect(closes.calls).toEqual([SEES, SEES, SEES, AGENT, SEES]);
	});

	describe('of which nobody knows whether it has begun', () => {
		const left = party(
			'customer',
			{ name: 'Dana' },
			{ state: 'disconnected', disconnectedTime: '2026-09-01T11:30:00.000Z' },
		);
		const JUST_NOW = '2026-09-01T12:00:10.000Z';
		const messages = [{ messageId: 'm', messageTime: JUST_NOW }];
		const back = party('back', { purpose: 'customer', name: 'Dana' }, { connectedTime: JUST_NOW, messages });
		const patches = () => closes.calls.filter((call) => call.startsWith('PATCH'));

		it.each([
			['for a connected customer', { skipIfConnected: 'agentAndCustomer' }],
			['for a message', { skipIfMessageWithinMinutes: 10 }],
		] as const)('is held %s who has come back while the wrap-up got no answer', async (_what, guard) => {
			const conversation = closes.chat(chat({ participants: [left, party('agent', OWING)] }));
			closes.server.next(/PATCH .*agent$/, { ...dropped(), after: 30 });
			closes.platform.after(10, () => {
				conversation.become({ participants: [left, party('agent', OWING), back] });
			});

			const { status } = await closes.close({ ...guard, wrapUp: CODE }, 'graceful');

			expect(status).toBe('closing');
			expect(patches()).toEqual([AGENT]);
		});

		it('is held before the second of two agents', async () => {
			closes = new VirtualCloses({ maxRetries: 0 });
			const agents = [party('agent'), party('bea', { purpose: 'agent' })];
			const conversation = closes.chat(chat({ participants: [left, ...agents] }));
			closes.server.next(/PATCH .*agent$/, { ...answer(504), after: 29 });
			closes.platform.after(15, () => {
				conversation.become({ participants: [left, ...agents, back] });
			});

			const { status } = await closes.close({ skipIfConnected: 'agentAndCustomer' }, 'graceful');

			expect(status).toBe('closing');
			expect(patches()).toEqual([AGENT]);
		});

		it('goes on where nothing has changed', async () => {
			closes.chat(chat({ participants: [left, party('agent', OWING)] }));
			closes.server.next(/PATCH .*agent$/, { ...dropped(), after: 30 });

			const { status } = await closes.close(
				{ skipIfConnected: 'agentAndCustomer', wrapUp: CODE },
				'graceful',
			);

			expect(status).toBe('closed');
			expect(patches()).toEqual([AGENT, AGENT]);
		});
	});
});
