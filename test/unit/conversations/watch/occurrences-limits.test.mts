import { asRead, asRow, type Chat } from '../../../support/tiny-center.mts';
import { answer, limited, ok, SILENCE, type Reply } from '../../../support/virtual-platform.mts';
import { startedAt, type Watching } from '../../../support/watching.mts';
import { begun } from '../../../support/watching-occurrences.mts';

/** How many reads of a poll there is still room for. */
interface Room {
	left: number;
}

/** How a conversation is answered where there is room, and where there is none. */
type Limit = (room: Room, well: Reply) => Reply;

const isTaken = (room: Room) => (room.left -= 1) >= 0;
const REFUSED: Limit = (room, well) => ({
	get outcome() {
		return (isTaken(room) ? well : limited(50)).outcome ?? { dropped: 'ECONNRESET' };
	},
});
const SLOW: Limit = (room, well) => ({
	...well,
	get after() {
		return isTaken(room) ? 0.1 : 100;
	},
});
/** The server answers all; how many are sent is up to the pace. */
const NONE: Limit = (_room, well) => well;

/** Chats that start, and a trigger that has no room to read them all. */
class Crowded {
	readonly given: string[] = [];
	givenUp = 0;
	private readonly chats = new Map<string, Chat>();

	constructor(
		private readonly trigger: Watching,
		private readonly limit: Limit,
	) {}

	/** So many start. */
	start(count: number, minutes: number): void {
		for (let i = 0; i < count; i++) {
			const id = `c${this.chats.size}`;
			this.chats.set(id, startedAt(id, minutes + i / 100));
		}
	}

	/** Polls with room for so many reads. */
	async poll(minutes: number, reads: number): Promise<void> {
		const { trigger, chats } = this;
		const room = { left: reads };
		trigger.index.rows = [...chats.values()].slice(-60).map(asRow);
		for (const [id, chat] of chats) trigger.replies(id, this.limit(room, ok(asRead(chat))));
		await trigger.until(minutes);
		const { events, givenUp } = await trigger.poll({}, 30);
		this.given.push(...events.map(({ id }) => id));
		this.givenUp += givenUp;
	}

	/** All events that there are, in order. */
	get all(): string[] {
		return [...this.chats.keys()].map((id) => `conversationStarted:${id}`);
	}
}

describe('Watching where there is no room for all reads of a poll', () => {
	it.each([
		['the rate limit is reached', REFUSED, undefined],
		['the time is over while they wait for their turn', NONE, { allowed: 6, seconds: 60 }],
	])('gives the oldest first, poll after poll, where %s', async (_where, limit, pace) => {
		const trigger = await begun('conversationStarted');
		const crowded = new Crowded(trigger, limit);
		trigger.platform.server.limit = pace;
		for (let minutes = 1; minutes <= 12; minutes++) {
			crowded.start(6, minutes - 1);
			await crowded.poll(minutes, 4);
		}
		expect(crowded.given.length).toBeLessThan(crowded.all.length);
		trigger.platform.server.limit = undefined;
		for (let minutes = 13; minutes <= 15; minutes++) await crowded.poll(minutes, 100);

		expect(crowded.given).toEqual(crowded.all);
	});

	it.each([
		['the rate limit is reached', REFUSED],
		['the time is over', SLOW],
	])('gives up nothing that can be read, where for more than a day %s', async (_where, limit) => {
		const crowded = new Crowded(await begun('conversationStarted'), limit);
		crowded.start(2, 0);
		for (let hour = 1; hour <= 30; hour++) {
			crowded.start(4, hour * 60 - 1);
			await crowded.poll(hour * 60, 4);
		}
		await crowded.poll(31 * 60, 100);

		expect(crowded.givenUp).toBe(0);
		expect(crowded.given.toSorted()).toEqual(crowded.all.toSorted());
	});

	it.each([
		['the rate limit is reached', limited(50), 'limiting the request rate'],
		['the time is over', SILENCE, 'in time'],
	])(
		'is an error from the second poll on where %s before anything is read',
		async (_where, reply, message) => {
			const trigger = await begun('conversationStarted');
			const poll = async (minutes: number) => {
				const chats = Array.from({ length: minutes }, (_, i) => startedAt(`c${i}`, i));
				trigger.has(...chats);
				for (const { id } of chats) trigger.replies(id, reply);
				await trigger.until(minutes);
				return await trigger.poll({}, 4);
			};
			expect(await poll(1)).toMatchObject({ events: [], isProgress: true });

			for (let minutes = 2; minutes < 5; minutes++) await expect(poll(minutes)).rejects.toThrow(message);
		},
	);
});

describe('Watching where the search lists what the client cannot see', () => {
	const UNSEEN = answer(403, { code: 'missing.division.permission', message: 'Not here' });
	const idsOf = (minute: number) => [0, 1, 2, 3, 4].map((i) => `c${minute}-${i}`);
	const startedIn = (minute: number) => idsOf(minute).map((id, i) => startedAt(id, minute - 1 + i / 10));

	/** Polls for some minutes; in each, five conversations have started, of which the first can be seen. */
	async function pollFor(minutes: number, everyMinutes: number) {
		const trigger = await begun('conversationStarted');
		const reads: number[] = [];
		const givenUp: number[] = [];
		for (let minute = everyMinutes; minute <= minutes; minute += everyMinutes) {
			const fresh = startedIn(minute);
			trigger.has(...fresh);
			for (const { id } of fresh.slice(1)) trigger.replies(id, UNSEEN);
			await trigger.until(minute);
			const polled = await trigger.poll();
			expect(polled).toMatchObject({ events: [{}], failure: undefined });
			reads.push(trigger.read.length);
			givenUp.push(polled.givenUp);
		}
		return { trigger, reads, givenUp };
	}

	it('reads so few of it again in each poll that there is an end to the costs', async () => {
		const { reads } = await pollFor(90, 1);

		// Five are new.
		expect(Math.max(...reads)).toBeLessThanOrEqual(5 + 30);
		expect(reads.reduce((sum, count) => sum + count, 0) / reads.length).toBeLessThan(30);
	});

	it('gives what it can see later within an hour', async () => {
		const { trigger } = await pollFor(90, 1);
		for (let minute = 1; minute <= 90; minute++) trigger.has(...startedIn(minute));
		trigger.index.rows = [];
		const given: string[] = [];
		for (let minute = 91; minute <= 152; minute++) {
			await trigger.until(minute);
			given.push(...(await trigger.keys()));
		}

		expect(given).toHaveLength(90 * 4);
	});

	it('gives it up after a day, however rarely it was read again', async () => {
		const { trigger, givenUp } = await pollFor(30 * 60, 20);

		// Those of the first five hours at least.
		expect(givenUp.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(4 * 3 * 5);
		expect(Object.keys(trigger.kept?.['pending'] ?? {}).length).toBeLessThanOrEqual(4 * 3 * 24 + 4);
	});
});

describe('A conversation that is answered 503, and whose next try has to wait longer than the poll', () => {
	it('goes behind the others, as it was tried in vain', async () => {
		const trigger = await begun('conversationStarted');
		const chats = ['bad', 'c1', 'c2'].map((id, i) => startedAt(id, 0.1 + i / 100));
		trigger.has(...chats);
		const unavailable = answer(503, { code: 'x' }, { 'retry-after': '20' });
		trigger.replies('bad', unavailable);
		trigger.maxRetries = 2;
		const given: string[] = [];
		for (const minutes of [1, 2]) {
			await trigger.until(minutes);
			given.push(...(await trigger.poll({ most: 1 }, 10)).events.map(({ id }) => id));
		}

		expect(given).toEqual(['conversationStarted:c1']);
	});
});

describe('What is missing, and put off', () => {
	it('is not given up for polls that the rate limit has cut short', async () => {
		const trigger = await begun('conversationStarted');
		const chats = Array.from({ length: 45 }, (_, i) => startedAt(`c${i}`, 0.1 + i / 100));
		const unseen = answer(403, { code: 'missing.division.permission', message: 'Not here' });
		const given: string[] = [];
		const poll = async (minutes: number, ofOne: Reply | undefined, ofOthers?: Reply) => {
			const one = startedAt(`x${minutes}`, minutes - 0.5);
			trigger.has(one, ...chats);
			for (const chat of chats) trigger.replies(chat.id, ofOthers ?? ok(asRead(chat)));
			trigger.replies(one.id, ofOne ?? ok(asRead(one)));
			await trigger.until(minutes);
			const polled = await trigger.poll().catch(() => undefined);
			given.push(...(polled?.events ?? []).map(({ id }) => id));
		};
		for (let minutes = 1; minutes <= 90; minutes += 5) await poll(minutes, undefined, unseen);
		for (let minutes = 100; minutes <= 1_600; minutes += 60) await poll(minutes, limited(50), limited(50));
		for (let minutes = 1_700; minutes <= 1_800; minutes += 5) await poll(minutes, undefined);

		expect(chats.filter(({ id }) => !given.includes(`conversationStarted:${id}`))).toEqual([]);
	});
});
