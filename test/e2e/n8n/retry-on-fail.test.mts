import assert from 'node:assert/strict';
import { openConversations } from '../../support/contact-center.mts';
import { close } from '../../support/parameters.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';
import { FROM_ITEM, GENESYS, withBench } from './bench.mts';
import { flow } from '../../support/flow.mts';

const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 };

inRealN8n('Retry On Fail, in real n8n', (rig) => {
	const bench = withBench(rig);

	/** Three open conversations; the closing request for one of them is refused so often. */
	function chats(failing: number, times: number): readonly string[] {
		const { center, simulator } = bench();
		const ids = [center.chat().id, center.chat().id, center.chat().id];
		const match = { method: 'PATCH', path: ids[failing] ?? '' };
		// A server error would leave it open whether the close was carried out, and that is a verdict.
		simulator.faults.add({ kind: 'status', status: 405, times, match });
		return ids;
	}

	/** Runs "Close" with Retry On Fail; gives what it put out last. */
	async function closeAll(ids: readonly string[], onError: string): Promise<readonly unknown[]> {
		const items = ids.map((conversationId) => ({ conversationId }));
		const node = bench().node(close(FROM_ITEM), { ...RETRY, onError });
		const execution = await bench().run(flow([node], items));
		assert.equal(execution.status, 'success', execution.errorMessage);
		return execution.items(GENESYS).map(({ status, error }) => (error === undefined ? status : 'failed'));
	}

	/** How often a closing request was accepted, by conversation. */
	function closes(ids: readonly string[]): readonly number[] {
		return ids.map((id) => bench().acceptedCloses(id));
	}

	scenario('runs all items again when one stops the node, and closes none of them twice', async () => {
		const ids = chats(2, 1);

		const statuses = await closeAll(ids, 'stopWorkflow');

		assert.equal(statuses[2], 'closed');
		// What the first try had under way beside the one that failed may have been closed by either of the two.
		for (const status of statuses)
			assert.ok(status === 'closed' || status === 'alreadyClosed', String(status));
		assert.deepEqual(closes(ids), [1, 1, 1]);
		assert.deepEqual(openConversations(bench().simulator.world), []);
	});

	scenario(
		'runs all items again when the first fails and the node may continue, with true verdicts',
		async () => {
			const ids = chats(0, 1);

			assert.deepEqual(await closeAll(ids, 'continueRegularOutput'), [
				'closed',
				'alreadyClosed',
				'alreadyClosed',
			]);
			assert.deepEqual(closes(ids), [1, 1, 1]);
		},
	);

	scenario('ends with the failure told where it stays, and the others closed once', async () => {
		const ids = chats(0, 100);

		assert.deepEqual(await closeAll(ids, 'continueRegularOutput'), [
			'failed',
			'alreadyClosed',
			'alreadyClosed',
		]);
		assert.deepEqual(closes(ids), [0, 1, 1]);
		assert.deepEqual(openConversations(bench().simulator.world), [ids[0]]);
	});

	scenario('has nothing to do when verdicts are no failures', async () => {
		const { center } = bench();
		const ids = [center.chat({ stage: 'ended' }).id, center.chat().id];

		assert.deepEqual(await closeAll(ids, 'continueRegularOutput'), ['alreadyClosed', 'closed']);
		assert.equal(
			bench()
				.calls()
				.filter((call) => call.includes(ids[0] ?? '-')).length,
			1,
		);
	});
});
