import type { INodeParameters } from 'n8n-workflow';

import { MINUTE_MS } from '../../simulator/durations.mts';
import { openContactCenter } from '../support/contact-center.mts';
import { ActiveTrigger } from '../support/trigger.mts';
import { withWorkbench } from '../support/workbench.mts';

describe('The test of the trigger', () => {
	const bench = withWorkbench();
	const test = async (parameters: INodeParameters) =>
		await new ActiveTrigger(bench(), parameters).poll({ isManual: true });

	it.each([
		['conversationStarted', {}],
		['conversationEnded', {}],
		['customerLeft', {}],
		['conversationIdle', { idleForMinutes: 10 }],
	])('shows the newest real one, whenever it happened, and remembers nothing (%s)', async (event, more) => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const stage = { conversationEnded: 'ended', customerLeft: 'customerLeft' }[event] ?? 'agent';
		const chats = [3, 1, 2].map((hours) =>
			center.chat({ stage: stage as 'agent' | 'ended', startedAt: world.now() - hours * 60 * MINUTE_MS }),
		);
		const trigger = new ActiveTrigger(bench(), { event, ...more });

		const items = await trigger.poll({ isManual: true });

		expect(items).toMatchObject([{ eventType: event, conversationId: chats[1]?.id }]);
		expect(trigger.kept).toEqual({});
	});

	it.each([
		['conversationStarted', 'Start one'],
		['conversationEnded', 'End one'],
		['customerLeft', 'Leave one as the customer'],
		['conversationIdle', "lower 'Idle for (Minutes)'"],
	])('says what to do where there is none (%s)', async (event, whatToDo) => {
		await expect(
			test({ event, ...(event === 'conversationIdle' && { idleForMinutes: 30 }) }),
		).rejects.toMatchObject({
			message: 'There is no event to show yet',
			description: expect.stringContaining(whatToDo) as unknown,
		});
	});
});
