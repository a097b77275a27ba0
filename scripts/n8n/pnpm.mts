import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './command.mts';
import { PNPMFILE, type Wanted } from './recipe.mts';
import { assertNoDrift, versionsInList, versionsInLock, type Versions } from './versions.mts';

/** Where pnpm works, and what for. */
export interface PnpmRun {
	/** A folder with a copy of the recipe's files; the lock and the packages come into it. */
	readonly folder: string;
	readonly recipe: Wanted;
	/** The folder in which pnpm keeps what it has fetched. */
	readonly store: string;
	readonly signal?: AbortSignal | undefined;
	/** Hears how far pnpm has come. */
	readonly progress?: (sofar: Progress) => void;
}

/** How many packages pnpm has dealt with in the step that it is at. */
export interface Progress {
	/** Whose version is known. */
	readonly resolved: number;
	/** That are there, fetched now or before. */
	readonly fetched: number;
	/** That are unpacked into the installation. */
	readonly added: number;
}

/** The share of a lock that every machine needs. */
const FETCHED_AT_LEAST = 0.9;

/** Settings on top of this process's environment. */
type Settings = Readonly<Record<string, string>>;

/**
 * Finds the versions of the recipe again and writes them into a lock, without installing anything. A list of versions is
 * a tenth of pnpm's lock, and says as much as long as the packages themselves do not change, which their checksums show.
 * @throws {DriftError} when it comes to others than those that are listed.
 */
export async function rebuildLock(run: PnpmRun): Promise<Versions> {
	await pnpm(run, ['--lockfile-only', '--ignore-scripts', '--pnpmfile', PNPMFILE]);
	const versions = await lockedVersions(run.folder);
	assertNoDrift(versions, versionsInList(await readFile(join(run.folder, 'versions.txt'), 'utf8')));
	return versions;
}

/** Chooses the newest versions of today, without a look at what is listed. */
export async function resolveAnew(run: PnpmRun): Promise<Versions> {
	await pnpm(run, ['--lockfile-only', '--ignore-scripts', '--ignore-pnpmfile']);
	return await lockedVersions(run.folder);
}

/** Installs what the lock in the folder says, and runs the scripts of the packages that may have some. */
export async function installLocked(run: PnpmRun, settings: Settings): Promise<void> {
	// npm hands the settings of this project's .npmrc on to what `npm run` starts, and there scripts are off.
	const args = ['--frozen-lockfile', '--ignore-scripts=false', '--pnpmfile', PNPMFILE];
	await pnpm(run, args, settings);
}

async function pnpm(
	{ folder, recipe, store, signal, progress }: PnpmRun,
	args: readonly string[],
	settings: Settings = {},
): Promise<void> {
	const command = ['--yes', recipe.packageManager, 'install', '--reporter=append-only', '--store-dir', store];
	await runCommand('npx', [...command, ...args], {
		cwd: folder,
		signal,
		hear: (text) => {
			const sofar = progressIn(text);
			if (sofar !== undefined) progress?.(sofar);
		},
		env: { ...process.env, ...settings },
	});
}

/** The last that a piece of pnpm's output says of how far it has come; undefined where it says nothing of that. */
export function progressIn(text: string): Progress | undefined {
	const [last] = [
		...text.matchAll(/Progress: resolved (\d+), reused (\d+), downloaded (\d+), added (\d+)/g),
	].slice(-1);
	if (last === undefined) return undefined;
	const [resolved = 0, reused = 0, downloaded = 0, added = 0] = last.slice(1).map(Number);
	return { resolved, fetched: reused + downloaded, added };
}

/** What pnpm is at, of an installation of so many packages at most: those for other machines are never fetched. */
export function installing({ fetched, added }: Progress, atMost: number): string {
	if (fetched > atMost * FETCHED_AT_LEAST && added >= fetched) return 'building the database driver';
	return `fetched ${fetched} and unpacked ${added} of at most ${atMost} packages`;
}

async function lockedVersions(folder: string): Promise<Versions> {
	return versionsInLock(await readFile(join(folder, 'pnpm-lock.yaml'), 'utf8'));
}
