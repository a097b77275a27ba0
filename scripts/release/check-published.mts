// npm run release:published: waits until the registry shows the version of package.json, compares its checksum with that of the
// tarball in reports/release, and runs n8n's scanner, of the version in the lock, on what was published.
import { setTimeout as sleep } from 'node:timers/promises';
import { runToEnd } from '../n8n/command.mts';
import { PROJECT_FOLDER } from '../n8n/project.mts';
import { readManifest } from './manifest.mts';
import { packedIntegrity } from './pack-folder.mts';
import { askUntilThere, hasPassedScan } from './published.mts';
import { publishedVersion } from './registry.mts';

const PATIENCE = { tries: 20, pause: () => sleep(30_000) };

const { name, version } = await readManifest(PROJECT_FOLDER);
const expected = await packedIntegrity();
if (expected === undefined)
	throw new Error('There is nothing to compare with: run "npm run release:pack" first');
const { integrity } = await askUntilThere(
	() => publishedVersion(name, version),
	PATIENCE,
	`${name}@${version} in the registry`,
);
if (integrity !== expected)
	throw new Error(`The registry has other bytes: ${integrity}, and the build is ${expected}`);
console.log(`The registry has the bytes of the build: ${integrity}`);
// The attestations show up later than the package, so that one refusal is not the last word.
await askUntilThere(scan, PATIENCE, `A clean scan of ${name}@${version}`);

/** Runs the scanner once; an answer only where it says that the package has passed. */
async function scan(): Promise<true | undefined> {
	const args = ['--no-install', '@n8n/scan-community-package', `${name}@${version}`];
	const { both } = await runToEnd('npx', args, { cwd: PROJECT_FOLDER });
	console.log(both.trim());
	return hasPassedScan(both, name, version) ? true : undefined;
}
