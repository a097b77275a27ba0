import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Compiled nodes and where they lie: n8n only loads what is below the folder of a package. */
interface NodePackage {
	/** The name that types of nodes begin with. */
	readonly name: string;
	/** Folders to be linked into the package, by the name that they get there. */
	readonly folders: Readonly<Record<string, string>>;
	/** Paths within the package. */
	readonly nodes: readonly string[];
	readonly credentials: readonly string[];
}

/**
 * Uses a package made up of parts of others, which exists only meanwhile.
 *
 * @param use gets the folder of the package
 */
export async function withPackage<T>(
	{ name, folders, nodes, credentials }: NodePackage,
	use: (folder: string) => Promise<T>,
): Promise<T> {
	const folder = await mkdtemp(join(tmpdir(), 'genesys-bench-'));
	try {
		for (const [link, target] of Object.entries(folders)) await symlink(target, join(folder, link));
		const description = { name, version: '1.0.0', n8n: { nodes, credentials } };
		await writeFile(join(folder, 'package.json'), JSON.stringify(description));
		return await use(folder);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
