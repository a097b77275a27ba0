import { listConversations, readsLive, type Filters } from '../../../nodes/shared/conversations/get-many.ts';
import type { LiveConversation } from '../../../nodes/shared/conversations/live.ts';
import { NOON } from '../../support/virtual-clock.mts';
import { chat, party, VirtualConversation } from '../../support/virtual-conversation.mts';
import { indexed, row, VirtualIndex } from '../../support/virtual-index.mts';
import { answer, ok, VirtualPlatform } from '../../support/virtual-platform.mts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const ALL: Filters = {
	state: 'open',
	customer: 'any',
	queueIds: [],
	userId: undefined,
	externalContactId: undefined,
	externalTag: undefined,
	flowId: undefined,
	divisionId: undefined,
	startedAfter: undefined,
	startedBefore: undefined,
	idleForMinutes: 0,
	idleSide: 'anyone',
	verifyLive: false,
};

/** So many rows, one a minute; the first is the newest. */
const rows = (count: number) => Array.from({ length: count }, (_, i) => row(`c${i}`, i + 1));
const ids = (count: number) => Array.from({ length: count }, (_, i) => `c${i}`);

describe('Listing conversations', () => {
	let platform: VirtualPlatform;
	let index: VirtualIndex;

	beforeEach(() => {
		platform = new VirtualPlatform();
		index = new VirtualIndex(platform);
	});

	async function list(filters: Partial<Filters> = {}): Promise<LiveConversation[]> {
		const found: LiveConversation[] = [];
		const { client } = platform.run();
		const all = async () => {
			for await (const one of listConversations(client, { ...ALL, ...filters })) found.push(one);
		};
		await platform.play(all());
		return found;
	}

	const listed = async (filters: Partial<Filters> = {}) =>
		(await list(filters)).map(({ conversation }) => conversation.id);

	describe('page by page', () => {
		it('asks once for what fits into a page, and gives the newest first', async () => {
			index.rows = rows(99);

			expect(await listed()).toEqual(ids(99));
			expect(index.pages).toEqual([1]);
			expect(index.asked[0]?.order).toBe('asc');
		});

		it('reads from the last page to the first', async () => {
			index.rows = rows(250);

			expect(await listed()).toEqual(ids(250));
			expect(index.pages).toEqual([1, 3, 2, 1]);
		});

		it('looks a little further than the total says, for it is approximate', async () => {
			index.rows = rows(199);
			index.total = () => 191;

			expect(await listed()).toEqual(ids(199));
			// 191 and a twentieth are a little more than two pages.
			expect(index.pages[1]).toBe(3);
		});

		it('goes on while pages are full, whatever the total says', async () => {
			index.rows = rows(450);
			index.total = () => 120;

			expect(await listed()).toEqual(ids(450));
			expect(index.pages).toEqual([1, 2, 3, 4, 5, 4, 3, 2, 1]);
		});

		it('misses none where some end while it reads: what moves comes twice, and is given once', async () => {
			index.rows = rows(250);
			let left = 30;
			index.onPage = () => {
				// The oldest ends; all the others move to earlier pages.
				if (left > 0) index.rows = index.rows.slice(0, -1);
				left -= 10;
			};

			const found = await listed();

			expect(found).toEqual(expect.arrayContaining(ids(247)));
			expect(new Set(found).size).toBe(found.length);
		});

		it('fails where a page comes twice: the list would not be complete', async () => {
			index.rows = rows(250);
			const same = ok({ conversations: rows(100).reverse(), totalHits: 250 });
			platform.server.next('POST', same, same);

			await expect(listed()).rejects.toMatchObject({
				message: 'Genesys Cloud sent the same page of conversations twice',
			});
		});

		it('fails where a page gives fewer rows than it says there are', async () => {
			index.rows = rows(90);
			index.total = () => 95;

			await expect(listed()).rejects.toMatchObject({
				message: 'The answer does not seem to come from Genesys Cloud (searching conversations)',
			});
		});

		it.each(['150', -1, true, {}])('fails where the total cannot be read: %j', async (totalHits) => {
			platform.server.next('POST', ok({ conversations: rows(1), totalHits }));

			await expect(listed()).rejects.toMatchObject({
				message: 'The answer does not seem to come from Genesys Cloud (searching conversations)',
			});
		});

		it('takes a total that is a twentieth too high', async () => {
			index.rows = rows(90);
			index.total = () => 94;

			expect(await listed()).toHaveLength(90);
		});

		it('fails where full pages do not end', async () => {
			let page = 0;
			const endless = new VirtualPlatform();
			endless.server.always('POST', () => {
				page += 1;
				return ok({
					conversations: Array.from({ length: 100 }, (_, i) => row(`p${page}-${i}`, i)),
					totalHits: 7_000,
				});
			});
			const first = listConversations(endless.run().client, ALL).next();

			await expect(endless.play(first)).rejects.toMatchObject({
				message: 'More than 8000 conversations match',
			});
			// The first one, and those from where the total ends to the deepest that can be read.
			expect(endless.server.arrivals).toHaveLength(1 + (80 - 74 + 1));
		});

		it('gives nothing where there is nothing', async () => {
			expect(await listed()).toEqual([]);
			expect(index.pages).toEqual([1]);
		});
	});

	describe('in spans of time', () => {
		const spans = () => index.asked.map(({ from, to }) => [(from - NOON) / DAY_MS, (to - NOON) / DAY_MS]);
		const LATE = (5 * MINUTE_MS) / DAY_MS;

		it('looks back 31 days, from a little after now: clocks run apart', async () => {
			await listed();

			expect(spans()).toEqual([[LATE - 31, LATE]]);
		});

		it('looks as far as it is told, in spans that Genesys Cloud takes, the newest first', async () => {
			await listed({ startedAfter: NOON - 70 * DAY_MS, startedBefore: NOON - DAY_MS });

			expect(spans()).toEqual([
				[-32, -1],
				[-63, -32],
				[-70, -63],
			]);
		});

		it('looks back 31 days from the latest start', async () => {
			await listed({ startedBefore: NOON - 10 * DAY_MS });

			expect(spans()).toEqual([[-41, -10]]);
		});

		it('asks for nothing where the earliest start is not before the latest', async () => {
			expect(await listed({ startedAfter: NOON, startedBefore: NOON })).toEqual([]);
			expect(index.asked).toEqual([]);
		});

		it('goes by the exact times, for Genesys Cloud takes whole days', async () => {
			index.rows = rows(5);

			expect(
				await listed({ startedAfter: NOON - 4 * MINUTE_MS, startedBefore: NOON - 2 * MINUTE_MS }),
			).toEqual(['c2', 'c3']);
		});

		it('splits a span that holds more than Genesys Cloud can page through, into whole days', async () => {
			index.rows = rows(100);
			index.total = (count) => (index.asked.length === 1 ? 7_620 : count);

			expect(await listed({ startedAfter: NOON - 3 * DAY_MS, startedBefore: NOON })).toEqual(ids(100));
			expect(spans().map(([from, to]) => [from, Math.round((to ?? 0) * DAY_MS) / DAY_MS])).toEqual([
				[-3, 0],
				[-1.5, 0],
				[-1.5, 0],
				[-1.5, 0],
				[-3, expect.closeTo(-1.5, 6)],
			]);
		});

		it.each([
			['believes that some have ended while it was read', 120, true],
			['does not believe that most have', 60, false],
		])('%s', async (_what, left, isBelieved) => {
			index.rows = rows(150);
			index.onPage = () => {
				if (index.asked.length > 1) index.rows = rows(left);
			};

			const list = listed().catch((error: unknown) => error);

			await expect(list).resolves.toMatchObject(
				isBelieved ? { length: left } : { message: 'Genesys Cloud left some conversations out' },
			);
		});

		it('does not split a span that holds just as many', async () => {
			index.rows = rows(7_619);

			expect(await listed()).toHaveLength(7_619);

			expect(new Set(spans().map(String)).size).toBe(1);
			expect(index.pages[1]).toBe(80);
		});

		it('fails where a single day holds more: better than an incomplete list', async () => {
			index.rows = Array.from({ length: 8_100 }, (_, i) => row(`c${i}`, i / 100));

			await expect(
				listed({ startedAfter: NOON - 120 * MINUTE_MS, startedBefore: NOON }),
			).rejects.toMatchObject({
				name: 'Failure',
				message: 'More than 8000 conversations match on a single day',
				whatToDo: 'Genesys Cloud cannot list that many. Add filters, such as a queue or a division.',
			});
			// It does not read thousands first.
			expect(index.pages).toEqual([1, 80]);
		});

		it('lists all of a single day that holds just as many as can be paged through', async () => {
			index.rows = Array.from({ length: 7_999 }, (_, i) => row(`c${i}`, 1 + i / 100));

			expect(await listed({ startedAfter: NOON - 120 * MINUTE_MS, startedBefore: NOON })).toHaveLength(7_999);
		});
	});

	describe('by filters', () => {
		const sent = () => platform.server.arrivals[0]?.call.body;
		const matches = (dimension: string, value: string) => ({
			type: 'dimension',
			dimension,
			operator: 'matches',
			value,
		});
		const WEB_MESSAGING = {
			type: 'and',
			predicates: [matches('mediaType', 'message'), matches('messageType', 'webmessaging')],
		};

		it('asks for web messaging that has not ended', async () => {
			await listed();

			expect(sent()).toMatchObject({
				order: 'asc',
				orderBy: 'conversationStart',
				segmentFilters: [WEB_MESSAGING],
				conversationFilters: [
					{
						type: 'and',
						predicates: [{ type: 'dimension', dimension: 'conversationEnd', operator: 'notExists' }],
					},
				],
			});
		});

		it('asks for all that are given', async () => {
			await listed({
				state: 'any',
				queueIds: ['q1', 'q2'],
				userId: 'u',
				externalContactId: 'x',
				externalTag: 't',
				flowId: 'f',
				divisionId: 'd',
			});

			expect(sent()).toMatchObject({
				segmentFilters: [
					WEB_MESSAGING,
					{ type: 'or', predicates: [matches('queueId', 'q1'), matches('queueId', 'q2')] },
					{ type: 'or', predicates: [matches('userId', 'u')] },
					{
						type: 'or',
						predicates: [matches('externalContactId', 'x'), matches('canonicalExternalContactId', 'x')],
					},
					{ type: 'or', predicates: [matches('flowId', 'f')] },
				],
				conversationFilters: [
					{ type: 'and', predicates: [matches('externalTag', 't'), matches('divisionId', 'd')] },
				],
			});
		});

		it('asks for no more where nothing is given', async () => {
			await listed({ state: 'any' });

			expect(sent()).not.toHaveProperty('conversationFilters');
			expect(sent()).toMatchObject({ segmentFilters: [WEB_MESSAGING] });
		});

		it('does not take a conversation for ended because its legs are: the index is late', async () => {
			const ended = [{ segmentType: 'interact', segmentEnd: '2026-09-01T11:59:00.000Z' }];
			index.rows = [row('a', 2, { participants: [indexed('customer', {}, ended)] })];

			expect(await list()).toMatchObject([{ conversation: { id: 'a', state: 'open' } }]);
		});

		describe('such as the queue', () => {
			const at = (minutesAgo: number) => new Date(NOON - minutesAgo * MINUTE_MS).toISOString();
			/** Somebody who came into a queue so many minutes ago, and is there or has left. */
			const inQueue = (queueId: string, minutesAgo: number, leftMinutesAgo?: number) =>
				indexed('acd', {}, [
					{
						segmentType: 'interact',
						queueId,
						segmentStart: at(minutesAgo),
						...(leftMinutesAgo !== undefined && { segmentEnd: at(leftMinutesAgo) }),
					},
				]);

			it('goes by the one it is in now, while it is open', async () => {
				index.rows = [
					row('moved', 1, { participants: [inQueue('q1', 9, 5), inQueue('q2', 5)] }),
					row('movedBack', 2, { participants: [inQueue('q1', 5), inQueue('q2', 9, 5)] }),
					row('inOne', 3, { participants: [inQueue('q1', 9)] }),
				];

				expect(await listed({ queueIds: ['q1'] })).toEqual(['movedBack', 'inOne']);
				expect(await listed({ queueIds: ['q1', 'q2'] })).toEqual(['moved', 'movedBack', 'inOne']);
				expect(platform.server.lines.filter((line) => line.startsWith('GET'))).toEqual([]);
			});

			it('goes by the one it was in last, where nobody is in any', async () => {
				index.rows = [row('a', 1, { participants: [inQueue('q1', 9, 2), inQueue('q2', 8, 5)] })];

				expect(await listed({ queueIds: ['q1'] })).toEqual(['a']);
				expect(await listed({ queueIds: ['q2'] })).toEqual([]);
			});

			it('goes by any it has been in, where ended ones are wanted', async () => {
				index.rows = [
					row('moved', 1, { participants: [inQueue('q1', 9, 5), inQueue('q2', 5)] }),
					row('none', 2),
				];

				expect(await listed({ queueIds: ['q1'], state: 'any' })).toEqual(['moved', 'none']);
			});

			it('is looked up live where the index does not tell it', async () => {
				index.rows = [row('here', 1), row('elsewhere', 2), row('nowhere', 3)];
				const acd = (queueId: string | null) => ({
					participants: [party('customer'), party('acd', { queueId })],
				});
				new VirtualConversation(platform, chat({ id: 'here', ...acd('q1') }));
				new VirtualConversation(platform, chat({ id: 'elsewhere', ...acd('q2') }));
				new VirtualConversation(platform, chat({ id: 'nowhere', ...acd(null) }));

				expect(await listed({ queueIds: ['q1'] })).toEqual(['here']);
			});

			it('is judged by what is read live, where that is read', async () => {
				index.rows = [row('a', 1, { participants: [inQueue('q1', 9)] })];
				new VirtualConversation(
					platform,
					chat({ id: 'a', participants: [party('customer'), party('acd', { queueId: 'q2' })] }),
				);

				expect(await listed({ queueIds: ['q1'], verifyLive: true })).toEqual([]);
				expect(await listed({ queueIds: ['q2'], verifyLive: true })).toEqual(['a']);
			});
		});
	});

	describe('that are looked at live', () => {
		const live = (id: string, change = {}) => new VirtualConversation(platform, chat({ id, ...change }));
		const wrote = (purpose: string, minutesAgo: number) =>
			party(
				purpose,
				{},
				{ messages: [{ messageTime: new Date(NOON - minutesAgo * MINUTE_MS).toISOString() }] },
			);

		it('is not done without need', async () => {
			index.rows = rows(3);

			await listed();

			expect(platform.server.lines).toHaveLength(1);
		});

		it('gives what was read, not the row of the index', async () => {
			index.rows = [row('a', 1)];
			live('a', { externalTag: 'fresh' });

			const [found] = await list({ verifyLive: true });

			expect(found?.conversation.externalTag).toBe('fresh');
			expect(found?.raw).toMatchObject({ id: 'a' });
		});

		it('leaves out what has ended meanwhile', async () => {
			index.rows = [row('a', 1), row('b', 2)];
			live('a').end();
			live('b');

			expect(await listed({ verifyLive: true })).toEqual(['b']);
			expect(await listed({ verifyLive: true, state: 'any' })).toEqual(['a', 'b']);
		});

		it('leaves out what is gone, unless ended ones are wanted: the index still has it', async () => {
			index.rows = [row('a', 1)];
			platform.server.always('GET', answer(404));

			expect(await listed({ verifyLive: true })).toEqual([]);
			// What is open is always shown, so what is not, and has no end in the index, is neither.
			expect(await listed({ verifyLive: true, state: 'any' })).toEqual([]);
			index.rows = [{ ...row('b', 1), conversationEnd: '2026-09-01T11:59:30.000Z' }];
			expect(await list({ verifyLive: true, state: 'any' })).toMatchObject([
				{ raw: { conversationId: 'b' } },
			]);
			expect(await listed({ idleForMinutes: 1, state: 'any' })).toEqual([]);
		});

		it('leaves out what has another tag by now, or none', async () => {
			index.rows = [row('a', 1), row('b', 2), row('c', 3)];
			live('a', { externalTag: 'other' });
			live('b', { externalTag: 'TICKET' });
			live('c');

			expect(await listed({ verifyLive: true, externalTag: 'ticket' })).toEqual(['b']);
			expect(await listed({ verifyLive: true })).toEqual(['a', 'b', 'c']);
		});

		it('takes those that are idle: somebody wrote, and nobody since', async () => {
			index.rows = ['idle', 'busy', 'silent', 'exact'].map((id) => row(id, 60));
			live('idle', { participants: [wrote('customer', 31), wrote('agent', 40)] });
			live('busy', { participants: [wrote('customer', 31), wrote('agent', 29)] });
			live('silent');
			live('exact', { participants: [wrote('customer', 30)] });

			// The first look takes place a little later than the list begins.
			expect((await listed({ idleForMinutes: 30 })).sort()).toEqual(['exact', 'idle']);
		});

		it('goes by the side that is meant', async () => {
			index.rows = [row('a', 60)];
			live('a', { participants: [wrote('customer', 31), wrote('agent', 1)] });

			expect(await listed({ idleForMinutes: 30, idleSide: 'customer' })).toEqual(['a']);
			expect(await listed({ idleForMinutes: 30, idleSide: 'agent' })).toEqual([]);
			expect(await listed({ idleForMinutes: 30, idleSide: 'anyone' })).toEqual([]);
		});

		it('does not look at what is younger than it would have to be idle', async () => {
			index.rows = [row('young', 29), row('old', 30)];
			live('old', { participants: [wrote('customer', 30)] });

			expect(await listed({ idleForMinutes: 30 })).toEqual(['old']);
			expect(platform.server.lines.slice(1)).toEqual(['GET /api/v2/conversations/old']);
		});

		it('takes those whose customer is in it, or those that the customer has left', async () => {
			index.rows = ['both', 'left', 'rung', 'ended', 'gone'].map((id, i) => row(id, i + 1));
			live('both');
			live('left').leave('customer');
			live('rung', { participants: [party('customer', {}, { state: 'alerting' }), party('agent')] });
			live('ended').end();
			platform.server.always('GET /api/v2/conversations/gone', answer(404));

			expect(await listed({ customer: 'connected' })).toEqual(['both']);
			expect(await listed({ customer: 'left' })).toEqual(['left']);
			expect(await listed({ customer: 'connected', state: 'any' })).toEqual(['both']);
			expect(await listed({ customer: 'left', state: 'any' })).toEqual(['left']);
		});

		it.each([
			['nothing else', {}, false],
			['verifying', { verifyLive: true }, true],
			['silence', { idleForMinutes: 1 }, true],
			['a customer who is there', { customer: 'connected' }, true],
			['a customer who has left', { customer: 'left' }, true],
		] as const)('is known beforehand: for %s', (_what, filters, isLive) => {
			expect(readsLive({ ...ALL, ...filters })).toBe(isLive);
		});
	});
});
