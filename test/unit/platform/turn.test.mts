import type { Recheck } from '../../../nodes/shared/platform/api.ts';
import type { GenesysClient } from '../../../nodes/shared/platform/client.ts';
import { call, dropped, LATENCY, limited, ok, VirtualPlatform } from '../../support/virtual-platform.mts';

/** So that whoever came first would also be first to notice that a window is over. */
const A_LITTLE_LATER = 1.03;
const ENDS_SOMETHING = call({ method: 'PATCH', path: '/ends', doing: 'closing', urgent: true });

describe('The turn of a call', () => {
	let platform: VirtualPlatform;

	beforeEach(() => {
		platform = new VirtualPlatform();
		platform.server.limit = { allowed: 1, seconds: 60 };
	});

	/** Opens a window that has room for one call only. */
	async function fillWindow(): Promise<void> {
		await platform.play(platform.run().client.request(call({ path: '/fills' })));
	}

	it('comes for the very first call of a run alone, for it also fetches the token', async () => {
		platform.server.limit = { allowed: 300, seconds: 60 };
		await fillWindow();
		const { client } = platform.run();

		await platform.play(Promise.all([1, 2, 3].map(async () => await client.request(call()))));

		expect(platform.server.seconds).toEqual([0, LATENCY, 2 * LATENCY, 2 * LATENCY]);
	});

	it('comes first for what ends something, whoever has waited longer', async () => {
		await fillWindow();
		const { client } = platform.run();

		const begins = client.request(call({ path: '/begins' }));
		await platform.pass(A_LITTLE_LATER);
		await platform.play(Promise.all([begins, client.request(ENDS_SOMETHING)]));

		expect(platform.server.lines).toEqual(['GET /fills', 'PATCH /ends', 'GET /begins']);
	});

	it('comes for several that end something, one after the other', async () => {
		await fillWindow();
		const { client } = platform.run();

		await platform.play(Promise.all([client.request(ENDS_SOMETHING), client.request(ENDS_SOMETHING)]));

		expect(platform.server.lines).toEqual(['GET /fills', 'PATCH /ends', 'PATCH /ends']);
	});

	it('does not wait any longer for what ends something when that was canceled', async () => {
		await fillWindow();
		const canceled = platform.run();
		const ends = canceled.client.request(ENDS_SOMETHING).catch(() => undefined);
		const begins = platform.run().client.request(call({ path: '/begins' }));
		await platform.pass(1);
		canceled.cancel();

		await platform.play(Promise.all([ends, begins]));

		expect(platform.server.lines).toEqual(['GET /fills', 'GET /begins']);
	});

	it('is waited for within a full window', async () => {
		await fillWindow();

		await platform.play(platform.run({ maxWaitSeconds: 61 }).client.request(call()));

		expect(platform.server.seconds[1]).toBeGreaterThan(60);
	});

	it('is not waited for where the window is full for longer than the run may wait', async () => {
		await fillWindow();

		const request = platform.run({ maxWaitSeconds: 60 }).client.request(call());

		await expect(platform.play(request)).rejects.toMatchObject({
			name: 'RateLimitReached',
			whatToDo: 'Try again in 61 seconds. This step may wait up to 60 seconds.',
		});
		expect(platform.server.arrivals).toHaveLength(1);
	});

	it('may be waited for from window to window: the pace is no pause', async () => {
		await fillWindow();
		const { client } = platform.run({ maxWaitSeconds: 61 });

		await platform.play(Promise.all([1, 2, 3].map(async () => await client.request(call()))));

		expect(platform.server.arrivals).toHaveLength(4);
	});

	it.each(['cancel', 'stop'] as const)('is not waited for after a %s', async (how) => {
		await fillWindow();
		const run = platform.run();
		const requests = [call(), ENDS_SOMETHING].map(async (waiting) => await run.client.request(waiting));
		const settled = Promise.allSettled(requests);
		await platform.pass(10.1);

		if (how === 'cancel') run.cancel();
		else run.client.stop();

		expect(await platform.play(settled)).toMatchObject([
			{
				reason: { message: 'The execution was canceled while waiting for its turn before reading the thing' },
			},
			{ reason: { message: 'The execution was canceled while waiting for its turn before closing' } },
		]);
		expect(platform.clock.seconds).toBeLessThanOrEqual(10.4);
		expect(platform.server.arrivals).toHaveLength(1);
	});

	it('never comes in a run that was stopped before', async () => {
		const { client } = platform.run();
		client.stop();

		await expect(platform.play(client.request(call()))).rejects.toMatchObject({
			message: 'The execution was canceled while reading the thing',
		});
		expect(platform.server.arrivals).toEqual([]);
	});
});

describe('A look that a call depends on', () => {
	let platform: VirtualPlatform;

	beforeEach(() => {
		platform = new VirtualPlatform();
		platform.server.limit = { allowed: 300, seconds: 60 };
	});

	/** A look that was taken now. It counts for a second; the ones to come find what they are told to. */
	function look(...finds: readonly boolean[]) {
		let seenAt = platform.clock.elapsed();
		const taken = { count: 0 };
		const again = async () => {
			seenAt = platform.clock.elapsed();
			return await Promise.resolve(finds[taken.count++] ?? false);
		};
		const tooSlow = () => {
			taken.count = Infinity;
		};
		return { taken, stillWanted: { freshUntil: () => seenAt + 1_000, look: again, tooSlow } };
	}

	/** A look that is too old and is taken again with a call of a run. */
	function lookBy(client: GenesysClient): Recheck {
		let seenAt = -Infinity;
		return {
			freshUntil: () => seenAt + 1_000,
			look: async () => {
				const { status } = await client.request(call({ path: '/look' }));
				seenAt = platform.clock.elapsed();
				return status === 200;
			},
			tooSlow: () => undefined,
		};
	}

	const request = async (stillWanted: Recheck) =>
		await platform.play(platform.run().client.request(call({ stillWanted })));

	it('is not taken again where the call can be sent at once', async () => {
		const { taken, stillWanted } = look(false);

		expect(await request(stillWanted)).toMatchObject({ status: 200, withdrawn: false });
		expect(taken.count).toBe(0);
	});

	it('is not taken again as long as it counts', async () => {
		platform.hold(1);
		const { taken, stillWanted } = look(false);

		expect(await request(stillWanted)).toMatchObject({ withdrawn: false });
		expect(taken.count).toBe(0);
	});

	it('is taken again once it counts no more, and the call is not sent where it is not wanted', async () => {
		platform.hold(1.001);

		expect(await request(look(false).stillWanted)).toEqual({
			status: 0,
			headers: {},
			body: undefined,
			earlierTryUnclear: false,
			sentAt: expect.any(Number) as number,
			withdrawn: true,
		});
		expect(platform.server.arrivals).toEqual([]);
	});

	it('is taken again once, and the call goes where it is still wanted', async () => {
		platform.hold(5);
		const { taken, stillWanted } = look(true);

		expect(await request(stillWanted)).toMatchObject({ status: 200 });
		expect(taken.count).toBe(1);
		expect(platform.server.seconds).toEqual([5]);
	});

	it('is taken before a call is sent again, however young it is', async () => {
		platform.server.next('', limited(0.5));

		expect(await request(look(false).stillWanted)).toMatchObject({
			withdrawn: true,
			earlierTryUnclear: false,
		});
		expect(platform.server.arrivals).toHaveLength(1);
	});

	it('may be withdrawn after a try that got no answer: that is told', async () => {
		platform.server.next('', dropped());

		expect(await request(look(false).stillWanted)).toMatchObject({
			withdrawn: true,
			earlierTryUnclear: true,
		});
	});

	it('keeps the turn of the call: having looked, it does not wait for another slot', async () => {
		// Without a limit that is told, a call goes out every 225 ms.
		platform.server.limit = undefined;
		const { client } = platform.run();
		for (const path of ['/a', '/b', '/c']) await platform.play(client.request(call({ path })));
		const stillWanted = lookBy(client);

		await platform.play(client.request({ ...ENDS_SOMETHING, stillWanted }));

		const [looked, ended] = platform.server.arrivals.slice(-2);
		expect([looked?.line, ended?.line]).toEqual(['GET /look', 'PATCH /ends']);
		expect((ended?.second ?? 0) - (looked?.second ?? 0)).toBeCloseTo(LATENCY, 3);
	});

	it('does not keep the turn of the call where the window is full by then', async () => {
		await platform.play(platform.run().client.request(call()));
		platform.server.limit = { allowed: 2, seconds: 60 };
		const { client } = platform.run();
		const stillWanted = lookBy(client);
		let looks = 0;
		const fresh: Recheck = {
			...stillWanted,
			freshUntil: () => (looks > 0 ? Infinity : 0),
			look: async () => {
				looks += 1;
				return await stillWanted.look();
			},
		};

		await platform.play(client.request({ ...ENDS_SOMETHING, stillWanted: fresh }));

		expect(platform.server.lines.slice(-2)).toEqual(['GET /look', 'PATCH /ends']);
		expect(platform.server.seconds.at(-1)).toBeGreaterThan(60);
	});

	it('is not enough where everybody is refused meanwhile: the call waits again, and looks again', async () => {
		platform.hold(5);
		const { taken, stillWanted } = look(true, true);
		const holding = {
			...stillWanted,
			look: async () => {
				if (taken.count === 0) platform.hold(5);
				return await stillWanted.look();
			},
		};

		await request(holding);

		expect(taken.count).toBe(2);
		expect(platform.server.seconds).toEqual([10]);
	});

	it('is given up where looks take longer than they count, and is not taken without an end', async () => {
		const { client } = platform.run();
		let looks = 0;
		let isTold = false;
		const stillWanted: Recheck = {
			freshUntil: () => 0,
			look: () => {
				looks += 1;
				return Promise.resolve(true);
			},
			tooSlow: () => {
				isTold = true;
			},
		};

		expect(await platform.play(client.request({ ...ENDS_SOMETHING, stillWanted }))).toMatchObject({
			withdrawn: true,
		});
		expect([looks, isTold]).toEqual([5, true]);
		expect(platform.server.lines).toEqual([]);
	});

	it('may be taken with a call of the same run, even before the first one was answered', async () => {
		platform.hold(5);
		const { client } = platform.run();
		const stillWanted = lookBy(client);

		await platform.play(client.request({ ...ENDS_SOMETHING, stillWanted }));

		expect(platform.server.lines).toEqual(['GET /look', 'PATCH /ends']);
	});

	it('keeps no place among the ten that can be under way', async () => {
		await platform.play(platform.run().client.request(call()));
		const { client } = platform.run();

		await platform.play(
			Promise.all(
				Array.from({ length: 12 }, async () => await client.request(call({ stillWanted: lookBy(client) }))),
			),
		);

		expect(platform.server.arrivals).toHaveLength(25);
	});

	it('leaves the first call to come the first, where a call was withdrawn', async () => {
		await platform.play(platform.run().client.request(call()));
		const { client } = platform.run();
		await platform.play(
			client.request(call({ stillWanted: { ...look(false).stillWanted, freshUntil: () => 0 } })),
		);

		await platform.play(Promise.all([client.request(call()), client.request(call())]));

		const [, first = 0, second = 0] = platform.server.seconds;
		expect(second).toBeGreaterThan(first);
	});
});

describe('How long a run would still take', () => {
	it('is not known before the limit is', () => {
		expect(new VirtualPlatform().run().client.estimateSeconds(10)).toBeUndefined();
	});

	it('is told in whole seconds, with the headroom taken off', async () => {
		const platform = new VirtualPlatform();
		platform.server.limit = { allowed: 10, seconds: 60 };
		platform.server.next('', ok());
		const { client } = platform.run({ headroom: 0.5 });
		await platform.play(client.request(call()));

		expect(client.estimateSeconds(4)).toBe(0);
		// What is left of this window is told in whole seconds, and a bit is left for it to end.
		expect(client.estimateSeconds(5)).toBe(61);
		expect(client.estimateSeconds(9)).toBe(61);
		expect(client.estimateSeconds(10)).toBe(121);
	});
});
