// npm run release:pack: packs the build into reports/release, with its checksum and the changelog's section beside it. The
// workflow attests, publishes and attaches exactly these files. What was packed before stays until all of it has succeeded.
//   EXPECTED_INTEGRITY   the checksum that has to come out: that of what was tested
//   GITHUB_OUTPUT        where GitHub wants to be told what later jobs may read
import { appendFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { packPackage } from '../n8n/package.mts';
import { PROJECT_FOLDER } from '../n8n/project.mts';
import { sectionOf } from './changelog.mts';
import { contentFaults } from './contents.mts';
import { readManifest } from './manifest.mts';
import { INTEGRITY_NAME, PACK_FOLDER } from './pack-folder.mts';
import { integrityOf } from './published.mts';

/** Beside the folder that it becomes, because a rename needs both on one disk. */
const DRAFT = `${PACK_FOLDER}.draft`;

await rm(DRAFT, { recursive: true, force: true });
await mkdir(DRAFT, { recursive: true });
const { name, version, tarball, paths } = await packPackage(DRAFT);
const faults = contentFaults(paths, await readManifest(PROJECT_FOLDER));
if (faults.length > 0) throw new Error(faults.join('\n'));
const integrity = integrityOf(await readFile(tarball));
const expected = process.env['EXPECTED_INTEGRITY'];
// An empty one is a fault as well: whoever was to say it has said nothing.
if (expected !== undefined && expected !== integrity)
	throw new Error(`The build is ${integrity}, and what was tested is "${expected}".`);
const notes = sectionOf(await readFile(join(PROJECT_FOLDER, 'CHANGELOG.md'), 'utf8'), version);
await writeFile(join(DRAFT, 'notes.md'), `${notes ?? `No section of the changelog for ${version}.`}\n`);
await writeFile(join(DRAFT, INTEGRITY_NAME), `${integrity}\n`);
await rm(PACK_FOLDER, { recursive: true, force: true });
await rename(DRAFT, PACK_FOLDER);
const output = process.env['GITHUB_OUTPUT'];
if (output !== undefined) await appendFile(output, `integrity=${integrity}\n`);
console.log(`${name}@${version}\n${join(PACK_FOLDER, basename(tarball))}\n${integrity}`);
