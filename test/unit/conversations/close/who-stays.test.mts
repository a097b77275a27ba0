import { chat, leg, party } from '../../../support/virtual-conversation.mts';
import { VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, foreign, limited, ok } from '../../../support/virtual-platform.mts';

const AT_NOON = { state: 'disconnected', disconnectedTime: '2026-09-01T12:00:00.100Z' };
const IN_CALL = { calls: [{ id: 'call', state: 'connected' }] };
const NOW = { waitTimeoutSeconds: 0 };
const ACCEPTED = 'Genesys Cloud accepted the request to disconnect Dana (customer).';
const ENDS_AGENT = 'PATCH messages/chat/participants/agent';
const dana = party('customer', { name: 'Dana' });
const calling = party('customer', { name: 'Dana', ...IN_CALL });
const alex = party('agent', { name: 'Alex' });
const bob = party('agent2', { purpose: 'agent', name: 'Bob' });
const helper = party('helper', { name: 'Helper' });

let closes: VirtualCloses;

beforeEach(() => {
	closes = new VirtualCloses();
});

describe('Graceful', () => {
	it("ends the agent's part where the customer's end shows late, and the customer calls", async () => {
		const conversation = closes.chat();
		conversation.endsAfter = 4;
		closes.platform.after(0.25, () => {
			conversation.become({ participants: [calling, alex] });
		});

		await closes.close({}, 'graceful');

		expect(closes.calls).toContain(ENDS_AGENT);
	});

	it.each([[400], [500]])(
		'leaves no agent for a helper of an unknown role who is refused (%d), where the customer is known',
		async (status) => {
			closes.server.always(/PATCH .*helper/, answer(status));
			closes.chat(chat({ participants: [dana, helper, alex] }));

			await closes.close(NOW, 'graceful');

			expect(closes.calls).toContain(ENDS_AGENT);
		},
	);

	it('ends all, also where somebody of an unknown role joins after the customer has gone', async () => {
		const conversation = closes.chat();
		closes.platform.after(1, () => {
			conversation.become({ participants: [party('customer', { name: 'Dana' }, AT_NOON), alex, helper] });
		});

		expect(await closes.close(NOW, 'graceful')).toMatchObject({
			status: 'closed',
			reason: 'Disconnected Dana (customer), Alex (agent), and Helper.',
		});
	});

	it('names the agent who stays with a customer who is back and in a call', async () => {
		const conversation = closes.chat();
		closes.server.next(/PATCH .*agent$/, limited(30));
		closes.platform.after(10, () => {
			const messages = [leg({ id: 'customer-leg', ...AT_NOON }), leg({ id: 'customer-leg2' })];
			conversation.become({
				participants: [party('customer', { name: 'Dana', messages, ...IN_CALL }), alex],
			});
		});

		expect(await closes.close(NOW, 'graceful')).toMatchObject({
			status: 'closing',
			reason: `${ACCEPTED} Dana (customer) may still be connected, being in a call beside the chat. Alex (agent) may still be connected: the customer is back.`,
		});
	});

	it('names the agent in a call beside one who could not be disconnected', async () => {
		closes.server.always(/PATCH .*agent2$/, answer(409));
		const conversation = closes.chat(chat({ participants: [dana, alex, bob] }));
		closes.platform.after(0.5, () => {
			const agentInCall = party('agent', { name: 'Alex', ...IN_CALL });
			conversation.become({
				participants: [party('customer', { name: 'Dana' }, AT_NOON), agentInCall, bob],
			});
		});

		const { reason } = await closes.close(NOW, 'graceful');

		expect(reason).toMatch(
			/Bob \(agent\) may still be connected: .* Alex \(agent\) may still be connected, being in a call/,
		);
	});

	it('is called off where the conversation is gone before anything was done', async () => {
		closes.chat(chat({ participants: [party('customer', {}, AT_NOON), alex] }));
		closes.platform.after(0.05, () => {
			closes.server.next('GET', answer(404), answer(404), answer(404));
		});

		expect(await closes.close({}, 'graceful')).toMatchObject({ status: 'notFound' });
	});

	it('takes no second step on a look that was asked for more than ten seconds ago', async () => {
		const people = [dana, party('external', { name: 'Eve' }), alex];
		const conversation = closes.chat(chat({ participants: people }));
		closes.server.next('GET', { ...ok(chat({ participants: people })), after: 9.5 });
		closes.server.next(/PATCH .*customer$/, { ...answer(202), after: 1.8 });
		closes.platform.after(5, () => {
			conversation.become({ participants: [dana, party('external', { name: 'Eve', ...IN_CALL }), alex] });
		});

		await closes.close(NOW, 'graceful');

		expect(closes.calls).not.toContain('PATCH messages/chat/participants/external');
	});
});

describe('All open sessions', () => {
	const ALL = { which: 'allOpenSessions' } as const;

	it('of one of an unknown role who is refused hold no agent, where the customer is known', async () => {
		closes.server.always(/PATCH .*helper/, answer(400));
		closes.chat(chat({ participants: [dana, helper, alex] }));

		await expect(closes.closeSessions(ALL)).rejects.toMatchObject({ details: { status: 400 } });
		expect(closes.calls.filter((call) => call.includes('agent-leg'))).toHaveLength(1);
	});

	it('of an agent who has two are closed without a word of a wrap-up in between', async () => {
		const messages = [leg({ id: 'a1' }), leg({ id: 'a2' })];
		const two = party('agent', { name: 'Alex', wrapupRequired: true, messages });
		closes.chat(chat({ participants: [dana, two] }));
		const wrapUp = { skip: false, codeId: 'code', notes: undefined } as const;

		const [, first] = await closes.closeSessions(ALL, { wrapUp });

		expect(first).toMatchObject({ status: 'closed', reason: 'Disconnected Alex (agent).' });
	});

	it.each([[408], [403]])(
		'are closed though one look is answered by somebody else with %d',
		async (status) => {
			closes.chat();
			closes.platform.after(0.35, () => {
				closes.server.next('GET', foreign(status));
			});

			expect(await closes.closeSessions(ALL)).toMatchObject([{ status: 'closed' }, { status: 'closed' }]);
		},
	);
});

it('A session that had ended seconds before the request is not said to be disconnected by it', async () => {
	const conversation = closes.chat();
	conversation.statusOnEnded = 200;
	closes.platform.after(0.05, () => {
		closes.platform.hold(8);
	});
	closes.platform.after(2, () => {
		conversation.leave('customer');
	});
	const choice = { which: 'bySessionId', sessionId: 'customer-leg', participantId: undefined } as const;

	expect(await closes.closeSessions(choice)).toMatchObject([{ reason: 'Closed. Dana (customer) has left.' }]);
});
