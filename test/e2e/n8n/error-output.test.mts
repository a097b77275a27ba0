import assert from 'node:assert/strict';
import type { UnknownObject } from '../../../scripts/n8n/json.mts';
import type { WorkflowNode } from '../../../scripts/n8n/workflow.mts';
import { NOBODYS_ID } from '../../support/contact-center.mts';
import {
	bySessionId,
	close,
	closeSession,
	find,
	get,
	list,
	setExternalTag,
} from '../../support/parameters.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';
import { byId, FROM_ITEM, GENESYS, withBench } from './bench.mts';
import { editFields, flow, place, START, type Link } from '../../support/flow.mts';

const WENT_WELL = 'Went well';
const FAILED = 'Failed';
/** What `order` was in the item that an item was made from, as a later node finds it by n8n's item linking. */
const ORIGIN = { order: `={{ $('${START}').item.json.order }}` };

inRealN8n('On Error, in real n8n', (rig) => {
	const bench = withBench(rig);

	/** Two items that can be read, one that cannot be used and one that Genesys does not know, mixed. */
	function mixed(): readonly { conversationId: string; order: string }[] {
		const { center } = bench();
		const ids = [center.chat().id, 'nope', NOBODYS_ID, center.chat().id];
		return ids.map((conversationId, index) => ({ conversationId, order: String(index) }));
	}

	scenario(
		'sends what failed to the error output, with what came in, and the rest to the other',
		async () => {
			const items = mixed();
			const node = bench().node(get(FROM_ITEM), { onError: 'continueErrorOutput' });

			const execution = await bench().run(
				flow([node, editFields(WENT_WELL, ORIGIN), editFields(FAILED, ORIGIN)], items, [
					[START, GENESYS],
					[GENESYS, WENT_WELL],
					[GENESYS, FAILED, 1],
				]),
			);

			assert.equal(execution.status, 'success', execution.errorMessage);
			assert.deepEqual(execution.items(WENT_WELL).map(identity), [items[0], items[3]]);
			assert.deepEqual(execution.items(FAILED).map(identity), [items[1], items[2]]);
			for (const item of execution.items(FAILED)) {
				assert.deepEqual(Object.keys(item).toSorted(), ['conversationId', 'error', 'message', 'order']);
				assertTold(item);
			}
		},
	);

	scenario('keeps what failed in its place with "Continue", as exactly error and message', async () => {
		const items = mixed();
		const node = bench().node(get(FROM_ITEM), { onError: 'continueRegularOutput' });

		const execution = await bench().run(flow([node, editFields(WENT_WELL, ORIGIN)], items));

		assert.equal(execution.status, 'success', execution.errorMessage);
		const given = execution.items(GENESYS);
		assert.deepEqual(
			given.map((item) => item['conversationId']),
			[items[0]?.conversationId, undefined, undefined, items[3]?.conversationId],
		);
		for (const item of given.slice(1, 3)) {
			assert.deepEqual(Object.keys(item).toSorted(), ['error', 'message']);
			assertTold(item);
		}
		assert.deepEqual(
			execution.items(WENT_WELL).map(({ order }) => order),
			items.map(({ order }) => order),
		);
	});

	scenario('stops the execution by default, with a message that says what is wrong', async () => {
		const execution = await bench().run(flow([bench().node(get(byId('={{ "nope" }}')))]));

		assert.equal(execution.status, 'error');
		assert.match(execution.errorMessage ?? '', /'Conversation'/);
		assert.deepEqual(bench().calls(), []);
	});

	scenario('takes nothing that went well for a failure, whatever the operation and the verdict', async () => {
		const nodes = harmless();
		const links = nodes.flatMap(({ name }): Link[] => [
			[START, name],
			[name, WENT_WELL],
			[name, FAILED, 1],
		]);

		const execution = await bench().run(flow([...nodes, place(WENT_WELL), place(FAILED)], [{}], links));

		assert.equal(execution.status, 'success', execution.errorMessage);
		assert.ok(!execution.nodesRun.includes(FAILED), JSON.stringify(execution.items(FAILED)));
		for (const { name } of nodes) {
			const given = execution.items(name);
			assert.notEqual(given.length, 0, name);
			for (const item of given) assert.ok(!item['error'], `${name}: ${JSON.stringify(item)}`);
		}
	});

	/** Nodes whose items are of every kind, and verdicts of every kind; none of them fails. */
	function harmless(): readonly WorkflowNode[] {
		const { center, simulator } = bench();
		const chat = (): string => center.chat().id;
		const raw = { output: 'raw' };
		const call = center.chat({ medium: 'call' }).id;
		const sessionId = center.chat().customer.sessionId;
		const open = { closeWhich: 'allOpenSessions' };
		const many = { resource: 'conversation', operation: 'getAll', returnAll: true };
		const withRecentMessage = { skipIfMessageWithinMinutes: 6_000 };
		simulator.configure({ rateLimit: { allowed: 10_000 } });
		const each: Readonly<Record<string, UnknownObject>> = {
			find: find('externalId', 'CRM-1'),
			'find raw': find('externalId', 'CRM-1', raw),
			'find nothing': find('externalId', 'CRM-unknown'),
			get: get(byId(chat())),
			'get raw': get(byId(chat()), raw),
			'get many': many,
			'get many raw': { ...many, ...raw },
			'set tag': setExternalTag(byId(chat()), 'ticket-1'),
			list: list(byId(chat())),
			'list raw': list(byId(chat()), raw),
			closed: close(byId(chat())),
			graceful: close(byId(chat()), {}, { method: 'graceful' }),
			teardown: close(byId(chat()), {}, { method: 'teardown' }),
			alreadyClosed: close(byId(center.chat({ stage: 'ended' }).id)),
			wouldClose: close(byId(chat()), { dryRun: true }),
			skippedAgentConnected: close(byId(chat()), { skipIfConnected: 'agent' }),
			skippedRecentMessage: close(byId(chat()), withRecentMessage),
			skippedNotWebMessaging: close(byId(call)),
			notFound: close(byId(NOBODYS_ID)),
			'closed session': closeSession(byId(chat()), open),
			'notFound session': closeSession(byId(chat()), bySessionId(sessionId)),
		};
		return Object.entries(each).map(([name, parameters]) =>
			bench().node(parameters, { onError: 'continueErrorOutput' }, name),
		);
	}
});

function identity({ conversationId, order }: UnknownObject): UnknownObject {
	return { conversationId, order };
}

/** Asserts that an item tells a person what happened and what to do. */
function assertTold(item: UnknownObject): void {
	assert.match(String(item['error']), /\w{4}/);
	assert.match(String(item['message']), /\w{4}/);
}
