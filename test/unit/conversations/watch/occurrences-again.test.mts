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
});
