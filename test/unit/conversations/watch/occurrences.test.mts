import type { Kept } from '../../../../nodes/shared/conversations/watch/event.ts';
import { packed, packedTime, unpacked } from '../../../../nodes/shared/conversations/watch/packed.ts';
import { Failure } from '../../../../nodes/shared/platform/failures.ts';
import type { DetailsRowPayload } from '../../../../nodes/shared/conversations/payloads.ts';
import { asRead, asRow } from '../../../support/tiny-center.mts';
import { chat, party } from '../../../support/virtual-conversation.mts';
import { indexed, row } from '../../../support/virtual-index.mts';
import { answer, foreign, ok, SILENCE } from '../../../support/virtual-platform.mts';
import { iso, minute, startedAt, then, Watching } from '../../../support/watching.mts';

const DAY = 1_440;
const UUIDS = ['aaaaaaaa-0000-4000-8000-000000000001', 'bbbbbbbb-0000-4000-8000-000000000002'];
const [A = '', B = ''] = UUIDS;
const QUEUE = 'cccccccc-0000-4000-8000-000000000003';
const DIVISION = 'dddddddd-0000-4000-8000-000000000004';

const endedAt = (id: string, minutes: number, start = -30) =>
	then(startedAt(id, start), ['the conversation ends', minutes]);
const leftAt = (id: string, minutes: number, start = -30) =>
	then(startedAt(id, start), ['the customer leaves', minutes]);

/** A trigger that has begun at noon. */
async function begun(...settings: ConstructorParameters<typeof Watching>): Promise<Watching> {
	const trigger = new Watching(...settings);
	await trigger.poll();
	return trigger;
}

/** What is kept of some moments, by conversation. */
const kept = (moments: Readonly<Record<string, number>>) =>
	packed(new Map(Object.entries(moments)), (minutes) => packedTime(minute(minutes)));

const WEB_MESSAGING = {
	type: 'and',
	predicates: [
		{ type: 'dimension', dimension: 'mediaType', operator: 'matches', value: 'message' },
		{ type: 'dimension', dimension: 'messageType', operator: 'matches', value: 'webmessaging' },
	],
};
const whetherEnded = (operator: string) => [
	{ type: 'and', predicates: [{ type: 'dimension', dimension: 'conversationEnd', operator }] },
];

describe('Watching for what happens at a moment', () => {
	describe('asks the index', () => {
		it('for what has started since what it knows, the latest first', async () => {
			const trigger = await begun('conversationStarted');
			await trigger.until(1);
			await trigger.poll();

			expect(trigger.queries).toEqual([
				{
					interval: expect.any(String) as unknown,
					order: 'desc',
					orderBy: 'conversationStart',
					paging: { pageSize: 100, pageNumber: 1 },
					segmentFilters: [WEB_MESSAGING],
				},
			]);
			expect(trigger.intervals).toEqual([[0, 6]]);
		});

		it('for what has ended, by the end, whenever it has started', async () => {
			const trigger = await begun('conversationEnded');
			await trigger.until(1);
			await trigger.poll();

			expect(trigger.queries).toMatchObject([
				{
					order: 'desc',
					orderBy: 'conversationEnd',
					conversationFilters: whetherEnded('exists'),
				},
			]);
			expect(trigger.intervals).toEqual([[6 - 31 * DAY, 6]]);
		});

		it('for what goes on although a customer has left, whenever it has started', async () => {
			const trigger = await begun('customerLeft');
			await trigger.until(1);
			await trigger.poll();

			expect(trigger.queries).toMatchObject([
				{
					order: 'asc',
					orderBy: 'conversationStart',
					segmentFilters: [
						WEB_MESSAGING,
						{
							type: 'and',
							predicates: [
								{ type: 'dimension', dimension: 'purpose', operator: 'matches', value: 'customer' },
								{ type: 'dimension', dimension: 'segmentEnd', operator: 'exists' },
							],
						},
					],
					conversationFilters: whetherEnded('notExists'),
				},
			]);
			expect(trigger.intervals).toEqual([[6 - 31 * DAY, 6]]);
		});

		it('for nothing of before it began, also where the next poll is late, and for 31 days at most', async () => {
			const trigger = await begun('conversationStarted');
			const intervals = [];
			for (const minutes of [60, 40 * DAY]) {
				await trigger.until(minutes);
				await trigger.poll();
				intervals.push(...trigger.intervals);
			}

			expect(intervals).toEqual([
				[0, 65],
				[5 + 9 * DAY, 5 + 40 * DAY],
			]);
		});

		it('once when it begins, for what has happened by then is none of its business', async () => {
			const trigger = new Watching('conversationStarted');
			trigger.has(startedAt(A, -1));

			expect(await trigger.poll()).toMatchObject({ events: [], isProgress: true, givenUp: 0 });
			expect(trigger.platform.server.lines).toHaveLength(1);
			expect(trigger.intervals).toEqual([[0, 5]]);
		});

		it('within its queues and its division', async () => {
			const trigger = await begun('conversationStarted', { queueIds: [QUEUE], divisionId: DIVISION });
			await trigger.poll();

			expect(JSON.stringify(trigger.queries)).toContain(
				`"dimension":"queueId","operator":"matches","value":"${QUEUE}"`,
			);
			expect(JSON.stringify(trigger.queries)).toContain(
				`"dimension":"divisionId","operator":"matches","value":"${DIVISION}"`,
			);
		});
	});

	describe('when it begins', () => {
		it('keeps the moment, and nothing else', async () => {
			const trigger = await begun('conversationEnded');

			expect(trigger.kept).toEqual({
				...{ baseline: minute(0), readTo: minute(0), since: minute(0), known: {}, pending: {} },
				ahead: expect.any(Number) as unknown,
			});
		});

		it('finds out at once where the index cannot be read', async () => {
			const trigger = new Watching('customerLeft');
			trigger.lists(answer(400));

			await expect(trigger.poll()).rejects.toThrow('searching conversations');
		});

		it('does not begin without a time', async () => {
			const trigger = new Watching('conversationStarted');
			trigger.lists(...Array.from({ length: 5 }, () => answer(200, { totalHits: 0 }, { date: '' })));

			await expect(trigger.poll()).rejects.toThrow('does not tell what time it is');
		});

		it.each<[string, Kept]>([
			['baseline', { readTo: minute(-9), since: minute(-9) }],
			['readTo', { baseline: minute(-9), since: minute(-9) }],
			['since', { baseline: minute(-9), readTo: minute(-9) }],
		])('takes what was kept without its "%s" for nothing', async (_name, state) => {
			const trigger = new Watching('conversationStarted');
			trigger.has(startedAt(A, -1));
			trigger.kept = state;

			expect(await trigger.keys()).toEqual([]);
			expect(trigger.kept).toMatchObject({ baseline: minute(0), readTo: minute(0), since: minute(0) });
		});
	});

	describe('gives', () => {
		it('a start, named by its conversation and dated by its moment, with the conversation as it was read', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 1));
			await trigger.until(2);

			expect((await trigger.poll()).events).toEqual([
				{
					...{ id: `conversationStarted:${A}`, type: 'conversationStarted', time: minute(1) },
					live: expect.objectContaining({ raw: asRead(startedAt(A, 1)) }) as unknown,
				},
			]);
		});

		it('an end by its moment, as the conversation tells it and not as the index does', async () => {
			const trigger = await begun('conversationEnded');
			trigger.has(endedAt(A, 1));
			trigger.reads(A, asRead(endedAt(A, 1.5)));
			await trigger.until(2);

			expect((await trigger.poll()).events).toMatchObject([
				{ id: `conversationEnded:${A}:${iso(1.5)}`, time: minute(1.5) },
			]);
			expect(trigger.kept?.['known']).toEqual(
				packed(new Map([[A, 0]]), () => `${packedTime(minute(1))}.${packedTime(minute(1.5))}`),
			);
		});

		it('a customer who left by the moment in which the last leg ended', async () => {
			const twice = then(leftAt(A, 1), ['the customer comes back', 1.25], ['the customer leaves', 1.5]);
			const trigger = await begun('customerLeft');
			trigger.has(twice);
			await trigger.until(2);

			expect((await trigger.poll()).events).toMatchObject([
				{ id: `customerLeft:${A}:${iso(1.5)}`, time: minute(1.5) },
			]);
		});

		it('nothing of a customer who is back, whether the index or only the conversation tells it', async () => {
			const back = then(leftAt(A, 1), ['the customer comes back', 1.5]);
			const trigger = await begun('customerLeft');
			trigger.has(leftAt(A, 1));
			trigger.reads(A, asRead(back));
			await trigger.until(2);
			expect(await trigger.keys()).toEqual([]);
			expect(trigger.read).toEqual([A]);

			const other = await begun('customerLeft');
			other.has(back);
			await other.until(2);
			expect(await other.keys()).toEqual([]);
			expect(other.read).toEqual([]);
		});

		it('nothing of an end that was taken back', async () => {
			const trigger = await begun('conversationEnded');
			trigger.has(endedAt(A, 1));
			trigger.reads(A, asRead(then(endedAt(A, 1), ['the conversation is reopened', 1.5])));
			await trigger.until(2);

			expect(await trigger.keys()).toEqual([]);
		});

		it('the oldest first, whatever order they are in', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 2), startedAt(B, 1));
			await trigger.until(3);

			expect(await trigger.keys()).toEqual([`conversationStarted:${B}`, `conversationStarted:${A}`]);
			expect(trigger.read).toEqual([B, A]);
		});

		it('the oldest first where only some may be given, and the others the next time', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 2), startedAt(B, 1));
			await trigger.until(3);

			expect(await trigger.keys({ most: 1 })).toEqual([`conversationStarted:${B}`]);
			expect(trigger.kept).toMatchObject({ known: kept({ [B]: 1 }), pending: kept({ [A]: 2 }) });
			expect(await trigger.keys({ most: 1 })).toEqual([`conversationStarted:${A}`]);
		});

		it('nothing that is no web messaging, whatever the index says', async () => {
			const trigger = await begun('conversationStarted');
			trigger.index.rows = [row('chat', -1)];
			trigger.reads(
				'chat',
				chat({ startTime: iso(1), participants: [party('customer', {}, { type: 'whatsapp' })] }),
			);
			await trigger.until(2);

			expect(await trigger.keys()).toEqual([]);
			expect(trigger.read).toEqual(['chat']);
		});

		it.each([
			['conversationStarted', 1],
			['customerLeft', 0],
		] as const)('%s of what has been in its queue, and is elsewhere: %d', async (event, count) => {
			const trigger = await begun(event, { queueIds: [QUEUE] });
			const gone = { state: 'disconnected', disconnectedTime: iso(1) };
			const participants = [
				party('acd', { queueId: QUEUE }, { ...gone, disconnectedTime: iso(0.5) }),
				party('agent', { queueId: DIVISION }),
				party('customer', {}, event === 'customerLeft' ? gone : {}),
			];
			trigger.index.rows = [asRow(event === 'customerLeft' ? leftAt('chat', 1) : startedAt('chat', 1))];
			trigger.reads('chat', chat({ startTime: iso(1), participants }));
			await trigger.until(2);

			expect(await trigger.keys()).toHaveLength(count);
		});

		it('a customer who has left what is in its queue', async () => {
			const trigger = await begun('customerLeft', { queueIds: [QUEUE] });
			const gone = { state: 'disconnected', disconnectedTime: iso(1) };
			trigger.index.rows = [asRow(leftAt('chat', 1))];
			trigger.reads(
				'chat',
				chat({ participants: [party('customer', {}, gone), party('agent', { queueId: QUEUE })] }),
			);
			await trigger.until(2);

			expect(await trigger.keys()).toEqual([`customerLeft:chat:${iso(1)}`]);
		});

		it('nothing from before it began, although the index dates it later', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 1));
			trigger.reads(A, asRead(startedAt(A, -1)));
			await trigger.until(2);

			expect(await trigger.keys()).toEqual([]);
			expect(await trigger.keys()).toEqual([]);
			expect(trigger.read).toEqual([]);
		});

		it('what happened in the moment in which it began', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 0));
			await trigger.until(1);

			expect(await trigger.keys()).toEqual([`conversationStarted:${A}`]);
		});

		it.each([
			['from then on', 20, ['conversationStarted:chat']],
			['of long ago', 1, []],
		])('what the index does not date only where the conversation is %s', async (_what, minutes, keys) => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(B, 19));
			for (const minutesThen of [20, 36]) {
				await trigger.until(minutesThen);
				await trigger.poll();
			}
			trigger.index.rows = [row('chat', -36, { conversationStart: 'no time' })];
			// It is on no page of an interval, but Genesys Cloud may have its reasons.
			trigger.lists(answer(200, { conversations: trigger.index.rows, totalHits: 1 }));
			trigger.reads('chat', chat({ startTime: iso(minutes) }));
			await trigger.until(37);

			expect(await trigger.keys()).toEqual(keys);
			expect(trigger.keptTime('readTo')).toBe(19);
			trigger.lists(answer(200, { conversations: trigger.index.rows, totalHits: 1 }));
			expect(await trigger.keys()).toEqual([]);
			// What is of long ago is not remembered, and so it is read again as long as it is listed.
			expect(trigger.read).toEqual(keys.length > 0 ? [] : ['chat']);
		});

		it('a customer who left by the end of the own leg, and not by that of the agent', async () => {
			const gone = (minutes: number) => ({ state: 'disconnected', disconnectedTime: iso(minutes) });
			const trigger = await begun('customerLeft');
			trigger.has(leftAt('chat', 1));
			trigger.reads(
				'chat',
				chat({ participants: [party('customer', {}, gone(1)), party('agent', {}, gone(1.5)), party('acd')] }),
			);
			await trigger.until(2);

			expect(await trigger.keys()).toEqual([`customerLeft:chat:${iso(1)}`]);
		});

		it('nothing of a customer who left before it began, and does not read it', async () => {
			const trigger = await begun('customerLeft');
			trigger.has(leftAt(A, -1));
			await trigger.until(1);

			expect(await trigger.keys()).toEqual([]);
			expect(trigger.read).toEqual([]);
			expect(trigger.kept).not.toHaveProperty('isOrdered');
		});

		it.each([
			['is not found', answer(404)],
			['does not show it', ok(asRead(endedAt('chat', -9)))],
		])('another one where there is room for one only, and one %s', async (_what, reply) => {
			const trigger = await begun('customerLeft');
			trigger.has(leftAt('chat', 1), leftAt(B, 2));
			trigger.replies('chat', reply);
			await trigger.until(3);

			expect(await trigger.keys({ most: 1 })).toEqual([`customerLeft:${B}:${iso(2)}`]);
			expect(trigger.read).toEqual(['chat', B]);
		});
	});

	describe('gives nothing twice', () => {
		it('as long as the index shows it, and asks for nothing more', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 1));
			await trigger.until(2);
			await trigger.poll();

			for (const minutes of [3, 20, 40]) {
				await trigger.until(minutes);
				expect(await trigger.poll()).toMatchObject({ events: [], isProgress: true, failure: undefined });
				expect(trigger.read).toEqual([]);
			}
		});

		it('where the index writes its ID in capitals', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 1));
			await trigger.until(2);
			await trigger.poll();
			trigger.index.rows = [asRow(startedAt(A.toUpperCase(), 1))];

			expect(await trigger.keys()).toEqual([]);
			expect(trigger.read).toEqual([]);
		});

		it('where the index tells another time for a start later', async () => {
			const trigger = await begun('conversationStarted');
			trigger.has(startedAt(A, 1));
			await trigger.until(2);
			await trigger.poll();
			trigger.has(startedAt(A, 1.5));

			expect(await trigger.keys()).toEqual([]);
			expect(trigger.read).toEqual([A]);
			expect(await trigger.keys()).toEqual([]);
			expect(trigger.read).toEqual([]);
		});

		it('where the index tells an end late that the conversation has told before', async () => {
			const trigger = await begun('conversationEnded');
			const again = then(endedAt(A, 1), ['the conversation is reopened', 2], ['the conversation ends', 3]);
			trigger.has(endedAt(A, 1));
			trigger.reads(A, asRead(again));
			await trigger.until(4);
			expect(await trigger.keys()).toEqual([`conversationEnded:${A}:${iso(3)}`]);
			trigger.has(again);

			expect(await trigger.keys()).toEqual([]);
			expect(trigger.read).toEqual([]);
		});

		it('where it is said later to have been a moment later, also after a long quiet time', async () => {
			const trigger = await begun('conversationEnded');
			trigger.has(endedAt(A, 1));
			await trigger.until(2);
			await trigger.poll();
			trigger.has(endedAt(A, 1), endedAt(B, 16.3));
			for (const minutes of [17, 18, 60]) {
				await trigger.until(minutes);
				await trigger.poll();
			}
			trigger.has(endedAt(A, 1.5), endedAt(B, 16.3));

			expect(await trigger.keys()).toEqual([]);
		});

		it.each([
			['an agent is rung', 'agent', { state: 'alerting' }],
			['an agent joins', 'agent', { connectedTime: iso(5.2) }],
			['the flow goes on', 'workflow', { connectedTime: iso(6) }],
		] as const)('where the customer is said to have left a moment later, and %s', async (_what, who, leg) => {
			const trigger = await begun('customerLeft');
			const leftAt = (minutes: number) =>
				chat({
					...{ id: A, startTime: iso(1) },
					participants: [
						party(
							'customer',
							{},
							{ state: 'disconnected', connectedTime: iso(1), disconnectedTime: iso(minutes) },
						),
						party(who, {}, leg),
					],
				});
			trigger.index.rows = [asRow(then(startedAt(A, 1), ['the customer leaves', 5]))];
			trigger.reads(A, leftAt(5));
			await trigger.until(6.5);
			expect(await trigger.keys()).toEqual([`customerLeft:${A}:${iso(5)}`]);
			trigger.index.rows = [asRow(then(startedAt(A, 1), ['the customer leaves', 5.1]))];
			trigger.reads(A, leftAt(5.1));
			await trigger.until(7);

			expect(await trigger.keys()).toEqual([]);
		});

		it('but an end that comes again has a key of its own', async () => {
			const trigger = await begun('conversationEnded');
			trigger.has(endedAt(A, 1));
			await trigger.until(2);
			await trigger.poll();
			trigger.has(then(endedAt(A, 1), ['the conversation is reopened', 2], ['the conversation ends', 3]));
			await trigger.until(4);

			expect(await trigger.keys()).toEqual([`conversationEnded:${A}:${iso(3)}`]);
			expect(trigger.kept?.['known']).toEqual(kept({ [A]: 3 }));
		});

		it('where the index tells the same end with another time', async () => {
			const trigger = await begun('conversationEnded');
			trigger.has(endedAt(A, 1));
			await trigger.until(2);
			await trigger.poll();
			trigger.index.rows = [asRow(endedAt(A, 1.5))];

			expect(await trigger.keys()).toEqual([]);
			expect(trigger.read).toEqual([A]);
		});
	});

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
