import assert from 'node:assert/strict';
import type { ChoicePage } from '../../../scripts/n8n/picker.mts';
import type { UnknownObject } from '../../../scripts/n8n/json.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';
import { byId, GENESYS, withBench } from './bench.mts';
import { flow } from '../../support/flow.mts';

inRealN8n('Picking from a list, in real n8n', (rig) => {
	const bench = withBench(rig);

	/** A field of the node and the method that fills its list. */
	function picker(field: string, method: string, operation = 'getAll') {
		return {
			nodeType: `${rig().packed.name}.genesysWebMessaging`,
			typeVersion: 1,
			field,
			method,
			parameters: { resource: 'conversation', operation },
			credential: bench().credential,
		};
	}

	/** Every page of the list of conversations. */
	async function pages(filter?: string): Promise<readonly ChoicePage[]> {
		const field = picker('conversationId', 'searchConversations', 'get');
		const all: ChoicePage[] = [];
		let page: string | undefined;
		do {
			const next = await rig().client.searchChoices(field, {
				...(filter !== undefined && { filter }),
				...(page !== undefined && { page }),
			});
			all.push(next);
			page = next.nextPage;
		} while (page !== undefined);
		return all;
	}

	scenario('conversations: what is open, page by page, each once', async () => {
		const ids = Array.from({ length: 120 }, () => bench().center.chat().id);
		bench().center.chat({ stage: 'ended' });

		const all = await pages();

		assert.equal(all.length, 6);
		assert.deepEqual(
			all.flatMap(({ choices }) => choices.map(({ value }) => value)).toSorted(),
			ids.toSorted(),
		);
	});

	scenario('conversations: by customer, by tag and by ID, as far down the list as they may be', async () => {
		const { center } = bench();
		const robin = center.chat({
			customerName: 'Robin',
			externalTag: 'ticket-4711',
			startedAt: '2026-11-20T00:00:00Z',
		});
		for (let count = 0; count < 110; count += 1) center.chat();

		for (const filter of ['rob', 'TICKET-47', robin.id.slice(0, 20)]) {
			const found = (await pages(filter)).flatMap(({ choices }) => choices);
			assert.deepEqual(
				found.map(({ value }) => value),
				[robin.id],
				filter,
			);
			assert.match(found[0]?.name ?? '', /Robin/);
		}
		assert.deepEqual(
			(await pages('nobody is called that')).flatMap(({ choices }) => choices),
			[],
		);
	});

	scenario('queues, agents, wrap-up codes and external sources: by name, with the ID', async () => {
		const { center, simulator } = bench();
		const code = simulator.world.addWrapUpCode({ name: 'Solved' });
		const { client } = rig();

		assert.deepEqual(
			(await client.choices(picker('filters.queueIds', 'getQueues'))).map(({ name, value }) => ({
				name,
				value,
			})),
			[{ name: center.queue.name, value: center.queue.id }],
		);
		for (const [field, method, operation, { id, name }] of [
			['filters.userId', 'searchAgents', 'getAll', center.agent],
			['options.wrapUpCodeId', 'searchWrapUpCodes', 'close', code],
			['options.externalSourceId', 'searchExternalSources', 'find', center.crm],
		] as const) {
			const { choices } = await client.searchChoices(picker(field, method, operation), { filter: name });
			assert.deepEqual(
				choices.map((choice) => ({ name: choice.name, value: choice.value })),
				[{ name, value: id }],
			);
		}
	});

	scenario('divisions, flows and external contacts: by name, with the ID', async () => {
		const { center, simulator } = bench();
		const division = simulator.world.addDivision({ name: 'West' });
		const flow = simulator.world.addFlow({ name: 'After Hours' });
		for (const [method, filter, choice] of [
			['searchDivisions', 'west', { name: 'West', value: division.id }],
			['searchFlows', 'hours', { name: 'After Hours', value: flow.id }],
			['searchExternalContacts', '5550100', { name: 'Dana – dana@example.com', value: center.dana.id }],
		] as const) {
			const { choices } = await rig().client.searchChoices(picker('filters', method), { filter });
			assert.deepEqual(
				choices.map(({ name, value }) => ({ name, value })),
				[choice],
			);
		}
	});

	scenario('sessions: those of the conversation in the form, whichever way it was given', async () => {
		const { id, customer, agent } = bench().center.chat();
		const url = `https://apps.mypurecloud.com/directory/#/analytics/interactions/${id}/admin?tabId=2`;
		const sessionsOf = async (conversationId: UnknownObject) => {
			const field = picker('sessionId', 'searchSessions');
			const parameters = { resource: 'session', operation: 'close', conversationId };
			return await rig().client.searchChoices({ ...field, parameters }, {});
		};

		for (const [mode, value] of [
			['list', id],
			['id', id],
			['url', url],
		] as const) {
			const { choices } = await sessionsOf({ __rl: true, mode, value });
			assert.deepEqual(
				choices.slice(0, 2).map((choice) => ({ name: choice.name, value: choice.value })),
				[
					{ name: 'Dana Example – customer – connected', value: customer.sessionId },
					{ name: 'Alex Agent – agent – connected', value: agent?.sessionId },
				],
				mode,
			);
		}
		await assert.rejects(sessionsOf({ __rl: true, mode: 'id', value: '' }), /Choose a conversation first/);
	});

	scenario('a list says what is wrong when it cannot be filled', async () => {
		bench().simulator.faults.add({ kind: 'status', status: 403, match: { path: '^/api/' } });

		await assert.rejects(pages(), /listing|permission|not allowed/i);
	});

	scenario('a conversation is the same one from the list, by ID, by address, and by expression', async () => {
		const { center } = bench();
		const { id } = center.chat();
		center.chat();
		const url = `https://apps.mypurecloud.com/directory/#/engage/admin/interactions/${id}`;
		const expression = '={{ $json.given }}';
		const ways: readonly (readonly [locator: UnknownObject | string, given: string])[] = [
			[{ __rl: true, mode: 'list', value: id, cachedResultName: 'Dana Example' }, ''],
			[byId(id), ''],
			[{ __rl: true, mode: 'url', value: url }, ''],
			[byId(expression), id],
			[byId(expression), id.toUpperCase()],
			[{ __rl: true, mode: 'list', value: expression }, id],
			[{ __rl: true, mode: 'url', value: expression }, url],
			[{ __rl: true, mode: 'url', value: `=${url}?tab={{ $json.given }}` }, 'details'],
			[expression, id],
			[expression, url],
		];

		for (const [conversationId, given] of ways) {
			const node = bench().node({ resource: 'conversation', operation: 'get', conversationId });
			const execution = await bench().run(flow([node], [{ given }]));
			const found = execution.items(GENESYS).map((item) => item['conversationId']);
			assert.deepEqual(found, [id], `${JSON.stringify(conversationId)}: ${execution.errorMessage ?? ''}`);
		}
		assert.deepEqual(new Set(bench().calls()), new Set([`GET /api/v2/conversations/${id}`]));
	});
});
