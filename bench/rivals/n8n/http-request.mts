import { realpath } from 'node:fs/promises';
import { join } from 'node:path';

import { provisionRuntime } from '../../../scripts/n8n/runtime.mts';
import { builtPackage } from '../../built-package.mts';
import { createEngine, type Engine, type Execution } from '../../../test/harness/engine.mts';
import type { Rival, Task } from '../rival.mts';
import { withPackage } from './package.mts';
import {
	CLOSE,
	CREDENTIAL_TYPE,
	credentialFor,
	LOOP,
	loopWorkflow,
	straightWorkflow,
	type CallingNode,
} from './workflow.mts';

const LONGEST_WAIT_MS = 5_000;
const BATCH_SIZE = 50;
/** The even share of a limit of 300 calls a minute. */
const BATCH_INTERVAL_MS = 10_000;

/** n8n's own HTTP Request node behind "Loop Over Items", one item after the other, with the most that Retry On Fail allows. */
export const httpRequestInLoop: Rival = {
	ready: async (task) => {
		const engine = await engineWithHttpRequest(task);
		const workflow = loopWorkflow(httpRequest(task), task.conversationIds);
		return async () => failedRows(await engine.run(workflow), LOOP, task);
	},
};

/** n8n's own HTTP Request node with its option Batching: 50 requests at once, every 10 seconds; and Retry On Fail. */
export const httpRequestInBatches: Rival = {
	ready: async (task) => {
		const engine = await engineWithHttpRequest(task);
		const node = httpRequest(task);
		const batch = { batchSize: BATCH_SIZE, batchInterval: BATCH_INTERVAL_MS * task.factor };
		const parameters = { ...node.parameters, options: { batching: { batch } } };
		const workflow = straightWorkflow({ ...node, parameters }, task.conversationIds);
		return async () => failedRows(await engine.run(workflow), CLOSE, task);
	},
};

/** The nodes are those of the real n8n that the end-to-end tests and `npm start` use. */
async function engineWithHttpRequest(task: Task): Promise<Engine> {
	const { n8n } = await provisionRuntime(() => undefined);
	const base = join(await realpath(join(n8n, '../..')), '../n8n-nodes-base/dist/nodes');
	const parts = {
		name: 'n8n-nodes-base',
		folders: {
			HttpRequest: join(base, 'HttpRequest'),
			SplitInBatches: join(base, 'SplitInBatches'),
			product: join(builtPackage(), 'dist'),
		},
		nodes: ['HttpRequest/HttpRequest.node.js', 'SplitInBatches/SplitInBatches.node.js'],
		credentials: ['product/credentials/GenesysCloudOAuth2Api.credentials.js'],
	};
	return await withPackage(parts, async (folder) => await createEngine(folder, credentialFor(task)));
}

function httpRequest({ url, factor }: Task): CallingNode {
	return {
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			method: 'PATCH',
			url: `=${url}/api/v2/conversations/messages/{{ $json.conversationId }}`,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: CREDENTIAL_TYPE,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '{ "state": "disconnected" }',
			options: {},
		},
		retryOnFail: true,
		maxTries: 5,
		waitBetweenTries: LONGEST_WAIT_MS * factor,
	};
}

function failedRows(execution: Execution, lastNode: string, { conversationIds }: Task): number {
	const answered = execution
		.json(lastNode)
		.filter(({ id, error }) => typeof id === 'string' && error === undefined);
	return conversationIds.length - answered.length;
}
