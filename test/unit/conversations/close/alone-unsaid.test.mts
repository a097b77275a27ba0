import { chat, party } from '../../../support/virtual-conversation.mts';
import { VirtualCloses } from '../../../support/virtual-closes.mts';

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
