import { Demand } from '../../../nodes/shared/platform/demand.ts';
import { call, ok, VirtualPlatform } from '../../support/virtual-platform.mts';

describe('How many calls a run has still to make', () => {
	it('is not known before one of its tasks has begun', () => {
		expect(new Demand(10).callsLeft).toBe(0);
	});

	it('is reckoned from a call that waits, as if every task made one', () => {
		const demand = new Demand(10);
		demand.taskBegins();
		demand.waits(false);

		expect(demand.callsLeft).toBe(1 + 9);
	});

	it('is reckoned from a call under way, which itself is not to be sent any more', () => {
		const demand = new Demand(10);
		demand.taskBegins();
		demand.waits(false)();
		demand.taken();

		expect(demand.callsLeft).toBe(9);
	});

	it('is reckoned from calls that were answered', () => {
		const demand = new Demand(10);
		demand.taskBegins();
		demand.taken();
		demand.released(true);
		demand.taken();
		demand.released(true);

		expect(demand.callsLeft).toBe(2 * 9);
	});

	it('does not count a call that gave its turn back without being sent', () => {
		const demand = new Demand(10);
		demand.taskBegins();
		demand.taken();
		demand.released(false);

		expect(demand.callsLeft).toBe(0);
	});

	it('is the mean of the tasks that have begun, and rounded up', () => {
		const demand = new Demand(4);
		demand.taskBegins();
		demand.taskBegins();
		demand.taken();
		demand.released(true);
		demand.taken();
		demand.taken();

		expect(demand.callsLeft).toBe(3);
		demand.taskBegins();
		expect(demand.callsLeft).toBe(1);
	});

	it('is what waits, where no task is left', () => {
		const demand = new Demand(1);
		demand.taskBegins();
		demand.waits(false);
		demand.waits(false);

		expect(demand.callsLeft).toBe(2);
	});

	it('is reckoned for a run that never tells of its tasks as well: a list of the form', () => {
		const demand = new Demand(1);
		demand.waits(false);

		expect(demand.callsLeft).toBe(2);
	});
});

describe('The first call of a run', () => {
	it('is under way from its turn to its answer', () => {
		const demand = new Demand(1);
		expect(demand.isFirstUnderWay).toBe(false);
		demand.taken();
		expect(demand.isFirstUnderWay).toBe(true);
		demand.released(true);
		expect(demand.isFirstUnderWay).toBe(false);
		demand.taken();
		expect(demand.isFirstUnderWay).toBe(false);
	});

	it('is yet to come where a call gave its turn back without being sent', () => {
		const demand = new Demand(1);
		demand.taken();
		demand.released(false);
		demand.taken();

		expect(demand.isFirstUnderWay).toBe(true);
	});
});

describe('A run with more to do than a window has room for', () => {
	it('spreads its calls from the second on, for it knows how many tasks are to come', async () => {
		const platform = new VirtualPlatform();
		platform.server.limit = { allowed: 10, seconds: 60 };
		platform.server.next('', ok());
		const { client } = platform.run({}, 20);
		client.taskBegins();
		await platform.play(client.request(call()));
		client.taskBegins();
		await platform.play(client.request(call()));
		client.taskBegins();
		await platform.play(client.request(call()));

		// Nine are left for sixty seconds.
		expect(platform.server.seconds[2]).toBeCloseTo(60 / 9, 0);
	});

	it('does not spread what fits', async () => {
		const platform = new VirtualPlatform();
		platform.server.limit = { allowed: 10, seconds: 60 };
		const { client } = platform.run({}, 3);
		for (let task = 0; task < 3; task++) {
			client.taskBegins();
			await platform.play(client.request(call()));
		}

		expect(platform.clock.seconds).toBeCloseTo(0.3, 3);
	});
});
