import { outOfTime } from '../../../../nodes/shared/conversations/watch/watch.ts';
import { asRead, started } from '../../../support/tiny-center.mts';
import { answer } from '../../../support/virtual-platform.mts';
import { minute, Watching } from '../../../support/watching.mts';

const A = 'aaaaaaaa-0000-4000-8000-000000000001';
const B = 'bbbbbbbb-0000-4000-8000-000000000002';
const EVENTS = ['conversationStarted', 'conversationEnded', 'customerLeft', 'conversationIdle'] as const;

describe('A poll', () => {
	it.each(EVENTS)('keeps how far Genesys Cloud is ahead of this machine (%s)', async (event) => {
		const trigger = new Watching(event);
		trigger.platform.server.clockAhead = 200;
		await trigger.poll();
		await trigger.until(20);
		await trigger.poll();

		expect(Math.round(Number(trigger.kept?.['ahead']) / 1_000)).toBe(200);
	});

	it('asks a second time at its beginning where this machine contradicts Genesys Cloud, and not otherwise', async () => {
		const asked = [200, 0].map(async (clockAhead) => {
			const trigger = new Watching('conversationStarted');
			trigger.platform.server.clockAhead = clockAhead;
			await trigger.poll();
			return trigger.index.asked.length;
		});

		// Where the machine is wrong, the time to look at is another one, too.
		expect(await Promise.all(asked)).toEqual([2, 1]);
	});

	it('gives the oldest first, also where it was read last because it had failed before', async () => {
		const trigger = new Watching('conversationStarted');
		await trigger.poll();
		trigger.has(started(A, minute(1)));
		trigger.replies(A, answer(400));
		await trigger.until(2);
		await trigger.poll();
		trigger.has(started(A, minute(1)), started(B, minute(3)));
		await trigger.until(4);

		expect(await trigger.keys()).toEqual([`conversationStarted:${A}`, `conversationStarted:${B}`]);
		expect(trigger.read).toEqual([B, A]);
	});

	it('believes no other clock after a restart at once', async () => {
		const trigger = new Watching('conversationStarted');
		trigger.platform.server.clockAhead = 200;
		await trigger.poll();
		await trigger.poll();
		await trigger.until(1);
		trigger.restart();
		const date = new Date(minute(600)).toUTCString();
		trigger.lists(answer(200, { totalHits: 0 }, { date }));
		// Only one answer tells it, and another time than was known.
		await expect(trigger.poll()).rejects.toThrow('does not tell what time it is');

		expect(trigger.keptTime('baseline')).toBe(3.35);
	});

	it.each(EVENTS)('is an error without any time (%s)', async (event) => {
		const trigger = new Watching(event);
		await trigger.poll();
		trigger.restart();
		await trigger.until(60);
		trigger.lists(answer(200, { totalHits: 0 }, { date: '' }));

		await expect(trigger.poll()).rejects.toThrow('does not tell what time it is');
	});

	it('says that there was no time where it could read nothing', async () => {
		const trigger = new Watching('conversationIdle');
		trigger.has(started(A, minute(-10)));
		await trigger.poll();
		await trigger.until(14);
		await trigger.poll();
		await trigger.until(28);
		await trigger.poll({ mayGoOn: () => false });
		await trigger.until(29);

		await expect(trigger.poll({ mayGoOn: () => false })).rejects.toThrow(outOfTime().message);
		expect(outOfTime()).toMatchObject({
			message: 'Genesys Cloud did not answer in time',
			whatToDo: expect.stringMatching(/Nothing is lost.*watch fewer conversations with a filter/) as unknown,
		});
	});

	it('says why it could read nothing, where that is known', async () => {
		const trigger = new Watching('conversationStarted');
		await trigger.poll();
		trigger.has(started(A, minute(1)));
		trigger.replies(A, answer(400));
		await trigger.until(2);
		await trigger.poll();

		await expect(trigger.poll()).rejects.toThrow('reading the conversation');
	});

	it('gives what there is although it got no further', async () => {
		const trigger = new Watching('conversationIdle');
		trigger.has(started(A, minute(-10)), started(B, minute(-9)));
		await trigger.poll();
		await trigger.until(22);

		expect(await trigger.keys({ most: 1 })).toHaveLength(1);
	});

	it('gives idle ones that were idle before where that is wanted, and takes that option for idle ones only', async () => {
		const idle = new Watching('conversationIdle');
		idle.alreadyIdle = true;
		const startedBefore = new Watching('conversationStarted');
		startedBefore.alreadyIdle = true;
		for (const trigger of [idle, startedBefore]) {
			trigger.has(started(A, minute(-60)));
			await trigger.poll();
			await trigger.until(1);
		}

		expect(await idle.keys()).toHaveLength(1);
		expect(await startedBefore.keys()).toEqual([]);
	});

	it('takes its overlap in minutes', async () => {
		const trigger = new Watching('conversationStarted');
		trigger.overlapMinutes = 40;
		await trigger.poll();
		for (const minutes of [60, 120]) {
			trigger.has(started(A, minute(minutes - 1)));
			trigger.reads(A, asRead(started(A, minute(minutes - 1))));
			await trigger.until(minutes);
			await trigger.poll();
		}

		expect(trigger.keptTime('since')).toBe(19);
	});
});
