import type { Simulator } from '../../simulator/index.mts';
import { seedContactCenter } from '../../simulator/seed.mts';
import type { ContactCenter } from '../../simulator/seed.mts';
import type { Answer, Api } from './rig.mts';
import { all, queryDetails, send, where, withSimulator } from './rig.mts';

const NOW = '2026-09-10T10:00:00.000Z';
const SEARCH = '/api/v2/conversations/participants/attributes/search';
const TODAY = {
	type: 'DATE_RANGE',
	fields: ['startTime'],
	startValue: '2026-09-10T00:00:00.000Z',
	endValue: NOW,
};

describe('what nobody has verified', () => {
	let simulator: Simulator;
	let center: ContactCenter;
	let api: Api;

	withSimulator(NOW, (...started) => {
		[simulator, api] = started;
		center = seedContactCenter(simulator.world);
	});

	const ids = ({ json }: Answer) => json.list('results').map((row) => row.at('conversationId'));

	describe('the attribute search', () => {
		const unproven = [
			{ query: [TODAY], sortBy: 'startTime' },
			{ query: [TODAY], sortOrder: 'DESC' },
			{ query: [TODAY], returnFields: ['conversationId'] },
			{ query: [{ ...TODAY, dateFormat: "yyyy-MM-dd'T'HH:mm:ss.SSSX" }] },
			{ query: [{ ...TODAY, operator: 'AND' }] },
		];

		test.each(unproven)('takes %j only if it is lenient', async (body) => {
			simulator.configure({ assumptions: { attributeSearch: 'strict' } });
			const refused = await api('POST', SEARCH, body);
			expect([refused.status, refused.json.at('message')]).toEqual([400, 'Search not supported.']);
			simulator.configure({ assumptions: { attributeSearch: 'lenient' } });
			expect((await api('POST', SEARCH, body)).status).toBe(200);
		});

		test.each(['strict', 'lenient'] as const)('takes no attribute as a criterion when %s', async (value) => {
			simulator.configure({ assumptions: { attributeSearch: value } });
			const query = [{ type: 'EXACT', fields: ['context.customerId'], values: ['CRM-100045'] }];
			const refused = await api('POST', SEARCH, { query });
			expect([refused.status, refused.json.at('message')]).toEqual([400, 'Search not supported.']);
		});

		test('gives what is proven also when it is strict, page by page', async () => {
			simulator.configure({ assumptions: { attributeSearch: 'strict' } });
			for (let count = 0; count < 60; count += 1) {
				simulator.world.startConversation({
					customerName: 'Guest',
					queue: center.queues[0] ?? '',
					stage: 'agent',
				});
			}
			const first = await api('POST', SEARCH, { query: [TODAY] });
			const second = await api('POST', SEARCH, { query: [TODAY], cursor: first.json.at('cursor') });
			expect(first.json.list('results')).toHaveLength(50);
			expect(new Set([...ids(first), ...ids(second)]).size).toBeGreaterThan(60);
			const { open, ended } = center.dana;
			const query = [{ type: 'EXACT', fields: ['conversationId'], values: [open.id, ended.id] }];
			expect(ids(await api('POST', SEARCH, { query }))).toEqual([open.id, ended.id]);
		});

		test('finds by the time of the end, within a day, and refuses more than a day', async () => {
			const endedOn = async (startValue: string, endValue: string) =>
				api('POST', SEARCH, { query: [{ type: 'DATE_RANGE', fields: ['endTime'], startValue, endValue }] });
			const { ended, open } = center.dana;
			const end = Date.parse(
				String((await api('GET', `/api/v2/conversations/${ended.id}`)).json.at('endTime')),
			);
			const at = (offset: number) => new Date(end + offset).toISOString();
			expect(ids(await endedOn(at(-1), at(1)))).toContain(ended.id);
			expect(ids(await endedOn(at(1), at(60_000)))).not.toContain(ended.id);
			expect(ids(await endedOn('2026-09-09T10:00:00.000Z', NOW))).not.toContain(open.id);
			expect((await endedOn('2026-09-09T09:59:59.999Z', NOW)).status).toBe(400);
		});

		test('has nothing that started more than thirty days ago', async () => {
			const startedAt = '2026-08-11T10:00:00.000Z';
			const [old, kept] = [0, 1].map((later) =>
				simulator.world.startConversation({
					customerName: 'Guest',
					queue: center.queues[0] ?? '',
					stage: 'agent',
					startedAt: Date.parse(startedAt) + later,
				}),
			);
			const query = [{ ...TODAY, startValue: startedAt, endValue: '2026-08-12T00:00:00.000Z' }];
			const found = ids(await api('POST', SEARCH, { query }));
			expect(found).toContain(kept?.id);
			expect(found).not.toContain(old?.id);
		});
	});

	test.each([
		[true, undefined, 415],
		[true, 'text/plain', 415],
		[true, 'application/json', 202],
		[false, undefined, 202],
	])('disconnect (content type needed: %s) with %s is answered with %d', async (needed, type, status) => {
		simulator.configure({ assumptions: { disconnectNeedsContentType: needed } });
		const { id } = center.dana.open;
		const answer = await send(`${simulator.url}/api/v2/conversations/${id}/disconnect`, {
			method: 'POST',
			headers: {
				authorization: `Bearer ${api.token}`,
				...(type === undefined ? {} : { 'content-type': type }),
			},
		});
		expect(answer.status).toBe(status);
		const { json } = await api('GET', `/api/v2/conversations/${id}`);
		expect(json.at('endTime')).toBe(status === 202 ? NOW : undefined);
	});

	test('a list of wrap-up codes knows asterisks, or only whole names', async () => {
		const named = async (name: string) =>
			(await api('GET', `/api/v2/routing/wrapupcodes?name=${name}`)).json
				.list('entities')
				.map((one) => one.at('name'));
		simulator.configure({ assumptions: { wrapUpCodeName: 'wildcard' } });
		expect(await named('*solv*')).toEqual(['Resolved']);
		simulator.configure({ assumptions: { wrapUpCodeName: 'exact' } });
		expect(await named('*solv*')).toEqual([]);
		expect(await named('Resol')).toEqual([]);
		expect(await named('resolved')).toEqual(['Resolved']);
		expect(await named('')).toHaveLength(4);
	});

	test('matches heeds case or ignores it, in conversations and in segments, of a queue too', async () => {
		const filters = [
			{ conversationFilters: [all(where('externalTag', 'crm-100045'))] },
			{ segmentFilters: [all(where('participantName', 'DANA EXAMPLE'))] },
			{ segmentFilters: [all(where('queueId', String(center.queues[0]?.id).toUpperCase()))] },
			{ segmentFilters: [all(where('messageType', 'WebMessaging'))] },
			{
				conversationFilters: [
					all(where('divisionId', simulator.world.directory.homeDivision.id.toUpperCase())),
				],
			},
		];
		const interval = '2026-09-01T00:00:00.000Z/2026-09-11T00:00:00.000Z';
		const found = async () => {
			const answers = await Promise.all(
				filters.map(async (filter) =>
					queryDetails(api, interval, { ...filter, paging: { pageSize: 100, pageNumber: 1 } }),
				),
			);
			return answers.map(({ json }) =>
				json.list('conversations').some((row) => row.at('conversationId') === center.dana.open.id),
			);
		};
		simulator.configure({ assumptions: { matchesIgnoresCase: false } });
		expect(await found()).toEqual(filters.map(() => false));
		simulator.configure({ assumptions: { matchesIgnoresCase: true } });
		expect(await found()).toEqual(filters.map(() => true));
	});
});
