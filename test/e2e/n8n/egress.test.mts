import assert from 'node:assert/strict';
import { genesysCredentialData } from '../../../scripts/n8n/genesys-credential.mts';
import { isSince, type Line } from '../../../scripts/n8n/lines.mts';
import type { CredentialData } from '../../../scripts/n8n/client.mts';
import { DEFAULT_CLIENT } from '../../../simulator/index.mts';
import { get } from '../../support/parameters.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';
import { byId, GENESYS, withBench } from './bench.mts';
import { failureOf } from './failure.mts';
import { flow, ownOAuth2Data, requestByOAuth2 } from '../../support/flow.mts';

/** The first of the lines that keeps logins from an address, too. */
const WITH_PROTECTION: Line = '2.20';
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
			const { id } = bench().center.chat();
			const execution = await bench().run(flow([bench().node(get(byId(id)), {}, GENESYS, credential)]));
			return { id, execution };
		}

		/**
		 * Whether n8n's own HTTP Request node, with n8n's own OAuth2 credential, is held back from an address: older versions
		 * know no protection, or keep only requests from going there, and no logins.
		 */
		async function isProtected(api: string, login: string): Promise<boolean> {
			const credential = await rig().client.createCredential(
				`Of n8n, for ${login}`,
				'oAuth2Api',
				ownOAuth2Data(`${login}/oauth/token`),
			);
			const request = requestByOAuth2('Request', `${api}/api/v2/tokens/me`, credential);
			const { status } = await bench().run(flow([request]));
			return status === 'error';
		}

		scenario('an address that was allowed by its name works', async () => {
			const { id, execution } = await getWith({ customApiUrl: byName(), customLoginUrl: byName() });

			assert.equal(execution.status, 'success', execution.errorMessage);
			assert.deepEqual(
				execution.items(GENESYS).map(({ conversationId }) => conversationId),
				[id],
			);
		});

		for (const [what, urls] of [
			['a login', () => ({ customApiUrl: byName(), customLoginUrl: byAddress() })],
			['an API', () => ({ customApiUrl: byAddress(), customLoginUrl: byName() })],
		] as const) {
			scenario(
				`${what} that n8n must not go to is told as that, with the setting that allows it`,
				async () => {
					const changes = urls();
					const shouldFail = await isProtected(changes.customApiUrl, changes.customLoginUrl);
					const callsBefore = bench().calls().length;

					const { execution } = await getWith(changes);

					if (!shouldFail) {
						assert.equal(execution.status, 'success', execution.errorMessage);
						return;
					}
					assert.equal(execution.status, 'error');
					assert.equal(bench().calls().length, callsBefore);
					const { message, description } = failureOf(execution, GENESYS);
					assert.match(`${message} ${description}`, /N8N_SSRF_ALLOWED/);
					assert.doesNotMatch(`${message} ${description}`, /client secret/);
				},
			);
		}

		scenario('n8n has the protection, or is too old for it', async () => {
			assert.equal(await isProtected(byAddress(), byName()), isSince(rig().line, WITH_PROTECTION));
		});
	},
	{ environment: PROTECTED },
);
