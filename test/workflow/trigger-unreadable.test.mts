import { NOBODYS_ID } from '../support/contact-center.mts';
import { thrownBy, withTriggerScene } from '../support/trigger-scene.mts';
import { activate } from '../support/trigger.mts';

const LIST = { method: 'POST', path: '/details/query' };
const STARTED = { event: 'conversationStarted' };

describe('A trigger, where a conversation cannot be read,', () => {
	const { bench, world, minutes, startsNow, happensNow } = withTriggerScene();

	it('gives the others, and that one as soon as it can be read', async () => {
		const trigger = await activate(bench(), STARTED);
		minutes(1);
		const [one, other] = [startsNow(), startsNow()];
		const fault = bench().simulator.faults.add({ kind: 'html', status: 200, match: { path: one.id } });

		expect(await trigger.poll()).toMatchObject([{ conversationId: other.id }]);
		expect(await thrownBy(trigger.poll())).toMatchObject({
			message: expect.stringContaining('reading the conversation') as unknown,
		});
		fault.remove();
		minutes(60);
		expect(await trigger.poll()).toMatchObject([{ conversationId: one.id }]);
		expect(await trigger.poll()).toEqual([]);
	});

	it('believes no answer about another one', async () => {
		const trigger = await activate(bench(), STARTED);
		minutes(1);
		const { id } = startsNow();
		bench().simulator.faults.add({
			kind: 'foreignId',
			ids: { [id]: NOBODYS_ID },
			times: 1,
			match: { method: 'GET' },
		});

		expect(await trigger.poll()).toEqual([]);
		expect(await trigger.poll()).toMatchObject([{ conversationId: id }]);
	});

	it('looks again at one that Genesys Cloud does not show for the moment, and not forever', async () => {
		const trigger = await activate(bench(), STARTED);
		minutes(1);
		const [hidden, unseen] = [startsNow(), startsNow()];
		const faults = [hidden, unseen].map(({ id }) =>
			bench().simulator.faults.add({ kind: 'status', status: 404, match: { path: id } }),
		);
		expect(await trigger.poll()).toEqual([]);
		faults[0]?.remove();
		expect(await trigger.poll()).toMatchObject([{ conversationId: hidden.id }]);

		for (let hours = 0; hours < 26; hours++) {
			minutes(60);
			await trigger.poll();
		}
		const before = bench().calls().length;
		await trigger.poll();
		expect(bench().calls().slice(before)).toEqual(['POST /api/v2/analytics/conversations/details/query']);
	});

	it.each([
		['conversationStarted', {}],
		['conversationIdle', { idleForMinutes: 10 }],
	])('or with several, goes on behind them, however few it may give (%s)', async (event, more) => {
		const trigger = await activate(bench(), { event, ...more, options: { maxEvents: 1 } });
		minutes(1);
		const chats = Array.from({ length: 6 }, () => startsNow());
		for (const { id } of chats.slice(0, 3))
			bench().simulator.faults.add({ kind: 'html', status: 200, match: { path: id } });
		minutes(12);

		const given = new Set<unknown>();
		for (let polls = 0; polls < 10; polls++) {
			minutes(1);
			for (const item of await trigger.poll().catch(() => [])) given.add(item['conversationId']);
		}

		expect(given).toEqual(new Set(chats.slice(3).map(({ id }) => id)));
	});

	it('finds one that the index left out of its first page after n8n was down', async () => {
		const trigger = await activate(bench(), STARTED);
		minutes(1);
		const { id } = startsNow();
		minutes(10 * 60);
		const others = Array.from({ length: 3 }, () => startsNow());
		const rows = bench().simulator.faults.add({ kind: 'pages', rows: 3, total: 3, match: LIST });
		expect(await trigger.poll()).toHaveLength(others.length);
		rows.remove();

		expect(await trigger.poll()).toMatchObject([{ conversationId: id }]);
	});

	it.each([1, 500])(
		'reads on, poll after poll, behind many that fail (at most %d a poll)',
		async (maxEvents) => {
			const trigger = await activate(bench(), { ...STARTED, options: { maxEvents } });
			minutes(1);
			const chats = Array.from({ length: 24 }, () => startsNow());
			const [healed, ...broken] = chats.slice(0, 21);
			const faults = [healed, ...broken].map((one) =>
				bench().simulator.faults.add({ kind: 'html', status: 200, match: { path: one?.id ?? '' } }),
			);
			const given = new Set<unknown>();
			const poll = async () => {
				for (const item of await trigger.poll().catch(() => [])) given.add(item['conversationId']);
			};
			for (let polls = 0; polls < 4; polls++) await poll();
			expect(given).toEqual(new Set(chats.slice(21).map(({ id }) => id)));
			faults[0]?.remove();
			await poll();

			expect(given).toContain(healed?.id);
		},
	);

	it.each(['conversationStarted', 'conversationEnded', 'customerLeft'])(
		'loses none that is not shown for a moment, of a time when n8n was down (%s)',
		async (event) => {
			const trigger = await activate(bench(), { event });
			const happens = () => happensNow(event);
			minutes(1);
			const one = happens();
			minutes(60);
			const other = happens();
			minutes(1);
			const fault = bench().simulator.faults.add({ kind: 'status', status: 404, match: { method: 'GET' } });
			for (let polls = 0; polls < 3; polls++) {
				expect(await trigger.poll()).toEqual([]);
				minutes(1);
			}
			fault.remove();

			const given = [...(await trigger.poll()), ...(await trigger.poll())];
			expect(given.map(({ conversationId }) => conversationId)).toEqual([one, other]);
		},
	);

	it.each([
		['is not shown', { kind: 'status', status: 404 }],
		['does not tell the time', { kind: 'lyingHeaders', headers: { date: null } }],
	] as const)('does not put off what is idle where it %s for a moment', async (_what, fault) => {
		const trigger = await activate(bench(), { event: 'conversationIdle', idleForMinutes: 60 });
		minutes(1);
		const { id } = startsNow();
		minutes(61);
		await trigger.poll();
		const added = bench().simulator.faults.add({ ...fault, match: { path: id } });
		world().customerWrites(id);
		minutes(61);
		await trigger.poll().catch(() => []);
		added.remove();
		minutes(1);

		expect(await trigger.poll()).toMatchObject([{ conversationId: id }]);
	});
});
