import { findConversations, type Key, type Search } from '../../../nodes/shared/conversations/find.ts';
import type { LiveConversation } from '../../../nodes/shared/conversations/live.ts';
import { isRecord } from '../../../nodes/shared/platform/fields.ts';
import { NOON } from '../../support/virtual-clock.mts';
import { chat, party, VirtualConversation } from '../../support/virtual-conversation.mts';
import { indexed, row, VirtualIndex } from '../../support/virtual-index.mts';
import { answer, ok, VirtualPlatform } from '../../support/virtual-platform.mts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const BY_TAG: Key = { by: 'externalTag', externalTag: 'ticket' };
const INDEX = 'POST /api/v2/analytics/conversations/details/query';
const reads = (id: string) => `GET /api/v2/conversations/${id}`;

const DANAS = {
	externalTag: 'ticket',
	participants: [party('customer', { externalContactId: 'dana' }), party('agent')],
};

const matches = (dimension: string, value: string) => ({
	type: 'dimension',
	dimension,
	operator: 'matches',
	value,
});

describe('Finding a conversation', () => {
	let platform: VirtualPlatform;
	let index: VirtualIndex;

	beforeEach(() => {
		platform = new VirtualPlatform();
		platform.server.limit = { allowed: 300, seconds: 60 };
		index = new VirtualIndex(platform);
	});

	/** A conversation of Dana with the tag that is looked for, unless `change` says otherwise. */
	const live = (id: string, change = {}) =>
		new VirtualConversation(platform, chat({ ...DANAS, id, ...change }));

	async function find(key: Key, change: Partial<Search> = {}, most = Infinity): Promise<LiveConversation[]> {
		const found: LiveConversation[] = [];
		const { client } = platform.run();
		const all = async () => {
			for await (const hit of findConversations(client, {
				key,
				state: 'open',
				lookbackDays: 31,
				...change,
			})) {
				found.push(hit);
				if (found.length === most) break;
			}
		};
		await platform.play(all());
		return found;
	}

	const ids = async (...asked: Parameters<typeof find>) =>
		(await find(...asked)).map(({ conversation }) => conversation.id);

	describe('by its ID', () => {
		const byId: Key = { by: 'conversationId', conversationId: 'chat' };

		it('reads it, and nothing else', async () => {
			live('chat');

			expect(await ids(byId)).toEqual(['chat']);
			expect(platform.server.lines).toEqual([reads('chat')]);
		});

		it('finds an ended one only where ended ones are wanted', async () => {
			live('chat').end();

			expect(await ids(byId)).toEqual([]);
			expect(await ids(byId, { state: 'any' })).toEqual(['chat']);
		});

		it.each([404, 403])('finds none that cannot be seen (%d)', async (status) => {
			platform.server.always('GET', answer(status, { code: 'missing.division.permission' }));

			expect(await ids(byId, { state: 'any' })).toEqual([]);
		});

		it('finds none of another kind', async () => {
			live('chat', { participants: [party('customer', {}, { type: 'open' })] });

			expect(await ids(byId)).toEqual([]);
		});

		it('fails where the answer is no conversation', async () => {
			platform.server.always('GET', ok({ name: 'no ID' }));

			await expect(ids(byId)).rejects.toMatchObject({
				message: 'The answer does not seem to come from Genesys Cloud (reading the conversation)',
			});
		});
	});

	describe('by a message of it', () => {
		const byMessage: Key = { by: 'messageId', messageId: 'm' };
		const LOOKS_UP = 'GET /api/v2/conversations/messages/m/details';

		it('looks up the conversation of the message', async () => {
			platform.server.next(LOOKS_UP, ok({ id: 'm', conversationId: 'chat' }));
			live('chat');

			expect(await ids(byMessage)).toEqual(['chat']);
			expect(platform.server.lines).toEqual([LOOKS_UP, reads('chat')]);
		});

		it.each([
			['there is no such message', answer(404)],
			['it is in a division that cannot be seen', answer(403, { code: 'missing.division.permission' })],
		])('finds none where %s', async (_why, reply) => {
			platform.server.next(LOOKS_UP, reply);

			expect(await ids(byMessage)).toEqual([]);
			expect(platform.server.lines).toEqual([LOOKS_UP]);
		});

		it.each([
			['it belongs to none', {}],
			['what it belongs to is no ID', { conversationId: '../users' }],
			['it is about another message', { id: 'other', conversationId: 'chat' }],
		])('fails where %s: the answer is none', async (_why, body) => {
			platform.server.next(LOOKS_UP, ok(body));
			live('chat');

			await expect(ids(byMessage)).rejects.toMatchObject({
				message: 'The answer does not seem to come from Genesys Cloud (looking up the message)',
			});
		});

		it('takes an answer about the same message in other letters', async () => {
			platform.server.next(LOOKS_UP, ok({ id: 'M', conversationId: 'chat' }));
			live('chat');

			expect(await ids(byMessage)).toEqual(['chat']);
		});

		it('fails where a permission is missing', async () => {
			platform.server.next(LOOKS_UP, answer(403, { code: 'missing.permissions' }));

			await expect(ids(byMessage)).rejects.toMatchObject({
				message: 'The credential is not allowed to do this (looking up the message)',
			});
		});
	});

	describe('in the index', () => {
		it('asks for the last days up to a little after now, the newest first', async () => {
			index.rows = [row('old', 60), row('new', 1)];
			live('old');
			live('new');

			expect(await ids(BY_TAG, { lookbackDays: 2 })).toEqual(['new', 'old']);
			const late = 5 * 60_000;
			expect(index.asked).toEqual([
				{ from: NOON + late - 2 * DAY_MS, to: NOON + late, order: 'desc', page: 1 },
			]);
		});

		it('takes ended ones too, for it lags behind', async () => {
			await ids(BY_TAG);

			expect(platform.server.arrivals[0]?.call.body).toMatchObject({
				conversationFilters: [{ type: 'and', predicates: [matches('externalTag', 'ticket')] }],
			});
		});

		it('reads no more than is asked for: whoever wants the first does not pay for the rest', async () => {
			index.rows = [row('first', 1), row('second', 2)];
			live('first');
			live('second');

			expect(await ids(BY_TAG, {}, 1)).toEqual(['first']);
			expect(platform.server.lines).toEqual([INDEX, reads('first')]);
		});

		it('goes on page by page, and takes what comes twice once', async () => {
			index.rows = Array.from({ length: 101 }, (_, i) => row(`c${i}`, i));
			index.onPage = ({ page }) => {
				// A new one moves all the others.
				if (page === 2) index.rows = [...index.rows, row('newest', -1)];
			};
			for (let i = 0; i < 101; i++) live(`c${i}`);

			const found = await ids(BY_TAG, { state: 'any' });

			expect(found).toHaveLength(101);
			expect(index.pages).toEqual([1, 2]);
		});

		it('does not read what ended too long ago to go on under the same ID', async () => {
			const ended = (hours: number) => ({ conversationEnd: new Date(NOON - hours * HOUR_MS).toISOString() });
			index.rows = [row('reopened', 6_000, ended(71)), row('over', 6_000, ended(72.001))];
			live('reopened');
			live('over');

			expect(await ids(BY_TAG)).toEqual(['reopened']);
			expect(platform.server.lines).toEqual([INDEX, reads('reopened')]);
		});

		it('reads all where ended ones are wanted, and gives the row of what is gone', async () => {
			const conversationEnd = '2026-08-20T12:00:00.000Z';
			index.rows = [row('gone', 60 * 24 * 20, { conversationEnd, externalTag: 'ticket' })];
			platform.server.always('GET', answer(404));

			expect(await find(BY_TAG, { state: 'any' })).toMatchObject([
				{ conversation: { id: 'gone', endTime: conversationEnd }, raw: { conversationId: 'gone' } },
			]);
		});

		it('gives no row of what is gone where open ones are wanted', async () => {
			index.rows = [row('gone', 1)];
			platform.server.always('GET', answer(404));

			expect(await ids(BY_TAG)).toEqual([]);
		});

		it('leaves out what has another tag by now, or none; case does not count', async () => {
			index.rows = [row('a', 1), row('b', 2), row('c', 3)];
			live('a', { externalTag: 'other' });
			live('b', { externalTag: 'Ticket' });
			live('c', { externalTag: null });

			expect(await ids(BY_TAG)).toEqual(['b']);
		});

		it('does not mind the tag where something else is looked for', async () => {
			index.rows = [row('a', 1)];
			live('a', { externalTag: 'other' });

			expect(await ids({ by: 'externalContactId', externalContactId: 'dana' })).toEqual(['a']);
		});

		it('leaves out what belongs to another customer', async () => {
			index.rows = [row('a', 1), row('b', 2), row('c', 3)];
			const of = (externalContactId: string | null) => ({
				participants: [party('customer', { externalContactId }), party('agent')],
			});
			live('a', of('alex'));
			live('b', of('DANA'));
			live('c', of(null));

			expect(await ids({ by: 'externalContactId', externalContactId: 'dana' })).toEqual(['b']);
		});

		describe('by a contact that others were merged into', () => {
			const byDana: Key = { by: 'externalContactId', externalContactId: 'dana' };
			const READS_CONTACT = 'GET /api/v2/externalcontacts/contacts/merged';

			/** Conversations of a contact that is not the one that is looked for. */
			const of = (...chats: string[]) => {
				index.rows = chats.map((id, i) =>
					row(id, i, { participants: [indexed('customer', { externalContactId: 'Merged' })] }),
				);
				for (const id of chats)
					live(id, { participants: [party('customer', { externalContactId: 'merged' })] });
			};

			it('takes what belongs to one of those, and asks once whether it is one', async () => {
				of('a', 'b');
				platform.server.next(READS_CONTACT, ok({ id: 'Merged', canonicalContact: { id: 'Dana' } }));

				expect(await ids(byDana)).toEqual(['a', 'b']);
				expect(platform.server.lines.filter((line) => line === READS_CONTACT)).toHaveLength(1);
			});

			it.each([
				['was merged into another', ok({ id: 'merged', canonicalContact: { id: 'alex' } })],
				['was never merged', ok({ id: 'merged' })],
				['is gone', answer(404)],
			])(
				"does not take what the index gives of a contact that %s: it is somebody else's",
				async (_what, reply) => {
					of('a');
					platform.server.next(READS_CONTACT, reply);

					expect(await ids(byDana)).toEqual([]);
				},
			);

			it.each([
				['is about another one', { id: 'x', canonicalContact: { id: 'dana' } }],
				['does not tell of which one it is', { canonicalContact: { id: 'dana' } }],
				['does not tell the other one', { id: 'merged', canonicalContact: 'dana' }],
			])('fails where the answer %s', async (_what, body) => {
				of('a');
				platform.server.next(READS_CONTACT, ok(body));

				await expect(ids(byDana)).rejects.toMatchObject({
					message: 'The answer does not seem to come from Genesys Cloud (reading the external contact)',
				});
			});
		});

		it('does not take somebody else in a row for the customer, where the customer is in it', async () => {
			const participants = [
				indexed('customer', { externalContactId: 'dana' }),
				indexed('external', { externalContactId: 'alex' }),
			];
			index.rows = [row('a', 1, { participants })];
			live('a', { participants: [party('customer', { externalContactId: 'alex' })] });

			expect(await ids({ by: 'externalContactId', externalContactId: 'dana' })).toEqual([]);
		});

		it('fails where there are more than Genesys Cloud can page through', async () => {
			// None of them is worth a look: they ended long ago.
			const ended = { conversationEnd: '2026-08-20T12:00:00.000Z', participants: null };
			index.rows = Array.from({ length: 8_100 }, (_, i) => row(`c${i}`, i, ended));

			await expect(ids(BY_TAG)).rejects.toMatchObject({
				message: 'More than 8000 conversations match',
				whatToDo:
					'Genesys Cloud cannot list that many. Use a shorter time range or more filters, such as a queue or a division.',
			});
			expect(index.pages.at(-1)).toBe(80);
		});

		it('fails where a page comes twice: the list would not be complete', async () => {
			const page = ok({
				conversations: Array.from({ length: 100 }, (_, i) => row(`c${i}`, i)),
				totalHits: 300,
			});
			platform.server.next(INDEX, page, page);
			platform.server.always('GET', answer(404));

			await expect(ids(BY_TAG)).rejects.toMatchObject({
				message: 'Genesys Cloud sent the same page of conversations twice',
				whatToDo:
					'The list would be incomplete. Try again. If it keeps happening, check the network connection to Genesys Cloud.',
			});
		});

		it('asks for more than a month in spans', async () => {
			await ids(BY_TAG, { lookbackDays: 40 });

			expect(index.asked.map(({ from, to }) => (to - from) / DAY_MS)).toEqual([31, 9]);
		});

		it('begins anew by the clock of Genesys Cloud, where that of this machine is far from it', async () => {
			platform.server.clockAhead = 3_600;

			await ids(BY_TAG);

			const late = 5 * 60_000;
			expect(index.asked.map(({ to }) => to - NOON)).toEqual([late, late + HOUR_MS]);
		});

		it.each([299, -299])('does not begin anew for a few minutes (%d s)', async (clockAhead) => {
			platform.server.clockAhead = clockAhead;

			await ids(BY_TAG);

			expect(index.asked).toHaveLength(1);
		});

		it('gives nothing twice where it begins anew', async () => {
			platform.server.clockAhead = -3_600;
			index.rows = [row('a', 70), row('b', 80)];
			live('a');
			live('b');

			expect(await ids(BY_TAG)).toEqual(['a', 'b']);
			expect(index.asked).toHaveLength(2);
		});

		it('asks for a contact under both names that legs give it', async () => {
			await ids({ by: 'externalContactId', externalContactId: 'dana' });

			expect(platform.server.arrivals[0]?.call.body).toMatchObject({
				segmentFilters: [
					{ type: 'and' },
					{
						type: 'or',
						predicates: [matches('externalContactId', 'dana'), matches('canonicalExternalContactId', 'dana')],
					},
				],
			});
		});
	});

	describe('by an identifier of the customer', () => {
		const LOOKS_UP = 'POST /api/v2/externalcontacts/identifierlookup/contacts';
		const byEmail: Key = {
			by: 'identifier',
			type: 'Email',
			value: 'dana@example.com',
			externalSourceId: undefined,
		};

		it('looks up the contact, then the conversations of it', async () => {
			platform.server.next(LOOKS_UP, ok({ id: 'dana' }));
			index.rows = [row('chat', 1)];
			live('chat');

			expect(await ids(byEmail)).toEqual(['chat']);
			expect(platform.server.arrivals[0]?.call.body).toEqual({ type: 'Email', value: 'dana@example.com' });
			expect(platform.server.lines).toEqual([LOOKS_UP, INDEX, reads('chat')]);
		});

		it('names the source of the identifier where it is given', async () => {
			platform.server.next(LOOKS_UP, ok({ id: 'dana' }));

			await ids({ by: 'identifier', type: 'ExternalId', value: 'CRM-1', externalSourceId: 'crm' });

			expect(platform.server.arrivals[0]?.call.body).toEqual({
				type: 'ExternalId',
				value: 'CRM-1',
				externalSource: { id: 'crm' },
			});
		});

		it.each([
			['merged', { id: 'old', canonicalContact: { id: 'new' } }, ['old', 'new']],
			['never merged', { id: 'only', canonicalContact: { id: 'only' } }, ['only']],
			['known by its canonical contact alone', { canonicalContact: { id: 'new' } }, ['new']],
		])('asks for all names of a contact that was %s', async (_what, contact, names) => {
			platform.server.next(LOOKS_UP, ok(contact));

			await ids(byEmail);

			const predicates = names.flatMap((name) => [
				matches('externalContactId', name),
				matches('canonicalExternalContactId', name),
			]);
			expect(platform.server.arrivals[1]?.call.body).toMatchObject({
				segmentFilters: [{ type: 'and' }, { type: 'or', predicates }],
			});
		});

		it('finds nothing where nobody has it, and does not ask the index', async () => {
			platform.server.next(LOOKS_UP, answer(404));

			expect(await ids(byEmail)).toEqual([]);
			expect(platform.server.lines).toEqual([LOOKS_UP]);
		});

		it.each([
			['names no contact: that would find everything', {}],
			['names something else', { id: '../users' }],
			['names something else as canonical', { id: 'dana', canonicalContact: { id: 'a b' } }],
		])('fails where the answer %s', async (_what, body) => {
			platform.server.next(LOOKS_UP, ok(body));

			await expect(ids(byEmail)).rejects.toMatchObject({
				message: 'The answer does not seem to come from Genesys Cloud (looking up the external contact)',
			});
		});
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
			platform.server.always(SEARCHES, ok({ results: [] }));
		});

		const searches = () => platform.server.arrivals.filter(({ line }) => line === SEARCHES);
		const times = () =>
			searches().map(({ call }) => {
				const { query } = isRecord(call.body) ? call.body : {};
				return query;
			});

		it('searches the last days in windows of four hours, the newest first', async () => {
			await ids(byAttribute, { lookbackDays: 1, state: 'any' });

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
			platform.server.next(SEARCHES, ok({ results: [], cursor: 'more' }), ok({ results: [] }));

			await ids(byAttribute, { lookbackDays: 1, state: 'any' });

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
			platform.server.next(SEARCHES, ok({ results }));
			for (const id of ['exact', 'otherValue', 'otherName', 'otherCase'])
				live(id, has('customerId', 'CRM-1'));
			live('ofPage', has('context.customerId', 'CRM-1'));

			expect(await ids(byAttribute)).toEqual(['exact', 'ofPage']);
		});

		it.each([
			['a word', 'x'],
			['null', null],
			['a page of somebody else', { title: 'Sign in' }],
			['one whose ID is none', hit('../users', { customerId: 'CRM-1' })],
			['one without an ID', { participantData: [{ participantAttributes: { customerId: 'CRM-1' } }] }],
		])('fails where a row is %s: it may be about the one that is looked for', async (_what, odd) => {
			platform.server.next(SEARCHES, ok({ results: [hit('other', { customerId: 'CRM-2' }), odd] }));

			await expect(ids(byAttribute, { state: 'any' })).rejects.toMatchObject({
				message: 'The answer does not seem to come from Genesys Cloud (searching attributes)',
				whatToDo: expect.stringContaining('Some of its rows are not about a conversation.') as unknown,
			});
		});

		it('gives a conversation once, however many windows know it', async () => {
			const results = [hit('chat', { customerId: 'CRM-1' })];
			platform.server.next(SEARCHES, ok({ results }), ok({ results }));
			live('chat', has('customerId', 'CRM-1'));

			expect(await ids(byAttribute, { state: 'any' })).toEqual(['chat']);
			expect(platform.server.lines.filter((line) => line === reads('chat'))).toHaveLength(1);
		});

		it('leaves out what has the attribute no more', async () => {
			platform.server.next(SEARCHES, ok({ results: [hit('chat', { customerId: 'CRM-1' })] }));
			live('chat', has('customerId', 'CRM-2'));

			expect(await ids(byAttribute)).toEqual([]);
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
			platform.server.next(SEARCHES, ok({ results }));
			for (const id of ['old', 'unknown', 'new']) live(id, has('customerId', 'CRM-1'));

			expect(await ids(byAttribute)).toEqual(['new', 'old', 'unknown']);
		});

		it('looks back thirty days at most: attributes are not kept for longer', async () => {
			await ids(byAttribute, { lookbackDays: 90, state: 'any' });

			expect(searches()).toHaveLength(30 * 6);
		});

		it('ends a window that goes in circles', async () => {
			platform.server.next(
				SEARCHES,
				ok({ results: [], cursor: 'a' }),
				ok({ results: [], cursor: 'b' }),
				ok({ results: [], cursor: 'a' }),
			);

			await expect(ids(byAttribute)).rejects.toMatchObject({
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
				platform.server.next(SEARCHES, ok({ results: [], cursor }));

				await expect(ids(byAttribute)).rejects.toMatchObject({
					message: 'The answer does not seem to come from Genesys Cloud (searching attributes)',
				});
			},
		);

		it.each([
			['no results, and the types', { types: ['conversations'] }],
			['null, and the types', { results: null, types: [] }],
		])('takes a page for empty that has %s', async (_what, body) => {
			platform.server.next(SEARCHES, ok(body));

			expect(await ids(byAttribute, { state: 'any' })).toEqual([]);
		});

		it.each([
			['is a list', []],
			['is empty', {}],
			['has results that are no list', { results: {}, types: [] }],
			['is a page of HTML', '<html></html>'],
		])('fails where the answer %s: taken for nothing, it would hide a conversation', async (_what, body) => {
			platform.server.next(SEARCHES, ok(body));

			await expect(ids(byAttribute)).rejects.toMatchObject({
				message: 'The answer does not seem to come from Genesys Cloud (searching attributes)',
			});
		});

		it('looks at what is open by itself where the search finds nothing: it may not know it yet', async () => {
			index.rows = [row('has', 1), row('hasNot', 2), row('ended', 3), row('gone', 4)];
			const customer = party('customer', { attributes: { customerId: 'CRM-1' } });
			live('has', { participants: [customer] });
			live('hasNot', { participants: [party('customer', { attributes: { customerId: 'CRM-2' } })] });
			live('ended', { participants: [customer] }).end();
			platform.server.always(reads('gone'), answer(404));

			expect(await ids(byAttribute)).toEqual(['has']);
			expect(index.asked).toEqual([expect.objectContaining({ order: 'desc', page: 1 })]);
			const asked = platform.server.arrivals.find(({ line }) => line === INDEX)?.call.body;
			expect(asked).toMatchObject({
				conversationFilters: [{ predicates: [{ dimension: 'conversationEnd', operator: 'notExists' }] }],
			});
		});

		it('does not where the search has found one', async () => {
			platform.server.next(SEARCHES, ok({ results: [hit('chat', { customerId: 'CRM-1' })] }));
			live('chat', has('customerId', 'CRM-1'));

			await ids(byAttribute);

			expect(index.asked).toEqual([]);
		});

		it('does not where ended ones are wanted: those the search knows', async () => {
			expect(await ids(byAttribute, { state: 'any' })).toEqual([]);
			expect(index.asked).toEqual([]);
		});
	});
});
