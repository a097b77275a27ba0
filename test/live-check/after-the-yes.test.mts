import { withOrganization } from './organization.mts';
import { changesIn, Helper, linesUnder, play, type Answering } from './rig.mts';

const SUMMARY = 'What the simulator should follow';

describe('live-check, when the chat has changed while its question stood,', () => {
	const live = withOrganization();

	/** Asks one question that changes something; the chat changes before the person says yes to a certain step. */
	async function changeAt(name: string, step: string, happens: (chat: string) => void) {
		const { simulator } = live();
		const helper = new Helper(simulator);
		let hasHappened = false;
		const answers: Answering = (question) => {
			if (question.startsWith(step) && !hasHappened) {
				hasHappened = true;
				happens(helper.chats.at(-1) ?? '');
			}
			return helper.obliging(question);
		};
		const played = await play(simulator, { argv: ['--changes', '--only', name], answers });
		expect(hasHappened).toBe(true);
		return { ...played, helper };
	}

	it.each([
		['closing', 'Close the conversation by PATCH'],
		['delete', 'Close the conversation by DELETE'],
		['closed-again', 'Close the conversation by PATCH'],
		['disconnect', 'Close by POST to disconnect'],
		['reopening', 'Close the conversation by PATCH'],
		['goodbye', 'Send "live-check: goodbye"'],
	])('changes nothing, and settles nothing, where it has ended (%s)', async (name, step) => {
		live().simulator.configure({ assumptions: { agentlessNeedsKnownContact: false, patchOnEnded: 200 } });
		const { text } = await changeAt(name, step, (chat) => {
			live().simulator.world.end(chat);
		});

		expect(changesIn(live().simulator)).toEqual([]);
		expect(text).toContain('the customer was not in the chat any more, so the step was not sent');
		expect(linesUnder(text, SUMMARY)).toEqual([]);
	});

	it.each([
		['closing', 'Close the conversation by PATCH'],
		['delete', 'Close the conversation by DELETE'],
		['customer-leaves', "Close the customer's communication"],
		['agent-leaves', "Close the agent's participant"],
	])('does not take the step where the agent has left (%s)', async (name, step) => {
		const { simulator } = live();
		simulator.configure({ assumptions: { customerLeavesWithLastAgent: false } });
		const { text, helper } = await changeAt(name, step, (chat) => {
			simulator.world.agentLeaves(chat);
		});

		expect(text).toContain('no agent was in the chat any more, so the step was not sent');
		// What is left is closed at the end, after another yes.
		expect(changesIn(simulator)).toEqual([
			`PATCH /api/v2/conversations/messages/${helper.chats[0] ?? ''} 200`,
		]);
	});

	it('does not call an agent the last one where another has come', async () => {
		const { world } = live().simulator;
		const other = world.addUser({ name: 'Another Agent' });
		const { text } = await changeAt('agent-leaves', "Close the agent's participant", (chat) => {
			world.transfer(chat, world.addQueue({ name: 'Others' }));
			world.assignAgent(chat, other);
		});

		expect(text).toContain('another agent was in the chat, so the step was not sent');
		expect(text).toContain('- `customerLeavesWithLastAgent`: not answered');
	});

	it('does not take an open chat for one that has ended', async () => {
		const { text } = await changeAt('closed-again', 'Close what has ended, once more', (chat) => {
			live().simulator.world.customerWrites(chat, 'One more thing.');
		});

		expect(text).toContain('- `patchOnEnded`: not answered because the chat went on again');
		expect(linesUnder(text, SUMMARY)).toEqual([]);
	});

	it('hands in no wrap-up where somebody else has', async () => {
		const { world } = live().simulator;
		const { text } = await changeAt('agent-leaves', 'Hand in a wrap-up with a code', (chat) => {
			const conversation = world.conversation(chat);
			const agent = conversation.participants.find(({ purpose }) => purpose === 'agent');
			if (agent === undefined) throw new Error('No agent');
			world.wrapUp(conversation, agent, { code: 'theirs', at: world.now() });
		});

		expect(text).toContain('- `unknownWrapUpCode`: not answered because somebody else handed in a wrap-up');
		expect(changesIn(live().simulator).filter((call) => call.includes('/wrapup'))).toEqual([]);
	});

	it('hands in no wrap-up where an agent is in the chat again', async () => {
		const { world } = live().simulator;
		live().simulator.configure({ assumptions: { customerLeavesWithLastAgent: false } });
		const [agent] = world.directory.users.values();
		if (agent === undefined) throw new Error('No agent');
		const { text } = await changeAt('agent-leaves', 'Hand in a wrap-up with a code', (chat) => {
			world.transfer(chat, world.addQueue({ name: 'Others' }));
			world.assignAgent(chat, agent);
		});

		expect(text).toContain('- `unknownWrapUpCode`: not answered because an agent was in the chat again');
	});

	it('takes its own wrap-up for that of nobody else', async () => {
		live().simulator.configure({ assumptions: { unknownWrapUpCode: 202 } });
		const { text } = await live().change('agent-leaves');

		expect(text).toContain('- `wrapUpByClientCredentials: true`, as the simulator has it');
	});

	it('does not say that a chat may be open that it has seen ended', async () => {
		const { said, helper } = await changeAt('customer-leaves', 'Close the test chat', (chat) => {
			live().simulator.world.agentLeaves(chat);
		});

		expect(said.join()).not.toContain('may still be open');
		expect(changesIn(live().simulator)).toHaveLength(1);
		expect(helper.steps).toHaveLength(2);
	});
});
