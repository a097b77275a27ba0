import { asRead } from '../../../support/tiny-center.mts';
import { iso, then } from '../../../support/watching.mts';
import { A, begun, endedAt, leftAt } from '../../../support/watching-occurrences.mts';

/** Polls at these minutes, and gives the keys of what came. */
async function polled(
	trigger: Awaited<ReturnType<typeof begun>>,
	minutes: readonly number[],
): Promise<string[]> {
	const keys: string[] = [];
	for (const minute of minutes) {
		await trigger.until(minute);
		keys.push(...(await trigger.keys()));
	}
	return keys;
}

const every = (minutes: number, from: number, to: number) =>
	Array.from({ length: Math.ceil((to - from) / minutes) }, (_, i) => from + i * minutes);

describe('What happens again to a conversation that was taken back', () => {
	it.each([[10], [5], [1]])(
		'is given, although one answer is late and the first one was looked for all the time, polled every %d minutes',
		async (minutes) => {
			const trigger = await begun('conversationEnded');
			const first = endedAt(A, 1);
			const reopened = then(first, ['the conversation is reopened', 1.5]);
			trigger.has(first);
			trigger.reads(A, asRead(reopened));
			const before = every(minutes, 2, 17);
			const next = 2 + before.length * minutes;
			expect(await polled(trigger, before)).toEqual([]);
			const second = then(reopened, ['the conversation ends', next - 0.5]);
			trigger.has(second);
			trigger.reads(A, asRead(reopened));
			expect(await polled(trigger, [next])).toEqual([]);
			trigger.reads(A, asRead(second));

			expect(await polled(trigger, every(1, next + 1, next + 40))).toEqual([
				`conversationEnded:${A}:${iso(next - 0.5)}`,
			]);
		},
	);

	it('is given, although it has happened again within a minute, and answers are late', async () => {
		const trigger = await begun('conversationEnded');
		trigger.overlapMinutes = 1;
		const first = endedAt(A, 1);
		const reopened = then(first, ['the conversation is reopened', 1.3]);
		trigger.has(first);
		trigger.reads(A, asRead(reopened));
		expect(await polled(trigger, every(0.25, 1.5, 2.5))).toEqual([]);
		const second = then(reopened, ['the conversation ends', 1.9]);
		trigger.has(second);
		trigger.reads(A, asRead(reopened));
		expect(await polled(trigger, every(0.25, 2.5, 3.25))).toEqual([]);
		trigger.reads(A, asRead(second));

		expect(await polled(trigger, every(0.25, 3.25, 6))).toEqual([`conversationEnded:${A}:${iso(1.9)}`]);
	});

	it('is given where it is a customer who leaves again', async () => {
		const trigger = await begun('customerLeft');
		const first = leftAt(A, 1);
		const back = then(first, ['the customer comes back', 1.5]);
		trigger.has(first);
		trigger.reads(A, asRead(back));
		expect(await polled(trigger, [2, 12])).toEqual([]);
		const second = then(back, ['the customer leaves', 21.5]);
		trigger.has(second);
		trigger.reads(A, asRead(back));
		expect(await polled(trigger, [22])).toEqual([]);
		trigger.reads(A, asRead(second));

		expect(await polled(trigger, every(1, 23, 60))).toEqual([`customerLeft:${A}:${iso(21.5)}`]);
	});

	it.each([
		['before anybody watched', -1],
		['while somebody watched', 1],
	])('is given after answers in quick succession that show the first end, %s', async (_when, firstAt) => {
		const trigger = await begun('conversationEnded');
		const first = endedAt(A, firstAt);
		const second = then(first, ['the conversation is reopened', firstAt + 1], ['the conversation ends', 5]);
		trigger.has(second);
		trigger.reads(A, asRead(first));
		await polled(trigger, [5.1, 5.27, 5.44]);
		trigger.reads(A, asRead(second));

		expect(await polled(trigger, every(1, 6, 30))).toContain(`conversationEnded:${A}:${iso(5)}`);
	});

	it('is given where answers of before come in turn with others', async () => {
		const trigger = await begun('conversationEnded');
		const first = endedAt(A, 5);
		const reopened = then(first, ['the conversation is reopened', 8]);
		const second = then(reopened, ['the conversation ends', 20]);
		trigger.has(second);
		const given: string[] = [];
		for (const [i, shown] of [first, reopened, first, reopened, first, second, second, second].entries()) {
			await trigger.until(21 + i);
			trigger.reads(A, asRead(shown));
			given.push(...(await trigger.keys()));
		}

		expect(given).toEqual([`conversationEnded:${A}:${iso(20)}`]);
	});

	it('is given after the first, where answers have shown that for so long that it was believed', async () => {
		const trigger = await begun('conversationEnded');
		const first = endedAt(A, 5);
		const second = then(first, ['the conversation is reopened', 8], ['the conversation ends', 20]);
		trigger.has(second);
		trigger.reads(A, asRead(first));
		expect(await polled(trigger, every(1, 21, 26))).toEqual([`conversationEnded:${A}:${iso(5)}`]);
		trigger.reads(A, asRead(second));

		expect(await polled(trigger, every(1, 26, 30))).toEqual([`conversationEnded:${A}:${iso(20)}`]);
	});
});

describe.each([
	['conversationEnded', endedAt],
	['customerLeft', leftAt],
] as const)('A %s of which the index tells a later time for good', (event, happenedAt) => {
	it.each([
		['by less than Overlap', 12],
		['by more than Overlap', 30],
	])('is given once, although others go on %s', async (_by, later) => {
		const trigger = await begun(event);
		const given: string[] = [];
		const others: Array<ReturnType<typeof happenedAt>> = [];
		for (let minute = 1; minute < later + 50; minute++) {
			others.push(happenedAt(`bbbbbbbb-0000-4000-8000-${String(minute).padStart(12, '0')}`, minute - 0.5));
			trigger.has(...others, ...(minute >= later + 10 ? [happenedAt(A, later + 9)] : []));
			trigger.reads(A, asRead(happenedAt(A, 9)));
			given.push(...(await polled(trigger, [minute])));
		}

		expect(given.filter((key) => key.includes(A))).toEqual([`${event}:${A}:${iso(9)}`]);
		expect(given).toHaveLength(later + 50);
	});
});

describe('An end of which the index tells another time in every poll', () => {
	it('is given all the same, once', async () => {
		const trigger = await begun('conversationEnded');
		const given: string[] = [];
		for (let minute = 10; minute < 70; minute++) {
			trigger.has(endedAt(A, 9 + minute / 60));
			trigger.reads(A, asRead(endedAt(A, 3)));
			given.push(...(await polled(trigger, [minute])));
		}

		expect(given).toEqual([`conversationEnded:${A}:${iso(3)}`]);
	});
});
