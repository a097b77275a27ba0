import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { runCommand } from './command.mts';
import { asArray, isObject, parseJson, shaped } from './json.mts';
import { PROJECT_FOLDER } from './project.mts';
import { createTemporaryFolder } from './temporary-folder.mts';

/** What is said where there is nothing to show n8n. */
export const NOT_BUILT = 'There is no build of this package: run "npm run build" first';

const PACKED = v.strictTuple([
	v.object({
		name: v.string(),
		version: v.string(),
		filename: v.string(),
		/** Bytes of the tarball, and of what is in it. */
		size: v.number(),
		unpackedSize: v.number(),
		files: v.array(v.object({ path: v.string() })),
	}),
]);

/** What npm says of the one package that it has packed. */
type Packed = v.InferOutput<typeof PACKED>[0];

/** A tarball made by `npm pack`, as the registry would hand it out. */
export interface PackedPackage {
	readonly name: string;
	readonly version: string;
	/** Absolute path of the `.tgz`. */
	readonly tarball: string;
	/** The files in it, such as `dist/index.js`. */
	readonly paths: readonly string[];
}

/** Every file in the package may be read by all and run by none, whatever the umask was where it was made. */
const FILE_MODE = 0o644;

/**
 * Packs the package into a folder, with exactly the files that a release would hold. `npm run build` has to have
 * been run.
 * @param project the checkout that is packed
 */
export async function packPackage(
	destination: string,
	project: string = PROJECT_FOLDER,
): Promise<PackedPackage> {
	const paths = await pathsToPack(project);
	if (!paths.some((path) => path.startsWith('dist/'))) throw new Error(NOT_BUILT);
	const stage = await createTemporaryFolder();
	try {
		// npm takes over the modes that it finds, so that the same sources would give other bytes under another umask.
		for (const path of paths) {
			const copy = join(stage.path, path);
			await mkdir(dirname(copy), { recursive: true });
			await copyFile(join(project, path), copy);
			await chmod(copy, FILE_MODE);
		}
		const { name, version, filename } = await npmPack(stage.path, ['--pack-destination', destination]);
		return { name, version, tarball: join(destination, filename), paths };
	} finally {
		await stage.remove();
	}
}

/** The files that npm would put into the package of a checkout. */
export async function pathsToPack(project: string): Promise<string[]> {
	const { files } = await packOnTrial(project);
	return files.map(({ path }) => path);
}

/** What npm would pack of a checkout; no file is written. */
export async function packOnTrial(project: string): Promise<Packed> {
	return await npmPack(project, ['--dry-run']);
}

async function npmPack(folder: string, args: readonly string[]): Promise<Packed> {
	const options = ['pack', '--json', '--ignore-scripts', ...args];
	return readPacked(await runCommand('npm', options, { cwd: folder }));
}

/** Reads the answer of `npm pack --json` for one package: a list up to npm 11, and an object by name from npm 12 on. */
export function readPacked(text: string): Packed {
	const answer = parseJson(text, 'npm pack');
	const packages = isObject(answer) ? Object.values(answer) : asArray(answer, 'npm pack');
	return shaped(PACKED, packages, 'npm pack')[0];
}

/**
 * What the README has users run in {@link nodesFolder}, with the tarball behind it. Without the one flag, npm would walk up to the
 * next folder that has a `package.json`; without the other, it would install the peer dependency with its hundred
 * packages, one of which does not compile everywhere. n8n brings its own.
 */
export const INSTALL_COMMAND = ['npm', 'install', '--prefix=.', '--legacy-peer-deps'] as const;

/**
 * Installs a packed package into an n8n user folder, before n8n starts, as a user does by the README.
 *
 * The REST interface (`POST /rest/community-packages`) is no way for a package that is not published: it takes a
 * name and a version, no file, and packs them from `N8N_COMMUNITY_PACKAGES_REGISTRY`; any registry but npm's
 * public one needs the license feature for custom registries (`getNpmRegistry` of `CommunityPackagesService` in n8n 2.40.7).
 * What is missing here is therefore the row in the table of installed packages, which only feeds n8n's settings page, its
 * update check and its reinstallation of missing packages; nodes are loaded from the folder.
 */
export async function installPackage(userFolder: string, { tarball }: PackedPackage): Promise<void> {
	const folder = nodesFolder(userFolder);
	await mkdir(folder, { recursive: true });
	const [npm, ...args] = INSTALL_COMMAND;
	await runCommand(npm, [...args, tarball], { cwd: folder });
}

/** The folder in which n8n keeps community packages. */
function nodesFolder(userFolder: string): string {
	return join(userFolder, '.n8n', 'nodes');
}

/** Where n8n looks for a community package. */
export function packageFolderOf(userFolder: string, packageName: string): string {
	return join(nodesFolder(userFolder), 'node_modules', packageName);
}
