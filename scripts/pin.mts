// npm run pin -- 2.40: writes the versions.txt of a line of n8n, the first or anew, with the newest versions that its
// package.json allows.
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pnpmStore } from './n8n/cache.mts';
import { toLine } from './n8n/lines.mts';
import { rebuildLock, resolveAnew, type PnpmRun } from './n8n/pnpm.mts';
import { readWanted, recipeFolder } from './n8n/recipe.mts';
import { createTemporaryFolder } from './n8n/temporary-folder.mts';
import { listOf } from './n8n/versions.mts';

const folder = await createTemporaryFolder();
try {
	const recipe = await readWanted(recipeFolder(toLine(process.argv[2] ?? '')));
	const store = pnpmStore(recipe.nodeMajor);
	const run: PnpmRun = { folder: folder.path, recipe, store };
	await copyFile(join(recipe.source, 'package.json'), join(folder.path, 'package.json'));
	const list = listOf(await resolveAnew(run));
	await writeFile(join(folder.path, 'versions.txt'), list);
	// A list that does not lead back to itself would be of no use to anybody.
	await rebuildLock(run);
	await writeFile(join(recipe.source, 'versions.txt'), list);
	console.log(`n8n ${recipe.n8nVersion}: ${list.trimEnd().split('\n').length} packages in versions.txt`);
} finally {
	await folder.remove();
}
