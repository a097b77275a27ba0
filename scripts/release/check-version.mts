// npm run release:version: whether package.json, the tag, the changelog, and the repository fit together.
//   WORKFLOW_MODE=publish              a tag is needed, on a commit of main (default: check, which may run on a branch)
//   GITHUB_REF_TYPE, GITHUB_REF_NAME   what the workflow runs on; GitHub sets them
//   GITHUB_REPOSITORY                  where it runs; GitHub sets it
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT_FOLDER } from '../n8n/project.mts';
import { checkoutOf } from './checkout.mts';
import { readManifest, repositoryOf } from './manifest.mts';
import { versionFaults } from './version.mts';

const manifest = await readManifest(PROJECT_FOLDER);
const { version } = manifest;
const repository = repositoryOf(manifest);
const tag = process.env['GITHUB_REF_TYPE'] === 'tag' ? process.env['GITHUB_REF_NAME'] : undefined;
const faults = versionFaults({
	version,
	changelog: await readFile(join(PROJECT_FOLDER, 'CHANGELOG.md'), 'utf8'),
	now: new Date(),
	tag,
	publishes: process.env['WORKFLOW_MODE'] === 'publish',
	repository: repository && `${repository.owner}/${repository.name}`,
	runsIn: process.env['GITHUB_REPOSITORY'],
	checkout: await checkoutOf(PROJECT_FOLDER, version),
});
if (faults.length === 0)
	console.log(`Version ${version} ${tag === undefined ? 'without a tag' : `is tag ${tag}`}`);
else {
	console.error(faults.join('\n'));
	process.exitCode = 1;
}
