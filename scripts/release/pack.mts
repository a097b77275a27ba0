// npm run release:pack: packs the build into reports/release, with its checksum and the changelog's section beside it. The
// workflow attests, publishes and attaches exactly these files.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packPackage } from '../n8n/package.mts';
import { PROJECT_FOLDER } from '../n8n/project.mts';
import { sectionOf } from './changelog.mts';
import { integrityOf } from './published.mts';

const FOLDER = join(PROJECT_FOLDER, 'reports/release');

await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
const { name, version, tarball } = await packPackage(FOLDER);
const integrity = integrityOf(await readFile(tarball));
const notes = sectionOf(await readFile(join(PROJECT_FOLDER, 'CHANGELOG.md'), 'utf8'), version);
await writeFile(join(FOLDER, 'notes.md'), `${notes ?? `No section of the changelog for ${version}.`}\n`);
await writeFile(join(FOLDER, 'integrity.txt'), `${integrity}\n`);
console.log(`${name}@${version}\n${tarball}\n${integrity}`);
