import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT_FOLDER } from '../n8n/project.mts';

/** Where `npm run release:pack` leaves the tarball and what goes with it. */
export const PACK_FOLDER = join(PROJECT_FOLDER, 'reports/release');
/** The file in it with the checksum of the tarball. */
export const INTEGRITY_NAME = 'integrity.txt';

/** The checksum of what was packed last; nothing where nothing was. */
export async function packedIntegrity(): Promise<string | undefined> {
	try {
		return (await readFile(join(PACK_FOLDER, INTEGRITY_NAME), 'utf8')).trim();
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
		throw error;
	}
}
