import { MINUTE_MS, openContactCenter } from '../support/contact-center.mts';
import { activate } from '../support/trigger.mts';
import { withTimeTravel } from '../support/time-travel.mts';
import { withWorkbench } from '../support/workbench.mts';

describe('The trigger', () => {
	const bench = withWorkbench();
	const travel = withTimeTravel();

	it('gives a conversation that has started, once, read live and with its key in front', async () => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		center.chat();
		const trigger = await activate(bench(), { event: 'conversationStarted' });
		travel().pass(MINUTE_MS);
		const { id } = center.chat({ startedAt: world.now() });
		travel().pass(MINUTE_MS);

		const items = await trigger.poll();

		expect(items).toMatchObject([
			{ eventId: `conversationStarted:${id}`, conversationId: id, state: 'open' },
		]);
		expect(Object.keys(items[0] ?? {}).slice(0, 4)).toEqual([
			'eventId',
			'eventType',
			'eventTime',
			'conversationId',
		]);
		expect(await trigger.poll()).toEqual([]);
	});

	it('gives a conversation that has ended', async () => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const { id } = center.chat();
		const trigger = await activate(bench(), { event: 'conversationEnded' });
		travel().pass(MINUTE_MS);
		expect(await trigger.poll()).toEqual([]);
		world.end(id);
		travel().pass(MINUTE_MS);

		expect(await trigger.poll()).toMatchObject([
			{ eventType: 'conversationEnded', conversationId: id, state: 'closed' },
		]);
		expect(await trigger.poll()).toEqual([]);
	});

	it('gives a conversation that the customer has left', async () => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const { id } = center.chat();
		const trigger = await activate(bench(), { event: 'customerLeft' });
		travel().pass(MINUTE_MS);
		expect(await trigger.poll()).toEqual([]);
		world.customerLeaves(id);
		travel().pass(MINUTE_MS);

		expect(await trigger.poll()).toMatchObject([
			{ eventType: 'customerLeft', conversationId: id, customerConnected: false },
		]);
		expect(await trigger.poll()).toEqual([]);
	});

	it('gives a conversation that has become idle, and again after another message', async () => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const { id } = center.chat({ messages: [{ from: 'customer', text: 'Hello', at: world.now() }] });
		const trigger = await activate(bench(), { event: 'conversationIdle', idleForMinutes: 10 });
		const ids: string[] = [];
		for (let minute = 0; minute < 40; minute++) {
			travel().pass(MINUTE_MS);
			if (minute === 20) world.customerWrites(id);
			ids.push(...(await trigger.ids()).map((key) => `${minute} ${key}`));
		}
		expect(ids).toEqual([
			expect.stringMatching(`^10 conversationIdle:${id}:`),
			expect.stringMatching(`^31 conversationIdle:${id}:`),
		]);
	});
});
