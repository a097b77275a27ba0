import type { ConversationInit, Simulator } from '../../simulator/index.mts';
import type { Api, Json } from './rig.mts';
import { all, queryDetails, send, where, withSimulator } from './rig.mts';

const NOW = '2026-09-10T10:00:00.000Z';
const MONTH = '2026-08-15T00:00:00.000Z/2026-09-11T00:00:00.000Z';
const OPEN = all(where('conversationEnd', undefined, 'notExists'));

describe('orphans', () => {
	let simulator: Simulator;
	let api: Api;

	withSimulator(NOW, (...started) => {
		[simulator, api] = started;
	});

	const start = (init: Partial<ConversationInit> = {}) => {
		const queue = simulator.world.addQueue({ name: 'Web Support' });
		return simulator.world.startConversation({ customerName: 'Dana', queue, stage: 'agent', ...init });
	};
	const live = async (id: string) => (await api('GET', `/api/v2/conversations/${id}`)).json;
	const rows = async (rest: Record<string, unknown> = { conversationFilters: [OPEN] }) =>
		(await queryDetails(api, MONTH, rest)).json.list('conversations');
	const tearDown = async (id: string) => api('POST', `/api/v2/conversations/${id}/disconnect`, {});
	const legs = (conversation: Json) =>
		conversation.list('participants').map((leg) => leg.at('messages', 0, 'state'));

	describe('of the kind whose end was missed', () => {
		const stuck = () => {
			const { id } = start();
			simulator.world.stick(id);
			return id;
		};
		const born = () => start({ stage: 'stuck', startedAt: '2026-09-01T08:00:00.000Z' }).id;

		test.each([
			['made so', stuck],
			['started so', born],
		])('all legs are closed, and neither a live read nor the index has an end (%s)', async (_, make) => {
			const id = make();
			const conversation = await live(id);
			expect(new Set(legs(conversation))).toEqual(new Set(['disconnected']));
			expect(conversation.at('endTime')).toBeUndefined();
			const [row] = await rows();
			expect(row?.at('conversationId')).toBe(id);
			expect(row?.at('conversationEnd')).toBeUndefined();
			for (const participant of row?.list('participants') ?? []) {
				for (const segment of participant.list('sessions', 0, 'segments'))
					expect(segment.at('segmentEnd')).toEqual(expect.any(String));
			}
		});

		test('nobody owes a wrap-up when it was started so', async () => {
			const agent = (await live(born())).list('participants').at(-1);
			expect(agent?.at('messages', 0, 'afterCallWork', 'state')).not.toBe('pending');
		});

		test('what has ended cannot be stuck', () => {
			expect(() => {
				simulator.world.stick(start({ stage: 'ended' }).id);
			}).toThrow('has ended');
		});

		test('the usual ways to close leave it as it is, and a teardown writes the end', async () => {
			const id = stuck();
			const patch = await api('PATCH', `/api/v2/conversations/messages/${id}`, { state: 'disconnected' });
			expect(patch.status).toBe(400);
			simulator.configure({ assumptions: { patchOnEnded: 200 } });
			await api('PATCH', `/api/v2/conversations/messages/${id}`, { state: 'disconnected' });
			await api('DELETE', `/api/v2/conversations/${id}`);
			expect((await live(id)).at('endTime')).toBeUndefined();
			simulator.configure({ asyncCloseMs: 1000, assumptions: { disconnectOnEnded: 400 } });
			expect((await tearDown(id)).status).toBe(202);
			expect((await live(id)).at('endTime')).toBeUndefined();
			simulator.world.clock.advance(1000);
			expect((await live(id)).at('endTime')).toBe('2026-09-10T10:00:01.000Z');
			expect(await rows()).toEqual([]);
			expect((await tearDown(id)).status).toBe(400);
		});

		test('what goes on after a teardown ends as anything else', async () => {
			const id = stuck();
			await tearDown(id);
			simulator.world.reopen(id);
			simulator.world.clock.advance(1000);
			simulator.world.end(id);
			expect((await live(id)).at('endTime')).toBe('2026-09-10T10:00:01.000Z');
		});

		test('a timeout of the queue does not end it either', async () => {
			const queue = simulator.world.addQueue({ name: 'Impatient', inactivityMinutes: 30 });
			const { id } = start({ queue, stage: 'stuck', startedAt: NOW });
			simulator.world.clock.advance(3_600_000);
			const conversation = await live(id);
			expect([conversation.at('endTime'), conversation.at('inactivityTimeout')]).toEqual([
				undefined,
				undefined,
			]);
		});
	});

	describe('of the kind that lingers in a queue of the index', () => {
		test.each(['agent', 'ended'] as const)(
			'the index has an open queue segment that no live read knows, at stage %s',
			async (stage) => {
				const { id } = start({ stage });
				const before = await live(id);
				simulator.world.lingerInQueue(id);
				expect((await live(id)).value).toEqual(before.value);
				const [row] = await rows();
				const phantom = row?.list('participants').at(-1);
				const segments = phantom?.list('sessions', 0, 'segments') ?? [];
				expect([phantom?.at('purpose'), segments.length]).toEqual(['acd', 1]);
				expect([segments[0]?.at('segmentType'), segments[0]?.at('segmentEnd')]).toEqual([
					'interact',
					undefined,
				]);
				const known = before.list('participants').map((participant) => participant.at('id'));
				expect(known).not.toContain(phantom?.at('participantId'));
			},
		);

		test('it is found in the queue that is named, among what is running there', async () => {
			const { id } = start({ stage: 'ended' });
			const queue = simulator.world.addQueue({ name: 'Billing' });
			const running = all(where('queueId', queue.id), where('segmentEnd', undefined, 'notExists'));
			expect(await rows({ segmentFilters: [running] })).toEqual([]);
			simulator.world.lingerInQueue(id, queue);
			expect((await rows({ segmentFilters: [running] })).map((row) => row.at('conversationId'))).toEqual([
				id,
			]);
		});

		test('a teardown ends it, also where live all is over', async () => {
			simulator.configure({ assumptions: { disconnectOnEnded: 400 } });
			const { id } = start({ stage: 'ended', endedAt: NOW });
			simulator.world.lingerInQueue(id);
			const { value } = await live(id);
			simulator.world.clock.advance(1000);
			expect((await tearDown(id)).status).toBe(202);
			expect((await live(id)).value).toEqual(value);
			expect(await rows()).toEqual([]);
			const [row] = await rows({});
			expect(row?.list('participants').at(-1)?.at('sessions', 0, 'segments', 0, 'segmentEnd')).toBe(
				'2026-09-10T10:00:01.000Z',
			);
			expect((await tearDown(id)).status).toBe(400);
		});
	});

	test('each kind can be made from outside', async () => {
		const [first, second] = [start(), start()];
		const act = async (id: string, action: string) =>
			send(`${simulator.url}/_simulator/conversations/${id}/${action}`, { method: 'POST', body: '{}' });
		expect((await act(first.id, 'stick')).status).toBe(200);
		expect((await act(second.id, 'lingerInQueue')).status).toBe(200);
		expect(legs(await live(first.id))).not.toContain('connected');
		expect((await rows()).map((row) => row.list('participants').length)).toEqual([4, 5]);
	});
});
