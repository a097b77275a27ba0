import type { DetailsRowPayload } from '../../../../nodes/shared/conversations/payloads.ts';
import { asRead, asRow } from '../../../support/tiny-center.mts';
import { indexed } from '../../../support/virtual-index.mts';
import { answer } from '../../../support/virtual-platform.mts';
import { iso, minute, startedAt, then, Watching } from '../../../support/watching.mts';
import { DAY, A, B, endedAt, leftAt } from '../../../support/watching-occurrences.mts';

describe('An example of what happens at a moment', () => {
	it.each(['conversationStarted', 'conversationEnded', 'customerLeft'] as const)(
		'is the latest by its own moment, however old, with its key (%s)',
		async (event) => {
			const trigger = new Watching(event);
			const at = { conversationStarted: startedAt, conversationEnded: endedAt, customerLeft: leftAt }[event];
			trigger.has(at(A, -20 * DAY, -24 * DAY), at(B, -3 * DAY, -25 * DAY));

			const example = await trigger.latest();

			expect(example).toMatchObject({ type: event, time: minute(-3 * DAY) });
			expect(example?.live.conversation.id).toBe(B);
			expect(trigger.read).toEqual([B]);
		},
	);

	it('is the next older one where the latest is none any more, or cannot be found', async () => {
		const trigger = new Watching('conversationEnded');
		trigger.has(endedAt(A, -1), endedAt(B, -2), endedAt('chat', -3));
		trigger.reads(A, asRead(startedAt(A, -30)));
		trigger.replies(B, answer(404));

		expect(await trigger.latest()).toMatchObject({ id: `conversationEnded:chat:${iso(-3)}` });
	});

	it('is none where there is none', async () => {
		expect(await new Watching('conversationStarted').latest()).toBeUndefined();
	});

	it('is no customer who is back, also where the index has only that', async () => {
		const trigger = new Watching('customerLeft');
		trigger.has(then(leftAt(A, -2), ['the customer comes back', -1]));

		expect(await trigger.latest()).toBeUndefined();
		expect(trigger.read).toEqual([]);
	});

	it('is looked for in fifty conversations at most', async () => {
		const trigger = new Watching('conversationStarted');
		const chats = Array.from({ length: 60 }, (_, i) => startedAt(`c${i}`, -1 - i));
		trigger.index.rows = chats.map(asRow);

		expect(await trigger.latest()).toBeUndefined();
		expect(trigger.read).toEqual(chats.slice(0, 50).map(({ id }) => id));
	});

	it('is taken from the thousand that are listed first', async () => {
		const trigger = new Watching('customerLeft');
		const chats = Array.from({ length: 1_250 }, (_, i) => leftAt(`c${i}`, -1 - i, -DAY - i));
		trigger.index.rows = chats.map(asRow);
		trigger.platform.server.always('GET', answer(404));

		await trigger.latest();
		expect(trigger.index.pages).toContain(3);
		expect(trigger.index.pages).not.toContain(2);
	});

	it('is taken from no more than a thousand', async () => {
		const trigger = new Watching('customerLeft');
		trigger.index.rows = Array.from({ length: 1_100 }, (_, i) => asRow(leftAt(`c${i}`, -1 - i, -DAY - i)));

		await trigger.latest();
		expect(trigger.index.pages.filter((page) => page === 1)).toHaveLength(1);
	});

	it('may be there where a part is left out and there is none, so it fails', async () => {
		const trigger = new Watching('customerLeft');
		trigger.index.rows = Array.from({ length: 650 }, (_, i) => asRow(leftAt(`c${i}`, -1, -i - 9)));
		trigger.index.leftOut = 4;

		await expect(trigger.latest()).rejects.toThrow('left some conversations out');
	});

	it('comes before those that the index does not date', async () => {
		const trigger = new Watching('customerLeft');
		const undated = (id: string): DetailsRowPayload => ({
			...asRow(startedAt(id, -9)),
			participants: [indexed('customer', {}, [{ segmentEnd: 'no time' }])],
		});
		trigger.has(leftAt(A, -1));
		trigger.index.rows = [undated('c1'), asRow(leftAt(A, -1)), undated('c2')];

		expect(await trigger.latest()).toMatchObject({ id: `customerLeft:${A}:${iso(-1)}` });
		expect(trigger.read).toEqual([A]);
	});
});
