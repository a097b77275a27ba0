import { cp, mkdir, readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { watch } from 'chokidar';
import * as v from 'valibot';
import { parseJson, shaped } from './json.mts';
import { NOT_BUILT, packageFolderOf } from './package.mts';
import { PROJECT_FOLDER } from './project.mts';

const BUILD = 'dist';
/** What the compiler remembers is no part of the package, and n8n would load all anew for it. */
const isShown = (path: string): boolean => !path.endsWith('.tsbuildinfo');
/** A compiler writes a file in several steps; half of one would be loaded as well. */
const SETTLED = { stabilityThreshold: 100, pollInterval: 20 };

/** A copy of this checkout's build that follows it. */
export interface Mirror {
	/** The package's name, with which the names of its node types begin. */
	readonly packageName: string;
	/** Follows no longer. */
	close(): Promise<void>;
}

/**
 * Shows n8n this checkout's build in place of an installed package, so that the node types carry the names that users see,
 * and keeps what is shown up to date. A link to the checkout would not do: what changes behind one, n8n does not load anew.
 * @param project the folder of the checkout.
 * @throws Error when there is no build.
 */
export async function mirrorBuild(userFolder: string, project: string = PROJECT_FOLDER): Promise<Mirror> {
	const manifest = parseJson(await readFile(join(project, 'package.json'), 'utf8'), 'package.json');
	const { name } = shaped(v.object({ name: v.string() }), manifest, 'package.json');
	await mkdir(userFolder, { recursive: true });
	const folder = packageFolderOf(await realpath(userFolder), name);
	await rm(folder, { recursive: true, force: true });

	const show = async (path: string): Promise<void> => {
		await cp(join(project, path), join(folder, path), { recursive: true, filter: isShown });
	};
	await show('package.json');
	await show(BUILD).catch((error: unknown) => {
		throw new Error(NOT_BUILT, { cause: error });
	});

	const watcher = watch(BUILD, {
		cwd: project,
		ignored: (path) => !isShown(path),
		ignoreInitial: true,
		awaitWriteFinish: SETTLED,
	});
	// What has gone again before it could be copied will be written once more, or is not wanted.
	const follow = (path: string): void => void show(path).catch(() => undefined);
	watcher.on('add', follow).on('change', follow);
	watcher.on('unlink', (path) => void rm(join(folder, path), { force: true }));
	await new Promise<void>((resolve) => {
		watcher.once('ready', resolve);
	});
	return {
		packageName: name,
		close: async () => {
			await watcher.close();
		},
	};
}
