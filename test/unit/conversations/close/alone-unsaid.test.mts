import { chat, party } from '../../../support/virtual-conversation.mts';
import { VirtualCloses } from '../../../support/virtual-closes.mts';
import { CODE, OWING } from '../../../support/virtual-wrap-ups.mts';

describe('Graceful with a guard, where the answer about the customer is lost, who has gone by it and had just written', () => {
	it.each([
		['customer', 0.05],
		['agent', 0.5],
	])('says that the agent may still be there (a message of the %s)', async (writer, second) => {
		const closes = new VirtualCloses();
		const participants = [party('customer', { name: 'Dana' }), party('agent', { name: 'Alex' })];
		const conversation = closes.chat(chat({ participants }));
		closes.server.loseAnswer('participants/customer');
		closes.platform.after(second, () => {
			conversation.write(writer, `2026-09-01T12:00:00.${second === 0.5 ? '500' : '050'}Z`);
		});

		const {
			status,
			reason,
			conversation: seen,
		} = await closes.close({ skipIfMessageWithinMinutes: 10 }, 'graceful');

		// The customer is seen to be gone, the agent to be there.
		const isIn = (purpose: string) =>
			seen?.participants.some(
				(one) => one.purpose === purpose && one.sessions.some(({ state }) => state === 'connected'),
			);
		expect([status, isIn('customer'), isIn('agent')]).toEqual(['closing', false, true]);
		expect(reason).toContain('Alex (agent) may still be connected');
	});
});

describe('All Open Sessions, where the times of the ends are a few seconds behind that of the answer', () => {
	it.each([1, 3, 10])(
		'enters the wrap-up of who was seen open before and went along (%d s)',
		async (behind) => {
			const closes = new VirtualCloses();
			const gone = {
				state: 'disconnected',
				disconnectedTime: new Date(Date.parse('2026-09-01T12:00:00.000Z') - behind * 1000).toISOString(),
			};
			const customer = (leg = {}) => party('customer', { name: 'Dana' }, leg);
			const agent = (leg = {}) => party('agent', { name: 'Alex', ...OWING }, leg);
			const conversation = closes.chat(chat({ participants: [customer(), agent()] }));
			closes.platform.after(0.22, () => {
				conversation.become({ participants: [customer(gone), agent(gone)] });
			});

			const verdicts = await closes.closeSessions({ which: 'allOpenSessions' }, { wrapUp: CODE });

			expect(verdicts.map(({ reason }) => reason)).toEqual([
				'Disconnected Dana (customer).',
				'It ended after another session was closed.',
			]);
			expect(closes.calls.filter((call) => call.includes('wrapup'))).toHaveLength(1);
		},
	);
});
