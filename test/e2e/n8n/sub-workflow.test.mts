import assert from 'node:assert/strict';
import type { Execution } from '../../../scripts/n8n/execution.mts';
import type { INodeParameters } from 'n8n-workflow';
import { close } from '../../support/parameters.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';
import { FROM_ITEM, GENESYS, withBench } from './bench.mts';
import { builtIn, chain, flow } from '../../support/flow.mts';

const CALLED = 'When called';
const CALL = 'Call';

inRealN8n('In a sub-workflow, in real n8n', (rig) => {
	const bench = withBench(rig);

	/** Stores a workflow that closes what it is given, and calls it with three conversations. */
	async function called(
		mode: 'once' | 'each',
		options: INodeParameters = {},
	): Promise<{ execution: Execution; ids: string[] }> {
		const { center } = bench();
		const ids = [center.chat().id, center.chat().id, center.chat().id];
		const trigger = builtIn(CALLED, 'executeWorkflowTrigger', 1.1, { inputSource: 'passthrough' });
		const node = bench().node(close(FROM_ITEM, options));
		const { client } = rig();
		const sub = await client.createWorkflow(flow([trigger, node], [], chain([CALLED, GENESYS])));
		const call = builtIn(CALL, 'executeWorkflow', 1.1, {
			source: 'database',
			workflowId: { __rl: true, mode: 'id', value: sub.id },
			mode,
			options: { waitForSubWorkflow: true },
		});
		const execution = await bench().run(
			flow(
				[call],
				ids.map((conversationId) => ({ conversationId })),
			),
		);
		assert.equal(execution.status, 'success', execution.errorMessage);
		return { execution, ids };
	}

	function verdicts(execution: Execution): readonly unknown[] {
		return execution.items(CALL).map(({ conversationId, status }) => [conversationId, status]);
	}

	for (const mode of ['once', 'each'] as const) {
		scenario(`closes what it is given and answers with the verdicts, in order (${mode})`, async () => {
			const { execution, ids } = await called(mode);

			assert.deepEqual(
				verdicts(execution),
				ids.map((id) => [id, 'closed']),
			);
			assert.deepEqual(
				ids.map((id) => bench().acceptedCloses(id)),
				[1, 1, 1],
			);
			assert.equal(bench().tokenRequests(), 1);
		});
	}

	scenario('called once with all items is one run, which a cap on the closes counts together', async () => {
		const { execution, ids } = await called('once', { maxCloses: 1 });

		assert.deepEqual(verdicts(execution), [
			[ids[0], 'closed'],
			[ids[1], 'notAttempted'],
			[ids[2], 'notAttempted'],
		]);
	});

	scenario('called for each item is a run of its own each time, and so is the cap', async () => {
		const { execution, ids } = await called('each', { maxCloses: 1 });

		assert.deepEqual(
			verdicts(execution),
			ids.map((id) => [id, 'closed']),
		);
	});
});
