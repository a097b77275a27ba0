import assert from 'node:assert/strict';
import { genesysCredentialData } from '../../../scripts/n8n/genesys-credential.mts';
import type { CredentialData } from '../../../scripts/n8n/client.mts';
import { DEFAULT_CLIENT } from '../../../simulator/index.mts';
import { get } from '../../workflow/support/parameters.mts';
import { scenario } from '../scenario.mts';
import { inRealN8n } from '../suite.mts';
import { byId, GENESYS, withBench } from './bench.mts';
import { failureOf } from './failure.mts';
import { builtIn, flow } from './flow.mts';

/** This machine is off limits by its address, as it is by default, and allowed by its name. */
const PROTECTED = { N8N_SSRF_PROTECTION_ENABLED: 'true', N8N_SSRF_ALLOWED_HOSTNAMES: 'localhost' };

inRealN8n(
	'With egress protection, in real n8n',
	(rig) => {
		const bench = withBench(rig);

		/** The simulated Genesys Cloud, at the address that is off limits. */
		const byAddress = (): string => bench().simulator.url;
		/** The same at the name that is allowed. */
		const byName = (): string => bench().simulator.url.replace('127.0.0.1', 'localhost');

		/** Runs "Get" with a credential for other URLs. */
		async function getWith(changes: CredentialData) {
			const data = { ...genesysCredentialData(byAddress(), DEFAULT_CLIENT), ...changes };
			const credential = await bench().newCredential(data);
			const { id } = bench().centre.chat();
			const execution = await bench().run(flow([bench().node(get(byId(id)), {}, GENESYS, credential)]));
			return { id, execution };
		}

		/** Whether n8n's own HTTP Request node may go to the address; an n8n without the protection lets it. */
		async function isProtected(): Promise<boolean> {
			const options = { response: { response: { neverError: true } } };
			const parameters = { url: `${byAddress()}/api/v2/tokens/me`, options };
			const execution = await bench().run(flow([builtIn('Request', 'httpRequest', 4.2, parameters)]));
			return execution.status === 'error';
		}

		scenario('an address that was allowed by its name works', async () => {
			const { id, execution } = await getWith({ customApiUrl: byName(), customLoginUrl: byName() });

			assert.equal(execution.status, 'success', execution.errorMessage);
			assert.deepEqual(
				execution.items(GENESYS).map(({ conversationId }) => conversationId),
				[id],
			);
		});

		for (const [what, changes] of [
			['a login', () => ({ customApiUrl: byName() })],
			['an API', () => ({ customLoginUrl: byName() })],
		] as const) {
			scenario(
				`${what} that n8n must not go to is told as that, with the setting that allows it`,
				async () => {
					const { execution } = await getWith(changes());

					if (!(await isProtected())) {
						assert.equal(execution.status, 'success', execution.errorMessage);
						return;
					}
					assert.equal(execution.status, 'error');
					assert.deepEqual(bench().calls(), []);
					const { message, description } = failureOf(execution, GENESYS);
					assert.match(`${message} ${description}`, /N8N_SSRF_ALLOWED/);
					assert.doesNotMatch(`${message} ${description}`, /client secret/);
				},
			);
		}
	},
	{ environment: PROTECTED },
);
