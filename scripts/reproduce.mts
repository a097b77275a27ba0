// npm run reproduce: builds and packs what is committed a second time, in another folder and under another umask, and compares
// the two tarballs byte by byte. Whoever checks out a release can see in the same way that what is published was made from it.
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './n8n/command.mts';
import { packPackage } from './n8n/package.mts';
import { PROJECT_FOLDER } from './n8n/project.mts';
import { createTemporaryFolder } from './n8n/temporary-folder.mts';

/** Nobody else may read what this process and its commands write. */
const STRICTEST_UMASK = 0o077;

const folder = await createTemporaryFolder();
try {
	const here = await pack('here', PROJECT_FOLDER);
	process.umask(STRICTEST_UMASK);
	const copy = join(folder.path, 'copy');
	await runCommand('git', ['clone', '--quiet', '--no-hardlinks', PROJECT_FOLDER, copy], {
		cwd: folder.path,
	});
	await symlink(join(PROJECT_FOLDER, 'node_modules'), join(copy, 'node_modules'));
	// It finds the record of the build here, in the shared folder, and builds all the same: there is no `dist` yet.
	await runCommand(process.execPath, ['scripts/build.mjs'], { cwd: copy });
	const there = await pack('there', copy);
	if (!here.equals(there)) throw new Error('Two builds of the same sources differ. Is everything committed?');
	console.log(`two builds, the same ${(here.length / 1000).toFixed(1)} kB`);
} finally {
	await folder.remove();
}

async function pack(name: string, project: string): Promise<Buffer> {
	const destination = join(folder.path, name);
	await mkdir(destination);
	const { tarball } = await packPackage(destination, project);
	return await readFile(tarball);
}
