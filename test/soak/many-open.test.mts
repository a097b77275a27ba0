import { Crowd, ENDLESS, idsOf, pages } from '../support/crowd.mts';
import { NOON } from '../support/virtual-clock.mts';
import { ok, SILENCE } from '../support/virtual-platform.mts';

const HOUR_MS = 3_600_000;
const MANY = 10_000;
/** At the usual 300 requests per minute, 10,000 reads alone take 34. */
const MOST_POLLS = 45;
/** Until when a poll lists more and begins something, and when it is broken off; in seconds. */
const LISTS_WITHIN = 18;
const BEGINS_WITHIN = 25;
const ENDS_WITHIN = 32;
describe('A trigger for idle conversations, where ten thousand are open', () => {
	it('gives each once, the oldest first, over polls none of which takes more than its time', async () => {
		const crowd = new Crowd('conversationIdle', MANY);
		const { clock } = crowd.platform;
		const given: string[] = [];
		const took: number[] = [];
		while (took.length < MOST_POLLS && given.length < MANY) {
			// As poll begins.
			const start = clock.seconds + 60 - (Math.floor(clock.seconds) % 60);
			const isWithin = (seconds: number) => clock.seconds < start + seconds;
			const events = await crowd.poll({
				most: 500,
				mayList: () => isWithin(LISTS_WITHIN),
				mayGoOn: () => isWithin(BEGINS_WITHIN),
			});
			given.push(...idsOf(events));
			took.push(clock.seconds - start);
		}

		expect(given).toEqual(crowd.oldestFirst);
		expect(Math.max(...took)).toBeLessThan(ENDS_WITHIN);
		// n8n saves it with each event.
		expect(crowd.kept).toBeLessThan(MANY * 50);
	}, 240_000);
});

describe('A trigger, where the index tells more than a poll has time for', () => {
	it.each(['conversationStarted', 'conversationEnded', 'customerLeft', 'conversationIdle'] as const)(
		'goes on where it stopped, gives each once, and then what is new (%s)',
		async (event) => {
			const crowd = new Crowd(event, 1_200);
			if (event !== 'conversationIdle') await crowd.watchesSinceThen();
			const given: string[] = [];
			for (let polls = 0; polls < 12; polls++) given.push(...idsOf(await crowd.poll(pages(4))));

			expect(given).toHaveLength(1_200);
			expect(new Set(given)).toEqual(new Set(crowd.oldestFirst));
			// By now all was read twice, for the index tells late, and nothing is begun anew.
			await crowd.poll(pages(4));
			expect(crowd.pages).toBeLessThanOrEqual(event === 'customerLeft' ? 5 : 1);
		},
		60_000,
	);

	it('gives what it knows to be idle, though the list is not finished', async () => {
		const crowd = new Crowd('conversationIdle', 1_200);
		await crowd.poll(pages(1));

		expect((await crowd.poll(pages(1))).length).toBeGreaterThan(50);
	}, 60_000);

	it('misses none while the workflow closes those that it was given, which moves the others', async () => {
		const crowd = new Crowd('customerLeft', 1_200, 20);
		await crowd.watchesSinceThen();
		const given: string[] = [];
		for (let polls = 0; polls < 20; polls++)
			for (const id of idsOf(await crowd.poll(pages(2)))) {
				given.push(id);
				crowd.world.end(id);
			}

		expect(given).toHaveLength(1_200);
		expect(new Set(given).size).toBe(1_200);
	}, 60_000);

	it('tells it where there is no time for a single page, and gives nothing twice afterward', async () => {
		const crowd = new Crowd('conversationStarted', 250);
		await crowd.watchesSinceThen();
		await expect(crowd.poll(ENDLESS, SILENCE)).rejects.toThrow();

		const given: string[] = [];
		for (let polls = 0; polls < 3; polls++) given.push(...idsOf(await crowd.poll(ENDLESS)));
		expect(given).toHaveLength(250);
		expect(new Set(given).size).toBe(250);
	});

	it('comes to its end, and remembers no more than it must, where there is time for a page and no more', async () => {
		const crowd = new Crowd('conversationStarted', 90);
		await crowd.watchesSinceThen();
		for (let polls = 0; polls < 3; polls++) await crowd.poll(pages(1));

		expect(crowd.kept).toBeLessThan(400);
	});

	it('reads twice also what came after a list was begun that was finished much later', async () => {
		const crowd = new Crowd('conversationStarted', 250);
		await crowd.watchesSinceThen();
		await crowd.poll(pages(2));
		await crowd.platform.pass(4 * 3_600);
		crowd.center.catchUp();
		const { id } = crowd.world.startConversation({
			customerName: 'Robin',
			queue: crowd.world.addQueue({ name: 'Sales' }),
			stage: 'queue',
			startedAt: crowd.world.now(),
		});
		await crowd.platform.pass(6 * 3_600);
		await crowd.poll(ENDLESS);
		// Once, the index leaves it out.
		await crowd.poll(ENDLESS, ok({ totalHits: 0 }));

		expect(idsOf(await crowd.poll(ENDLESS))).toEqual([id]);
	});

	it('reads all where Genesys Cloud does not sort by the end, over as many polls as it takes', async () => {
		const crowd = new Crowd('conversationEnded', 1_500, 24 * 20);
		crowd.center.ordersByEnd = false;
		await crowd.watchesSinceThen();
		const { world } = crowd;
		const queue = world.addQueue({ name: 'Sales' });
		const [old, young] = [15 * 24, 3].map(
			(hours) =>
				world.startConversation({
					customerName: 'Robin',
					queue,
					stage: 'queue',
					startedAt: NOON - hours * HOUR_MS,
				}).id,
		);
		await crowd.platform.pass(300);
		for (const id of [old, young]) {
			crowd.center.catchUp();
			world.end(id ?? '');
			await crowd.platform.pass(5);
		}
		const given: string[] = [];
		for (let polls = 0; polls < 14; polls++) given.push(...idsOf(await crowd.poll(pages(4))));

		expect(given).toEqual(expect.arrayContaining([old, young]));
		expect(new Set(given)).toEqual(new Set([...crowd.oldestFirst, old, young]));
		expect(given).toHaveLength(1_502);
	}, 60_000);
});

describe('A trigger that was started anew', () => {
	it('believes no time that contradicts what it knew and this machine, however often it is told', async () => {
		const crowd = new Crowd('conversationIdle', 0);
		await crowd.poll(ENDLESS);
		const now = crowd.world.now();
		crowd.world.startConversation({
			customerName: 'Dana',
			queue: crowd.world.addQueue({ name: 'Sales' }),
			stage: 'queue',
			startedAt: now - 60_000,
			messages: [{ from: 'customer', text: 'Hello', at: now - 50_000 }],
		});
		crowd.restart();
		crowd.center.lies.push(...Array.from({ length: 30 }, () => 26 * HOUR_MS));

		expect(await crowd.poll(ENDLESS)).toEqual([]);
		crowd.center.lies.length = 0;
		expect(await crowd.poll(ENDLESS)).toEqual([]);
	});
});
