import assert from 'node:assert/strict';
import { openConversations } from '../../support/contact-center.mts';
import { close, get } from '../../support/parameters.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';
import { byId, FROM_ITEM, GENESYS, withBench } from './bench.mts';
import { flow } from '../../support/flow.mts';

/** The node works on so many items at a time; an n8n before 2.30 renews the token for each request that was refused. */
const AT_A_TIME = 10;

inRealN8n('The access token, in real n8n', (rig) => {
	const bench = withBench(rig);

	scenario('is fetched once for a run of many items, and kept for the next', async () => {
		const items = Array.from({ length: 12 }, () => ({ conversationId: bench().center.chat().id }));
		const workflow = flow([bench().node(get(FROM_ITEM))], items);

		for (const execution of [await bench().run(workflow), await bench().run(workflow)]) {
			assert.equal(execution.items(GENESYS).length, items.length);
		}

		assert.equal(bench().tokenRequests(), 1);
	});

	for (const kind of ['revokeToken', 'expireToken'] as const) {
		scenario(
			`is renewed when it ends in the middle of a run, and nothing is done twice (${kind})`,
			async () => {
				const { center, simulator } = bench();
				const ids = Array.from({ length: 30 }, () => center.chat().id);
				simulator.faults.add({ kind, times: 1, match: { method: 'PATCH', path: ids[12] ?? '' } });
				const items = ids.map((conversationId) => ({ conversationId }));

				const execution = await bench().run(flow([bench().node(close(FROM_ITEM))], items));

				assert.equal(execution.status, 'success', execution.errorMessage);
				assert.deepEqual(
					execution.items(GENESYS).map(({ conversationId, status }) => ({ conversationId, status })),
					items.map((item) => ({ ...item, status: 'closed' })),
				);
				assert.deepEqual(
					ids.map((id) => bench().acceptedCloses(id)),
					ids.map(() => 1),
				);
				assert.deepEqual(openConversations(simulator.world), []);
				const renewals = bench().tokenRequests() - 1;
				assert.ok(renewals >= 1 && renewals <= AT_A_TIME, `${renewals} renewals`);
			},
		);
	}

	scenario('is renewed once when it has ended between two runs', async () => {
		const { center, simulator } = bench();
		const ids = [center.chat().id, center.chat().id, center.chat().id];
		const items = ids.map((conversationId) => ({ conversationId }));
		await bench().run(flow([bench().node(get(FROM_ITEM))], items));
		simulator.faults.add({ kind: 'expireToken', times: 1 });

		const execution = await bench().run(flow([bench().node(close(FROM_ITEM))], items));

		assert.deepEqual(
			execution.items(GENESYS).map(({ status }) => status),
			['closed', 'closed', 'closed'],
		);
		assert.equal(bench().tokenRequests(), 2);
	});

	scenario('is asked for no further when Genesys goes on to refuse it, and the user is told', async () => {
		const { center, simulator } = bench();
		simulator.faults.add({ kind: 'status', status: 401, match: { path: '^/api/' } });

		const execution = await bench().run(flow([bench().node(get(byId(center.chat().id)))]));

		assert.equal(execution.status, 'error');
		assert.match(execution.errorMessage ?? '', /did not accept the credential/);
		assert.equal(bench().tokenRequests(), 2);
		// An n8n before 2.9 hands the refusal back and does not renew the token, so that the node asks once more.
		assert.ok(bench().calls().length <= 4, bench().calls().join('\n'));
	});
});
