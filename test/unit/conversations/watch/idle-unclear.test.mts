import { packed, packedTime } from '../../../../nodes/shared/conversations/watch/packed.ts';
import type { MessageDetailsPayload } from '../../../../nodes/shared/conversations/payloads.ts';
import { asRead, asRow } from '../../../support/tiny-center.mts';
import { chat, party } from '../../../support/virtual-conversation.mts';
import { answer, limited, ok } from '../../../support/virtual-platform.mts';
import { iso, minute, startedAt, then } from '../../../support/watching.mts';
import { DAY, A, B, keyOf, begun, told } from '../../../support/watching-idle.mts';

describe('Watching for conversations that fall silent', () => {
	describe('where nobody can tell', () => {
		it('tries one that is not found in each poll, and after a quarter of an hour as one that has ended', async () => {
			const trigger = await begun([startedAt(A, -10)]);
			trigger.replies(A, answer(404));
			const kept: unknown[] = [];
			for (const minutes of [21, 22, 36.5, 37]) {
				await trigger.until(minutes);
				expect(await trigger.keys()).toEqual([]);
				kept.push(told(trigger.kept)[A]);
			}

			expect(kept).toEqual(['21', '22', '!51.5', '!51.5']);
			const tried: number[] = [];
			for (const minutes of [45, 51, 52, 53, 60, 66, 67.5, 68]) {
				await trigger.until(minutes);
				await trigger.poll();
				if (trigger.read.includes(A)) tried.push(minutes);
			}
			expect(tried).toEqual([52, 67.5]);
			trigger.reads(A, asRead(startedAt(A, -10)));
			await trigger.until(83);

			expect(await trigger.keys()).toEqual([keyOf(A, -10)]);
			expect(trigger.tries.isEmpty).toBe(true);
		});

		it('knows after a restart what it has given up, and tells it no more', async () => {
			const trigger = await begun([startedAt(A, -10)]);
			const inVain = `${packedTime(minute(20))}?${DAY.toString(36)}`;
			trigger.kept = { ...trigger.kept, open: packed(new Map([[A, inVain]]), (text) => text) };
			trigger.restart();
			trigger.replies(A, answer(400));
			await trigger.until(21);

			expect(await trigger.poll()).toMatchObject({ events: [], givenUp: 0, isProgress: true });
			expect(told(trigger.kept)).toEqual({ [A]: '+51?1440' });
		});

		it('tries one with a message that is not dated in each poll, and then once in its time', async () => {
			const trigger = await begun([startedAt(A, -10)]);
			trigger.reads(
				A,
				chat({ id: A, participants: [party('customer', {}, { messages: [{ messageId: 'm' }] })] }),
			);
			const kept: unknown[] = [];
			for (const minutes of [21, 30, 36.5, 37]) {
				await trigger.until(minutes);
				expect(await trigger.keys()).toEqual([]);
				kept.push(told(trigger.kept)[A]);
			}

			expect(kept).toEqual(['21', '30', '66.5', '66.5']);
		});

		it('gives no silence again that seems to have begun earlier, because the last message is not told any more', async () => {
			const trigger = await begun([startedAt(A, -10)], { idleSide: 'customerAfterAgent' });
			const replied = (...messages: MessageDetailsPayload[]) =>
				chat({ id: A, participants: [party('customer'), party('agent', {}, { messages })] });
			const [first, last] = [1, 5].map((minutes) => ({ messageTime: iso(minutes) }));
			trigger.reads(A, replied({ ...first }, { ...last }));
			await trigger.until(36);
			expect(await trigger.keys()).toEqual([keyOf(A, 5)]);
			trigger.reads(A, replied({ ...first }));
			await trigger.until(67);
			expect(await trigger.keys()).toEqual([]);
			trigger.reads(A, replied({ ...first }, { messageTime: iso(68) }));
			await trigger.until(99);

			expect(await trigger.keys()).toEqual([keyOf(A, 68)]);
		});

		it('keeps what was given of one that is not found for the moment', async () => {
			const trigger = await begun([startedAt(A, -10)]);
			await trigger.until(21);
			await trigger.poll();
			trigger.replies(A, answer(404));
			await trigger.until(52);
			await trigger.poll();
			expect(told(trigger.kept)).toEqual({ [A]: '52.-10' });
			trigger.reads(A, asRead(startedAt(A, -10)));
			await trigger.until(53);

			expect(await trigger.keys()).toEqual([]);
			expect(told(trigger.kept)).toEqual({ [A]: '83.-10' });
		});

		it('keeps one that cannot be read due, behind the others, and tells why', async () => {
			const trigger = await begun([startedAt(A, -12), startedAt(B, -10)]);
			trigger.replies(A, answer(400));
			await trigger.until(21);
			const polled = await trigger.poll();
			expect(polled).toMatchObject({ events: [{ id: keyOf(B, -10) }], isProgress: true, givenUp: 0 });
			expect(polled.failure?.message).toContain('reading the conversation');
			expect(told(trigger.kept)).toEqual({ [A]: '+21?0', [B]: '51.-10' });
			await trigger.until(22);

			await expect(trigger.poll()).rejects.toThrow('reading the conversation');
			trigger.reads(A, asRead(startedAt(A, -12)));
			expect(await trigger.keys()).toEqual([keyOf(A, -12)]);
			expect(trigger.tries.isEmpty).toBe(true);
		});

		it.each([
			['rate limit', limited(50)],
			['lack of time', { ...ok(asRead(startedAt(A, -12))), after: 4 }],
		])('holds no %s against one: it keeps its place', async (_what, reply) => {
			const trigger = await begun([startedAt(A, -12), startedAt(B, -10)]);
			trigger.replies(A, reply);
			for (const minutes of [21, 22]) {
				await trigger.until(minutes);
				await trigger.poll({}, 3).catch(() => undefined);
			}

			expect(told(trigger.kept)).toMatchObject({ [A]: '18' });
			expect(trigger.tries.minutesOf(A)).toBeUndefined();
		});

		it('gives up one that cannot be read for a day, tells it once, and tries it in its time', async () => {
			const trigger = await begun([startedAt(A, -12), startedAt(B, -10)]);
			trigger.replies(A, answer(400));
			const givenUp: number[] = [];
			const tried: number[] = [];
			for (let hour = 1; hour <= 27; hour++) {
				await trigger.until(hour * 60);
				trigger.reads(B, asRead(then(startedAt(B, -10), ['the customer writes', hour * 60 - 1])));
				const polled = await trigger.poll();
				if (polled.givenUp > 0) givenUp.push(hour);
				expect(polled.isProgress).toBe(true);
				await trigger.until(hour * 60 + 20);
				await trigger.poll().catch(() => undefined);
				if (trigger.read.includes(A)) tried.push(hour);
			}

			expect(givenUp).toHaveLength(1);
			expect(tried.at(-1)).toBeLessThanOrEqual(25);
			expect(told(trigger.kept)[A]).toMatch(/\?1[45]\d\d$/);
			trigger.index.rows = [asRow(startedAt(B, -10))];
			await trigger.until(28 * 60);
			await trigger.poll();
			expect(told(trigger.kept)).not.toHaveProperty(A);
		});

		it('is no error while nothing is due, however many were given up and however long nothing was to be read', async () => {
			const silent = ['c1', 'c2', 'c3'].map((id) => startedAt(id, -400));
			const trigger = await begun([...silent, startedAt(A, -5)], { idleForMinutes: 240 });
			for (const { id } of silent) trigger.replies(id, answer(400));
			await trigger.until(5);
			await trigger.poll().catch(() => undefined);
			const given: string[] = [];
			const failed: number[] = [];
			const lists: number[] = [];
			for (let minutes = 30; minutes <= 3_000; minutes += 30) {
				// Somebody writes now and then, so that there is always one that can be read.
				trigger.reads(A, asRead(then(startedAt(A, -5), ['the customer writes', minutes - 1])));
				await trigger.until(minutes);
				const polled = await trigger.poll().catch(() => undefined);
				given.push(...(polled?.events ?? []).map(({ id }) => id));
				if (minutes <= 2 * DAY) continue;
				lists.push(trigger.queries.length);
				if (!polled && trigger.read.length === 0) failed.push(minutes);
			}

			expect(given).toEqual([]);
			expect(failed).toEqual([]);
			expect(Math.max(...lists)).toBe(1);
		});

		it('goes on with one that the index leaves out and nobody could date for a day', async () => {
			const trigger = await begun([startedAt(A, -10)]);
			trigger.reads(
				A,
				chat({ id: A, participants: [party('customer', {}, { messages: [{ messageId: 'm' }] })] }),
			);
			for (let minutes = 21; minutes < 2 * DAY; minutes += 7) {
				if (minutes > 30) trigger.index.rows = [];
				await trigger.until(minutes);
				await trigger.poll();
			}
			trigger.reads(A, asRead(then(startedAt(A, -10), ['the customer writes', 2 * DAY])));
			await trigger.until(2 * DAY + 65);

			expect(await trigger.keys()).toEqual([keyOf(A, 2 * DAY)]);
		});

		it('tells that it gives up the only one there is, and errs no more about it', async () => {
			const trigger = await begun([startedAt(A, -10)]);
			trigger.replies(A, answer(400));
			const givenUp: number[] = [];
			const failed: number[] = [];
			const tried: number[] = [];
			for (let minutes = 21; minutes < 2 * DAY; minutes += 5) {
				await trigger.until(minutes);
				const polled = await trigger.poll().catch(() => undefined);
				if (!polled) failed.push(minutes);
				if (polled && polled.givenUp > 0) givenUp.push(minutes);
				if (trigger.read.length > 0) tried.push(minutes);
			}

			expect(givenUp).toHaveLength(1);
			expect(failed.filter((minutes) => minutes > DAY + 30)).toEqual([]);
			expect(tried.filter((minutes) => minutes > DAY + 60).length).toBeLessThan(50);
		});

		it('is no error where three are not found, and others are read once in a long time', async () => {
			const well = ['c1', 'c2'].map((id) => startedAt(id, -10));
			const lost = ['c3', 'c4', 'c5'].map((id) => startedAt(id, -12));
			const trigger = await begun([...well, ...lost], { idleForMinutes: 480 });
			for (const { id } of lost) trigger.replies(id, answer(404));
			for (let minutes = 10; minutes < 2 * DAY; minutes += 10) {
				for (const one of well)
					trigger.reads(one.id, asRead(then(one, ['the customer writes', minutes - (minutes % 60)])));
				await trigger.until(minutes);

				expect(await trigger.poll()).toMatchObject({ events: [], failure: undefined });
			}
		});

		it('is an error where no answer tells the time', async () => {
			const trigger = await begun([startedAt(A, -10)]);
			await trigger.until(19);
			await trigger.poll();
			trigger.replies(A, ok(asRead(startedAt(A, -10)), { date: '' }));
			await trigger.until(21);

			await expect(trigger.poll()).rejects.toThrow('does not tell what time it is');
		});

		it('is no error about the time where another one tells it', async () => {
			const trigger = await begun([startedAt(A, -12), startedAt(B, -10)]);
			trigger.replies(A, ok(asRead(startedAt(A, -12)), { date: '' }));
			await trigger.until(21);

			expect(await trigger.poll()).toMatchObject({ events: [{ id: keyOf(B, -10) }], failure: undefined });
		});

		it('keeps no try of what it does not know any more', async () => {
			const trigger = await begun([startedAt(A, -10)]);
			trigger.replies(A, answer(400));
			await trigger.until(21);
			await trigger.poll();
			trigger.kept = { ...trigger.kept, open: {} };
			trigger.index.rows = [];
			await trigger.until(22);
			await trigger.poll();

			expect(trigger.tries.isEmpty).toBe(true);
		});
	});
});
