import type { GenesysClient } from '../../../nodes/shared/platform/client.ts';
import { Pace, paceFor } from '../../../nodes/shared/platform/pace.ts';
import { Demand } from '../../../nodes/shared/platform/demand.ts';
import { answer, call, foreign, limited, ok, VirtualPlatform } from '../../support/virtual-platform.mts';

describe('Runs that share a token', () => {
	let platform: VirtualPlatform;

	beforeEach(() => {
		platform = new VirtualPlatform();
		platform.server.limit = { allowed: 300, seconds: 60 };
	});

	it('pause together when one of them is refused', async () => {
		platform.server.next('/refused', limited(42));
		const [one, other] = [platform.run(), platform.run()];

		const refused = one.client.request(call({ path: '/refused' }));
		await platform.pass(1);
		await platform.play(Promise.all([refused, other.client.request(call({ path: '/other' }))]));

		expect(platform.server.seconds).toEqual([0, 42.1, 42.12]);
	});

	it('are not held by one that waits for a server that is not available', async () => {
		platform.server.next('/refused', answer(503), answer(503), answer(503));
		const [one, other] = [platform.run(), platform.run()];

		const refused = one.client.request(call({ path: '/refused' }));
		await platform.pass(0.5);
		await platform.play(other.client.request(call()));
		await platform.play(refused);

		expect(platform.server.arrivals[1]).toMatchObject({ second: 0.5, line: 'GET /api/v2/things/1' });
	});

	it('are not held by one that gave up on a server that is not available', async () => {
		platform.server.next('/refused', answer(503, {}, { 'retry-after': '42' }));
		const [one, other] = [platform.run({ maxWaitSeconds: 10 }), platform.run()];

		await platform.play(one.client.request(call({ path: '/refused' })).catch(() => undefined));
		await platform.play(other.client.request(call()));

		expect(platform.clock.seconds).toBeCloseTo(0.2, 3);
	});

	it('learn of a refusal from one that did not want to wait', async () => {
		platform.server.next('/refused', limited(42));
		const [one, other] = [platform.run({ maxWaitSeconds: 10 }), platform.run()];

		await platform.play(one.client.request(call({ path: '/refused' })).catch(() => undefined));
		await platform.play(other.client.request(call()));

		expect(platform.server.seconds).toEqual([0, 42.1]);
	});

	it("are held for a minute at most by a refusal that is not Genesys Cloud's own", async () => {
		platform.server.next('/refused', foreign(429, '<html>', { 'retry-after': '86400' }));
		const [one, other] = [platform.run(), platform.run()];

		await platform.play(one.client.request(call({ path: '/refused' })).catch(() => undefined));
		await platform.play(other.client.request(call()));

		expect(platform.server.seconds).toEqual([0, 60.1]);
	});

	it('are not held by a wait that cannot be meant: longer than a day', async () => {
		platform.server.next('/refused', limited(86_401));
		const [one, other] = [platform.run({ maxRetries: 0 }), platform.run()];

		await platform.play(one.client.request(call({ path: '/refused' })).catch(() => undefined));
		await platform.play(other.client.request(call()));

		expect(platform.server.seconds).toEqual([0, 1.1]);
	});

	it('learn of a refusal when the tries of one are used up', async () => {
		platform.server.next('/refused', limited(42));
		const [one, other] = [platform.run({ maxRetries: 0 }), platform.run()];

		await platform.play(one.client.request(call({ path: '/refused' })).catch(() => undefined));
		await platform.play(other.client.request(call()));

		expect(platform.server.seconds).toEqual([0, 42.1]);
	});
});

describe('Runs that want to send at the same time', () => {
	let platform: VirtualPlatform;

	beforeEach(() => {
		platform = new VirtualPlatform();
	});

	const requests = (client: GenesysClient, path: string, count: number) =>
		Array.from({ length: count }, async () => await client.request(call({ path })));

	it('take turns, so that a small one need not wait for the end of a big one', async () => {
		const [big, small] = [platform.run(), platform.run()];
		// Without a limit that is told, a call goes out every 225 ms.
		await platform.play(
			Promise.all([...requests(big.client, '/big', 1), ...requests(small.client, '/small', 1)]),
		);
		platform.server.arrivals.length = 0;

		await platform.play(
			Promise.all([...requests(big.client, '/big', 6), ...requests(small.client, '/small', 3)]),
		);

		expect(platform.server.lines.slice(0, 6)).toEqual([
			'GET /big',
			'GET /small',
			'GET /big',
			'GET /small',
			'GET /big',
			'GET /small',
		]);
	});

	it('leave the turn to one that comes anew', async () => {
		const [old, fresh] = [platform.run(), platform.run()];
		await platform.play(Promise.all(requests(old.client, '/old', 3)));
		platform.server.arrivals.length = 0;

		await platform.play(
			Promise.all([...requests(old.client, '/old', 3), ...requests(fresh.client, '/fresh', 1)]),
		);

		expect(platform.server.lines.slice(0, 2)).toContain('GET /fresh');
	});

	it('do not wait for one that has nothing to send', async () => {
		const [idle, busy] = [platform.run(), platform.run()];
		await platform.play(idle.client.request(call()));
		await platform.play(busy.client.request(call()));
		const before = platform.clock.seconds;

		await platform.play(busy.client.request(call()));

		expect(platform.clock.seconds - before).toBeLessThan(0.5);
	});

	it('do not wait for one whose first call is under way: it cannot send another one', async () => {
		platform.server.limit = { allowed: 300, seconds: 60 };
		await platform.play(platform.run().client.request(call()));
		platform.server.next('/slow', { ...ok(), after: 20 });
		const [starting, other] = [platform.run(), platform.run()];
		const slow = requests(starting.client, '/slow', 2);
		await platform.pass(1);

		await platform.play(Promise.all(requests(other.client, '/other', 3)));

		expect(platform.clock.seconds).toBeLessThan(3);
		await platform.play(Promise.all(slow));
	});
});

describe('A pause that another run has begun', () => {
	let platform: VirtualPlatform;

	beforeEach(() => {
		platform = new VirtualPlatform();
	});

	/** The other run is refused for so long, and waits. */
	async function othersPause(seconds: number): Promise<void> {
		platform.server.next('/refused', limited(seconds));
		void platform.run().client.request(call({ path: '/refused' }));
		await platform.pass(1.1);
	}

	it('is not waited for where it is longer than this run may wait', async () => {
		await othersPause(43);

		const request = platform.run({ maxWaitSeconds: 41 }).client.request(call());

		await expect(platform.play(request)).rejects.toMatchObject({
			name: 'RateLimitReached',
			whatToDo: 'Try again in 42 seconds. This step may wait up to 41 seconds.',
			details: { status: 429, retryAfterSeconds: 42 },
		});
		expect(platform.clock.seconds).toBe(1.1);
		expect(platform.server.lines).toEqual(['GET /refused']);
	});

	it('counts as a pause of this run', async () => {
		await othersPause(43);
		const { client } = platform.run();

		await platform.play(client.request(call()));

		expect(client.pauses.count).toBe(1);
		expect(client.pauses.seconds).toBe(42);
	});

	it('is a part of what this run may wait in all', async () => {
		await othersPause(42);
		platform.server.next('/things', limited(20));
		const request = platform.run({ maxWaitSeconds: 60 }).client.request(call());

		await expect(platform.play(request)).rejects.toMatchObject({ name: 'RateLimitReached' });
		expect(platform.server.lines.filter((line) => line.includes('/things'))).toHaveLength(1);
	});
});

describe('The pace of a token', () => {
	it('is the same for all runs of the token', () => {
		expect(paceFor('https://api.example.com', 'a')).toBe(paceFor('https://api.example.com', 'a'));
	});

	it('is another one for another client or another region', () => {
		const pace = paceFor('https://api.example.com', 'a');

		expect(paceFor('https://api.example.com', 'b')).not.toBe(pace);
		expect(paceFor('https://api.example.org', 'a')).not.toBe(pace);
	});

	it('knows what all runs together will still send, as long as they run', () => {
		const pace = new Pace();
		const [one, other] = [new Demand(0), new Demand(0)];
		one.waits(false);
		other.waits(false);
		other.waits(false);
		pace.join(one);
		pace.join(other);
		expect(pace.callsLeft).toBe(3);

		pace.leave(one);

		expect(pace.callsLeft).toBe(2);
	});

	it('forgets a run that has ended', async () => {
		const platform = new VirtualPlatform();
		const { client } = platform.run({}, 10);
		client.taskBegins();
		await platform.play(client.request(call()));
		expect(platform.pace.callsLeft).toBe(9);

		client.end();

		expect(platform.pace.callsLeft).toBe(0);
	});
});

describe('What a run has waited', () => {
	it('is told as one pause where its calls were held at the same time', async () => {
		const platform = new VirtualPlatform();
		platform.server.limit = { allowed: 300, seconds: 60 };
		platform.server.next('', ok(), limited(10), limited(10));
		const { client } = platform.run();
		await platform.play(client.request(call()));

		await platform.play(Promise.all([client.request(call()), client.request(call())]));

		expect(client.pauses.count).toBe(1);
		expect(client.pauses.seconds).toBe(10);
	});

	it('does not count the pace: a window that is full is no refusal', async () => {
		const platform = new VirtualPlatform();
		platform.server.limit = { allowed: 1, seconds: 60 };
		const { client } = platform.run();

		await platform.play(Promise.all([client.request(call()), client.request(call())]));

		expect(platform.server.seconds[1]).toBeGreaterThan(60);
		expect(client.pauses.count).toBe(0);
	});
});
