import { HOUR_MS, DAY_MS } from '../../../simulator/durations.mts';
import type { Key, Miss } from '../../../nodes/shared/conversations/find.ts';
import { NOON } from '../../support/virtual-clock.mts';
import { party } from '../../support/virtual-conversation.mts';
import { indexed, row } from '../../support/virtual-index.mts';
import { answer, ok } from '../../support/virtual-platform.mts';
import { BY_TAG, contactRead, INDEX, reads, matches, Finding } from '../../support/finding.mts';

const BY_DANA: Key = { by: 'externalContactId', externalContactId: 'dana' };

describe('Finding a conversation', () => {
	let scene: Finding;
	let misses: Miss[];
	const onMiss = (miss: Miss) => void misses.push(miss);

	beforeEach(() => {
		scene = new Finding();
		misses = [];
	});

	describe('in the index', () => {
		it('asks for the last days up to a little after now, the newest first', async () => {
			scene.index.rows = [row('old', 60), row('new', 1)];
			scene.live('old');
			scene.live('new');

			expect(await scene.ids(BY_TAG, { lookbackDays: 2 })).toEqual(['new', 'old']);
			const late = 5 * 60_000;
			expect(scene.index.asked).toEqual([
				{ from: NOON + late - 2 * DAY_MS, to: NOON + late, order: 'asc', page: 1 },
			]);
		});

		it('takes ended ones too, for it lags behind', async () => {
			await scene.ids(BY_TAG);

			expect(scene.platform.server.arrivals[0]?.call.body).toMatchObject({
				conversationFilters: [{ type: 'and', predicates: [matches('externalTag', 'ticket')] }],
			});
		});

		it('reads no more than is asked for: whoever wants the first does not pay for the rest', async () => {
			scene.index.rows = [row('first', 1), row('second', 2)];
			scene.live('first');
			scene.live('second');

			expect(await scene.ids(BY_TAG, {}, 1)).toEqual(['first']);
			expect(scene.platform.server.lines).toEqual([INDEX, reads('first')]);
		});

		it('goes on page by page, and takes what comes twice once', async () => {
			scene.index.rows = Array.from({ length: 101 }, (_, i) => row(`c${i}`, i));
			scene.index.onPage = () => {
				// The oldest leaves the list, and what was the only one of the last page moves to the first.
				if (scene.index.asked.length === 3) scene.index.rows = scene.index.rows.slice(0, -1);
			};
			for (let i = 0; i < 101; i++) scene.live(`c${i}`);

			const found = await scene.ids(BY_TAG, { state: 'any' });

			expect(found).toEqual(Array.from({ length: 100 }, (_, i) => `c${i}`));
			expect(scene.index.pages).toEqual([1, 2, 1]);
		});

		it('misses none where another leaves the list meanwhile', async () => {
			scene.index.rows = Array.from({ length: 150 }, (_, i) => row(`c${i}`, i));
			scene.index.onPage = () => {
				// The newest has another tag now, and the pages behind it move forward.
				if (scene.index.asked.length === 2) scene.index.rows = scene.index.rows.slice(1);
			};
			for (let i = 0; i < 150; i++) scene.live(`c${i}`);

			const found = await scene.ids(BY_TAG);

			expect(found).toEqual(expect.arrayContaining(Array.from({ length: 149 }, (_, i) => `c${i + 1}`)));
		});

		it('does not read what ended too long ago to go on under the same ID', async () => {
			const ended = (hours: number) => ({ conversationEnd: new Date(NOON - hours * HOUR_MS).toISOString() });
			scene.index.rows = [row('reopened', 6_000, ended(71)), row('over', 6_000, ended(72.001))];
			scene.live('reopened');
			scene.live('over');

			expect(await scene.ids(BY_TAG)).toEqual(['reopened']);
			expect(scene.platform.server.lines).toEqual([INDEX, reads('reopened')]);
		});

		it('reads all where ended ones are wanted, and gives the row of what is gone', async () => {
			const conversationEnd = '2026-08-20T12:00:00.000Z';
			scene.index.rows = [row('gone', 60 * 24 * 20, { conversationEnd, externalTag: 'ticket' })];
			scene.platform.server.always('GET', answer(404));

			expect(await scene.find(BY_TAG, { state: 'any' })).toMatchObject([
				{ conversation: { id: 'gone', endTime: conversationEnd }, raw: { conversationId: 'gone' } },
			]);
		});

		it('gives no row of what is gone where open ones are wanted', async () => {
			scene.index.rows = [row('gone', 1)];
			scene.platform.server.always('GET', answer(404));

			expect(await scene.ids(BY_TAG)).toEqual([]);
		});

		it('leaves out what has another tag by now, or none', async () => {
			scene.index.rows = [row('a', 1), row('b', 2), row('c', 3)];
			scene.live('a', { externalTag: 'other' });
			scene.live('b');
			scene.live('c', { externalTag: null });

			expect(await scene.ids(BY_TAG, { onMiss })).toEqual(['b']);
			expect(misses).toEqual([]);
		});

		it('leaves out what has the tag in other letters, and tells of it: IDs can differ by case alone', async () => {
			scene.index.rows = [row('a', 1), row('b', 2)];
			scene.live('a', { externalTag: 'Ticket' });
			scene.live('b');

			expect(await scene.ids(BY_TAG, { onMiss })).toEqual(['b']);
			expect(misses).toEqual(['otherCase']);
		});

		it.each([
			['the tag in other letters', 'Ticket', 'otherCase'],
			['the very tag', 'ticket', 'ended'],
		])('says of what ended long ago that it has %s', async (_what, externalTag, miss) => {
			const conversationEnd = new Date(NOON - 80 * HOUR_MS).toISOString();
			scene.index.rows = [row('a', 6_000, { conversationEnd, externalTag })];

			expect(await scene.ids(BY_TAG, { onMiss })).toEqual([]);
			expect(misses).toEqual([miss]);
		});

		it('leaves out what began longer ago than the look back, of which the index takes whole days', async () => {
			scene.index.takesWholeDays = true;
			scene.index.rows = [row('a', 24 * 60 - 1), row('b', 24 * 60 + 1)];
			for (const id of ['a', 'b']) scene.live(id);

			expect(await scene.ids(BY_TAG, { lookbackDays: 1 })).toEqual(['a']);
		});

		it('does not mind the tag where something else is looked for', async () => {
			scene.contact('dana');
			scene.index.rows = [row('a', 1)];
			scene.live('a', { externalTag: 'other' });

			expect(await scene.ids(BY_DANA)).toEqual(['a']);
		});

		it('leaves out what belongs to another customer, and tells of it', async () => {
			scene.contact('dana');
			scene.contact('alex');
			scene.index.rows = [row('a', 1), row('b', 2), row('c', 3)];
			const of = (externalContactId: string | null) => ({
				participants: [party('customer', { externalContactId }), party('agent')],
			});
			scene.live('a', of('alex'));
			scene.live('b', of('DANA'));
			scene.live('c', of(null));

			expect(await scene.ids(BY_DANA, { onMiss })).toEqual(['b']);
			expect(misses).toEqual(['otherCustomer', 'otherCustomer']);
		});

		it('leaves out what somebody else goes on with, where the customer has left', async () => {
			scene.contact('dana');
			scene.contact('alex');
			const gone = { state: 'disconnected' };
			scene.index.rows = [row('a', 1), row('b', 2)];
			const [dana, alex] = ['dana', 'alex'].map((externalContactId) => ({ externalContactId }));
			scene.live('a', {
				participants: [party('customer', dana, gone), party('customer', alex), party('agent')],
			});
			scene.live('b', { participants: [party('customer', dana, gone), party('agent')] });

			expect(await scene.ids(BY_DANA)).toEqual(['b']);
		});

		it('does not take the contact of an agent for the customer', async () => {
			scene.contact('dana');
			scene.index.rows = [row('a', 1)];
			scene.live('a', {
				participants: [party('customer'), party('agent', { externalContactId: 'dana' })],
			});

			expect(await scene.ids(BY_DANA)).toEqual([]);
		});

		it('reads no other contact where the conversation is of the one that is looked for', async () => {
			scene.contact('dana');
			scene.index.rows = [row('a', 1, { participants: [indexed('customer', { externalContactId: 'old' })] })];
			scene.live('a');

			expect(await scene.ids(BY_DANA)).toEqual(['a']);
			expect(scene.platform.server.lines).not.toContain(contactRead('old'));
		});

		describe('by a contact that others were merged into', () => {
			const READS_CONTACT = contactRead('merged');

			beforeEach(() => {
				scene.contact('dana');
			});

			/** Conversations of a contact that is not the one that is looked for. */
			const of = (...chats: string[]) => {
				scene.index.rows = chats.map((id, i) =>
					row(id, i, { participants: [indexed('customer', { externalContactId: 'Merged' })] }),
				);
				for (const id of chats)
					scene.live(id, { participants: [party('customer', { externalContactId: 'merged' })] });
			};

			it('takes what belongs to one of those, and asks once whether it is one', async () => {
				of('a', 'b');
				scene.platform.server.next(READS_CONTACT, ok({ id: 'Merged', canonicalContact: { id: 'Dana' } }));

				expect(await scene.ids(BY_DANA)).toEqual(['a', 'b']);
				expect(scene.platform.server.lines.filter((line) => line === READS_CONTACT)).toHaveLength(1);
			});

			it('asks no more where the contact itself tells what was merged into it', async () => {
				of('a', 'b');
				const mergeSet = [{ id: 'Merged' }, { id: 'Dana' }];
				scene.platform.server.next(contactRead('dana'), ok({ id: 'dana', mergeSet }));

				expect(await scene.ids(BY_DANA)).toEqual(['a', 'b']);
				expect(scene.platform.server.lines).not.toContain(READS_CONTACT);
			});

			it('asks where the set that it tells is not about itself', async () => {
				of('a');
				scene.platform.server.next(contactRead('dana'), ok({ id: 'dana', mergeSet: [{ id: 'merged' }] }));
				scene.platform.server.next(READS_CONTACT, answer(404));

				expect(await scene.ids(BY_DANA)).toEqual([]);
			});

			it.each([
				['dana', 'ended'],
				['eve', 'otherCustomer'],
			])('says of what %s had, which ended long ago: %s', async (externalContactId, miss) => {
				const participants = [indexed('customer', { externalContactId })];
				const conversationEnd = new Date(NOON - 80 * HOUR_MS).toISOString();
				scene.index.rows = [row('a', 6_000, { conversationEnd, participants })];

				expect(await scene.ids(BY_DANA, { onMiss })).toEqual([]);
				expect(misses).toEqual([miss]);
			});

			it("takes one that the client cannot see for somebody else's", async () => {
				of('a');
				scene.live('b');
				scene.index.rows = [...scene.index.rows, row('b', 5)];
				scene.platform.server.next(READS_CONTACT, answer(403, { code: 'missing.division.permission' }));

				expect(await scene.ids(BY_DANA, { onMiss })).toEqual(['b']);
				expect(misses).toEqual(['otherCustomer']);
			});

			it('takes what belongs to one of those, where its path shows the one that survives', async () => {
				of('a');
				const mergeSet = [{ id: 'x' }, { id: 'MERGED' }, { id: 'dana' }];
				scene.platform.server.next(READS_CONTACT, ok({ id: 'Dana', mergeSet }));

				expect(await scene.ids(BY_DANA)).toEqual(['a']);
			});

			it.each([
				['was merged into another', ok({ id: 'merged', canonicalContact: { id: 'alex' } })],
				[
					'shows another that it was merged into',
					ok({ id: 'alex', mergeSet: [{ id: 'merged' }, { id: 'alex' }] }),
				],
				['was never merged', ok({ id: 'merged' })],
				['is gone', answer(404)],
			])(
				"does not take what the index gives of a contact that %s: it is somebody else's",
				async (_what, reply) => {
					of('a');
					scene.platform.server.next(READS_CONTACT, reply);

					expect(await scene.ids(BY_DANA)).toEqual([]);
				},
			);

			it.each([
				['is about another one', { id: 'x', canonicalContact: { id: 'dana' } }],
				[
					'is about one into which others were merged',
					{ id: 'dana', mergeSet: [{ id: 'x' }, null, 7, { id: 'dana' }] },
				],
				['tells no ID of the other one', { id: 'merged', canonicalContact: { id: 'no id!' } }],
				['does not tell of which one it is', { canonicalContact: { id: 'dana' } }],
				['does not tell the other one', { id: 'merged', canonicalContact: 'dana' }],
			])('fails where the answer %s', async (_what, body) => {
				of('a');
				scene.platform.server.next(READS_CONTACT, ok(body));

				await expect(scene.ids(BY_DANA)).rejects.toMatchObject({
					message: 'The answer does not seem to come from Genesys Cloud (reading the external contact)',
				});
			});
		});

		it('by a contact that was merged into another finds what the customer has begun as that one, and before', async () => {
			scene.contact('old', 'Dana');
			const of = (externalContactId: string) => ({
				participants: [party('customer', { externalContactId })],
			});
			scene.index.rows = ['dana', 'old', 'alex'].map((externalContactId, i) =>
				row(externalContactId, i, { participants: [indexed('customer', { externalContactId })] }),
			);
			scene.live('dana', of('dana'));
			scene.live('old', of('old'));
			scene.live('alex', of('alex'));
			scene.platform.server.always(contactRead('alex'), answer(404));

			expect(await scene.ids({ by: 'externalContactId', externalContactId: 'old' })).toEqual(['dana', 'old']);
			expect(scene.platform.server.arrivals[1]?.call.body).toMatchObject({
				segmentFilters: [
					{ type: 'and' },
					{
						type: 'or',
						predicates: [
							matches('externalContactId', 'old'),
							matches('canonicalExternalContactId', 'old'),
							matches('externalContactId', 'dana'),
							matches('canonicalExternalContactId', 'dana'),
						],
					},
				],
			});
		});

		it('by a contact that is gone finds what it is still in', async () => {
			scene.platform.server.always(contactRead('dana'), answer(404));
			scene.index.rows = [row('a', 1)];
			scene.live('a');

			expect(await scene.ids(BY_DANA, { onMiss })).toEqual(['a']);
			expect(misses).toEqual(['noContact']);
		});

		it('does not take somebody else in a row for the customer, where the customer is in it', async () => {
			scene.contact('dana');
			scene.contact('alex');
			const participants = [
				indexed('customer', { externalContactId: 'dana' }),
				indexed('external', { externalContactId: 'alex' }),
			];
			scene.index.rows = [row('a', 1, { participants })];
			scene.live('a', { participants: [party('customer', { externalContactId: 'alex' })] });

			expect(await scene.ids(BY_DANA)).toEqual([]);
		});

		describe('among more than Genesys Cloud can page through', () => {
			// None of them is worth a look: they ended long ago.
			const ended = { conversationEnd: '2026-08-20T12:00:00.000Z', participants: null };
			const many = (perMinute: number) =>
				Array.from({ length: 8_100 }, (_, i) => row(`c${i}`, i / perMinute, ended));

			it('looks in one part of the time after the other', async () => {
				scene.index.rows = [...many(1), row('old', 9_000)];
				scene.live('old');

				expect(await scene.ids(BY_TAG)).toEqual(['old']);
			});

			it('fails where they are of a single day', async () => {
				scene.index.rows = many(20);

				await expect(scene.ids(BY_TAG)).rejects.toMatchObject({
					message: 'More than 8000 conversations match on a single day',
					whatToDo: 'Genesys Cloud cannot list that many. Add filters, such as a queue or a division.',
				});
			});
		});

		it('fails where a page comes twice: the list would not be complete', async () => {
			const page = ok({
				conversations: Array.from({ length: 100 }, (_, i) => row(`c${i}`, i)),
				totalHits: 300,
			});
			scene.platform.server.next(INDEX, page, page);
			scene.platform.server.always('GET', answer(404));

			await expect(scene.ids(BY_TAG)).rejects.toMatchObject({
				message: 'Genesys Cloud sent the same page of conversations twice',
				whatToDo:
					'The list would be incomplete. Try again. If it keeps happening, check the network connection to Genesys Cloud.',
			});
		});

		it('asks for more than a month in spans', async () => {
			await scene.ids(BY_TAG, { lookbackDays: 40 });

			expect(scene.index.asked.map(({ from, to }) => (to - from) / DAY_MS)).toEqual([31, 9]);
		});

		it('begins anew by the clock of Genesys Cloud, where that of this machine is far from it', async () => {
			scene.platform.server.clockAhead = 3_600;

			await scene.ids(BY_TAG);

			const late = 5 * 60_000;
			expect(scene.index.asked.map(({ to }) => to - NOON)).toEqual([late, late + HOUR_MS]);
		});

		it.each([299, -299])('does not begin anew for a few minutes (%d s)', async (clockAhead) => {
			scene.platform.server.clockAhead = clockAhead;

			await scene.ids(BY_TAG);

			expect(scene.index.asked).toHaveLength(1);
		});

		it('gives nothing twice where it begins anew', async () => {
			scene.platform.server.clockAhead = -3_600;
			scene.index.rows = [row('a', 70), row('b', 80)];
			scene.live('a');
			scene.live('b');

			expect(await scene.ids(BY_TAG)).toEqual(['a', 'b']);
			expect(scene.index.asked).toHaveLength(2);
		});

		it('asks for a contact under both names that legs give it', async () => {
			scene.contact('dana');

			await scene.ids(BY_DANA);

			expect(scene.platform.server.arrivals[1]?.call.body).toMatchObject({
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
});
