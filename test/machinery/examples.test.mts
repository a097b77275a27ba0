import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { createTemporaryFolder, type TemporaryFolder } from '../../scripts/n8n/temporary-folder.mts';
import { rememberExamples } from '../../scripts/start/examples.mts';
import { scenario } from '../support/scenario.mts';

const example = (name: string, type = 'n8n-nodes-base.webhook') => ({
	name,
	nodes: [{ name: 'Node', type }],
});

void describe('The examples that n8n keeps between starts', () => {
	let folder: TemporaryFolder;
	const told = async (examples: ReturnType<typeof example>[], ...there: string[]) =>
		await rememberExamples(join(folder.path, 'examples.json'), examples, new Set(there));

	before(async () => {
		folder = await createTemporaryFolder();
	});

	after(async () => {
		await folder.remove();
	});

	scenario('are outdated where the package has changed since, until they are gone', async () => {
		assert.deepEqual(await told([example('A'), example('B')]), []);
		assert.deepEqual(await told([example('A'), example('B')], 'A', 'B'), []);
		assert.deepEqual(await told([example('A', 'other'), example('B')], 'A', 'B'), ['A']);
		assert.deepEqual(await told([example('A', 'other'), example('B')], 'A', 'B'), ['A']);
		assert.deepEqual(await told([example('A', 'other'), example('B')], 'B'), []);
		assert.deepEqual(await told([example('A', 'other'), example('B')], 'A', 'B'), []);
	});

	scenario('are outdated where nobody knows what they were', async () => {
		assert.deepEqual(await told([example('C')], 'C'), ['C']);
	});
});
