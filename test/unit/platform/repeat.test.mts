import {
	answer,
	call,
	CORRELATION_ID,
	dropped,
	limited,
	ok,
	SILENCE,
	VirtualPlatform,
} from '../../support/virtual-platform.mts';

describe('A request that the rate limit refuses', () => {
	let platform: VirtualPlatform;

	beforeEach(() => {
		platform = new VirtualPlatform();
	});

	const request = async (limits = {}, change = {}) =>
		await platform.play(platform.run(limits).client.request(call(change)));

	it('is sent again after as long as Genesys asks for, whatever it does', async () => {
		platform.server.next('', limited(42));

		expect(await request({}, { repeatable: false })).toMatchObject({ status: 200 });
		expect(platform.server.seconds).toEqual([0, 42.1]);
	});

	it('is sent again up to half a second later, so that not all return at once', async () => {
		platform.chance = 0.5;
		platform.server.next('', limited(42));

		await request();

		expect(platform.server.seconds[1]).toBeCloseTo(42.35, 3);
	});

	it('waits no longer for chance than the run may wait', async () => {
		platform.chance = 0.5;
		platform.server.next('', limited(42));

		await request({ maxWaitSeconds: 42 });

		expect(platform.server.seconds).toEqual([0, 42.1]);
	});

	it.each([0.1, 0.123, 0.7])(
		'is waited for just as long as the run may wait, whatever the fraction on the clock (%d ms)',
		async (fraction) => {
			platform.clock.fractionMs = fraction;

			for (const maxWaitSeconds of [1, 3, 7, 42]) {
				platform.server.next('', limited(maxWaitSeconds));
				expect(await request({ maxWaitSeconds })).toMatchObject({ status: 200 });
			}
		},
	);

	it('is not waited for at all where that takes longer than the run may wait', async () => {
		platform.server.next('', limited(42));

		await expect(request({ maxWaitSeconds: 41 })).rejects.toMatchObject({
			name: 'RateLimitReached',
			message: 'Genesys Cloud is limiting the request rate (reading the thing)',
			whatToDo: `Try again in 42 seconds. This step may wait up to 41 seconds. Correlation ID: ${CORRELATION_ID}.`,
			details: { status: 429, retryAfterSeconds: 42, correlationId: CORRELATION_ID },
		});
		expect(platform.clock.seconds).toBe(0.1);
	});

	it('may be waited for twice, but not longer in all than the run may wait', async () => {
		platform.server.next('', limited(6), limited(5));

		await expect(request({ maxWaitSeconds: 10 })).rejects.toMatchObject({ name: 'RateLimitReached' });
		expect(platform.server.arrivals).toHaveLength(2);
	});

	it('may be waited for again in full once a request was accepted', async () => {
		platform.server.next('', limited(6), ok(), limited(6), ok());
		const { client } = platform.run({ maxWaitSeconds: 10 });

		await platform.play(client.request(call()));

		expect(await platform.play(client.request(call()))).toMatchObject({ status: 200 });
	});

	it('is given up when the tries are used up', async () => {
		platform.server.next('', limited(1), limited(1), limited(1));

		await expect(request({ maxRetries: 2 })).rejects.toMatchObject({
			name: 'RateLimitReached',
			whatToDo: `Try again in 1 second. It was already retried 2 times. Correlation ID: ${CORRELATION_ID}.`,
		});
		expect(platform.server.arrivals).toHaveLength(3);
	});

	it('is not known to be carried out by a refusal alone', async () => {
		platform.server.next('', limited(1));

		expect(await request()).toMatchObject({ earlierTryUnclear: false });
	});

	it('does not forget that an earlier try got no answer', async () => {
		platform.server.next('', dropped(), limited(1));

		expect(await request()).toMatchObject({ status: 200, earlierTryUnclear: true });
	});

	it('tells of a try without an answer when it is given up as well', async () => {
		platform.server.next('', dropped(), limited(42));

		await expect(request({ maxWaitSeconds: 10 })).rejects.toMatchObject({
			name: 'RateLimitReached',
			details: { earlierTryUnclear: true },
		});
	});
});

describe('A request whose connection broke', () => {
	let platform: VirtualPlatform;

	beforeEach(() => {
		platform = new VirtualPlatform();
	});

	const request = async (limits = {}, change = {}) =>
		await platform.play(platform.run(limits).client.request(call(change)));

	it('is sent again after twice as long from try to try, and the answer says so', async () => {
		platform.server.next('', dropped(), dropped(), dropped());

		expect(await request()).toMatchObject({ status: 200, earlierTryUnclear: true });
		expect(platform.server.seconds.map((second) => Math.round(second * 10) / 10)).toEqual([0, 1.1, 3.2, 7.3]);
	});

	it('is sent once where twice might do harm', async () => {
		platform.server.next('', dropped());

		await expect(request({}, { repeatable: false })).rejects.toMatchObject({
			name: 'ApiFailure',
			message: 'The connection to Genesys Cloud was lost (reading the thing)',
			whatToDo: 'Check the network connection to Genesys Cloud, then try again. Network error: ECONNRESET.',
			details: { isUnclear: true },
		});
		expect(platform.server.arrivals).toHaveLength(1);
	});

	it('is given up when the tries are used up', async () => {
		platform.server.next('', dropped(), dropped());

		await expect(request({ maxRetries: 1 })).rejects.toMatchObject({
			name: 'ApiFailure',
			message: 'The connection to Genesys Cloud was lost (reading the thing)',
		});
		expect(platform.server.arrivals).toHaveLength(2);
	});

	it.each(['ENOTFOUND', 'ECONNREFUSED'])('is sent once where there is nobody (%s)', async (code) => {
		platform.server.next('', dropped(code));

		await expect(request()).rejects.toMatchObject({
			message: 'Genesys Cloud could not be reached (reading the thing)',
			whatToDo: `Check the region of the credential, and that this server can reach the internet. Network error: ${code}.`,
		});
		expect(platform.server.arrivals).toHaveLength(1);
	});
});

describe('A request while Genesys Cloud is not available', () => {
	it('is sent again, and may have been carried out before', async () => {
		const platform = new VirtualPlatform();
		platform.server.next('', answer(503));

		const result = await platform.play(platform.run().client.request(call()));

		expect(result).toMatchObject({ status: 200, earlierTryUnclear: true });
	});

	it('fails with the refusal when the tries are used up', async () => {
		const platform = new VirtualPlatform();
		platform.server.next('', answer(503), answer(503));

		await expect(platform.play(platform.run({ maxRetries: 1 }).client.request(call()))).rejects.toMatchObject(
			{
				name: 'ApiFailure',
				message: 'Genesys Cloud is not available right now (reading the thing)',
				details: { status: 503, isUnclear: true },
			},
		);
	});

	it('fails at once where no retry is wanted', async () => {
		const platform = new VirtualPlatform();
		platform.server.next('', answer(503));

		await expect(platform.play(platform.run({ maxRetries: 0 }).client.request(call()))).rejects.toMatchObject(
			{
				details: { status: 503 },
			},
		);
		expect(platform.server.arrivals).toHaveLength(1);
	});
});

describe('A pause before the next try', () => {
	it('ends within a quarter of a second after a cancel', async () => {
		const platform = new VirtualPlatform();
		platform.server.next('', limited(42));
		const run = platform.run();
		const request = run.client.request(call());
		await platform.pass(10);

		run.cancel();

		await expect(platform.play(request)).rejects.toMatchObject({
			name: 'Canceled',
			message: 'The execution was canceled while waiting for Genesys Cloud before reading the thing again',
			// The pause is none of it.
			underWayMs: 100,
		});
		expect(platform.clock.seconds).toBeLessThanOrEqual(10.25);
	});

	it('does not hide for how long the tries before a cancel were under way', async () => {
		const platform = new VirtualPlatform();
		platform.server.next('', { ...answer(504), after: 20 }, SILENCE);
		const run = platform.run();
		const request = run.client.request(call());
		await platform.pass(30);

		run.cancel();

		await expect(platform.play(request)).rejects.toMatchObject({
			message: 'The execution was canceled while reading the thing',
			// The second was sent after a pause of one second.
			underWayMs: 29_000,
		});
	});
});
