import { MINUTE_MS } from '../../../simulator/durations.mts';
import { readsLive } from '../../../nodes/shared/conversations/get-many.ts';
import { NOON } from '../../support/virtual-clock.mts';
import { chat, party, VirtualConversation } from '../../support/virtual-conversation.mts';
import { indexed, row } from '../../support/virtual-index.mts';
import { answer, ok } from '../../support/virtual-platform.mts';
import { contactRead, INDEX } from '../../support/finding.mts';
import { ALL, rows, Listing } from '../../support/listing.mts';

describe('Listing conversations', () => {
	let scene: Listing;

	beforeEach(() => {
		scene = new Listing();
	});

	describe('by filters', () => {
		const sent = () => scene.platform.server.arrivals.find(({ line }) => line === INDEX)?.call.body;
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
			await scene.listed();

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
			scene.platform.server.always(contactRead('x'), ok({ id: 'x' }));
			await scene.listed({
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

		describe('such as the contact', () => {
			const dana = 'dana';
			const of = (id: string, externalContactId: string | null) => {
				new VirtualConversation(
					scene.platform,
					chat({ id, participants: [party('customer', { externalContactId })] }),
				);
			};

			it('goes by the live conversation where that is read: the index can be of before', async () => {
				for (const id of [dana, 'alex']) scene.platform.server.always(contactRead(id), ok({ id }));
				const inIndex = { participants: [indexed('customer', { externalContactId: dana })] };
				scene.index.rows = ['hers', 'alexs', 'nobodys'].map((id, i) => row(id, i + 1, inIndex));
				of('hers', 'Dana');
				of('alexs', 'alex');
				of('nobodys', null);

				expect(await scene.listed({ externalContactId: dana, verifyLive: true })).toEqual(['hers']);
			});

			it('goes by the index where nothing is read live, and reads what that does not tell', async () => {
				for (const id of [dana, 'alex']) scene.platform.server.always(contactRead(id), ok({ id }));
				const inIndex = (externalContactId: string | null) => ({
					participants: [indexed('customer', { externalContactId })],
				});
				scene.index.rows = [
					row('hers', 1, inIndex(dana)),
					row('alexs', 2, inIndex('alex')),
					row('untold', 3, inIndex(null)),
					row('nobodys', 4, inIndex(null)),
				];
				of('untold', dana);
				of('nobodys', null);

				const misses: string[] = [];
				const onMiss = (miss: string) => void misses.push(miss);
				expect(await scene.listed({ externalContactId: dana, onMiss })).toEqual(['hers', 'untold']);
				expect(misses).toEqual(['otherCustomer', 'otherCustomer']);
				expect(scene.platform.server.lines.filter((line) => line.includes('/conversations/hers'))).toEqual(
					[],
				);
			});

			it('goes by the live division, as far as one is told', async () => {
				scene.index.rows = ['there', 'elsewhere', 'untold', 'both'].map((id, i) => row(id, i + 1));
				const divisions = (...ids: string[]) => ids.map((id) => ({ division: { id } }));
				for (const [id, told] of [
					['there', divisions('DIVISION')],
					['elsewhere', divisions('other')],
					['untold', []],
					['both', divisions('other', 'division')],
				] as const)
					new VirtualConversation(scene.platform, chat({ id, divisions: told }));

				expect(await scene.listed({ divisionId: 'division', verifyLive: true })).toEqual([
					'there',
					'untold',
					'both',
				]);
			});

			it('gives none that the customer has left to somebody else', async () => {
				for (const id of [dana, 'alex']) scene.platform.server.always(contactRead(id), ok({ id }));
				scene.index.rows = [row('a', 1)];
				new VirtualConversation(
					scene.platform,
					chat({
						id: 'a',
						participants: [
							party('customer', { externalContactId: dana }, { state: 'disconnected' }),
							party('customer', { externalContactId: 'alex' }),
						],
					}),
				);

				expect(await scene.listed({ externalContactId: dana, customer: 'connected' })).toEqual([]);
				expect(await scene.listed({ externalContactId: 'alex', customer: 'connected' })).toEqual(['a']);
			});

			it('gives no row of another contact where the conversation is gone', async () => {
				for (const id of [dana, 'alex']) scene.platform.server.always(contactRead(id), ok({ id }));
				const ended = { conversationEnd: '2026-09-01T11:59:30.000Z' };
				scene.index.rows = [dana, 'alex'].map((externalContactId, i) =>
					row(externalContactId, i + 1, {
						...ended,
						participants: [indexed('customer', { externalContactId })],
					}),
				);
				scene.platform.server.always('GET /api/v2/conversations', answer(404));

				const asked = { externalContactId: dana, state: 'any', verifyLive: true } as const;
				expect(await scene.listed(asked)).toEqual([dana]);
			});

			it('gives what is of the one that it was merged into, too', async () => {
				scene.platform.server.always(contactRead('old'), ok({ id: 'old', canonicalContact: { id: dana } }));
				scene.index.rows = ['old', dana].map((externalContactId, i) =>
					row(externalContactId, i + 1, { participants: [indexed('customer', { externalContactId })] }),
				);
				of('old', 'old');
				of(dana, dana);

				expect(await scene.listed({ externalContactId: 'old', verifyLive: true })).toEqual(['old', dana]);
				expect(JSON.stringify(sent())).toContain(
					`"canonicalExternalContactId","operator":"matches","value":"dana"`,
				);
			});
		});

		it('asks for no more where nothing is given', async () => {
			await scene.listed({ state: 'any' });

			expect(sent()).not.toHaveProperty('conversationFilters');
			expect(sent()).toMatchObject({ segmentFilters: [WEB_MESSAGING] });
		});

		it('does not take a conversation for ended because its legs are: the index is late', async () => {
			const ended = [{ segmentType: 'interact', segmentEnd: '2026-09-01T11:59:00.000Z' }];
			scene.index.rows = [row('a', 2, { participants: [indexed('customer', {}, ended)] })];

			expect(await scene.list()).toMatchObject([{ conversation: { id: 'a', state: 'open' } }]);
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
				scene.index.rows = [
					row('moved', 1, { participants: [inQueue('q1', 9, 5), inQueue('q2', 5)] }),
					row('movedBack', 2, { participants: [inQueue('q1', 5), inQueue('q2', 9, 5)] }),
					row('inOne', 3, { participants: [inQueue('q1', 9)] }),
				];

				expect(await scene.listed({ queueIds: ['q1'] })).toEqual(['movedBack', 'inOne']);
				expect(await scene.listed({ queueIds: ['q1', 'q2'] })).toEqual(['moved', 'movedBack', 'inOne']);
				expect(scene.platform.server.lines.filter((line) => line.startsWith('GET'))).toEqual([]);
			});

			it('goes by the one it was in last, where nobody is in any', async () => {
				scene.index.rows = [row('a', 1, { participants: [inQueue('q1', 9, 2), inQueue('q2', 8, 5)] })];

				expect(await scene.listed({ queueIds: ['q1'] })).toEqual(['a']);
				expect(await scene.listed({ queueIds: ['q2'] })).toEqual([]);
			});

			it('goes by any that an ended one has been in, and by the one that an open one is in', async () => {
				const moved = { participants: [inQueue('q1', 9, 5), inQueue('q2', 5)] };
				scene.index.rows = [
					row('ended', 1, { ...moved, conversationEnd: at(1) }),
					row('endedUntold', 2, { conversationEnd: at(1) }),
					row('open', 3, moved),
				];

				expect(await scene.listed({ queueIds: ['q1'], state: 'any' })).toEqual(['ended', 'endedUntold']);
				expect(await scene.listed({ queueIds: ['q2'], state: 'any' })).toEqual([
					'ended',
					'endedUntold',
					'open',
				]);
			});

			it('is looked up live where the index does not tell it', async () => {
				scene.index.rows = [row('here', 1), row('elsewhere', 2), row('nowhere', 3)];
				const acd = (queueId: string | null) => ({
					participants: [party('customer'), party('acd', { queueId })],
				});
				new VirtualConversation(scene.platform, chat({ id: 'here', ...acd('q1') }));
				new VirtualConversation(scene.platform, chat({ id: 'elsewhere', ...acd('q2') }));
				new VirtualConversation(scene.platform, chat({ id: 'nowhere', ...acd(null) }));

				expect(await scene.listed({ queueIds: ['q1'] })).toEqual(['here']);
			});

			it('is judged by what is read live, where that is read', async () => {
				scene.index.rows = [row('a', 1, { participants: [inQueue('q1', 9)] })];
				new VirtualConversation(
					scene.platform,
					chat({ id: 'a', participants: [party('customer'), party('acd', { queueId: 'q2' })] }),
				);

				expect(await scene.listed({ queueIds: ['q1'], verifyLive: true })).toEqual([]);
				expect(await scene.listed({ queueIds: ['q2'], verifyLive: true })).toEqual(['a']);
			});
		});
	});

	describe('that are looked at live', () => {
		const live = (id: string, change = {}) =>
			new VirtualConversation(scene.platform, chat({ id, ...change }));
		const wrote = (purpose: string, minutesAgo: number) =>
			party(
				purpose,
				{},
				{ messages: [{ messageTime: new Date(NOON - minutesAgo * MINUTE_MS).toISOString() }] },
			);

		it('is not done without need', async () => {
			scene.index.rows = rows(3);

			await scene.listed();

			expect(scene.platform.server.lines).toHaveLength(1);
		});

		it('gives what was read, not the row of the index', async () => {
			scene.index.rows = [row('a', 1)];
			live('a', { externalTag: 'fresh' });

			const [found] = await scene.list({ verifyLive: true });

			expect(found?.conversation.externalTag).toBe('fresh');
			expect(found?.raw).toMatchObject({ id: 'a' });
		});

		it('leaves out what has ended meanwhile', async () => {
			scene.index.rows = [row('a', 1), row('b', 2)];
			live('a').end();
			live('b');

			expect(await scene.listed({ verifyLive: true })).toEqual(['b']);
			expect(await scene.listed({ verifyLive: true, state: 'any' })).toEqual(['a', 'b']);
		});

		it('leaves out what is gone, unless ended ones are wanted: the index still has it', async () => {
			scene.index.rows = [row('a', 1)];
			scene.platform.server.always('GET', answer(404));

			expect(await scene.listed({ verifyLive: true })).toEqual([]);
			// What is open is always shown, so what is not, and has no end in the index, is neither.
			expect(await scene.listed({ verifyLive: true, state: 'any' })).toEqual([]);
			scene.index.rows = [{ ...row('b', 1), conversationEnd: '2026-09-01T11:59:30.000Z' }];
			expect(await scene.list({ verifyLive: true, state: 'any' })).toMatchObject([
				{ raw: { conversationId: 'b' } },
			]);
			expect(await scene.listed({ idleForMinutes: 1, state: 'any' })).toEqual([]);
		});

		it('leaves out what has another tag by now, or none', async () => {
			scene.index.rows = [row('a', 1), row('b', 2), row('c', 3), row('d', 4)];
			live('a', { externalTag: 'other' });
			live('b', { externalTag: 'ticket' });
			live('c');
			live('d', { externalTag: 'TICKET' });

			expect(await scene.listed({ verifyLive: true, externalTag: 'ticket' })).toEqual(['b']);
			expect(await scene.listed({ verifyLive: true })).toEqual(['a', 'b', 'c', 'd']);
		});

		it('goes by the exact tag of the index where that is enough, and reads what it does not tell', async () => {
			scene.index.rows = [
				row('a', 1, { externalTag: 'ticket' }),
				row('b', 2, { externalTag: 'Ticket' }),
				row('c', 3),
			];
			live('c', { externalTag: 'ticket' });

			const misses: string[] = [];
			const onMiss = (miss: string) => void misses.push(miss);
			expect(await scene.listed({ externalTag: 'ticket', onMiss })).toEqual(['a', 'c']);
			expect(misses).toEqual(['otherCase']);
			expect(scene.platform.server.lines.filter((line) => line.startsWith('GET'))).toHaveLength(1);
		});

		it('takes those that are idle: somebody wrote, and nobody since', async () => {
			scene.index.rows = ['idle', 'busy', 'silent', 'exact'].map((id) => row(id, 60));
			live('idle', { participants: [wrote('customer', 31), wrote('agent', 40)] });
			live('busy', { participants: [wrote('customer', 31), wrote('agent', 29)] });
			live('silent');
			live('exact', { participants: [wrote('customer', 30)] });

			// The first look takes place a little later than the list begins.
			expect((await scene.listed({ idleForMinutes: 30 })).sort()).toEqual(['exact', 'idle']);
		});

		it('goes by the side that is meant', async () => {
			scene.index.rows = [row('a', 60)];
			live('a', { participants: [wrote('customer', 31), wrote('agent', 1)] });

			expect(await scene.listed({ idleForMinutes: 30, idleSide: 'customer' })).toEqual(['a']);
			expect(await scene.listed({ idleForMinutes: 30, idleSide: 'agent' })).toEqual([]);
			expect(await scene.listed({ idleForMinutes: 30, idleSide: 'anyone' })).toEqual([]);
		});

		it('does not look at what is younger than it would have to be idle', async () => {
			scene.index.rows = [row('young', 29), row('old', 30)];
			live('old', { participants: [wrote('customer', 30)] });

			expect(await scene.listed({ idleForMinutes: 30 })).toEqual(['old']);
			expect(scene.platform.server.lines.slice(1)).toEqual(['GET /api/v2/conversations/old']);
		});

		it('takes those whose customer is in it, or those that the customer has left', async () => {
			scene.index.rows = ['both', 'left', 'rung', 'ended', 'gone'].map((id, i) => row(id, i + 1));
			live('both');
			live('left').leave('customer');
			live('rung', { participants: [party('customer', {}, { state: 'alerting' }), party('agent')] });
			live('ended').end();
			scene.platform.server.always('GET /api/v2/conversations/gone', answer(404));

			expect(await scene.listed({ customer: 'connected' })).toEqual(['both']);
			expect(await scene.listed({ customer: 'left' })).toEqual(['left']);
			expect(await scene.listed({ customer: 'connected', state: 'any' })).toEqual(['both']);
			expect(await scene.listed({ customer: 'left', state: 'any' })).toEqual(['left']);
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
