import type { Participant } from '../../simulator/world/model.mts';
import { withOrganization } from './organization.mts';

const LATE_MS = 20_000;

describe('live-check, about what may follow a step late,', () => {
	const live = withOrganization();

	/** Something happens in the chat, a while after the first call of this method to what is not a search. */
	function happensAfter(method: string, happens: (agent: Participant, chat: string) => void): void {
		const { simulator } = live();
		const { world } = simulator;
		let since: number | undefined;
		let hasHappened = false;
		simulator.whenCalled((call) => {
			if (call.method === method && call.path.includes('/conversations/')) since ??= world.now();
			if (since === undefined || hasHappened || world.now() < since + LATE_MS) return;
			hasHappened = true;
			const [chat] = [...world.conversations.all()].slice(-1);
			const agent = chat?.participants.find(({ purpose }) => purpose === 'agent');
			if (chat === undefined || agent === undefined) throw new Error('No chat with an agent');
			happens(agent, chat.id);
		});
	}

	it('sees an agent leave some time after the customer', async () => {
		happensAfter('PATCH', (_agent, chat) => {
			live().simulator.world.agentLeaves(chat);
		});
		const { text } = await live().change('customer-leaves');

		expect(text).toContain('- simulator should follow: `agentLeavesWhenCustomerDoes: true`');
	});

	it('sees a customer leave some time after the last agent', async () => {
		live().simulator.configure({ assumptions: { customerLeavesWithLastAgent: false } });
		happensAfter('PATCH', (_agent, chat) => {
			live().simulator.world.customerLeaves(chat);
		});
		const { text } = await live().change('agent-leaves');

		expect(text).toContain('- `customerLeavesWithLastAgent: true`, as the simulator has it');
	});

	it('sees after-call work begin some time after the close', async () => {
		live().simulator.configure({ assumptions: { patchBeginsAfterCallWork: false } });
		happensAfter('PATCH', ({ communication }) => {
			communication.afterCallWork = { state: 'pending', startTime: live().simulator.world.now() };
		});
		const { text } = await live().change('closing');

		expect(text).toContain('`patchBeginsAfterCallWork: true`');
	});

	it("sees a wrap-up of the platform's own some time after the close", async () => {
		live().simulator.configure({ assumptions: { deleteWrapUp: 'asQueueSays' } });
		happensAfter('DELETE', (agent) => {
			agent.wrapUp = { code: 'ININ-WRAP-UP-SKIPPED', at: live().simulator.world.now() };
		});
		const { text } = await live().change('delete');

		expect(text).toContain('`deleteWrapUp: system`');
	});

	it('sees a former end vanish some time after the chat goes on', async () => {
		const { simulator } = live();
		simulator.configure({ assumptions: { reopenKeepsEndTime: true } });
		let wroteAt: number | undefined;
		simulator.whenCalled(() => {
			if (wroteAt === undefined || simulator.world.now() < wroteAt + LATE_MS) return;
			simulator.configure({ assumptions: { reopenKeepsEndTime: false } });
		});
		const { text } = await live().change('reopening', (question) => {
			if (question.includes('write into the same chat')) wroteAt = simulator.world.now();
			return undefined;
		});

		expect(text).toContain('- `reopenKeepsEndTime: false`, as the simulator has it');
	});

	it.each(['customer-leaves', 'delete', 'reopening'])(
		'says how long it has watched what has not come (%s), and does not watch for ever',
		async (name) => {
			const { simulator } = live();
			simulator.configure({ assumptions: { deleteWrapUp: 'asQueueSays', reopenKeepsEndTime: true } });
			const since = simulator.world.now();
			const { text } = await live().change(name);

			expect(/watched for (\d+) seconds/.exec(text)?.[1]).toMatch(/^3[0-5]$/);
			expect(simulator.world.now() - since).toBeLessThan(120_000);
		},
	);
});
