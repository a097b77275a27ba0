import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { runCommand } from './command.mts';
import { asObject, parseJson, shaped } from './json.mts';
import { PROJECT_FOLDER } from './project.mts';

/** What is said where there is nothing to show n8n. */
export const NOT_BUILT = 'There is no build of this package: run "npm run build" first';

const PACKED = v.array(
	v.object({
		name: v.string(),
		version: v.string(),
		filename: v.string(),
		files: v.array(v.object({ path: v.string() })),
	}),
);

/** A tarball made by `npm pack`, as the registry would hand it out. */
export interface PackedPackage {
	readonly name: string;
	readonly version: string;
	/** Absolute path of the `.tgz`. */
	readonly tarball: string;
}

/**
 * Packs the package into a folder, with exactly the files that a release would hold. `npm run build` has to have
 * been run.
 */
export async function packPackage(destination: string, signal?: AbortSignal): Promise<PackedPackage> {
	const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', destination];
	const answer = parseJson(await runCommand('npm', args, { cwd: PROJECT_FOLDER, signal }), 'npm pack');
	const [packed] = shaped(PACKED, answer, 'npm pack');
	if (!packed?.files.some(({ path }) => path.startsWith('dist/'))) throw new Error(NOT_BUILT);
	const { name, version, filename } = packed;
	return { name, version, tarball: join(destination, filename) };
}

/**
 * Puts a packed package into an n8n user folder, before n8n starts, with the steps of n8n's own installer
 * (`CommunityPackagesService.downloadPackage` in n8n 2.40.7): unpack with tar, drop `devDependencies`,
 * `peerDependencies` and `optionalDependencies` from its package.json, run npm with the same flags in its folder, and enter
 * name and version in the ledger `nodes/package.json`.
 *
 * The REST interface (`POST /rest/community-packages`) is no way for a package that is not published: it takes a
 * name and a version, no file, and packs them from `N8N_COMMUNITY_PACKAGES_REGISTRY`; any registry but npm's
 * public one needs the license feature for custom registries (`getNpmRegistry` of the same service). What is missing here
 * is therefore the row in the table of installed packages, which only feeds n8n's settings page, its update check and
 * its reinstallation of missing packages; nodes are loaded from the folder.
 */
export async function installPackage(userFolder: string, packed: PackedPackage): Promise<void> {
	const packageFolder = packageFolderOf(userFolder, packed.name);
	await mkdir(packageFolder, { recursive: true });
	const unpack = ['-xzf', packed.tarball, '-C', packageFolder, '--strip-components=1'];
	await runCommand('tar', unpack, { cwd: userFolder });
	await dropDevelopmentDependencies(join(packageFolder, 'package.json'));
	await runCommand('npm', ['install', ...N8N_NPM_FLAGS], { cwd: packageFolder });
	await writeLedger(userFolder, packed);
}

const N8N_NPM_FLAGS = [
	'--audit=false',
	'--fund=false',
	'--bin-links=false',
	'--install-strategy=shallow',
	'--ignore-scripts=true',
	'--package-lock=false',
] as const;

/** The folder in which n8n keeps community packages. */
function nodesFolder(userFolder: string): string {
	return join(userFolder, '.n8n', 'nodes');
}

/** Where n8n looks for a community package. */
export function packageFolderOf(userFolder: string, packageName: string): string {
	return join(nodesFolder(userFolder), 'node_modules', packageName);
}

async function dropDevelopmentDependencies(path: string): Promise<void> {
	const manifest = asObject(parseJson(await readFile(path, 'utf8'), path), path);
	const dropped = new Set(['devDependencies', 'peerDependencies', 'optionalDependencies']);
	const kept = Object.fromEntries(Object.entries(manifest).filter(([field]) => !dropped.has(field)));
	await writeFile(path, JSON.stringify(kept, null, 2));
}

async function writeLedger(userFolder: string, { name, version }: PackedPackage): Promise<void> {
	const path = join(nodesFolder(userFolder), 'package.json');
	const ledger = { name: 'installed-nodes', private: true, dependencies: { [name]: version } };
	await writeFile(path, JSON.stringify(ledger, null, 2));
}
