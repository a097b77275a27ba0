import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Execution } from '../../../scripts/n8n/execution.mts';
import { pollUntil } from '../../../scripts/n8n/poll.mts';
import { openConversations } from '../../support/contact-center.mts';
import { close, get } from '../../support/parameters.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';
import { byId, FROM_ITEM, GENESYS, withBench } from './bench.mts';
import { flow, place } from '../../support/flow.mts';

const AFTER = 'After';
/** Seconds. Nobody here waits as long for an execution: one that ends at all has ended before such a pause. */
const LONG = 100;
/** Seconds. Short enough to be sat out, to see that nothing follows. */
const SHORT = 3;
/** After a pause a request is sent within this time, in milliseconds: Genesys' seconds are spread by up to half a one. */
const SENT_WITHIN_MS = 1_500;
const PATIENCE_MS = 30_000;

inRealN8n('Stopping an execution, in real n8n', (rig) => {
	const bench = withBench(rig);

	/** Starts the node, stops the execution once the condition holds, and waits for its end. */
	async function stopped(
		isTime: () => boolean,
		parameters: Parameters<ReturnType<typeof bench>['node']>[0],
		onError: string,
		items?: readonly { conversationId: string }[],
	): Promise<Execution> {
		const id = await bench().start(flow([bench().node(parameters, { onError }), place(AFTER)], items));
		await pollUntil('it is time to stop', PATIENCE_MS, () => isTime() || undefined);
		await rig().client.stopExecution(id);
		return await rig().client.execution(id);
	}

	function refusal() {
		return bench()
			.requests()
			.find(({ status }) => status === 429);
	}

	/** A cancel is neither a success nor a failure of items: nothing after the node runs. */
	function assertCanceled(execution: Execution): void {
		assert.equal(execution.status, 'canceled');
		assert.ok(!execution.nodesRun.includes(AFTER));
		for (const item of execution.items(GENESYS)) assert.ok(!('error' in item), JSON.stringify(item));
	}

	/** Three open conversations; the second makes Genesys ask for a pause. */
	function chats(seconds: number): readonly { conversationId: string }[] {
		const { center, simulator } = bench();
		const ids = [center.chat().id, center.chat().id, center.chat().id];
		simulator.faults.add({
			kind: 'rateLimit',
			seconds,
			times: 1,
			match: { method: 'PATCH', path: ids[1] ?? '' },
		});
		return ids.map((conversationId) => ({ conversationId }));
	}

	// With a cap, items are closed one after the other: the third has not begun when the second has to pause.
	const oneByOne = close(FROM_ITEM, { maxCloses: 100 });

	for (const onError of ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput']) {
		scenario(`ends it while it waits for the rate limit, as canceled (${onError})`, async () => {
			const items = chats(LONG);

			assertCanceled(await stopped(() => refusal() !== undefined, oneByOne, onError, items));

			const [, second, third] = items.map(({ conversationId }) => conversationId);
			assert.deepEqual(openConversations(bench().simulator.world), [second, third]);
		});
	}

	scenario('lets no request follow, not even when the pause would have been over', async () => {
		const items = chats(SHORT);

		assertCanceled(await stopped(() => refusal() !== undefined, oneByOne, 'continueRegularOutput', items));

		const { length } = bench().simulator.requests;
		const end = (refusal()?.at ?? 0) + SHORT * 1000 + SENT_WITHIN_MS;
		await sleep(Math.max(0, end - bench().simulator.world.now()));
		assert.equal(bench().simulator.requests.length, length);
		assert.equal(openConversations(bench().simulator.world).length, 2);
	});

	scenario('ends it while Genesys takes its time to answer', async () => {
		const { center, simulator } = bench();
		const fault = simulator.faults.add({ kind: 'slow', ms: LONG * 1000, match: { method: 'GET' } });

		assertCanceled(await stopped(() => fault.hits > 0, get(byId(center.chat().id)), 'continueRegularOutput'));
	});
});
