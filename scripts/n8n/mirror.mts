import { copyFile, mkdir, readdir, readFile, realpath, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { parseJson, shaped } from './json.mts';
import { NOT_BUILT, packageFolderOf } from './package.mts';
import { PROJECT_FOLDER } from './project.mts';

const BUILD = 'dist';
/** What the compiler remembers is no part of the package, and n8n would load all anew for it. */
const isShown = (path: string): boolean => !path.endsWith('.tsbuildinfo');
const LOOK_MS = 200;

/** A copy of this checkout's build that follows it. */
export interface Mirror {
	/** The package's name, with which the names of its node types begin. */
	readonly packageName: string;
	/** Follows no longer. */
	close(): Promise<void>;
}

/** The files of a build, and for each what changes whenever it is written. */
type Look = ReadonlyMap<string, string>;

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
	await mkdir(folder, { recursive: true });
	await copyFile(join(project, 'package.json'), join(folder, 'package.json'));

	const build = join(project, BUILD);
	const shown = join(folder, BUILD);
	const first = await lookAt(build).catch((error: unknown) => {
		throw new Error(NOT_BUILT, { cause: error });
	});
	await bring(first, new Map(), build, shown);
	const ending = new AbortController();
	const following = follow(first, build, shown, ending.signal);
	return {
		packageName: name,
		close: async () => {
			ending.abort();
			await following;
		},
	};
}

/**
 * Looks again and again: a whole build deletes its folder and writes it anew, and of what happens then those who only listen
 * (chokidar) miss a part, or all.
 */
async function follow(first: Look, build: string, shown: string, signal: AbortSignal): Promise<void> {
	let there = first;
	let before: Look | undefined = first;
	while (await hasSlept(signal)) {
		// While there is no build, or none that keeps still, n8n keeps what it has.
		const now = await lookAt(build).catch(() => undefined);
		if (now !== undefined && before !== undefined && isSame(now, before) && !isSame(now, there)) {
			there = await bring(now, there, build, shown).then(
				() => now,
				() => there,
			);
		}
		before = now;
	}
}

async function hasSlept(signal: AbortSignal): Promise<boolean> {
	return await sleep(LOOK_MS, true, { signal }).catch(() => false);
}

async function lookAt(build: string): Promise<Look> {
	const entries = await readdir(build, { recursive: true, withFileTypes: true });
	const paths = entries
		.filter((entry) => entry.isFile() && isShown(entry.name))
		.map((entry) => join(entry.parentPath, entry.name));
	return new Map(
		await Promise.all(
			paths.map(async (path) => {
				const { ino, mtimeMs, size } = await stat(path);
				return [relative(build, path), [ino, mtimeMs, size].join()] as const;
			}),
		),
	);
}

function isSame(one: Look, other: Look): boolean {
	return one.size === other.size && [...one].every(([path, state]) => other.get(path) === state);
}

/** Copies what is new in a build, and takes away what it no longer has. */
async function bring(now: Look, there: Look, build: string, shown: string): Promise<void> {
	const gone = [...there.keys()].filter((path) => !now.has(path));
	const written = [...now].flatMap(([path, state]) => (there.get(path) === state ? [] : path));
	await Promise.all(gone.map((path) => rm(join(shown, path), { force: true })));
	await Promise.all(
		written.map(async (path) => {
			await mkdir(dirname(join(shown, path)), { recursive: true });
			await copyFile(join(build, path), join(shown, path));
		}),
	);
}
