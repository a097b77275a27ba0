import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe } from 'node:test';
import { mirrorBuild, type Mirror } from '../../scripts/n8n/mirror.mts';
import { pollUntil } from '../../scripts/n8n/poll.mts';
import { createTemporaryFolder, type TemporaryFolder } from '../../scripts/n8n/temporary-folder.mts';
import { scenario } from '../support/scenario.mts';

const WITHIN_MS = 20_000;
const NAMES = ['index.js', ...Array.from({ length: 100 }, (_, index) => `nodes/${index % 10}/${index}.js`)];

void describe('What npm start shows n8n of a checkout', () => {
	let folder: TemporaryFolder;
	let mirror: Mirror;
	let shown: string;

	const inBuild = (name: string): string => join(folder.path, 'project', 'dist', name);
	const shownNames = async (): Promise<string[]> => (await readdir(join(shown, 'dist'))).toSorted();

	/** As many files, in as many folders, as a compiler writes at once. */
	const writeBuild = async (text: string): Promise<void> => {
		for (const name of NAMES) {
			await mkdir(dirname(inBuild(name)), { recursive: true });
			await writeFile(inBuild(name), text);
		}
	};

	before(async () => {
		folder = await createTemporaryFolder();
		await mkdir(inBuild('.'), { recursive: true });
		await writeFile(join(folder.path, 'project', 'package.json'), '{"name":"n8n-nodes-mirrored"}');
		await writeFile(inBuild('index.js'), 'before');
		await writeFile(inBuild('tsconfig.tsbuildinfo'), '{}');
		mirror = await mirrorBuild(join(folder.path, 'user'), join(folder.path, 'project'));
		shown = join(folder.path, 'user', '.n8n', 'nodes', 'node_modules', mirror.packageName);
	});
	after(async () => {
		await mirror.close();
		await folder.remove();
	});

	scenario('is the package with its build, and not what the compiler remembers', async () => {
		assert.equal(mirror.packageName, 'n8n-nodes-mirrored');
		assert.deepEqual((await readdir(shown)).toSorted(), ['dist', 'package.json']);
		assert.deepEqual(await shownNames(), ['index.js']);
	});

	scenario('follows what is changed, added and taken away', async () => {
		await writeFile(inBuild('index.js'), 'after');
		await writeFile(inBuild('added.js'), '');
		await pollUntil('both are there', WITHIN_MS, async () => {
			const isChanged = (await readFile(join(shown, 'dist', 'index.js'), 'utf8')) === 'after';
			return (isChanged && (await shownNames()).includes('added.js')) || undefined;
		});

		await rm(inBuild('added.js'));
		await pollUntil('it is gone', WITHIN_MS, async () => (await shownNames()).length === 1 || undefined);
	});

	scenario('stays while dist is deleted, and is the new build when that is there', async () => {
		for (const text of ['second', 'third', 'fourth']) {
			await rm(inBuild('.'), { recursive: true });
			await writeBuild(text);
			await pollUntil(`all is of the ${text} build`, WITHIN_MS, async () => {
				assert.ok((await shownNames()).includes('index.js'), 'n8n is left without the node');
				const files = NAMES.map((name) => readFile(join(shown, 'dist', name), 'utf8').catch(() => ''));
				return (await Promise.all(files)).every((found) => found === text) || undefined;
			});
		}
	});

	scenario('is nothing where there is no build', async () => {
		await assert.rejects(mirrorBuild(join(folder.path, 'other'), join(folder.path, 'user')), /ENOENT/);
		await mkdir(join(folder.path, 'unbuilt'));
		await writeFile(join(folder.path, 'unbuilt', 'package.json'), '{"name":"n8n-nodes-unbuilt"}');
		await assert.rejects(
			mirrorBuild(join(folder.path, 'other'), join(folder.path, 'unbuilt')),
			/npm run build/,
		);
	});
});
