import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { CredentialData, CredentialTestResult } from '../../../scripts/n8n/client.mts';
import { GENESYS_CREDENTIAL_TYPE, genesysCredentialData } from '../../../scripts/n8n/genesys-credential.mts';
import type { CredentialReference, WorkflowDefinition } from '../../../scripts/n8n/workflow.mts';
import { DEFAULT_CLIENT } from '../../../simulator/index.mts';
import { flow, ownOAuth2Data, requestByOAuth2, START } from '../../support/flow.mts';
import type { ProxiedRequest } from '../proxy-recorder.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';

/** Hosts of TEST-NET-1 (RFC 5737): not this machine, and nobody's. */
const OTHER_MACHINE = '192.0.2.1:8080';
const YET_ANOTHER_MACHINE = '192.0.2.2:8080';
const WRONG_SECRET = 'not-the-secret-of-this-client';
const BASIC = `Basic ${Buffer.from(`${DEFAULT_CLIENT.id}:${DEFAULT_CLIENT.secret}`).toString('base64')}`;

inRealN8n('The credential in real n8n', (rig) => {
	/** Saves a credential and tests it, as the editor does; a new one each time, for n8n keeps the token of an old one. */
	async function saveAndTest(data: CredentialData): Promise<CredentialTestResult> {
		const credential = await rig().client.createCredential(
			`Test ${randomUUID()}`,
			GENESYS_CREDENTIAL_TYPE,
			data,
		);
		return await rig().client.testCredential(credential, data);
	}

	scenario('passes its test with the right client and secret', async () => {
		const { simulator } = rig();

		const result = await saveAndTest(genesysCredentialData(simulator.url, DEFAULT_CLIENT));

		assert.equal(result.status, 'OK', result.message);
		assert.ok(simulator.requests.some(({ path }) => path === '/api/v2/tokens/me'));
	});

	scenario(
		'says that the client is not accepted when the secret is wrong, and does not show it',
		async () => {
			const client = { id: DEFAULT_CLIENT.id, secret: WRONG_SECRET };

			assertClientRefused(await saveAndTest(genesysCredentialData(rig().simulator.url, client)));
		},
	);

	scenario('says that the client is not accepted when there is none with that ID', async () => {
		const client = { id: randomUUID(), secret: WRONG_SECRET };

		assertClientRefused(await saveAndTest(genesysCredentialData(rig().simulator.url, client)));
	});

	scenario('refuses http to another machine before the secret leaves this one', async () => {
		const { proxy } = rig();

		const result = await saveAndTest(genesysCredentialData(`http://${OTHER_MACHINE}`, DEFAULT_CLIENT));

		assert.deepEqual(proxy.requests.filter(goesTo(OTHER_MACHINE)), []);
		assert.deepEqual(proxy.requests.filter(showsSecret), []);
		assert.equal(result.status, 'Error');
		assert.match(result.message, /https/);
	});

	scenario('refuses an API at http on another machine before an access token goes there', async () => {
		const { proxy, simulator } = rig();
		const data = genesysCredentialData(simulator.url, DEFAULT_CLIENT);

		const result = await saveAndTest({ ...data, customApiUrl: `http://${OTHER_MACHINE}` });

		assert.deepEqual(proxy.requests.filter(goesTo(OTHER_MACHINE)), []);
		assert.equal(result.status, 'Error');
		assert.match(result.message, /https/);
	});

	scenario('says that a blank was copied along with the secret, and sends it nowhere', async () => {
		const { proxy, simulator } = rig();
		const blank = { ...DEFAULT_CLIENT, secret: `${DEFAULT_CLIENT.secret} ` };

		const result = await saveAndTest(genesysCredentialData(simulator.url, blank));

		assert.deepEqual(proxy.requests.filter(showsSecret), []);
		assert.equal(result.status, 'Error');
		assert.match(result.message, /blanks-around-the-client-id-or-secret/);
	});

	scenario('would be caught otherwise: a credential without that rule sends the secret', async () => {
		const { client, proxy } = rig();
		const credential = await client.createCredential(
			'Without the rule',
			'oAuth2Api',
			ownOAuth2Data(`http://${YET_ANOTHER_MACHINE}/oauth/token`),
		);
		const workflow = await client.createWorkflow(requestWith(credential));

		const execution = await client.execution(await client.runWorkflow(workflow.id, START));

		assert.equal(execution.status, 'error');
		assert.equal(proxy.requests.filter(goesTo(YET_ANOTHER_MACHINE)).filter(showsSecret).length, 1);
	});
});

/** A workflow that makes one request to another machine with a generic OAuth2 credential. */
function requestWith(credential: CredentialReference): WorkflowDefinition {
	return flow([requestByOAuth2('Request', `http://${YET_ANOTHER_MACHINE}/`, credential)]);
}

function assertClientRefused({ status, message }: CredentialTestResult): void {
	assert.equal(status, 'Error');
	assert.match(message, /client/i);
	assert.ok(!message.includes(WRONG_SECRET), message);
}

function goesTo(host: string): (request: ProxiedRequest) => boolean {
	return ({ target }) => target === host;
}

function showsSecret({ authorization }: ProxiedRequest): boolean {
	return authorization === BASIC;
}
