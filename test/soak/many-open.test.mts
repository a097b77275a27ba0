import { HOUR_MS } from '../../simulator/durations.mts';
import { Crowd, ENDLESS, idsOf, pages } from '../support/crowd.mts';
import { NOON } from '../support/virtual-clock.mts';
import { answer, ok, SILENCE } from '../support/virtual-platform.mts';

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

	it.each(['conversationStarted', 'conversationEnded', 'customerLeft', 'conversationIdle'] as const)(
		'gets on where every fifth page cannot be read, and gives each once (%s)',
		async (event) => {
			const crowd = new Crowd(event, 1_200);
			await (event === 'conversationIdle' ? crowd.poll(ENDLESS) : crowd.watchesSinceThen());
			if (event === 'conversationIdle') await crowd.platform.pass(16 * 60);
			crowd.center.spoiled = answer(400);
			let asked = 0;
			crowd.center.spoilsPage = () => (asked += 1) % 5 === 0;
			const given: string[] = [];
			for (let polls = 0; polls < 12; polls++) given.push(...(await crowd.tries(ENDLESS)).given);

			expect(given).toHaveLength(1_200);
			expect(new Set(given)).toEqual(new Set(crowd.oldestFirst));
		},
		60_000,
	);

	it.each(['conversationStarted', 'conversationEnded', 'customerLeft', 'conversationIdle'] as const)(
		'gives what it could list where a page never can be read, and then tells that it cannot (%s)',
		async (event) => {
			const crowd = new Crowd(event, 450);
			await (event === 'conversationIdle' ? crowd.poll(pages(1)) : crowd.watchesSinceThen());
			crowd.center.spoiled = answer(400);
			crowd.center.spoilsPage = (pageNumber) => pageNumber === 3;
			const polls = [];
			for (let count = 0; count < 4; count++) polls.push(await crowd.tries(ENDLESS));

			const given = polls.flatMap((one) => one.given);
			expect(given.length).toBeGreaterThanOrEqual(100);
			expect(new Set(given).size).toBe(given.length);
			expect(polls.at(-1)).toEqual({ given: [], hasFailed: true });
		},
		60_000,
	);

	it.each(['conversationEnded', 'customerLeft', 'conversationIdle'] as const)(
		'tells in each poll that a page was left out, and gives what was on it once it is there (%s)',
		async (event) => {
			const crowd = new Crowd(event, 650, 20);
			crowd.center.ordersByEnd = false;
			await (event === 'conversationIdle' ? crowd.poll(ENDLESS) : crowd.watchesSinceThen());
			if (event === 'conversationIdle') await crowd.platform.pass(16 * 60);
			// Somebody in between gives another page for it.
			crowd.center.pageGiven = (pageNumber) => (pageNumber === 4 ? 5 : pageNumber);
			const polls = [];
			for (let count = 0; count < 12; count++) polls.push(await crowd.tries(ENDLESS));
			expect(polls.slice(8)).toEqual(Array.from({ length: 4 }, () => ({ given: [], hasFailed: true })));
			crowd.center.pageGiven = (pageNumber) => pageNumber;
			for (let count = 0; count < 6; count++) polls.push(await crowd.tries(ENDLESS));

			const given = polls.flatMap((one) => one.given);
			expect(given).toHaveLength(650);
			expect(new Set(given).size).toBe(650);
		},
		60_000,
	);

	it('does not begin where a part of what is open cannot be listed', async () => {
		const crowd = new Crowd('conversationIdle', 450);
		crowd.center.spoiled = answer(400);
		crowd.center.spoilsPage = (pageNumber) => pageNumber === 3;

		await expect(crowd.poll(ENDLESS)).rejects.toThrow();
	});

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

describe('A trigger, where conversations cannot be read', () => {
	const EVENTS = ['conversationStarted', 'conversationEnded', 'customerLeft', 'conversationIdle'] as const;

	it.each(EVENTS)('gives all that can, wherever they stand among those that cannot (%s)', async (event) => {
		const crowd = new Crowd(event, 100, 20);
		if (event !== 'conversationIdle') await crowd.watchesSinceThen();
		const { center, oldestFirst } = crowd;
		center.spoils = () => true;
		for (let polls = 0; polls < 12; polls++) await crowd.tries(ENDLESS);
		const broken = new Set([...oldestFirst.slice(0, 30), ...oldestFirst.slice(-30)]);
		center.spoils = (id) => broken.has(id);
		const given: string[] = [];
		for (let polls = 0; polls < 5; polls++) given.push(...(await crowd.tries(ENDLESS)).given);

		expect(new Set(given)).toEqual(new Set(oldestFirst.slice(30, 70)));
		expect(given).toHaveLength(40);
	});

	it.each(['conversationStarted', 'conversationIdle'] as const)(
		'tells that none can in every poll but the first, though there is something to list in each (%s)',
		async (event) => {
			const crowd = new Crowd(event, 3, 20);
			if (event !== 'conversationIdle') await crowd.watchesSinceThen();
			crowd.center.spoils = () => true;
			const failures: boolean[] = [];
			for (let polls = 0; polls < 20; polls++) {
				await crowd.platform.pass(1_200);
				crowd.starts();
				failures.push((await crowd.tries(ENDLESS)).hasFailed);
			}

			expect(failures.slice(2)).toEqual(Array.from({ length: 18 }, () => true));
		},
	);

	it('does not count the time in which nobody has tried', async () => {
		const crowd = new Crowd('conversationStarted', 0);
		await crowd.watchesSinceThen();
		const id = crowd.starts();
		crowd.center.spoils = () => true;
		for (let polls = 0; polls < 2; polls++) await crowd.tries(ENDLESS);
		await crowd.platform.pass(60 * 3_600);
		await crowd.tries(ENDLESS);
		crowd.center.spoils = () => false;

		expect((await crowd.tries(ENDLESS)).given).toEqual([id]);
	});

	it('gives up after a day of trying also where it is started anew in between', async () => {
		const crowd = new Crowd('conversationStarted', 0);
		await crowd.watchesSinceThen();
		crowd.starts();
		crowd.center.spoils = (id) => id === spoiled;
		const [spoiled] = [...crowd.world.conversations.all()].map(({ id }) => id);
		const failures: boolean[] = [];
		for (let hours = 0; hours < 40; hours++) {
			await crowd.platform.pass(1_800);
			// What goes well keeps also what does not.
			crowd.starts();
			await crowd.tries(ENDLESS);
			if (hours % 8 === 7) crowd.restart();
			await crowd.platform.pass(1_740);
			failures.push((await crowd.tries(ENDLESS)).hasFailed);
		}

		expect(failures.indexOf(false)).toBeGreaterThan(20);
		expect(failures.slice(35)).toEqual(Array.from({ length: 5 }, () => false));
	});

	it('tells once that it gives up an idle one, and gives it when it can be read after all', async () => {
		const crowd = new Crowd('conversationIdle', 0);
		await crowd.poll(ENDLESS);
		const [id, other] = [crowd.starts(), crowd.starts()];
		crowd.world.customerWrites(id);
		crowd.center.spoils = (one) => one === id;
		for (let halfHours = 0; halfHours < 60; halfHours++) {
			crowd.world.customerWrites(other);
			await crowd.platform.pass(1_860);
			await crowd.tries(ENDLESS);
		}
		expect(crowd.givenUp.filter((count) => count > 0)).toEqual([1]);
		crowd.center.spoils = () => false;
		await crowd.platform.pass(2_000);

		expect((await crowd.tries(ENDLESS)).given).toEqual([id]);
	});

	it.each(EVENTS)('tells in each poll that none can, also after a day (%s)', async (event) => {
		const crowd = new Crowd(event, 30, 20);
		if (event !== 'conversationIdle') await crowd.watchesSinceThen();
		else await crowd.poll(ENDLESS);
		crowd.center.spoils = () => true;
		const failures: boolean[] = [];
		for (let quarters = 0; quarters < 140; quarters++) {
			await crowd.platform.pass(840);
			failures.push((await crowd.tries(ENDLESS)).hasFailed);
		}
		crowd.center.spoils = () => false;
		const given: string[] = [];
		for (let polls = 0; polls < 40; polls++) given.push(...(await crowd.tries(ENDLESS)).given);

		expect(failures.slice(2)).toEqual(Array.from({ length: 138 }, () => true));
		expect(new Set(given)).toEqual(new Set(crowd.oldestFirst));
	});

	it('gives those that it is not allowed to see within an hour after it is', async () => {
		const crowd = new Crowd('conversationEnded', 50, 20);
		await crowd.watchesSinceThen();
		crowd.center.spoils = () => true;
		crowd.center.spoiled = answer(403, { code: 'missing.division.permission', message: 'No', status: 403 });
		const failures: boolean[] = [];
		for (let polls = 0; polls < 20; polls++) failures.push((await crowd.tries(ENDLESS)).hasFailed);
		crowd.center.spoils = () => false;
		const given: string[] = [];
		for (let polls = 0; polls < 60; polls++) given.push(...(await crowd.tries(ENDLESS)).given);

		expect(failures.slice(2).every((hasFailed) => hasFailed)).toBe(true);
		expect(given).toHaveLength(50);
		expect(new Set(given)).toEqual(new Set(crowd.oldestFirst));
	});
});

describe('A trigger, where a list is read from its end', () => {
	it('reads twice also what happened while it read', async () => {
		const crowd = new Crowd('customerLeft', 250, 20);
		await crowd.watchesSinceThen();
		const [old, young] = [crowd.starts(200, 'agent'), crowd.starts(0.5, 'agent')];
		await crowd.poll(pages(2));
		await crowd.platform.pass(3_600);
		crowd.center.catchUp();
		crowd.world.customerLeaves(young);
		await crowd.platform.pass(3 * 3_600);
		crowd.center.catchUp();
		crowd.world.customerLeaves(old);
		const given = idsOf(await crowd.poll(ENDLESS));
		given.push(...idsOf(await crowd.poll(ENDLESS, ok({ totalHits: 0 }))));
		for (let polls = 0; polls < 4; polls++) given.push(...idsOf(await crowd.poll(ENDLESS)));

		expect(given.toSorted()).toEqual(expect.arrayContaining([old, young].toSorted()));
	});

	it('finds an old one that ends now also where all others have ended as they have started', async () => {
		const crowd = new Crowd('conversationEnded', 40, 20 * 24);
		crowd.center.ordersByEnd = false;
		await crowd.poll(ENDLESS);
		const old = crowd.starts(15 * 24);
		for (let chats = 0; chats < 110; chats++) {
			const id = crowd.starts();
			await crowd.platform.pass(30);
			crowd.center.catchUp();
			crowd.world.end(id);
		}
		const given: string[] = [];
		for (let polls = 0; polls < 3; polls++) given.push(...idsOf(await crowd.poll(ENDLESS)));
		expect(given).toHaveLength(110);
		await crowd.platform.pass(3_600);
		await crowd.poll(ENDLESS);
		crowd.center.catchUp();
		crowd.world.end(old);

		expect(idsOf(await crowd.poll(ENDLESS))).toEqual([old]);
	});
});

describe('A trigger that was started anew', () => {
	it.each(['conversationIdle', 'conversationStarted'] as const)(
		'does not begin without any time (%s)',
		async (event) => {
			const crowd = new Crowd(event, 0);
			const untold = answer(200, { totalHits: 0 }, { date: '' });

			await expect(crowd.poll(ENDLESS, ...Array.from({ length: 8 }, () => untold))).rejects.toThrow(
				'does not tell what time it is',
			);
		},
	);

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

		await expect(crowd.poll(ENDLESS)).rejects.toThrow('does not tell what time it is');
		crowd.center.lies.length = 0;
		expect(await crowd.poll(ENDLESS)).toEqual([]);
	});
});
