import assert from 'node:assert/strict';
import type { NodeType } from '../../../scripts/n8n/client.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';

inRealN8n('The packed package in real n8n', (rig) => {
	async function nodeType(name: string): Promise<NodeType> {
		const { client, packed } = rig();
		const found = (await client.nodeTypes()).find((type) => type.name === `${packed.name}.${name}`);
		assert.ok(found, `n8n lists no node type ${packed.name}.${name}`);
		return found;
	}

	scenario('is listed as a node', async () => {
		const { displayName } = await nodeType('genesysWebMessaging');

		assert.equal(displayName, 'Genesys Web Messaging');
	});

	scenario('is listed as a tool for AI agents', async () => {
		const { displayName } = await nodeType('genesysWebMessagingTool');

		assert.match(displayName, /^Genesys Web Messaging/);
	});

	scenario('has an icon for light and one for dark, and n8n serves both', async () => {
		const { iconPaths } = await nodeType('genesysWebMessaging');

		assert.equal(new Set(iconPaths).size, 2);
		for (const path of iconPaths) {
			const response = await rig().client.file(path);
			assert.equal(response.status, 200, path);
			assert.match(response.headers.get('content-type') ?? '', /^image\/svg\+xml/);
			assert.match(await response.text(), /<svg[\s>]/);
		}
	});

	scenario('is all that n8n needs: while it starts, it asks no other machine', () => {
		assert.deepEqual(rig().askedWhileStarting, []);
	});
});
