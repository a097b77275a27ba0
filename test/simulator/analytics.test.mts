import type { ConversationInit, Simulator } from '../../simulator/index.mts';
import { Traffic } from '../../simulator/traffic.mts';
import type { Answer, Api } from './rig.mts';
import { all, queryDetails, where, withSimulator } from './rig.mts';

const NOW = '2026-09-10T10:00:00.000Z';
const MONTH = '2026-08-15T00:00:00.000Z/2026-09-11T00:00:00.000Z';
const OPEN = all(where('conversationEnd', undefined, 'notExists'));

describe('analytics', () => {
	let simulator: Simulator;
	let api: Api;

	withSimulator(NOW, (...started) => {
		[simulator, api] = started;
	});

	const start = (init: Partial<ConversationInit> = {}) => {
		const { world } = simulator;
		const queue = world.directory.queues.values().next().value ?? world.addQueue({ name: 'Web Support' });
		return world.startConversation({ customerName: 'Dana', queue, stage: 'agent', ...init });
	};
	const ids = ({ json }: Answer) => json.list('conversations').map((row) => row.at('conversationId'));
	const found = async (rest: Record<string, unknown>) => ids(await queryDetails(api, MONTH, rest));

	test('the interval finds what started on a UTC day it touches, not what was active in it', async () => {
		const old = start({ startedAt: '2026-09-01T23:59:00.000Z' });
		const sameDay = start({ startedAt: '2026-09-09T00:01:00.000Z' });
		const answer = await queryDetails(api, '2026-09-09T20:00:00.000Z/2026-09-10T10:00:00.000Z');
		expect(ids(answer)).toEqual([sameDay.id]);
		expect(await found({})).toEqual([old.id, sameDay.id]);
	});

	test.each([
		['2026-08-01T00:00:00.000Z/2026-09-01T00:00:00.001Z', 400],
		['2026-08-01T00:00:00.000Z/2026-09-01T00:00:00.000Z', 200],
		['2026-09-02T00:00:00.000Z/2026-09-01T00:00:00.000Z', 400],
		['yesterday/today', 400],
		['2026-09-01T00:00:00.000Z', 400],
	])('an interval of %s is answered with %d', async (interval, status) => {
		expect((await queryDetails(api, interval)).status).toBe(status);
	});

	test('pages hold 25 rows unless asked, at most 100, and cover everything once', async () => {
		for (let count = 0; count < 130; count += 1) start();
		expect((await found({})).length).toBe(25);
		const pages = await Promise.all(
			[1, 2, 3].map(async (pageNumber) => found({ paging: { pageSize: 100, pageNumber } })),
		);
		expect(pages.map((page) => page.length)).toEqual([100, 30, 0]);
		expect(new Set(pages.flat()).size).toBe(130);
		expect((await queryDetails(api, MONTH, { paging: { pageSize: 101, pageNumber: 1 } })).status).toBe(400);
	});

	test('a row moves to the next page when something new comes before it', async () => {
		for (let count = 0; count < 4; count += 1) start();
		const page = async (pageNumber: number) => found({ order: 'desc', paging: { pageSize: 2, pageNumber } });
		const first = await page(1);
		start({ startedAt: NOW });
		expect((await page(2))[0]).toBe(first[1]);
	});

	test('nothing found is an answer without the key conversations, or with an empty list', async () => {
		expect((await queryDetails(api, MONTH)).json.value).toEqual({ totalHits: 0 });
		simulator.configure({ assumptions: { emptyConversationsKey: true } });
		expect((await queryDetails(api, MONTH)).json.value).toEqual({ conversations: [], totalHits: 0 });
	});

	test('a large total is an estimate', async () => {
		for (let count = 0; count < 300; count += 1) start();
		const total = Number((await queryDetails(api, MONTH)).json.at('totalHits'));
		expect(total).not.toBe(300);
		expect(Math.abs(total - 300)).toBeLessThanOrEqual(6);
	});

	test('the predicates of one filter meet in one segment, those of two filters may not', async () => {
		const [first, second] = [
			simulator.world.addQueue({ name: 'One' }),
			simulator.world.addQueue({ name: 'Two' }),
		];
		const { id } = start({ queue: first, stage: 'queue' });
		simulator.world.transfer(id, second);
		const inFirst = where('queueId', first.id);
		const running = where('segmentEnd', undefined, 'notExists');
		expect(await found({ segmentFilters: [all(inFirst, running)] })).toEqual([]);
		expect(await found({ segmentFilters: [all(inFirst), all(running)] })).toEqual([id]);
		expect(await found({ segmentFilters: [all(where('queueId', second.id), running)] })).toEqual([id]);
	});

	test('or, clauses and exists work as documented', async () => {
		const tagged = start({ externalTag: 'A-1' });
		const other = start({ externalTag: 'A-2', stage: 'ended' });
		start();
		const either = { type: 'or', predicates: [where('externalTag', 'A-1'), where('externalTag', 'A-2')] };
		expect((await found({ conversationFilters: [either] })).toSorted()).toEqual(
			[tagged.id, other.id].toSorted(),
		);
		expect(await found({ conversationFilters: [either, OPEN] })).toEqual([tagged.id]);
		const both = { type: 'and', clauses: [either, all(where('conversationEnd', undefined, 'exists'))] };
		expect(await found({ conversationFilters: [both] })).toEqual([other.id]);
	});

	test('web messaging can be told from other channels and from voice', async () => {
		const web = start();
		start({ messageType: 'whatsapp' });
		start({ medium: 'call' });
		const filter = all(where('mediaType', 'message'), where('messageType', 'webmessaging'));
		expect(await found({ segmentFilters: [filter] })).toEqual([web.id]);
	});

	test('the canonical contact finds conversations from before a merge', async () => {
		const { world } = simulator;
		const survivor = world.addContact({ firstName: 'Dana' });
		const merged = world.addContact({ firstName: 'D.', mergedInto: survivor });
		const { id } = start({ contact: merged });
		expect(await found({ segmentFilters: [all(where('externalContactId', survivor.id))] })).toEqual([]);
		expect(await found({ segmentFilters: [all(where('canonicalExternalContactId', survivor.id))] })).toEqual([
			id,
		]);
	});

	test.each([
		[{ segmentFilters: [all(where('deploymentId', 'x'))] }],
		[{ segmentFilters: [all(where('queueId'))] }],
		[{ segmentFilters: [all({ ...where('queueId', 'x'), operator: 'contains' })] }],
		[{ conversationFilters: [{ type: 'and', predicates: [] }] }],
		[{ conversationFilters: [all(where('queueId', 'x'))] }],
		[{ order: 'newest' }],
		[{ unknown: true }],
	])('a query with %j is refused', async (rest) => {
		expect((await queryDetails(api, MONTH, rest)).status).toBe(400);
	});

	test('the index lags behind the live state', async () => {
		simulator.configure({ analyticsLagMs: 30_000 });
		const { id } = start();
		await api('PATCH', `/api/v2/conversations/messages/${id}`, { state: 'disconnected' });
		expect(await found({ conversationFilters: [OPEN] })).toEqual([id]);
		simulator.world.clock.advance(30_000);
		expect(await found({ conversationFilters: [OPEN] })).toEqual([]);
	});

	test('an orphan stays open in analytics until it is torn down', async () => {
		const { id } = start();
		simulator.world.orphan(id);
		expect((await api('GET', `/api/v2/conversations/${id}`)).json.at('endTime')).toBe(NOW);
		expect(await found({ conversationFilters: [OPEN] })).toEqual([id]);
		await api('POST', `/api/v2/conversations/${id}/disconnect`);
		expect(await found({ conversationFilters: [OPEN] })).toEqual([]);
	});

	test('point reads give one row or several', async () => {
		const [one, two] = [start(), start()];
		const single = await api('GET', `/api/v2/analytics/conversations/${one.id}/details`);
		expect(single.json.at('conversationId')).toBe(one.id);
		const several = await api('GET', `/api/v2/analytics/conversations/details?id=${one.id},${two.id}`);
		expect(ids(several)).toEqual([one.id, two.id]);
	});

	test('the activity query counts who waits and who interacts now, with details on request', async () => {
		const queue = simulator.world.addQueue({ name: 'Busy' });
		const waiting = start({ queue, stage: 'queue' });
		start({ queue });
		start({ queue, stage: 'ended' });
		const { json } = await api('POST', '/api/v2/analytics/conversations/activity/query', {
			metrics: [{ metric: 'oWaiting', details: true }, { metric: 'oInteracting' }],
			groupBy: ['queueId'],
			filter: all(where('queueId', queue.id)),
		});
		expect(json.at('results', 0, 'data')).toEqual([
			{ metric: 'oWaiting', count: 1 },
			{ metric: 'oInteracting', count: 1 },
		]);
		expect(json.list('results', 0, 'entities').map((entity) => entity.at('conversationId'))).toEqual([
			waiting.id,
		]);
	});

	test('queue observations count by queue and medium, with details of the metrics named', async () => {
		const queue = simulator.world.addQueue({ name: 'Busy' });
		const ringing = start({ queue, stage: 'alerting' });
		start({ queue, medium: 'call' });
		const { json } = await api('POST', '/api/v2/analytics/queues/observations/query', {
			filter: all(where('queueId', queue.id), where('mediaType', 'message')),
			metrics: ['oWaiting', 'oAlerting', 'oInteracting'],
			detailMetrics: ['oAlerting'],
		});
		const data = json.list('results', 0, 'data');
		expect(data.map((one) => one.at('stats', 'count'))).toEqual([1, 1, 0]);
		expect(data[1]?.at('observations', 0, 'sessionId')).toBe(ringing.agent?.sessionId);
	});

	test('deep pages fail with 502 among ten thousand conversations, and shallow ones do not', async () => {
		new Traffic(simulator.world).populate({ open: 10_000 });
		const status = async (pageNumber: number) =>
			(await queryDetails(api, MONTH, { conversationFilters: [OPEN], paging: { pageSize: 100, pageNumber } }))
				.status;
		expect(await Promise.all([status(80), status(81)])).toEqual([200, 502]);
	});
});
