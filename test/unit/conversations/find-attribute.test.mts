import { HOUR_MS } from '../../../simulator/durations.mts';
import { findConversations, type Key } from '../../../nodes/shared/conversations/find.ts';
import { isRecord } from '../../../nodes/shared/platform/fields.ts';
import { NOON } from '../../support/virtual-clock.mts';
import { party } from '../../support/virtual-conversation.mts';
import { row } from '../../support/virtual-index.mts';
import { answer, ok, VirtualPlatform } from '../../support/virtual-platform.mts';
import { INDEX, reads, Finding } from '../../support/finding.mts';

describe('Finding a conversation', () => {
	let scene: Finding;

	beforeEach(() => {
		scene = new Finding();
	});

	describe('by an attribute', () => {
		const SEARCHES = 'POST /api/v2/conversations/participants/attributes/search';
		const byAttribute: Key = { by: 'customAttribute', name: 'customerId', value: 'CRM-1' };
		const hit = (conversationId: string, attributes: Readonly<Record<string, string>>) => ({
			conversationId,
			participantData: [{}, { participantAttributes: attributes }],
		});
		const has = (...attributes: readonly string[]) => ({
			participants: [party('customer', { attributes: { [attributes[0] ?? '']: attributes[1] ?? '' } })],
		});

		beforeEach(() => {
			scene.platform.server.always(SEARCHES, ok({ results: [] }));
		});

		const searches = () => scene.platform.server.arrivals.filter(({ line }) => line === SEARCHES);
		const times = () =>
			searches().map(({ call }) => {
				const { query } = isRecord(call.body) ? call.body : {};
				return query;
			});

		it('searches the last days in windows of four hours, the newest first', async () => {
			await scene.ids(byAttribute, { lookbackDays: 1, state: 'any' });

			const at = (hours: number) => new Date(NOON - hours * HOUR_MS).toISOString();
			expect(times()).toEqual(
				[0, 4, 8, 12, 16, 20].map((hours) => [
					{
						type: 'DATE_RANGE',
						fields: ['startTime'],
						startValue: at(hours + 4),
						endValue: at(hours),
					},
				]),
			);
		});

		it('reads a window to its end', async () => {
			scene.platform.server.next(SEARCHES, ok({ results: [], cursor: 'more' }), ok({ results: [] }));

			await scene.ids(byAttribute, { lookbackDays: 1, state: 'any' });

			const cursors = searches().map(({ call }) => (isRecord(call.body) ? call.body['cursor'] : undefined));
			expect(cursors).toEqual([undefined, 'more', undefined, undefined, undefined, undefined, undefined]);
		});

		it('takes what has it, under its name or as the page of the messenger has set it', async () => {
			const results = [
				hit('exact', { customerId: 'CRM-1' }),
				hit('ofPage', { 'context.customerId': 'CRM-1' }),
				hit('otherValue', { customerId: 'CRM-10' }),
				hit('otherName', { customer: 'CRM-1' }),
				hit('otherCase', { customerId: 'crm-1' }),
				hit('exact', { customerId: 'CRM-1' }),
			];
			scene.platform.server.next(SEARCHES, ok({ results }));
			for (const id of ['exact', 'otherValue', 'otherName', 'otherCase'])
				scene.live(id, has('customerId', 'CRM-1'));
			scene.live('ofPage', has('context.customerId', 'CRM-1'));

			expect(await scene.ids(byAttribute)).toEqual(['exact', 'ofPage']);
		});

		it.each([
			['a word', 'x'],
			['null', null],
			['a page of somebody else', { title: 'Sign in' }],
			['one whose ID is none', hit('../users', { customerId: 'CRM-1' })],
			['one without an ID', { participantData: [{ participantAttributes: { customerId: 'CRM-1' } }] }],
		])('fails where a row is %s: it may be about the one that is looked for', async (_what, odd) => {
			scene.platform.server.next(SEARCHES, ok({ results: [hit('other', { customerId: 'CRM-2' }), odd] }));

			await expect(scene.ids(byAttribute, { state: 'any' })).rejects.toMatchObject({
				message: 'The answer does not seem to come from Genesys Cloud (searching attributes)',
				whatToDo: expect.stringContaining('Some of its rows are not about a conversation.') as unknown,
			});
		});

		it('gives a conversation once, however many windows know it', async () => {
			const results = [hit('chat', { customerId: 'CRM-1' })];
			scene.platform.server.next(SEARCHES, ok({ results }), ok({ results }));
			scene.live('chat', has('customerId', 'CRM-1'));

			expect(await scene.ids(byAttribute, { state: 'any' })).toEqual(['chat']);
			expect(scene.platform.server.lines.filter((line) => line === reads('chat'))).toHaveLength(1);
		});

		it('leaves out what has the attribute no more', async () => {
			scene.platform.server.next(SEARCHES, ok({ results: [hit('chat', { customerId: 'CRM-1' })] }));
			scene.live('chat', has('customerId', 'CRM-2'));

			expect(await scene.ids(byAttribute)).toEqual([]);
		});

		it('gives the newest of a window first, for the search may not sort', async () => {
			const at = (startTime: string | undefined, id: string) => ({
				...hit(id, { customerId: 'CRM-1' }),
				startTime,
			});
			const results = [
				at('2026-09-01T09:00:00.000Z', 'old'),
				at(undefined, 'unknown'),
				at('2026-09-01T11:00:00.000Z', 'new'),
			];
			scene.platform.server.next(SEARCHES, ok({ results }));
			for (const id of ['old', 'unknown', 'new']) scene.live(id, has('customerId', 'CRM-1'));

			expect(await scene.ids(byAttribute)).toEqual(['new', 'old', 'unknown']);
		});

		it('looks back thirty days at most: attributes are not kept for longer', async () => {
			await scene.ids(byAttribute, { lookbackDays: 90, state: 'any' });

			expect(searches()).toHaveLength(30 * 6);
		});

		it('ends a window that goes in circles', async () => {
			scene.platform.server.next(
				SEARCHES,
				ok({ results: [], cursor: 'a' }),
				ok({ results: [], cursor: 'b' }),
				ok({ results: [], cursor: 'a' }),
			);

			await expect(scene.ids(byAttribute)).rejects.toMatchObject({
				message: 'The answer does not seem to come from Genesys Cloud (searching attributes)',
			});
			expect(searches()).toHaveLength(3);
		});

		it('ends a window that never ends', async () => {
			let page = 0;
			const endless = new VirtualPlatform();
			endless.server.always(SEARCHES, () => ok({ results: [], cursor: String(page++) }));
			const { client } = endless.run();
			const first = findConversations(client, { key: byAttribute, state: 'any', lookbackDays: 1 }).next();

			await expect(endless.play(first)).rejects.toMatchObject({ name: 'ApiFailure' });
			expect(endless.server.arrivals).toHaveLength(1_002);
		});

		it('ends a search in which no window ends soon', async () => {
			let page = 0;
			const endless = new VirtualPlatform();
			// Every window ends, after almost as many pages as one may have.
			endless.server.always(SEARCHES, () => {
				page += 1;
				return ok({ results: [], types: [], ...(page % 900 !== 0 && { cursor: String(page) }) });
			});
			const { client } = endless.run();
			const first = findConversations(client, { key: byAttribute, state: 'any', lookbackDays: 30 }).next();

			await expect(endless.play(first)).rejects.toMatchObject({ name: 'ApiFailure' });
			expect(page).toBeLessThan(10_100);
		});

		it.each([5, {}, true])(
			'does not take a cursor that cannot be read for the last one: %j',
			async (cursor) => {
				scene.platform.server.next(SEARCHES, ok({ results: [], cursor }));

				await expect(scene.ids(byAttribute)).rejects.toMatchObject({
					message: 'The answer does not seem to come from Genesys Cloud (searching attributes)',
				});
			},
		);

		it.each([
			['no results, and the types', { types: ['conversations'] }],
			['null, and the types', { results: null, types: [] }],
		])('takes a page for empty that has %s', async (_what, body) => {
			scene.platform.server.next(SEARCHES, ok(body));

			expect(await scene.ids(byAttribute, { state: 'any' })).toEqual([]);
		});

		it.each([
			['is a list', []],
			['is empty', {}],
			['has results that are no list', { results: {}, types: [] }],
			['is a page of HTML', '<html></html>'],
		])('fails where the answer %s: taken for nothing, it would hide a conversation', async (_what, body) => {
			scene.platform.server.next(SEARCHES, ok(body));

			await expect(scene.ids(byAttribute)).rejects.toMatchObject({
				message: 'The answer does not seem to come from Genesys Cloud (searching attributes)',
			});
		});

		it('looks at what is open by itself where the search finds nothing: it may not know it yet', async () => {
			scene.index.rows = [row('has', 1), row('hasNot', 2), row('ended', 3), row('gone', 4)];
			const customer = party('customer', { attributes: { customerId: 'CRM-1' } });
			scene.live('has', { participants: [customer] });
			scene.live('hasNot', { participants: [party('customer', { attributes: { customerId: 'CRM-2' } })] });
			scene.live('ended', { participants: [customer] }).end();
			scene.platform.server.always(reads('gone'), answer(404));

			expect(await scene.ids(byAttribute)).toEqual(['has']);
			expect(scene.index.asked).toEqual([expect.objectContaining({ order: 'asc', page: 1 })]);
			const asked = scene.platform.server.arrivals.find(({ line }) => line === INDEX)?.call.body;
			expect(asked).toMatchObject({
				conversationFilters: [{ predicates: [{ dimension: 'conversationEnd', operator: 'notExists' }] }],
			});
		});

		it('finds it among many, although others end while they are read', async () => {
			scene.platform.server.limit = { allowed: 1_000, seconds: 60 };
			scene.index.rows = Array.from({ length: 150 }, (_, i) => row(`c${i}`, i + 1));
			for (let i = 0; i < 150; i++) scene.live(`c${i}`, has('customerId', i === 100 ? 'CRM-1' : 'CRM-2'));
			scene.index.onPage = () => {
				// The newest ends, and all that are behind it move to the page before.
				if (scene.index.asked.length === 2) scene.index.rows = scene.index.rows.slice(1);
			};

			expect(await scene.ids(byAttribute)).toEqual(['c100']);
		});

		it('does not where the search has found one', async () => {
			scene.platform.server.next(SEARCHES, ok({ results: [hit('chat', { customerId: 'CRM-1' })] }));
			scene.live('chat', has('customerId', 'CRM-1'));

			await scene.ids(byAttribute);

			expect(scene.index.asked).toEqual([]);
		});

		describe('where all that the search has found had ended, and is open again', () => {
			const ended = (conversationId: string) => ({
				...hit(conversationId, { customerId: 'CRM-1' }),
				startTime: '2026-09-01T09:00:00.000Z',
				endTime: '2026-09-01T09:30:00.000Z',
			});
			const since = (startTime: string) => ({ ...has('customerId', 'CRM-1'), startTime });

			beforeEach(() => {
				scene.live('reopened', since('2026-09-01T09:00:00.000Z'));
			});

			it('looks at what else is open as well, and gives each once, the newest first', async () => {
				scene.platform.server.next(SEARCHES, ok({ results: [ended('reopened'), ended('unlisted')] }));
				scene.live('unlisted', since('2026-09-01T10:00:00.000Z'));
				scene.index.rows = [row('newer', 30), row('reopened', 180), row('older', 240)];
				scene.live('newer', since('2026-09-01T11:30:00.000Z'));
				scene.live('older', since('2026-09-01T08:00:00.000Z'));

				expect(await scene.ids(byAttribute)).toEqual(['newer', 'unlisted', 'reopened', 'older']);
			});

			it('does not where the search shows another one without an end: that one tells what it knows', async () => {
				scene.platform.server.next(
					SEARCHES,
					ok({ results: [ended('reopened'), hit('open', { customerId: 'CRM-1' })] }),
				);
				scene.live('open', has('customerId', 'CRM-1'));

				expect(await scene.ids(byAttribute)).toEqual(['reopened', 'open']);
				expect(scene.index.asked).toEqual([]);
			});
		});

		it('does not where ended ones are wanted: those the search knows', async () => {
			expect(await scene.ids(byAttribute, { state: 'any' })).toEqual([]);
			expect(scene.index.asked).toEqual([]);
		});
	});
});
