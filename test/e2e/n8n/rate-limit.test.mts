import assert from 'node:assert/strict';
import { openConversations } from '../../support/contact-center.mts';
import { close, get } from '../../support/parameters.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';
import { byId, FROM_ITEM, GENESYS, withBench } from './bench.mts';
import { flow } from '../../support/flow.mts';

const SECONDS = 2;
/** A pause is counted from the answer, which this machine has a moment after the simulator has noted the request. */
const PAUSE_MS = SECONDS * 1000;

inRealN8n('The rate limit, in real n8n', (rig) => {
	const bench = withBench(rig);

	for (const spelling of ['retryAfterSeconds', 'retryAfterDate', 'bodyOnly'] as const) {
		scenario(`is waited for as long as Genesys asks for, and the user is told (${spelling})`, async () => {
			const { center, simulator } = bench();
			const { id } = center.chat();
			simulator.faults.add({
				kind: 'rateLimit',
				spelling,
				seconds: SECONDS,
				times: 1,
				match: { method: 'PATCH' },
			});

			const execution = await bench().run(flow([bench().node(close(byId(id)))]));

			assert.deepEqual(
				execution.items(GENESYS).map(({ status }) => status),
				['closed'],
			);
			const [refused, accepted] = bench()
				.requests()
				.filter(({ method }) => method === 'PATCH');
			assert.equal(refused?.status, 429);
			// A date tells whole seconds: it may be up to one earlier.
			const least = spelling === 'retryAfterDate' ? PAUSE_MS - 1000 : PAUSE_MS;
			assert.ok((accepted?.at ?? 0) - refused.at >= least, `${accepted?.at} after ${refused.at}`);
			assert.equal(
				execution.hints(GENESYS).filter((hint) => /waited \d+ s \(1 pause\)/.test(hint)).length,
				1,
			);
		});
	}

	scenario('that one execution has run into, the next one keeps', async () => {
		const { center, simulator } = bench();
		const [one, two] = [center.chat().id, center.chat().id];
		simulator.faults.add({ kind: 'rateLimit', seconds: SECONDS, times: 1, match: { method: 'GET' } });
		const impatient = close(byId(one), {}, { options: { maxWaitSeconds: 0 } });

		const first = await bench().run(flow([bench().node(impatient)]));
		const second = await bench().run(flow([bench().node(get(byId(two)))]));

		assert.deepEqual(
			first.items(GENESYS).map(({ status }) => status),
			['notAttempted'],
		);
		assert.deepEqual(
			second.items(GENESYS).map(({ conversationId }) => conversationId),
			[two],
		);
		const [refused, accepted, ...others] = bench().requests();
		assert.deepEqual([refused?.status, accepted?.status, others.length], [429, 200, 0]);
		assert.ok((accepted?.at ?? 0) - (refused?.at ?? 0) >= PAUSE_MS);
		assert.equal(second.hints(GENESYS).length, 1);
		assert.deepEqual(openConversations(simulator.world), [one, two]);
	});

	scenario('is kept by two executions together, without a request refused', async () => {
		const { center, simulator } = bench();
		simulator.configure({ rateLimit: { allowed: 25, windowSeconds: 2 } });
		const ids = Array.from({ length: 20 }, () => center.chat({ stage: 'queue' }).id);
		const half = (part: readonly string[]) =>
			flow(
				[bench().node(close(FROM_ITEM))],
				part.map((conversationId) => ({ conversationId })),
			);

		const started = await Promise.all([
			bench().start(half(ids.slice(0, 10))),
			bench().start(half(ids.slice(10))),
		]);
		for (const id of started) assert.equal((await rig().client.execution(id)).status, 'success');

		assert.deepEqual(openConversations(simulator.world), []);
		assert.deepEqual(
			bench()
				.requests()
				.filter(({ status }) => status === 429),
			[],
		);
		assert.ok(bench().calls().length > 25, 'it did not take more than one window');
	});
});
