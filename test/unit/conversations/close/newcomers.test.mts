import type { Verdict } from '../../../../nodes/shared/conversations/close/verdict.ts';
import { chat, leg, party } from '../../../support/virtual-conversation.mts';
import { VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, limited } from '../../../support/virtual-platform.mts';
import { CODE, OWING, sentToAgents } from '../../../support/virtual-wrap-ups.mts';

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
		closes.server.next(/PATCH .*customer-leg/, limited(30));
		closes.server.always(/PATCH .*customer-leg/, answer(409));
		const conversation = closes.chat();
		closes.platform.after(10, () => {
			conversation.become({ participants: [dana, party('agent', { name: 'Alex' }, AT_NOON), bea] });
		});
		const stand: Verdict[] = [];

		await expect(closes.closeSessions(ALL, {}, 'chat', stand)).rejects.toThrow();

		expect(stand.at(-1)).toMatchObject({
			target: { sessionId: 'agent2-leg' },
			status: 'notAttempted',
			reason: 'Dana (customer) is not known to be disconnected, and is not left alone.',
		});
		expect(closes.calls.filter((call) => call.includes('agent2-leg'))).toEqual([]);
	});

	it('are closed with that of an agent who is first seen where another one is refused', async () => {
		closes.server.always(/PATCH .*acd-leg/, answer(409));
		const conversation = closes.chat(chat({ participants: [dana, party('acd')] }));
		closes.platform.after(0.35, () => {
			conversation.become({
				participants: [party('customer', { name: 'Dana' }, AT_NOON), party('acd'), bea],
			});
		});
		const stand: Verdict[] = [];

		await expect(closes.closeSessions(ALL, {}, 'chat', stand)).rejects.toThrow();

		expect(stand.map(({ reason }) => reason)).toEqual([
			'Disconnected Dana (customer).',
			'Disconnected Bea (agent).',
		]);
	});

	it('are closed with that of an agent who is first seen while the last one does not end', async () => {
		const conversation = closes.chat(chat({ participants: [dana] }));
		conversation.endsAfter = 60;
		closes.platform.after(1, () => {
			conversation.become({ participants: [dana, bea] });
		});

		expect(await closes.closeSessions(ALL)).toMatchObject([
			{ status: 'closing' },
			{ target: { sessionId: 'agent2-leg' } },
		]);
		expect(
			closes.calls.filter((call) => call.startsWith('PATCH') && call.includes('agent2-leg')),
		).toHaveLength(1);
	});

	it('are told with that of an agent who has taken the chat and gone along with the customer, and the wrap-up is entered', async () => {
		const conversation = closes.chat(chat({ participants: [dana, party('acd')] }));
		closes.server.next('PATCH', limited(30));
		closes.platform.after(10, () => {
			const owing = party('agent', { ...OWING, name: 'Bea' });
			conversation.become({ participants: [dana, party('acd', {}, AT_NOON), owing] });
			conversation.agentFollowsAfter = 0;
		});

		expect(await closes.closeSessions(ALL, { wrapUp: CODE })).toMatchObject([
			{ status: 'closed', reason: 'Disconnected Dana (customer).' },
			{ status: 'alreadyClosed' },
			{ status: 'alreadyClosed', reason: 'It ended after another session was closed.' },
		]);
		expect(sentToAgents(closes)).toHaveLength(1);
	});

	it('leave the agent with a customer who had left and comes back while the close waits', async () => {
		const alex = party('agent', { name: 'Alex' });
		const conversation = closes.chat(
			chat({ participants: [party('customer', { name: 'Dana' }, AT_NOON), alex] }),
		);
		closes.server.next('PATCH', limited(3));
		closes.platform.after(1, () => {
			const messages = [leg({ id: 'customer-leg', ...AT_NOON }), leg({ id: 'customer-leg2' })];
			conversation.become({ participants: [party('customer', { name: 'Dana', messages }), alex] });
		});

		expect(await closes.closeSessions(ALL)).toMatchObject([
			{ status: 'notAttempted', reason: 'Dana (customer) is back, and is not left alone.' },
			{ status: 'notAttempted', target: { sessionId: 'customer-leg2' } },
		]);
		expect(closes.calls.filter((call) => call.includes('customer-leg2'))).toEqual([]);
	});

	it('leave the agent with somebody of the customer’s side who was not there before', async () => {
		const alex = party('agent', { name: 'Alex' });
		const conversation = closes.chat();
		closes.server.next(/PATCH .*agent-leg/, limited(3));
		closes.platform.after(1, () => {
			const gone = party('customer', { name: 'Dana' }, AT_NOON);
			conversation.become({ participants: [gone, alex, party('external', { name: 'Eve' })] });
		});

		expect((await closes.closeSessions(ALL))[1]?.reason).toMatch(
			/^Eve \(.*\) has joined, and is not left alone\.$/,
		);
	});

	it('are no work without an end', async () => {
		let taken = 0;
		// Whenever an agent is disconnected, the next one takes the chat.
		closes.server.always(/PATCH .*participants\/agent/, () => {
			taken += 1;
			const agents = Array.from({ length: taken + 1 }, (_, i) =>
				party(`agent-${i}`, { purpose: 'agent' }, i === taken ? {} : AT_NOON),
			);
			conversation.become({ participants: [party('customer', {}, AT_NOON), ...agents] });
			return answer(202);
		});
		const conversation = closes.chat(chat({ participants: [dana, party('agent-0', { purpose: 'agent' })] }));

		await expect(closes.closeSessions(ALL)).rejects.toMatchObject({
			message: 'People came and went while the sessions were to be closed',
		});
	});

	it('are all closed where there are many from the beginning', async () => {
		const crowd = Array.from({ length: 150 }, (_, i) => party(`agent-${i}`, { purpose: 'agent' }));
		closes.chat(chat({ participants: [dana, ...crowd] }));

		const verdicts = await closes.closeSessions(ALL);

		expect(verdicts.map(({ status }) => status)).toEqual(Array.from({ length: 151 }, () => 'closed'));
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
		{
			status: 'notAttempted',
			reason: 'Dana (customer) came meanwhile. Run the close again for this session.',
		},
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
