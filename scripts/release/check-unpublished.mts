// npm run release:unpublished: ends with 1 where the registry already has the version of package.json or a newer one, or where
// it gives no clear answer. What was published once cannot be published again; where the registry has the very bytes that
// `npm run release:pack` made, nothing is left to publish, and a run that is repeated may go on.
import { PROJECT_FOLDER } from '../n8n/project.mts';
import { readManifest } from './manifest.mts';
import { packedIntegrity } from './pack-folder.mts';
import { mayBePublished } from './published.mts';
import { publishedVersion, publishedVersions } from './registry.mts';

const { name, version } = await readManifest(PROJECT_FOLDER);
const [versions, published, packed] = await Promise.all([
	publishedVersions(name),
	publishedVersion(name, version),
	packedIntegrity(),
]);
const standing = mayBePublished({ version, versions, published: published?.integrity, packed });
if (standing === 'new') console.log(`${name}@${version} is not published yet, and nothing newer is`);
else if (standing === 'done') console.log(`${name}@${version} is published already, with these very bytes`);
else {
	console.error(`${name}: ${standing.fault}`);
	process.exitCode = 1;
}
