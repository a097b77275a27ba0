import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const VARIABLE = 'BENCH_PACKAGE';

/** The folder of the built package that is measured. */
export function builtPackage(): string {
	return process.env[VARIABLE] ?? PROJECT;
}

/**
 * Lets this process and those that it starts use a copy of the build, so that a build in the meantime neither breaks a
 * run nor gets measured. The copy lies where the package's own dependencies are found.
 *
 * @returns removes the copy
 */
export async function freezeBuild(): Promise<() => Promise<void>> {
	const cache = join(PROJECT, 'node_modules/.cache');
	await mkdir(cache, { recursive: true });
	const folder = await mkdtemp(join(cache, 'bench-'));
	for (const part of ['package.json', 'dist'])
		await cp(join(PROJECT, part), join(folder, part), { recursive: true });
	process.env[VARIABLE] = folder;
	return async () => {
		await rm(folder, { recursive: true, force: true });
	};
}
