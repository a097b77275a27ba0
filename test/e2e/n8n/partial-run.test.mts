import assert from 'node:assert/strict';
import { openConversations } from '../../support/contact-center.mts';
import { close, find, list } from '../../support/parameters.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';
import { FROM_ITEM, withBench } from './bench.mts';
import { flow, START } from '../../support/flow.mts';

const FIND = 'Find';
const LIST = 'List';
const CLOSE = 'Close';
const LOOKUP = 'POST /api/v2/externalcontacts/identifierlookup/contacts';

inRealN8n('"Execute step", in real n8n', (rig) => {
	const bench = withBench(rig);

	/** Runs Find and List of a workflow Find → List → Close, as somebody does who builds it. */
	async function builtUpToList() {
		const { id } = bench().center.chat();
		const { client } = rig();
		const workflow = await client.createWorkflow(
			flow([
				bench().node(find('externalId', 'CRM-1'), {}, FIND),
				bench().node(list(FROM_ITEM), {}, LIST),
				bench().node(close(FROM_ITEM), { executeOnce: true }, CLOSE),
			]),
		);
		const started = await client.runWorkflow(workflow.id, { triggerName: START, destinationNode: LIST });
		const execution = await client.execution(started);
		return { id, workflow, execution };
	}

	/** The API calls that something causes. */
	async function callsDuring(act: () => Promise<void>): Promise<readonly string[]> {
		const before = bench().calls().length;
		await act();
		return bench().calls().slice(before);
	}

	scenario('on List runs up to it, and closes nothing', async () => {
		const { id, execution } = await builtUpToList();

		assert.equal(execution.status, 'success', execution.errorMessage);
		assert.notEqual(execution.items(LIST).length, 0);
		assert.ok(!execution.nodesRun.includes(CLOSE));
		assert.deepEqual(openConversations(bench().simulator.world), [id]);
	});

	scenario(
		'on Close closes with what Find and List have given, without asking Genesys for it again',
		async () => {
			const { id, workflow, execution } = await builtUpToList();
			const { client } = rig();

			const calls = await callsDuring(async () => {
				const run = { destinationNode: CLOSE, runData: execution.runData };
				const closed = await client.execution(await client.runWorkflow(workflow.id, run));
				assert.equal(closed.status, 'success', closed.errorMessage);
				assert.deepEqual(
					closed.items(CLOSE).map(({ status }) => status),
					['closed'],
				);
				assert.deepEqual(closed.items(FIND), execution.items(FIND));
			});

			assert.ok(!calls.includes(LOOKUP), calls.join('\n'));
			for (const call of calls) assert.ok(call.includes(id), call);
			assert.deepEqual(openConversations(bench().simulator.world), []);
		},
	);

	scenario('runs Find again where it was changed', async () => {
		const { workflow, execution } = await builtUpToList();
		const { client } = rig();

		const calls = await callsDuring(async () => {
			const run = { destinationNode: LIST, runData: execution.runData, dirtyNodeNames: [FIND] };
			const again = await client.execution(await client.runWorkflow(workflow.id, run));
			assert.deepEqual(again.items(LIST), execution.items(LIST));
		});

		assert.equal(calls.filter((call) => call === LOOKUP).length, 1);
	});
});
