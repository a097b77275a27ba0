import { readdir } from 'node:fs/promises';
import type { Shared } from './shared.mts';

/** Which suites to run. */
export interface Choice {
	/** The folder in which they are. */
	readonly root: URL;
	/** The folders in it with suites; `.` for the root itself. */
	readonly folders: readonly string[];
	/** Beginnings of their places, such as `examples` or `n8n/cancel`; none for all. */
	readonly wanted: readonly string[];
}

/**
 * Imports suites, and so has them run in this process, in the order of their places.
 * @param shared what they share. Suites begin while later ones are still being imported: it must not end between them.
 * @throws Error when there is none of that name.
 */
export async function importSuites<T>({ root, folders, wanted }: Choice, shared: Shared<T>): Promise<void> {
	const places = (await Promise.all(folders.map((folder) => suitesIn(root, folder)))).flat();
	const chosen = places.filter(
		(place) => wanted.length === 0 || wanted.some((name) => place.startsWith(name)),
	);
	if (chosen.length === 0) throw new Error(`There is no suite ${wanted.join(', ')}`);
	shared.announce();
	try {
		for (const place of chosen) await import(new URL(place, root).href);
	} finally {
		await shared.release();
	}
}

async function suitesIn(root: URL, folder: string): Promise<readonly string[]> {
	const files = await readdir(new URL(`${folder}/`, root));
	const suites = files.filter((name) => name.endsWith('.test.mts')).toSorted();
	return suites.map((name) => (folder === '.' ? name : `${folder}/${name}`));
}
