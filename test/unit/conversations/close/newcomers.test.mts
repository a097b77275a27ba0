import { chat, leg, party } from '../../../support/virtual-conversation.mts';
import { VirtualCloses } from '../../../support/virtual-closes.mts';
import { limited } from '../../../support/virtual-platform.mts';

const ALL = { which: 'allOpenSessions' } as const;
const AT_NOON = { state: 'disconnected', disconnectedTime: '2026-09-01T12:00:00.000Z' };
const dana = party('customer', { name: 'Dana' });
const bea = party('agent2', { purpose: 'agent', name: 'Bea' });

let closes: VirtualCloses;

beforeEach(() => {
	closes = new VirtualCloses();
});

describe('All open sessions, where somebody joins meanwhile', () => {
	it('are closed with that of an agent who takes the chat while the close waits for the rate limit', async () => {
		const conversation = closes.chat(chat({ participants: [dana, party('acd')] }));
		closes.server.next('PATCH', limited(30));
		closes.platform.after(10, () => {
			conversation.become({ participants: [dana, party('acd', {}, AT_NOON), bea] });
		});

		expect(await closes.closeSessions(ALL)).toMatchObject([
			{ status: 'closed', reason: 'Disconnected Dana (customer).' },
			{ status: 'alreadyClosed' },
			{ status: 'closed', reason: 'Disconnected Bea (agent).', target: { sessionId: 'agent2-leg' } },
		]);
	});

	it('leave that one with a customer who could not be disconnected, and say so', async () => {
		const conversation = closes.chat();
		closes.server.always(/PATCH .*customer-leg/, limited(30));
		closes.platform.after(10, () => {
			conversation.become({ participants: [dana, party('agent', { name: 'Alex' }, AT_NOON), bea] });
		});

		const verdicts = await closes.closeSessions(ALL, { skipIfConnected: 'agent' });

		expect(verdicts.map(({ status }) => status)).not.toContain('closed');
		expect(closes.calls.filter((call) => call.includes('agent2-leg'))).toEqual([]);
	});

	it('are no work without an end', async () => {
		const conversation = closes.chat();
		let joined = 0;
		const join = () => {
			joined += 30;
			const crowd = Array.from({ length: joined }, (_, i) => party(`agent-${i}`, { purpose: 'agent' }));
			const customer = party('customer', {}, AT_NOON);
			conversation.become({ participants: [customer, party('agent', {}, AT_NOON), ...crowd] });
			if (joined < 3_000) closes.platform.after(1, join);
		};
		closes.platform.after(0.1, join);

		await expect(closes.closeSessions(ALL)).rejects.toMatchObject({
			message: 'People came and went while the sessions were to be closed',
		});
	});
});

it("The customer's sessions are closed with the one that has taken the place of the one that was chosen", async () => {
	const conversation = closes.chat();
	closes.platform.after(0.05, () => {
		const messages = [leg({ id: 'customer-leg', ...AT_NOON }), leg({ id: 'customer-leg2' })];
		conversation.become({ participants: [party('customer', { name: 'Dana', messages }), party('agent')] });
	});

	expect(await closes.closeSessions({ which: 'customerSessions' })).toMatchObject([
		{ status: 'alreadyClosed' },
		{ status: 'closed', target: { sessionId: 'customer-leg2' } },
	]);
});

it('A customer who comes back after the disconnect is not disconnected again', async () => {
	const conversation = closes.chat();
	closes.server.next(/PATCH .*agent-leg/, limited(30));
	closes.platform.after(10, () => {
		const messages = [leg({ id: 'customer-leg', ...AT_NOON }), leg({ id: 'customer-leg2' })];
		const alex = party('agent', { name: 'Alex' });
		conversation.become({ participants: [party('customer', { name: 'Dana', messages }), alex] });
	});

	const verdicts = await closes.closeSessions(ALL);

	expect(verdicts).toMatchObject([
		{ status: 'closed' },
		{ status: 'notAttempted', reason: 'Dana (customer) is back, and is not left alone.' },
	]);
	expect(closes.calls.filter((call) => call.includes('customer-leg2'))).toEqual([]);
});

it('Who takes over after the last step of a graceful close is named', async () => {
	const conversation = closes.chat();
	closes.platform.after(1.45, () => {
		conversation.become({
			participants: [
				party('customer', { name: 'Dana' }, AT_NOON),
				party('agent', { name: 'Alex' }, AT_NOON),
				bea,
			],
		});
	});

	expect((await closes.close({}, 'graceful')).reason).toBe(
		'Genesys Cloud accepted the request to disconnect Dana (customer) and Alex (agent), but it had not ended after 15 seconds. Bea (agent) joined meanwhile.',
	);
});
