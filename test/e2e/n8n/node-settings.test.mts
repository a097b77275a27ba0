import assert from 'node:assert/strict';
import { openConversations } from '../../support/contact-center.mts';
import { close, list } from '../../support/parameters.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';
import { byId, FROM_ITEM, GENESYS, withBench } from './bench.mts';
import { flow, place } from '../../support/flow.mts';

const AFTER = 'After';

inRealN8n('The settings that every node has, in real n8n', (rig) => {
	const bench = withBench(rig);

	function chats(count: number): readonly { conversationId: string }[] {
		return Array.from({ length: count }, () => ({ conversationId: bench().center.chat().id }));
	}

	scenario('"Execute Once" closes what the first item names, and nothing else', async () => {
		const items = chats(3);

		const execution = await bench().run(flow([bench().node(close(FROM_ITEM), { executeOnce: true })], items));

		assert.deepEqual(
			execution.items(GENESYS).map(({ conversationId, status }) => ({ conversationId, status })),
			[{ ...items[0], status: 'closed' }],
		);
		assert.equal(openConversations(bench().simulator.world).length, 2);
	});

	scenario('"Always Output Data" lets the workflow go on where List finds nothing', async () => {
		const { id } = bench().center.chat({ stage: 'ended' });
		const run = async (alwaysOutputData: boolean): Promise<boolean> => {
			const node = bench().node(list(byId(id)), { alwaysOutputData });
			return (await bench().run(flow([node, place(AFTER)]))).nodesRun.includes(AFTER);
		};

		assert.equal(await run(false), false);
		assert.equal(await run(true), true);
	});

	scenario('a deactivated node hands its input on, and Genesys hears nothing', async () => {
		const items = chats(2);

		const execution = await bench().run(
			flow([bench().node(close(FROM_ITEM), { disabled: true }), place(AFTER)], items),
		);

		assert.equal(execution.status, 'success', execution.errorMessage);
		assert.deepEqual(execution.items(AFTER), items);
		assert.deepEqual(bench().simulator.requests, []);
		assert.equal(openConversations(bench().simulator.world).length, 2);
	});

	scenario('two executions at once close each conversation once, and both tell the truth', async () => {
		const items = chats(12);
		const workflow = flow([bench().node(close(FROM_ITEM))], items);

		const started = await Promise.all([bench().start(workflow), bench().start(workflow)]);
		const executions = await Promise.all(started.map((id) => rig().client.execution(id)));

		for (const { conversationId } of items) {
			const verdicts = executions.map((execution) =>
				execution.items(GENESYS).find((verdict) => verdict['conversationId'] === conversationId),
			);
			assert.deepEqual(verdicts.map((verdict) => verdict?.['status']).toSorted(), [
				'alreadyClosed',
				'closed',
			]);
			assert.equal(bench().acceptedCloses(conversationId), 1);
		}
	});
});
