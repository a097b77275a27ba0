import type { DetailsRowPayload } from '../../../../nodes/shared/conversations/payloads.ts';
import { asRead, asRow } from '../../../support/tiny-center.mts';
import { row } from '../../../support/virtual-index.mts';
import { answer } from '../../../support/virtual-platform.mts';
import { iso, minute, startedAt, type Watching } from '../../../support/watching.mts';
import { A, B, endedAt, leftAt, begun, kept } from '../../../support/watching-occurrences.mts';

describe('Watching for what happens at a moment', () => {
	describe('goes on', () => {
		it('from the overlap before what the index had told a poll ago, and forgets what is older', async () => {
			const trigger = await begun('conversationStarted');
			const polls: Array<Partial<Record<string, unknown>>> = [];
			for (const [minutes, id] of [
				[30, A],
				[60, B],
				[90, 'chat'],
			] as const) {
				trigger.has(startedAt(id, minutes - 1));
				await trigger.until(minutes);
				await trigger.poll();
				const { since, readTo, known, knownFrom } = trigger.kept ?? {};
				polls.push({ since, readTo, known, knownFrom });
			}

			expect(polls).toEqual([
				{ since: minute(0), readTo: minute(29), known: kept({ [A]: 29 }), knownFrom: minute(0) },
				{ since: minute(14), readTo: minute(59), known: kept({ [A]: 29, [B]: 59 }), knownFrom: minute(14) },
				{ since: minute(44), readTo: minute(89), known: kept({ [B]: 59, chat: 89 }), knownFrom: minute(44) },
			]);
		});

		it('from what was told last, however long nothing has happened since', async () => {
			const trigger = await begun('conversationStarted');
			for (const minutes of [300, 301]) {
				await trigger.until(minutes);
				await trigger.poll();
			}

			expect([trigger.keptTime('readTo'), trigger.keptTime('since')]).toEqual([0, 0]);
		});

		it('and believes no time that is still to come', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 4));
			await trigger.until(1);
			await trigger.poll();

			expect(trigger.keptTime('readTo')).toBe(1);
		});

		it.each([
			['baseline', minute(5_000), minute(60) + 5_000],
			['readTo', minute(5_000), minute(60)],
			['since', minute(5_000), minute(45)],
		])('where a clock was wrong that has set its "%s"', async (name, wrong, right) => {
			const trigger = await begun('conversationStarted');
			await trigger.until(60);
			trigger.kept = { ...trigger.kept, [name]: wrong };
			trigger.has(startedAt(A, 59));

			expect(await trigger.keys()).toEqual(name === 'baseline' ? [] : [`conversationStarted:${A}`]);
			expect(trigger.kept).toMatchObject({ [name]: right });
		});

		it('and reads not further back than to what it knows, where a clock was wrong', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 29));
			await trigger.until(30);
			await trigger.poll();
			trigger.kept = { ...trigger.kept, since: minute(5_000), knownFrom: minute(28) };
			await trigger.until(31);
			await trigger.poll();

			expect(trigger.intervals).toEqual([[28, 36]]);
		});

		it('with a list that was too long for a poll, and stays where it was until all is listed', async () => {
			const trigger = await begun('conversationEnded');
			const rows = Array.from(
				{ length: 250 },
				(_, i): DetailsRowPayload => ({
					...row(`c${i}`, 10 + i / 100, { conversationEnd: iso(20 - i / 100) }),
				}),
			);
			trigger.index.rows = rows.toReversed();
			for (const { conversationId } of rows)
				trigger.reads(conversationId ?? '', asRead(endedAt(conversationId ?? '', 0)));
			await trigger.until(21);
			const first = await trigger.poll({ mayList: () => false, mayGoOn: () => false });

			expect(first).toMatchObject({ events: [], isProgress: true, failure: undefined });
			expect(trigger.kept).toMatchObject({
				...{ baseline: minute(0), readTo: minute(0), since: minute(0) },
				latestTime: minute(20),
				toList: { 0: expect.stringMatching(/^[^.]+\.[^.]+\.2$/) as unknown },
			});
			expect(trigger.keptTime('beganAt')).toBe(21);
			expect(Object.keys(trigger.kept?.['pending'] ?? {})).toHaveLength(100);
			await trigger.until(22);
			await trigger.poll({ mayList: () => false, mayGoOn: () => false });
			expect(trigger.queries.map(({ paging }) => paging)).toEqual(
				[1, 2].map((pageNumber) => ({ pageSize: 100, pageNumber })),
			);
			await trigger.poll({ mayGoOn: () => false });
			expect(Object.keys(trigger.kept?.['pending'] ?? {})).toHaveLength(250);
			expect(trigger.kept).toMatchObject({ readTo: minute(20), since: minute(0) });
			expect(trigger.kept).not.toHaveProperty('toList');
			expect(trigger.kept).not.toHaveProperty('beganAt');
			expect(trigger.kept).not.toHaveProperty('latestTime');
		});

		it('and keeps that the index was seen to keep to the order of the ends', async () => {
			const trigger = await begun('conversationEnded');
			trigger.has(endedAt(A, 2, -30), endedAt(B, 1, -20));
			// What has started first has ended last.
			trigger.index.rows = [asRow(endedAt(B, 1, -40)), asRow(endedAt(A, 2, -30))];
			await trigger.until(3);
			await trigger.poll();
			expect(trigger.kept).not.toHaveProperty('isOrdered');
			trigger.lists(
				answer(200, { conversations: [asRow(endedAt(A, 2, -30)), asRow(endedAt(B, 1, -20))], totalHits: 2 }),
			);
			await trigger.poll();

			// The rows were given with the last end first, and the last start last.
			expect(trigger.kept).toMatchObject({ isOrdered: 1 });
		});
	});

	describe('with a long list', () => {
		/** So many that have ended, one a minute, the last ones first; those behind the first ones have ended before noon. */
		const ends = (count: number, recent: number) =>
			Array.from({ length: count }, (_, i): DetailsRowPayload => {
				const minutes = i < recent ? 190 - i / 100 : -1 - i;
				return row(`c${i}`, 1_000 + i, { conversationEnd: iso(minutes) });
			});

		async function watching(count: number, recent: number): Promise<Watching> {
			const trigger = await begun('conversationEnded');
			trigger.index.rows = ends(count, recent);
			await trigger.until(200);
			return trigger;
		}

		it('reads all of it in one poll, where there is time', async () => {
			const trigger = await watching(250, 250);
			await trigger.poll({ mayGoOn: () => false });

			expect(Object.keys(trigger.kept?.['pending'] ?? {})).toHaveLength(250);
			expect(trigger.kept).not.toHaveProperty('toList');
		});

		it('reads no further than to what it knows once the order is known, and else all of it', async () => {
			const trigger = await watching(250, 50);
			await trigger.poll({ mayGoOn: () => false });
			expect(trigger.queries).toHaveLength(3);
			trigger.kept = { ...trigger.kept, isOrdered: 1 };
			await trigger.poll({ mayGoOn: () => false }).catch(() => undefined);

			expect(trigger.queries).toHaveLength(1);
		});

		it('reads no further than to what it knows where it goes by the start', async () => {
			const trigger = await begun('conversationStarted');
			trigger.index.rows = Array.from({ length: 250 }, (_, i) => asRow(startedAt(`c${i}`, 100 - i)));
			await trigger.until(101);
			trigger.kept = { ...trigger.kept, since: minute(60), readTo: minute(75) };
			await trigger.poll({ mayGoOn: () => false });

			expect(trigger.queries).toHaveLength(1);
		});

		it('has got on where it has read a page, though it tells nothing new', async () => {
			const trigger = await watching(350, 80);
			await trigger.poll({ mayList: () => false, mayGoOn: () => false });
			expect(trigger.kept).toHaveProperty('latestTime');
			const effort = { mayList: () => false, mayGoOn: () => false };

			expect(await trigger.poll(effort)).toMatchObject({ isProgress: true, failure: undefined });
			expect(trigger.kept).toHaveProperty('toList');
		});

		it('knows no latest moment where a page tells none', async () => {
			const trigger = await watching(250, 0);
			await trigger.poll({ mayList: () => false });

			expect(trigger.kept).toHaveProperty('toList');
			expect(trigger.kept).not.toHaveProperty('latestTime');
			expect(trigger.kept).not.toHaveProperty('knownFrom');
			await trigger.poll();
			expect(trigger.keptTime('readTo')).toBe(0);
		});

		it('has not got on where there was time for nothing, and nothing new was listed', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 1));
			await trigger.until(2);
			expect((await trigger.poll({ mayGoOn: () => false })).isProgress).toBe(true);
			await expect(trigger.poll({ mayGoOn: () => false })).rejects.toThrow('did not answer in time');
			trigger.has(startedAt(A, 1), startedAt(B, 1.5));

			expect((await trigger.poll({ mayGoOn: () => false })).isProgress).toBe(true);
		});

		it('goes on with what it has where a page fails, and tells why', async () => {
			const trigger = await watching(250, 250);
			trigger.index.isStuck = true;
			const { failure, isProgress } = await trigger.poll({ mayGoOn: () => false });

			expect(failure?.message).toContain('the same page of conversations twice');
			expect(isProgress).toBe(true);
			expect(trigger.kept).toHaveProperty('toList');
		});

		it('is an error where a part of it is left out', async () => {
			const trigger = await begun('customerLeft');
			trigger.index.rows = Array.from({ length: 650 }, (_, i) => asRow(leftAt(`c${i}`, 1, -i - 9)));
			trigger.index.leftOut = 4;
			await trigger.until(2);

			await expect(trigger.poll({ mayGoOn: () => false })).rejects.toThrow('left some conversations out');
		});
	});

	describe('where the list fails', () => {
		it('fails, and nothing has changed', async () => {
			const trigger = await begun('conversationStarted');
			const before = trigger.kept;
			await trigger.until(1);
			trigger.lists(answer(400));

			await expect(trigger.poll()).rejects.toThrow('searching conversations');
			expect(trigger.kept).toBe(before);
		});
	});
});
