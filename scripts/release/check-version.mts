// npm run release:version: whether package.json, the tag and the changelog name the same version.
//   WORKFLOW_MODE=publish              a tag is needed (default: check, which may run on a branch)
//   GITHUB_REF_TYPE, GITHUB_REF_NAME   what the workflow runs on; GitHub sets them
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT_FOLDER } from '../n8n/project.mts';
import { readManifest } from './manifest.mts';
import { versionFaults } from './version.mts';

const { version } = await readManifest(PROJECT_FOLDER);
const tag = process.env['GITHUB_REF_TYPE'] === 'tag' ? process.env['GITHUB_REF_NAME'] : undefined;
const faults = versionFaults({
	version,
	changelog: await readFile(join(PROJECT_FOLDER, 'CHANGELOG.md'), 'utf8'),
	tag,
	publishes: process.env['WORKFLOW_MODE'] === 'publish',
});
if (faults.length === 0)
	console.log(`Version ${version} ${tag === undefined ? 'without a tag' : `is tag ${tag}`}`);
else {
	console.error(faults.join('\n'));
	process.exitCode = 1;
}
