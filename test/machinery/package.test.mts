import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { installPackage, packageFolderOf, packPackage } from '../../scripts/n8n/package.mts';
import { createTemporaryFolder, type TemporaryFolder } from '../../scripts/n8n/temporary-folder.mts';
import { scenario } from '../support/scenario.mts';

const MANIFEST = {
	name: 'n8n-nodes-packed',
	version: '0.0.1',
	files: ['dist'],
	peerDependencies: { 'n8n-workflow': '*' },
};
/** Whatever npm asks of a registry fails, and so does the command. */
const NO_REGISTRY = 'registry=http://127.0.0.1:1/\nfetch-retries=0\n';

void describe('The command of the README that installs the packed package', () => {
	let folder: TemporaryFolder;

	before(async () => {
		folder = await createTemporaryFolder();
		await mkdir(join(folder.path, 'project', 'dist'), { recursive: true });
		await writeFile(join(folder.path, 'project', 'package.json'), JSON.stringify(MANIFEST));
		await writeFile(join(folder.path, 'project', 'dist', 'index.js'), '');
	});
	after(async () => {
		await folder.remove();
	});

	scenario('installs that package alone, where n8n looks, whatever lies in the folders above', async () => {
		const userFolder = join(folder.path, 'user');
		await mkdir(join(userFolder, '.n8n', 'nodes'), { recursive: true });
		await writeFile(join(userFolder, 'package.json'), '{"name":"what-lies-above"}');
		await writeFile(join(userFolder, '.n8n', 'nodes', '.npmrc'), NO_REGISTRY);
		const packed = await packPackage(folder.path, join(folder.path, 'project'));

		await installPackage(userFolder, packed);

		const installed = packageFolderOf(userFolder, packed.name);
		assert.deepEqual(await readdir(join(installed, 'dist')), ['index.js']);
		const beside = await readdir(join(installed, '..'));
		assert.deepEqual(
			beside.filter((name) => !name.startsWith('.')),
			[packed.name],
		);
		assert.deepEqual((await readdir(userFolder)).sort(), ['.n8n', 'package.json']);
	});
});
