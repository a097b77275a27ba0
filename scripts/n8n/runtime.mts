import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, pnpmStore } from './cache.mts';
import { runCommand } from './command.mts';
import { DEFAULT_LINE, toLine, type Line } from './lines.mts';
import {
	assertMachineCanRunN8n,
	bundledNodeFits,
	bundledNodeFolder,
	nodeForN8n,
	thisMachine,
	type Machine,
} from './node-binary.mts';
import { installing, installLocked, rebuildLock } from './pnpm.mts';
import type { Report } from './project.mts';
import { readRecipe, RECIPE_FILES, type Recipe } from './recipe.mts';
import { withSignsOfLife } from './signs-of-life.mts';

const PARTIAL_MARK = '.partial-';
/** No installation takes this long: what is older was left by a run that was killed. */
const PARTIAL_LIFE_MS = 6 * 60 * 60 * 1000;

/** An n8n that is installed whole and can be started. */
export interface Runtime {
	/** The folder of the installation. */
	readonly folder: string;
	/** Which n8n it is. */
	readonly line: Line;
	/** Path of the Node that runs n8n. */
	readonly node: string;
	/** Path of n8n's own start script, to be run by `node`. */
	readonly n8n: string;
	/** Version of n8n, such as "2.40.7". */
	readonly version: string;
}

/**
 * Gives an installed n8n and the Node that it needs, both from npm; installs them into the cache folder when they
 * are not there yet. Nothing is installed globally and nothing is written to the checkout.
 * @param line one of `LINES`; default: `DEFAULT_LINE`.
 * @throws {UnknownLineError} for a line that there is no recipe for.
 * @throws {UnsupportedMachineError} where n8n cannot run.
 * @throws {DriftError} when the packages are not those that the recipe lists.
 * @throws {CommandError} when pnpm fails; a failed or interrupted installation leaves nothing that counts as one.
 */
export async function provisionRuntime(
	report: Report,
	signal?: AbortSignal,
	line: string = DEFAULT_LINE,
): Promise<Runtime> {
	const known = toLine(line);
	const machine = thisMachine();
	assertMachineCanRunN8n(machine, known);
	const recipe = await readRecipe(known, machine);
	const cache = cacheFolder();
	const folder = join(cache, recipe.key);
	if (await isFolder(folder)) report(`n8n ${recipe.n8nVersion}: installed in ${folder}`);
	else await install({ recipe, machine, cache, folder, report, signal });
	return await describeRuntime(folder, machine, recipe);
}

/** Which n8n {@link provisionRuntime} gives, and whether it is there already. */
export async function installedVersion(
	line: string = DEFAULT_LINE,
): Promise<{ readonly version: string; readonly isWhole: boolean }> {
	const recipe = await readRecipe(toLine(line), thisMachine());
	return { version: recipe.n8nVersion, isWhole: await isFolder(join(cacheFolder(), recipe.key)) };
}

interface Installation {
	readonly recipe: Recipe;
	readonly machine: Machine;
	readonly cache: string;
	readonly folder: string;
	readonly report: Report;
	readonly signal: AbortSignal | undefined;
}

async function install(installation: Installation): Promise<void> {
	const { recipe, cache, folder, report } = installation;
	const started = performance.now();
	const seconds = (): string => ((performance.now() - started) / 1000).toFixed(0);
	await removeAbandoned(cache);
	report(
		`n8n ${recipe.n8nVersion}: installing into ${folder} (once; about 2.6 GB and four minutes, more where its database driver has to be compiled)`,
	);
	let stage = 'getting ready';
	const tell = (now: string): void => {
		stage = now;
	};
	const partial = `${folder}${PARTIAL_MARK}${randomUUID()}`;
	const work = async (): Promise<void> => {
		await mkdir(partial, { recursive: true });
		for (const file of RECIPE_FILES) await copyFile(join(recipe.source, file), join(partial, file));
		await fetchAndBuild(partial, installation, tell);
		await assertDatabaseDriverLoads(partial, installation);
		await moveIntoPlace(partial, folder);
	};
	try {
		await withSignsOfLife(report, () => `n8n ${recipe.n8nVersion}: ${stage}`, work);
	} finally {
		await rm(partial, { recursive: true, force: true });
	}
	report(`n8n ${recipe.n8nVersion}: installed in ${seconds()} s`);
}

/**
 * pnpm, because npm takes twice the time and would run every dependency's install script. One script has to run,
 * sqlite3's: it fetches a ready binary from GitHub or, where GitHub is out of reach, compiles one with the C headers
 * that come with the Node from npm. The store of its own keeps that binary away from
 * other projects, and from an n8n on another Node.
 */
async function fetchAndBuild(
	partial: string,
	{ recipe, machine, signal }: Installation,
	tell: Report,
): Promise<void> {
	const store = pnpmStore(recipe.nodeMajor);
	const run = { folder: partial, recipe, store, signal };
	const { size } = await rebuildLock({
		...run,
		progress: ({ resolved }) => {
			tell(`looked up ${resolved} packages`);
		},
	});
	await installLocked(
		{
			...run,
			progress: (sofar) => {
				tell(installing(sofar, size));
			},
		},
		{
			// Half the compile time; the database of a test does not need -O3.
			CFLAGS: '-O1',
			CXXFLAGS: '-O1',
			...(bundledNodeFits(machine) ? { npm_config_nodedir: bundledNodeFolder(partial) } : {}),
		},
	);
}

/** Loads the one native module that was built here, as n8n will: a broken one would only show as a hanging start. */
async function assertDatabaseDriverLoads(partial: string, { machine, signal }: Installation): Promise<void> {
	const n8nFolder = await realpath(join(partial, 'node_modules', 'n8n'));
	const node = await nodeForN8n(partial, machine);
	await runCommand(node, ['--eval', "new (require('sqlite3').Database)(':memory:')"], {
		cwd: n8nFolder,
		signal,
	});
}

/** Renaming a folder is atomic. Where another run was quicker, its installation is as good as this one. */
async function moveIntoPlace(partial: string, folder: string): Promise<void> {
	try {
		await rename(partial, folder);
	} catch (error) {
		if (!(await isFolder(folder))) throw error;
	}
}

async function removeAbandoned(cache: string): Promise<void> {
	await mkdir(cache, { recursive: true });
	for (const name of await readdir(cache)) {
		if (!name.includes(PARTIAL_MARK)) continue;
		const path = join(cache, name);
		const age = Date.now() - (await modifiedAt(path));
		if (age > PARTIAL_LIFE_MS) await rm(path, { recursive: true, force: true });
	}
}

/** Epoch milliseconds; now, for what another run has just taken away. */
async function modifiedAt(path: string): Promise<number> {
	return await stat(path).then(
		(found) => found.mtimeMs,
		() => Date.now(),
	);
}

async function describeRuntime(folder: string, machine: Machine, recipe: Recipe): Promise<Runtime> {
	return {
		folder,
		line: recipe.line,
		node: await nodeForN8n(folder, machine),
		n8n: join(await realpath(join(folder, 'node_modules', 'n8n')), 'bin', 'n8n'),
		version: recipe.n8nVersion,
	};
}

async function isFolder(path: string): Promise<boolean> {
	return await stat(path).then(
		(found) => found.isDirectory(),
		() => false,
	);
}
