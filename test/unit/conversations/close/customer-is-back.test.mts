import type { ParticipantPayload } from '../../../../nodes/shared/conversations/payloads.ts';
import { chat, leg, party } from '../../../support/virtual-conversation.mts';
import { VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, limited } from '../../../support/virtual-platform.mts';

const ALL = { which: 'allOpenSessions' } as const;
const AT_NOON = { state: 'disconnected', disconnectedTime: '2026-09-01T12:00:00.000Z' };
const IN_CALL = { calls: [{ id: 'call', state: 'connected' }] };
const alex = party('agent', { name: 'Alex' });
/** Dana, whose first leg has ended, with another one. */
const back = (more: ParticipantPayload = {}) =>
	party('customer', {
		name: 'Dana',
		messages: [leg({ id: 'customer-leg', ...AT_NOON }), leg({ id: 'customer-leg2' })],
		...more,
	});

let closes: VirtualCloses;

beforeEach(() => {
	closes = new VirtualCloses();
});

/** The calls that take the agent out, by what they say of it. */
const about = (part: string) =>
	closes.calls.filter((call) => call.startsWith('PATCH') && call.includes(part));

describe('All open sessions of a customer who is back', () => {
	it('are closed with the one that the customer has got since the sessions were chosen, as long as nothing was done', async () => {
		const conversation = closes.chat();
		closes.platform.after(0.05, () => {
			conversation.become({ participants: [back(), alex] });
		});

		expect(await closes.closeSessions(ALL)).toMatchObject([
			{ status: 'alreadyClosed' },
			{ status: 'closed', reason: 'Disconnected Dana (customer).' },
			{ status: 'closed', reason: 'Disconnected Alex (agent).' },
		]);
	});

	it.each([[true], [false]])(
		"leave the agent's alone where the customer comes while that waits (Check First: %s)",
		async (checkFirst) => {
			const conversation = closes.chat();
			closes.server.next(/PATCH .*agent-leg/, limited(30));
			closes.platform.after(10, () => {
				conversation.become({ participants: [back(), alex] });
			});

			expect(await closes.closeSessions(ALL, { checkFirst })).toMatchObject([
				{ status: 'closed' },
				{ status: 'notAttempted' },
				{ status: 'notAttempted', reason: expect.stringContaining('came meanwhile') as unknown },
			]);
			expect(about('agent-leg')).toHaveLength(1);
		},
	);

	it("end the agent's where the customer's end was accepted, and does not show yet", async () => {
		closes.server.always(/PATCH .*customer-leg/, answer(204));
		closes.chat();

		await closes.closeSessions(ALL, { waitUntilClosed: false });

		expect(about('agent-leg')).toHaveLength(1);
	});

	it("end those of one of the organization's people whose role has a new name, and hold nobody for them", async () => {
		closes.server.always(/PATCH .*sup/, answer(400));
		const supervisor = party('sup', { purpose: 'supervisor', userId: 'u' });
		closes.chat(chat({ participants: [supervisor, party('customer', { name: 'Dana' }), alex] }));

		await expect(closes.closeSessions(ALL)).rejects.toMatchObject({ name: 'ApiFailure' });
		expect(about('agent-leg')).toHaveLength(1);
	});
});

describe('Graceful, where the customer is back', () => {
	it('leaves the agent with a customer who has begun a call as well', async () => {
		const conversation = closes.chat();
		closes.server.next(/PATCH .*agent$/, limited(30));
		closes.platform.after(10, () => {
			conversation.become({ participants: [back(IN_CALL), alex] });
		});

		await closes.close({ waitTimeoutSeconds: 0 }, 'graceful');

		expect(about('participants/agent')).toHaveLength(1);
	});

	it.each([['guest'], ['agent']])(
		'leaves the agent with somebody of an unknown role, who may be the customer (%s first)',
		async (first) => {
			closes.server.always(/PATCH .*guest$/, answer(409));
			const people = [party('guest', { name: 'Dana' }), alex];
			closes.chat(chat({ participants: first === 'guest' ? people : people.toReversed() }));

			await expect(closes.close({}, 'graceful')).rejects.toMatchObject({ details: { status: 409 } });
			expect(about('participants/agent')).toEqual([]);
		},
	);

	it('names somebody of an unknown role whom it has disconnected', async () => {
		closes.chat(chat({ participants: [party('guest', { name: 'Dana' }), alex] }));

		expect(await closes.close({}, 'graceful')).toMatchObject({
			reason: 'Disconnected Dana and Alex (agent).',
		});
	});
});

describe("A customer's session that begins while another one is closed", () => {
	it.each(['customerSessions', 'allOpenSessions'] as const)('is told (%s)', async (which) => {
		const closes = new VirtualCloses();
		const conversation = closes.chat(chat({ participants: [party('customer', { name: 'Dana' })] }));
		conversation.endsAfter = Infinity;
		const two = party('customer', {
			name: 'Dana',
			messages: [leg({ id: 'customer-leg' }), leg({ id: 'customer-leg2' })],
		});
		closes.platform.after(1, () => {
			conversation.become({ participants: [two] });
		});

		expect(await closes.closeSessions({ which })).toMatchObject([
			{ target: { sessionId: 'customer-leg' } },
			{
				target: { sessionId: 'customer-leg2' },
				status: 'notAttempted',
				reason: 'Dana (customer) came meanwhile. Run the close again for this session.',
			},
		]);
	});

	it('is not told where it has ended by then', async () => {
		const closes = new VirtualCloses();
		const conversation = closes.chat(chat({ participants: [party('customer', { name: 'Dana' })] }));
		conversation.endsAfter = 3;
		const over = { state: 'disconnected', disconnectedTime: '2026-09-01T12:00:02.000Z' };
		const [one, other] = [leg({ id: 'customer-leg' }), leg({ id: 'customer-leg2' })];
		closes.platform.after(1, () => {
			conversation.become({ participants: [party('customer', { name: 'Dana', messages: [one, other] })] });
		});
		closes.platform.after(2, () => {
			const messages = [one, { ...other, ...over }];
			conversation.become({ participants: [party('customer', { name: 'Dana', messages })] });
		});

		expect(await closes.closeSessions({ which: 'customerSessions' })).toHaveLength(1);
	});
});

describe('A close whose answer was lost, and a customer who is back', () => {
	it.each(['disconnect', 'graceful'] as const)('does not end the new chat as well (%s)', async (method) => {
		const conversation = closes.chat();
		closes.server.loseAnswer('PATCH');
		closes.platform.after(0.5, () => {
			conversation.become({ participants: [back(), party('agent', { name: 'Alex' }, AT_NOON)] });
		});

		expect(await closes.close({}, method)).toMatchObject({
			status: 'closing',
			isUnclear: true,
			reason: expect.stringMatching(/Dana \(customer\) came anew\.$/) as unknown,
		});
		expect(about('')).toHaveLength(1);
	});
});
