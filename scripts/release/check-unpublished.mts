// npm run release:unpublished: ends with 1 where the registry already has the version of package.json, or where it gives no
// clear answer. What was published once cannot be published again.
import { PROJECT_FOLDER } from '../n8n/project.mts';
import { readManifest } from './manifest.mts';
import { publishedVersion } from './registry.mts';

const { name, version } = await readManifest(PROJECT_FOLDER);
if ((await publishedVersion(name, version)) === undefined)
	console.log(`${name}@${version} is not published yet`);
else {
	console.error(`${name}@${version} is published already. Raise the version in package.json.`);
	process.exitCode = 1;
}
