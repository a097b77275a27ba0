import { NOON } from '../../support/virtual-clock.mts';
import {
	answer,
	call,
	CORRELATION_ID,
	foreign,
	dropped,
	ok,
	SILENCE,
	VirtualPlatform,
	type Reply,
} from '../../support/virtual-platform.mts';

describe('A request', () => {
	let platform: VirtualPlatform;

	beforeEach(() => {
		platform = new VirtualPlatform();
	});

	const request = async (change = {}) => await platform.play(platform.run().client.request(call(change)));

	it('gives what the server answers', async () => {
		platform.server.next('', ok({ name: 'Thing' }, { date: 'today', 'x-thing': '1' }));

		expect(await request()).toEqual({
			status: 200,
			headers: { date: 'today', 'inin-correlation-id': CORRELATION_ID, 'x-thing': '1' },
			body: { name: 'Thing' },
			earlierTryUnclear: false,
			sentAt: 5_000,
			withdrawn: false,
		});
	});

	it('is not broken off once it is answered', async () => {
		await request();

		expect(platform.server.arrivals[0]?.signal.aborted).toBe(false);
	});

	it('gives a refusal that the caller wants to judge itself', async () => {
		platform.server.next('', answer(404));

		expect(await request({ expectedRefusals: [403, 404] })).toMatchObject({ status: 404, withdrawn: false });
	});

	it('does not take a page of somebody else for a refusal, whatever its status', async () => {
		platform.server.next('', foreign(404));

		await expect(request({ expectedRefusals: [404] })).rejects.toMatchObject({
			message: 'The answer does not seem to come from Genesys Cloud (reading the thing)',
			whatToDo:
				'It has status 404 and probably comes from a proxy, firewall, gateway, or sign-in page. Check the network connection to Genesys Cloud, and the region or the custom URLs of the credential.',
			details: { status: 404, isUnclear: false },
		});
	});

	it('fails with any other refusal', async () => {
		platform.server.next('', answer(409));

		await expect(request({ expectedRefusals: [403, 404] })).rejects.toMatchObject({
			name: 'ApiFailure',
			details: { status: 409, isUnclear: false },
		});
	});

	it.each([300, 301, 302, 307, 308])('tells the answer %d and follows nowhere', async (status) => {
		platform.server.next('', answer(status, '', { location: 'https://elsewhere.example.com/' }));

		await expect(request()).rejects.toMatchObject({
			message: 'Genesys Cloud answered in an unexpected way (reading the thing)',
			details: { status },
		});
		expect(platform.server.arrivals).toHaveLength(1);
	});

	it.each([201, 202, 204, 299])('takes %d for a success', async (status) => {
		platform.server.next('', answer(status));

		expect(await request()).toMatchObject({ status });
	});

	it('tells what the host throws as it is', async () => {
		const thrown = new Error('No token');
		platform.server.next('', { thrown });

		await expect(request()).rejects.toBe(thrown);
	});

	it('is told to be without a token where that could not be had for the moment', async () => {
		const atToken = (status: number): Reply => ({
			outcome: { status, headers: {}, body: '', atToken: true },
		});
		platform.server.next('', atToken(503), atToken(503));

		await expect(
			platform.play(platform.run({ maxRetries: 1 }).client.request(call({ repeatable: false }))),
		).rejects.toMatchObject({
			message: 'Genesys Cloud did not issue an access token (reading the thing)',
			whatToDo:
				'The sign-in answered with status 503. Try again later. Outages are listed at https://status.mypurecloud.com.',
			details: { status: 503 },
		});
		expect(platform.server.arrivals).toHaveLength(2);
	});

	it('is sent at last where a token comes, and was not sent before', async () => {
		platform.server.next('', {
			outcome: { status: 502, headers: {}, body: '', atToken: true },
			isForeign: true,
		});

		expect(await request({ repeatable: false })).toMatchObject({ status: 200, earlierTryUnclear: false });
	});

	it('is told that something else answers in place of the sign-in', async () => {
		platform.server.next('', {
			outcome: { status: 403, headers: {}, body: '<html>', atToken: true },
			isForeign: true,
		});

		await expect(request()).rejects.toMatchObject({
			message: 'The answer does not seem to come from Genesys Cloud (reading the thing)',
			whatToDo:
				'No access token was issued. It has status 403 and probably comes from a proxy, firewall, gateway, or sign-in page. Check the network connection to Genesys Cloud, and the region or the custom URLs of the credential.',
		});
	});

	it('learns nothing of the limit and the time from the sign-in', async () => {
		const headers = {
			'inin-ratelimit-allowed': '1',
			'inin-ratelimit-count': '1',
			'inin-ratelimit-reset': '60',
			date: 'Tue, 01 Sep 2020 12:00:00 GMT',
		};
		platform.server.next('', { outcome: { status: 403, headers, body: {}, atToken: true }, isForeign: true });
		const { client } = platform.run();
		await platform.play(client.request(call()).catch(() => undefined));

		expect(client.estimateSeconds(1)).toBeUndefined();
		expect(client.now()).toBe(platform.clock.now());
	});

	it('lets the next one go after the host has thrown', async () => {
		platform.server.next('', { thrown: new Error('No token') });
		const { client } = platform.run();
		await platform.play(client.request(call()).catch(() => undefined));

		expect(await platform.play(Promise.all([client.request(call()), client.request(call())]))).toHaveLength(
			2,
		);
	});
});

describe('An answer that is not JSON', () => {
	let platform: VirtualPlatform;

	beforeEach(() => {
		platform = new VirtualPlatform();
	});

	const request = async (change = {}) => await platform.play(platform.run().client.request(call(change)));

	it('is not seem to come from Genesys Cloud: a page of a proxy, say', async () => {
		platform.server.next('', ok('<html>Sign in</html>', { 'content-type': 'text/html' }));

		await expect(request()).rejects.toMatchObject({
			message: 'The answer does not seem to come from Genesys Cloud (reading the thing)',
			details: { status: 200, isUnclear: true },
		});
		expect(platform.server.arrivals).toHaveLength(1);
	});

	it('may come without a type', async () => {
		platform.server.next('', ok('Hello'));

		await expect(request()).rejects.toMatchObject({ details: { status: 200 } });
	});

	it.each(['', ' \n'])('may be empty (%j)', async (body) => {
		platform.server.next('', ok(body, { 'content-type': 'application/json' }));

		expect(await request()).toMatchObject({ status: 200, body });
	});

	it('may come with a 202, whatever its type', async () => {
		platform.server.next('', answer(202, 'Accepted', { 'content-type': 'application/json' }));

		expect(await request()).toMatchObject({ status: 202, body: 'Accepted' });
	});

	it('broke off where it was to be JSON, and is asked for again', async () => {
		platform.server.next('', ok('{"na', { 'content-type': 'application/json; charset=utf-8' }), ok());

		expect(await request()).toMatchObject({ body: {}, earlierTryUnclear: true });
	});

	it('that broke off is not asked for again where that might do harm', async () => {
		platform.server.next('', ok('{"na', { 'content-type': 'application/json' }));

		await expect(request({ repeatable: false })).rejects.toMatchObject({
			message: 'The connection to Genesys Cloud was lost (reading the thing)',
			whatToDo: 'Check the network connection to Genesys Cloud, then try again. The answer was cut off.',
			details: { isUnclear: true },
		});
	});

	it('says what was refused as any other', async () => {
		platform.server.next('', answer(400, 'Bad request', { 'content-type': 'application/json' }));

		await expect(request()).rejects.toMatchObject({ details: { status: 400 } });
	});
});

describe('An unanswered request', () => {
	let platform: VirtualPlatform;

	beforeEach(() => {
		platform = new VirtualPlatform();
		platform.server.limit = { allowed: 300, seconds: 60 };
		platform.server.next('', SILENCE);
	});

	it('ends after a minute, and nobody knows what became of it', async () => {
		const request = platform.run().client.request(call({ repeatable: false }));

		await expect(platform.play(request)).rejects.toMatchObject({
			message: 'The connection to Genesys Cloud was lost (reading the thing)',
			whatToDo:
				'Check the network connection to Genesys Cloud, then try again. No complete answer came within a minute.',
			details: { isUnclear: true },
		});
		expect(platform.clock.seconds).toBe(60);
	});

	it('is sent again where that does no harm', async () => {
		expect(await platform.play(platform.run().client.request(call()))).toMatchObject({
			status: 200,
			earlierTryUnclear: true,
		});
		expect(platform.server.seconds).toEqual([0, 61]);
	});

	it('is broken off when its time is over', async () => {
		const request = platform
			.run()
			.client.request(call({ repeatable: false }))
			.catch(() => undefined);
		await platform.pass(59.9);
		expect(platform.server.arrivals[0]?.signal.aborted).toBe(false);

		await platform.play(request);

		expect(platform.server.arrivals[0]?.signal.aborted).toBe(true);
	});

	it.each(['cancel', 'stop'] as const)('ends within a quarter of a second after a %s', async (how) => {
		const run = platform.run();
		const request = run.client.request(call());
		await platform.pass(10.1);

		if (how === 'cancel') run.cancel();
		else run.client.stop();

		await expect(platform.play(request)).rejects.toMatchObject({
			name: 'Canceled',
			message: 'The execution was canceled while reading the thing',
			underWayMs: 10_250,
		});
		expect(platform.clock.seconds).toBeLessThanOrEqual(10.35);
		expect(platform.server.arrivals[0]?.signal.aborted).toBe(true);
	});

	it('holds up others of the token for five seconds only', async () => {
		const silent = platform
			.run()
			.client.request(call())
			.catch(() => undefined);

		await platform.play(platform.run().client.request(call()));

		expect(platform.server.seconds).toEqual([0, 5]);
		await platform.play(silent);
	});

	it('gives its turn back when it ends', async () => {
		const run = platform.run();
		const request = run.client.request(call()).catch(() => undefined);
		await platform.pass(1.1);
		run.cancel();
		await platform.play(request);

		await platform.play(platform.run().client.request(call()));

		expect(platform.server.seconds[1]).toBeLessThan(1.5);
	});
});

describe('A request under way', () => {
	it('is told as canceled when its run has stopped meanwhile', async () => {
		const platform = new VirtualPlatform();
		const { client } = platform.run();
		const request = client.request(call());

		client.stop();

		await expect(platform.play(request)).rejects.toMatchObject({ name: 'Canceled' });
		expect(platform.server.arrivals).toHaveLength(1);
	});

	it('does not take a cancel that breaks it off for trouble with the network', async () => {
		const platform = new VirtualPlatform();
		platform.server.next('', dropped());
		const run = platform.run();
		const request = run.client.request(call({ repeatable: false }));

		run.cancel();

		await expect(platform.play(request)).rejects.toMatchObject({ name: 'Canceled' });
	});
});

describe('The time of Genesys Cloud', () => {
	it('is that of this machine as long as no answer has told it', () => {
		const platform = new VirtualPlatform();

		expect(platform.run().client.now()).toBe(platform.clock.now());
	});

	it('is told by answers, and goes on from there', async () => {
		const platform = new VirtualPlatform();
		platform.server.clockAhead = 3_600;
		const { client } = platform.run();
		await platform.play(client.request(call()));
		// The header tells whole seconds.
		expect(client.now()).toBe(NOON + 3_600_000);

		await platform.pass(10);

		expect(client.now()).toBe(NOON + 3_610_000);
	});

	it('is known to all runs of the token', async () => {
		const platform = new VirtualPlatform();
		platform.server.clockAhead = 3_600;
		await platform.play(platform.run().client.request(call()));

		expect(platform.run().client.now()).toBe(NOON + 3_600_000);
	});

	it('has nothing to do with the clock for measuring', async () => {
		const platform = new VirtualPlatform();
		const { client } = platform.run();
		const before = client.elapsed();

		await platform.pass(10);

		expect(client.elapsed() - before).toBe(10_000);
	});
});

describe('A wait', () => {
	it('takes as long as it is to, in seconds', async () => {
		const platform = new VirtualPlatform();

		await platform.play(platform.run().client.wait(1.6, 'waiting for something'));

		expect(platform.clock.seconds).toBe(1.6);
	});

	it('ends within a quarter of a second after a cancel', async () => {
		const platform = new VirtualPlatform();
		const run = platform.run();
		const wait = run.client.wait(60, 'waiting for something');
		await platform.pass(10.1);

		run.cancel();

		await expect(platform.play(wait)).rejects.toMatchObject({
			message: 'The execution was canceled while waiting for something',
			whatToDo: 'Everything done before that stays done.',
		});
		expect(platform.clock.seconds).toBe(10.25);
	});

	it('of no time at all is not begun in a canceled run', async () => {
		const platform = new VirtualPlatform();
		const run = platform.run();
		run.cancel();

		await expect(platform.play(run.client.wait(0, 'waiting for something'))).rejects.toMatchObject({
			name: 'Canceled',
		});
	});
});
