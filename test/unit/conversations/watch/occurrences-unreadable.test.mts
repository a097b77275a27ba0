import { packed, packedTime, unpacked } from '../../../../nodes/shared/conversations/watch/packed.ts';
import { Failure } from '../../../../nodes/shared/platform/failures.ts';
import { asRead, asRow, type Chat } from '../../../support/tiny-center.mts';
import { answer, foreign, SILENCE } from '../../../support/virtual-platform.mts';
import { iso, minute, startedAt, then, type Watching } from '../../../support/watching.mts';
import { A, B, endedAt, begun, kept, leftAt } from '../../../support/watching-occurrences.mts';

/** Polls once in an hour. @param shown what a read shows then */
async function hourly(trigger: Watching, shown: (hour: number) => Chat, hours = 30) {
	const given: string[] = [];
	let [givenUp, lastReadIn] = [0, 0];
	for (let hour = 1; hour < hours; hour++) {
		await trigger.until(hour * 60);
		trigger.reads(A, asRead(shown(hour)));
		const polled = await trigger.poll();
		given.push(...polled.events.map(({ id }) => id));
		givenUp += polled.givenUp;
		if (trigger.read.length > 0) lastReadIn = hour;
	}
	return { given, givenUp, lastReadIn };
}

describe('Watching for what happens at a moment', () => {
	describe('knows', () => {
		it('what was told last, also where nothing was told for hours', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 29));
			await trigger.until(30);
			await trigger.poll();
			for (const minutes of [300, 301, 302]) {
				await trigger.until(minutes);
				await trigger.poll();
			}

			expect(trigger.kept).toMatchObject({ known: kept({ [A]: 29 }), knownFrom: minute(14) });
		});

		it('what the conversation or the index has told since, and nothing older', async () => {
			const trigger = await begun('conversationEnded');
			const times = [
				[A, `${packedTime(minute(10))}.${packedTime(minute(50))}`],
				[B, `${packedTime(minute(50))}.${packedTime(minute(10))}`],
				['at', packedTime(minute(44))],
				['mended', packedTime(minute(43))],
				['older', packedTime(minute(43) - 1)],
				['last', packedTime(minute(89))],
			] as const;
			await trigger.until(90);
			const [since, readTo] = [minute(44), minute(59)];
			trigger.kept = { ...trigger.kept, since, readTo, known: packed(new Map(times), (text) => text) };
			await trigger.poll();

			expect([...unpacked(trigger.kept['known'], (text) => text).keys()].toSorted()).toEqual(
				[A, B, 'at', 'mended', 'last'].toSorted(),
			);
		});

		it.each([['NO!'], ['k3.NO!'], ['NO!.k3'], ['']])('nothing by what cannot be read (%j)', async (text) => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt('chat', 1));
			await trigger.until(2);
			trigger.kept = { ...trigger.kept, known: { ':chat': text } };

			expect(await trigger.keys()).toEqual(['conversationStarted:chat']);
		});
	});

	describe('where a conversation cannot be read', () => {
		it('gives the others, keeps it, and tells why', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 1), startedAt(B, 2));
			trigger.replies(A, answer(400));
			await trigger.until(3);

			const { events, failure, givenUp, isProgress } = await trigger.poll();

			expect(events).toMatchObject([{ id: `conversationStarted:${B}` }]);
			expect(failure?.message).toContain('reading the conversation');
			expect({ givenUp, isProgress }).toEqual({ givenUp: 0, isProgress: true });
			expect(trigger.kept?.['pending']).toEqual(
				packed(new Map([[A, 0]]), () => `${packedTime(minute(1))}?0`),
			);
			expect(trigger.kept?.['known']).toEqual(kept({ [B]: 2 }));
		});

		it('gives it late, whatever the index shows by then', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 1));
			trigger.replies(A, answer(400));
			await trigger.until(2);
			await trigger.poll();
			trigger.index.rows = [];
			trigger.reads(A, asRead(startedAt(A, 1)));
			await trigger.until(200);

			expect(await trigger.keys()).toEqual([`conversationStarted:${A}`]);
			expect(trigger.kept).toMatchObject({ pending: {}, known: kept({ [A]: 1 }) });
		});

		it('is an error where nothing else was got on with, unless it is the first time', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 1));
			trigger.replies(A, answer(400));
			await trigger.until(2);
			expect((await trigger.poll()).events).toEqual([]);
			const before = trigger.kept;
			await trigger.until(3);

			await expect(trigger.poll()).rejects.toThrow('reading the conversation');
			expect(trigger.kept).toBe(before);
		});

		it('gives it up after a day of trying, tells it once, and does not try it anew as long as it is listed', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 1));
			trigger.replies(A, foreign(200));
			trigger.overlapMinutes = 10_000;
			await trigger.until(2);
			await trigger.poll();
			const givenUp: number[] = [];
			for (let hour = 1; hour <= 27; hour++) {
				await trigger.until(2 + hour * 60);
				// Another one can be read, so that it is not about Genesys Cloud.
				const other = startedAt(`c${hour}`, 1 + hour * 60);
				trigger.index.rows = [asRow(startedAt(A, 1)), asRow(other)];
				trigger.reads(other.id, asRead(other));
				const polled = await trigger.poll();
				givenUp.push(polled.givenUp);
				expect(polled.events).toHaveLength(1);
			}

			expect(givenUp.flatMap((count, i) => (count > 0 ? [[count, i + 1]] : []))).toEqual([[1, 24]]);
			expect(trigger.read).not.toContain(A);
			expect(trigger.kept?.['pending']).toEqual({});
		});

		it('gives none up where for a day none can be read at all', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 1));
			trigger.replies(A, answer(400));
			await trigger.until(2);
			await trigger.poll();
			for (let hour = 1; hour <= 30; hour++) {
				await trigger.until(2 + hour * 60);
				await expect(trigger.poll()).rejects.toThrow('reading the conversation');
			}
			trigger.reads(A, asRead(startedAt(A, 1)));

			expect(await trigger.keys()).toEqual([`conversationStarted:${A}`]);
		});

		it('goes on trying after a restart from where it was', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 1));
			trigger.replies(A, answer(400));
			await trigger.until(2);
			await trigger.poll();
			trigger.kept = {
				...trigger.kept,
				pending: packed(new Map([[A, 0]]), () => `${packedTime(minute(1))}?${(1_440).toString(36)}`),
			};
			trigger.restart();
			trigger.has(startedAt(B, 2.5));
			await trigger.until(3);

			expect((await trigger.poll()).givenUp).toBe(1);
		});

		it('is no error where three are not shown for a moment after a long time without anything', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 1));
			await trigger.until(2);
			await trigger.poll();
			await trigger.until(179);
			await trigger.poll();
			const three = ['c1', 'c2', 'c3'].map((id) => startedAt(id, 180));
			trigger.has(startedAt(A, 1), ...three);
			for (const { id } of three) trigger.replies(id, answer(404));
			for (const minutes of [181, 182]) {
				await trigger.until(minutes);
				expect(await trigger.poll()).toMatchObject({ events: [], failure: undefined });
			}
			trigger.has(startedAt(A, 1), ...three);
			await trigger.until(183);

			expect((await trigger.poll()).events).toHaveLength(3);
		});

		it.each([1, 2])(
			'gives up none of %d that take all the time there is, where none can be read',
			async (count) => {
				const trigger = await begun('conversationEnded');
				const ended = [A, B].slice(0, count).map((id) => endedAt(id, 1));
				trigger.has(...ended);
				for (const { id } of ended) trigger.replies(id, SILENCE);
				await trigger.until(2);
				await trigger.poll({}, 30);
				for (let minutes = 7; minutes < 1_500; minutes += 5) {
					await trigger.until(minutes);
					await expect(trigger.poll({}, 30)).rejects.toThrow(Failure);
				}
				trigger.has(...ended);
				await trigger.until(1_500);

				expect(await trigger.keys()).toHaveLength(count);
			},
		);

		it('gives up one in a division that it cannot see, as one that it does not find, without a word', async () => {
			const trigger = await begun('conversationEnded');
			trigger.has(endedAt(A, 1));
			trigger.replies(A, answer(403, { code: 'missing.division.permission', message: 'Not here' }));
			const givenUp: number[] = [];
			for (let minutes = 2; minutes < 1_560; minutes += 20) {
				await trigger.until(minutes);
				const polled = await trigger.poll();
				expect(polled).toMatchObject({ events: [], failure: undefined });
				if (polled.givenUp > 0) givenUp.push(minutes);
			}

			expect(givenUp).toHaveLength(1);
			expect(givenUp[0]).toBeGreaterThan(1_440);
		});

		it('looks again for an overlap at what does not show it yet, tells nobody, and then no more', async () => {
			const trigger = await begun('conversationEnded');
			trigger.has(endedAt(A, 1));
			trigger.reads(A, asRead(startedAt(A, -30)));
			await trigger.until(2);
			expect(await trigger.poll()).toMatchObject({ events: [], isProgress: true, failure: undefined });
			const tries: number[] = [];
			for (const minutes of [10, 16, 18, 19]) {
				await trigger.until(minutes);
				expect(await trigger.poll()).toMatchObject({ events: [], givenUp: 0, failure: undefined });
				tries.push(trigger.read.length);
			}

			expect(tries).toEqual([1, 1, 1, 0]);
			expect(trigger.kept).toMatchObject({
				pending: {},
				known: packed(new Map([[A, 0]]), () => `${packedTime(minute(1))}.`),
			});
			// What was never seen was not given, however close its time is to another one.
			trigger.has(endedAt(A, 1.5));
			await trigger.until(20);

			expect(await trigger.keys()).toEqual([`conversationEnded:${A}:${iso(1.5)}`]);
		});

		it('looks three times at a customer who left what has ended since, and gives nothing', async () => {
			const trigger = await begun('customerLeft');
			trigger.has(leftAt(A, 1));
			trigger.reads(A, asRead(then(leftAt(A, 1), ['the conversation ends', 1.2])));
			const reads: number[] = [];
			for (let minutes = 2; minutes < 8; minutes++) {
				await trigger.until(minutes);
				expect(await trigger.poll()).toMatchObject({ events: [], givenUp: 0, failure: undefined });
				reads.push(trigger.read.length);
			}

			expect(reads).toEqual([1, 1, 1, 0, 0, 0]);
		});

		it('looks again for an overlap at what shows an end of before the customer left, and gives it then', async () => {
			const trigger = await begun('customerLeft');
			const ended = endedAt(A, 1);
			const left = then(ended, ['the conversation is reopened', 2], ['the customer leaves', 5]);
			trigger.has(left);
			trigger.reads(A, asRead(ended));
			for (const minutes of [6, 7, 8, 9]) {
				await trigger.until(minutes);
				expect(await trigger.keys()).toEqual([]);
			}
			trigger.reads(A, asRead(left));
			await trigger.until(10);

			expect(await trigger.keys()).toEqual([`customerLeft:${A}:${iso(5)}`]);
		});

		it('looks for a day at what shows two ends in turn that lie before that of the index, and gives it up', async () => {
			const trigger = await begun('conversationEnded');
			trigger.has(endedAt(A, 20));

			expect(await hourly(trigger, (hour) => endedAt(A, 5 + (hour % 2)))).toEqual({
				given: [],
				givenUp: 1,
				lastReadIn: 25,
			});
		});

		it('looks for a day at what shows an earlier end and none in turn, and then no more', async () => {
			const trigger = await begun('conversationEnded');
			trigger.has(endedAt(A, 20));
			const shown = (hour: number) => (hour % 2 ? startedAt(A, -30) : endedAt(A, 5));

			expect(await hourly(trigger, shown)).toEqual({ given: [], givenUp: 0, lastReadIn: 25 });
		});

		it('does not take what it has looked at in vain for what could not be read, after a restart', async () => {
			const trigger = await begun('conversationEnded');
			trigger.has(endedAt(A, 20));
			await hourly(trigger, (hour) => endedAt(A, 5 + (hour % 2)), 25);
			await trigger.until(24 * 60 + 58);
			await trigger.poll();
			trigger.restart();
			trigger.replies(A, answer(400));
			for (const minutes of [1499, 1500, 1501, 1502]) {
				await trigger.until(minutes);
				// Another one can be read, so that it is not about Genesys Cloud.
				const other = endedAt(B, minutes - 0.5);
				trigger.index.rows = [asRow(endedAt(A, 20)), asRow(other)];
				trigger.reads(B, asRead(other));
				expect(await trigger.poll()).toMatchObject({ givenUp: 0 });
			}
			trigger.reads(A, asRead(endedAt(A, 20)));
			await trigger.until(1503);

			expect(await trigger.keys()).toEqual([`conversationEnded:${A}:${iso(20)}`]);
		});

		it('gives a customer who left where all have gone for a moment, and who gets stuck then', async () => {
			const trigger = await begun('customerLeft');
			const left = leftAt(A, 1);
			const legs = left.legs.map((leg) => (leg.to === undefined ? { ...leg, to: minute(1.5) } : leg));
			trigger.has(left);
			trigger.reads(A, asRead({ ...left, legs }));
			for (const minutes of [3, 4, 5, 6]) {
				await trigger.until(minutes);
				expect(await trigger.keys()).toEqual([]);
			}
			await trigger.until(12);

			expect(await trigger.keys()).toEqual([`customerLeft:${A}:${iso(1)}`]);
		});

		it('looks for a day at what goes back to an earlier end than it had given, and then no more', async () => {
			const trigger = await begun('conversationEnded');
			trigger.has(endedAt(A, 5));
			trigger.reads(A, asRead(endedAt(A, 10)));
			await trigger.until(11);
			expect(await trigger.keys()).toEqual([`conversationEnded:${A}:${iso(10)}`]);
			trigger.has(endedAt(A, 9.98));

			expect(await hourly(trigger, () => endedAt(A, 5))).toEqual({ given: [], givenUp: 0, lastReadIn: 25 });
		});

		it('keeps the time of the end that was given, where the index tells another one that is never shown', async () => {
			const trigger = await begun('conversationEnded');
			trigger.has(endedAt(A, 1));
			await trigger.until(2);
			await trigger.poll();
			trigger.index.rows = [asRow(endedAt(A, 3))];
			trigger.reads(A, asRead(startedAt(A, -30)));
			for (const minutes of [4, 12, 20]) {
				await trigger.until(minutes);
				await trigger.poll();
			}
			expect(trigger.kept?.['known']).toEqual(
				packed(new Map([[A, 0]]), () => `${packedTime(minute(3))}.${packedTime(minute(1))}`),
			);
			trigger.index.rows = [asRow(endedAt(A, 4))];
			trigger.reads(A, asRead(endedAt(A, 1)));

			expect(await trigger.keys()).toEqual([]);
		});

		it('takes what Genesys Cloud does not find for something that will be seen', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 1));
			trigger.replies(A, answer(404));
			await trigger.until(2);
			for (const minutes of [3, 30, 60, 100]) {
				expect((await trigger.poll()).events).toEqual([]);
				await trigger.until(minutes);
			}
			trigger.reads(A, asRead(startedAt(A, 1)));

			expect(await trigger.keys()).toEqual([`conversationStarted:${A}`]);
		});

		it.each([
			['ten that hang and use up the time', 30, (i: number) => i < 10, SILENCE, 20],
			['sixty-nine that fail', 70, (i: number) => i !== 35, answer(500), 1],
		] as const)(
			'tries others first than %s, although polls fail and keep nothing, and one was tried before',
			async (_what, count, isBad, bad, readable) => {
				const idOf = (n: number) => `aaaaaaaa-0000-4000-8000-${String(n).padStart(12, '0')}`;
				const trigger = await begun('conversationEnded');
				const old = endedAt(idOf(999), 0.5);
				trigger.has(old);
				trigger.replies(idOf(999), answer(500));
				const given: string[] = [];
				const poll = async () => {
					const { events } = await trigger.poll({}, 40).catch(() => ({ events: [] }));
					given.push(...events.map(({ id }) => id));
				};
				for (let now = 1; now < 5; now += 2) {
					await trigger.until(now);
					await poll();
				}
				trigger.has(old, ...Array.from({ length: count }, (_, i) => endedAt(idOf(i), 4 + i / 1000)));
				trigger.replies(idOf(999), answer(500));
				for (let i = 0; i < count; i++) if (isBad(i)) trigger.replies(idOf(i), bad);
				for (let now = 5; now < 30; now += 2) {
					await trigger.until(now);
					await poll();
				}

				expect(given).toHaveLength(readable);
			},
		);

		it('gives up one at last that hangs in each poll, and gives the others meanwhile', async () => {
			const trigger = await begun('conversationStarted');
			const others = Array.from({ length: 300 }, (_, i) => startedAt(`c${i}`, i * 5 + 1));
			const given: number[] = [];
			let givenUp = 0;
			for (let i = 0; i < 300; i++) {
				trigger.has(startedAt(A, 1), ...others.slice(Math.max(0, i - 5), i + 1));
				trigger.replies(A, SILENCE);
				await trigger.until(i * 5 + 2);
				const polled = await trigger.poll({}, 30);
				given.push(polled.events.length);
				givenUp += polled.givenUp;
			}

			expect(given).toEqual(others.map(() => 1));
			expect(givenUp).toBe(1);
			expect(trigger.read).not.toContain(A);
		});

		it('keeps no try of what it need not try any more', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 1));
			trigger.replies(A, answer(400));
			await trigger.until(2);
			await trigger.poll();
			expect(trigger.tries.minutesOf(A)).toBe(0);
			trigger.kept = { ...trigger.kept, pending: {} };
			trigger.index.rows = [];
			await trigger.until(3);
			await trigger.poll();

			expect(trigger.tries.isEmpty).toBe(true);
		});
	});
});
