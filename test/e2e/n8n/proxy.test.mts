import assert from 'node:assert/strict';
import { after } from 'node:test';
import { genesysCredentialData } from '../../../scripts/n8n/genesys-credential.mts';
import { DEFAULT_CLIENT } from '../../../simulator/index.mts';
import { openConversations } from '../../support/contact-center.mts';
import { close, get } from '../../support/parameters.mts';
import { startForwardingProxy } from '../forwarding-proxy.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';
import { byId, GENESYS, withBench } from './bench.mts';
import { flow } from '../../support/flow.mts';

// Its address has to be known when n8n starts.
const proxy = await startForwardingProxy();

/** What stands in a log in place of something secret. */
const MASK = '[redacted]';

inRealN8n(
	'Behind a proxy, in real n8n',
	(rig) => {
		const bench = withBench(rig);
		after(() => proxy.close());

		/** What the proxy passed on to the simulated Genesys Cloud. */
		function passedOn() {
			const { host } = new URL(bench().simulator.url);
			return proxy.requests.filter(({ target }) => target === host);
		}

		scenario('every request goes through it, those for the token too', async () => {
			const { center, simulator } = bench();

			const execution = await bench().run(flow([bench().node(close(byId(center.chat().id)))]));

			assert.equal(execution.status, 'success', execution.errorMessage);
			assert.equal(execution.items(GENESYS)[0]?.['status'], 'closed');
			assert.deepEqual(openConversations(simulator.world), []);
			assert.deepEqual(
				passedOn().map(({ method, path }) => `${method} ${path}`),
				simulator.requests.map(({ method, path }) => `${method} ${path}`),
			);
			assert.equal(bench().tokenRequests(), 1);
		});

		scenario('so does the test of the credential', async () => {
			const { client, credential, simulator } = bench();

			const result = await client.testCredential(
				credential,
				genesysCredentialData(simulator.url, DEFAULT_CLIENT),
			);

			assert.equal(result.status, 'OK', result.message);
			assert.deepEqual(
				passedOn().map(({ path }) => path),
				['/oauth/token', '/api/v2/tokens/me'],
			);
		});

		scenario('no secret gets into the log or into what n8n keeps of the execution', async () => {
			const { center, simulator } = bench();
			const { id } = center.chat();
			simulator.faults.add({ kind: 'status', status: 500, match: { method: 'GET' } });

			const failed = await bench().run(flow([bench().node(get(byId(id)))]));

			assert.equal(failed.status, 'error');
			const secrets = passedOn().flatMap(({ authorization }) => authorization?.split(' ')[1] ?? []);
			assert.equal(new Set(secrets).size, 2, 'the secret of the client, and the token');
			const kept = JSON.stringify(failed.runData);
			for (const secret of [...secrets, DEFAULT_CLIENT.secret, proxy.password]) {
				assert.ok(!kept.includes(secret));
				assert.ok(!rig().n8n.log().includes(secret));
			}
			// The log is shown without secrets anyway; where there had been one, this would tell.
			assert.ok(!rig().n8n.log().includes(MASK));
		});
	},
	{ environment: { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, NO_PROXY: '' } },
);

inRealN8n('Beside a proxy, in real n8n', (rig) => {
	const bench = withBench(rig);

	scenario('NO_PROXY leads past it', async () => {
		const { center, simulator } = bench();

		const execution = await bench().run(flow([bench().node(get(byId(center.chat().id)))]));

		assert.equal(execution.status, 'success', execution.errorMessage);
		assert.equal(bench().calls().length, 1);
		const { host } = new URL(simulator.url);
		assert.deepEqual(
			rig().proxy.requests.filter(({ target }) => target === host),
			[],
		);
	});
});
