import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

import { builtPackage } from '../../built-package.mts';
import { createEngine } from '../../../test/harness/engine.mts';
import type { Rival } from '../rival.mts';
import { withPackage } from './package.mts';
import { CLOSE, credentialFor, straightWorkflow } from './workflow.mts';

const PACKAGE = 'bare';

/** The least that a node of n8n can do: the same requests through n8n's own request helper, ten at a time. */
export const bareHelper: Rival = {
	ready: async (task) => {
		const parts = {
			name: PACKAGE,
			folders: {
				nodes: fileURLToPath(new URL('nodes', import.meta.url)),
				product: join(builtPackage(), 'dist'),
			},
			nodes: ['nodes/BareRequests.node.mts'],
			credentials: ['product/credentials/GenesysCloudOAuth2Api.credentials.js'],
		};
		const engine = await withPackage(
			parts,
			async (folder) => await createEngine(folder, credentialFor(task)),
		);
		const node = { type: `${PACKAGE}.bareRequests`, typeVersion: 1, parameters: { url: task.url } };
		const workflow = straightWorkflow(node, task.conversationIds);
		return async () => task.conversationIds.length - (await engine.run(workflow)).json(CLOSE).length;
	},
};
