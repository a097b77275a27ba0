import type { INodeParameters } from 'n8n-workflow';

import { MINUTE_MS } from '../../simulator/durations.mts';
import type { ConversationHandle } from '../../simulator/index.mts';
import { NODE } from '../harness/workbench.mts';
import { openContactCenter, type ContactCenter } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { find, selected } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

const QUERY = '/api/v2/analytics/conversations/details/query';

describe('Find, which of the matches', () => {
	const bench = withWorkbench();
	const tagged = (more = {}) => find('externalTag', 'vip', more);

	/** Conversations with the same tag, the newest first. */
	function chats(count: number): ConversationHandle[] {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		return Array.from({ length: count }, (_, i) =>
			center.chat({ externalTag: 'vip', stage: 'queue', startedAt: world.now() - (i + 1) * MINUTE_MS }),
		);
	}

	const ids = (some: readonly ConversationHandle[]) => some.map(({ id }) => id);

	it('returns the newest alone, and reads no other', async () => {
		const [newest] = chats(3);

		expect(await bench().item({ parameters: tagged() })).toMatchObject({ conversationId: newest?.id });
		expect(
			bench()
				.calls()
				.filter((call) => call.startsWith('GET')),
		).toHaveLength(1);
	});

	it('returns all, the newest first', async () => {
		const all = chats(3);

		const items = await bench().items({ parameters: tagged({ match: 'all' }) });

		expect(items.map(({ conversationId }) => conversationId)).toEqual(ids(all));
	});

	it('returns the only match, and stops when there are several', async () => {
		const [first, second] = chats(2);
		const { message, description } = await failureOf(bench(), { parameters: tagged({ match: 'only' }) });
		expect(message).toBe('More than one conversation matches');
		expect(description).toContain("'Match'");

		bench().simulator.world.customerLeaves(first?.id ?? '');
		expect(await bench().item({ parameters: tagged({ match: 'only' }) })).toMatchObject({
			conversationId: second?.id,
		});
	});

	it('goes on, goes quiet or stops when nothing matches, as it is told', async () => {
		chats(0);

		expect(await bench().items({ parameters: tagged({ whenNotFound: 'item' }) })).toEqual([{ found: false }]);
		expect(await bench().items({ parameters: tagged({ whenNotFound: 'none' }) })).toEqual([]);
		expect(await failureOf(bench(), { parameters: tagged({ whenNotFound: 'error' }) })).toMatchObject({
			message: 'No conversation matches',
			httpCode: '404',
			itemIndex: 0,
		});
	});

	it.each<[string, (center: ContactCenter) => INodeParameters, string[]]>([
		[
			'it has ended',
			(center) => {
				center.chat({ externalTag: 'vip', stage: 'ended' });
				return tagged();
			},
			['A conversation matches but has ended. To find ended conversations too, set State to Any.'],
		],
		['nobody is called that', () => find('externalId', 'NOBODY'), ['No external contact has this value.']],
		[
			'it is something else',
			(center) => find('conversationId', center.chat({ medium: 'call' }).id),
			['A conversation matches but is not web messaging.'],
		],
		['there is nothing like it', () => tagged(), []],
	])('says what stood in the way of a match: %s', async (_why, arrange, hints) => {
		const parameters = arrange(openContactCenter(bench().simulator.world));

		const execution = await bench().run({ parameters });

		expect(execution.json(NODE)).toEqual([{ found: false }]);
		expect(execution.hints(NODE)).toEqual(hints);
		const { description } = await failureOf(bench(), {
			parameters: { ...parameters, whenNotFound: 'error' },
		});
		expect(description).toContain(hints[0] ?? 'Check the value');
	});

	it('returns a flat item with every key, also where there is nothing to say', async () => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const { id } = center.chat({ externalTag: 'vip', stage: 'queue' });
		const more = selected(
			'endTime',
			'externalContactId',
			'type',
			'openSessions',
			'idleMinutes',
			'lastMessageFrom',
			'queueId',
			'agentId',
			'deploymentId',
			'divisionId',
		);

		expect(await bench().item({ parameters: tagged() })).toEqual({
			found: true,
			conversationId: id,
			state: 'open',
			customerName: 'Dana Example',
			customerConnected: true,
			queueName: 'Support',
			agentName: null,
			agentConnected: false,
			startTime: new Date(world.conversation(id).startTime).toISOString(),
			lastMessageTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
			externalTag: 'vip',
		});
		expect(await bench().item({ parameters: tagged(more) })).toEqual({
			found: true,
			endTime: null,
			externalContactId: center.dana.id,
			type: 'webmessaging',
			openSessions: 2,
			idleMinutes: expect.any(Number) as number,
			lastMessageFrom: expect.stringMatching(/^(customer|agent|bot|system)$/) as string,
			queueId: center.queue.id,
			agentId: null,
			deploymentId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
			divisionId: world.directory.homeDivision.id,
		});
	});

	it('returns what Genesys sent where that is wanted', async () => {
		const [{ id } = { id: '' }] = chats(1);

		const item = await bench().item({ parameters: tagged({ output: 'raw' }) });

		expect(item).toMatchObject({ id, selfUri: `/api/v2/conversations/${id}` });
		expect(item['participants']).toHaveLength(3);
		expect(item).not.toHaveProperty('found');
	});

	it('returns more than a page of matches, each once', async () => {
		const all = chats(120);

		const items = await bench().items({ parameters: tagged({ match: 'all' }) });

		expect(items.map(({ conversationId }) => conversationId)).toEqual(ids(all));
		expect(
			bench()
				.calls()
				.filter((call) => call === `POST ${QUERY}`),
		).toHaveLength(3);
	});

	it('returns a conversation once that moved onto the next page while the pages were read', async () => {
		const all = chats(101);
		const row = (handle: ConversationHandle | undefined) => ({
			conversationId: handle?.id,
			conversationStart: new Date(bench().simulator.world.now()).toISOString(),
		});
		const oldestFirst = all.toReversed();
		for (const rows of [oldestFirst.slice(0, 100), oldestFirst.slice(99)]) {
			const body = { conversations: rows.map(row), totalHits: 101 };
			bench().simulator.faults.add({ kind: 'status', status: 200, body, times: 1, match: { path: QUERY } });
		}

		const items = await bench().items({ parameters: tagged({ match: 'all' }) });

		expect(items.map(({ conversationId }) => conversationId)).toEqual(ids(all));
	});

	it.each([true, false])(
		'understands an index that leaves out the list when nothing matches (%s)',
		async (emptyConversationsKey) => {
			bench().simulator.configure({ assumptions: { emptyConversationsKey } });

			expect(await bench().item({ parameters: tagged() })).toEqual({ found: false });
		},
	);
});
