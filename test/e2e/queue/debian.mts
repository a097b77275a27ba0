import { access, constants, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Where Debian keeps PostgreSQL's programs: a folder for each major version, none of them in the PATH. */
const POSTGRES_FOLDER = '/usr/lib/postgresql';

/** A program of the operating system that is needed and not there; the message says how to install it. */
export class MissingProgramError extends Error {
	override readonly name = 'MissingProgramError';
}

/**
 * The folder that holds a program. Nothing is installed: that is for whoever owns the machine to decide.
 * @param program such as `redis-server`.
 * @param debianPackage the package that brings it, such as `redis-server`.
 * @throws {MissingProgramError}
 */
export async function folderOfProgram(program: string, debianPackage: string): Promise<string> {
	const found = await findProgram(program);
	if (found !== undefined) return found;
	throw new MissingProgramError(
		`${program} is missing. On Debian or Ubuntu: sudo apt-get install -y ${debianPackage}`,
	);
}

async function findProgram(program: string): Promise<string | undefined> {
	for (const folder of await programFolders()) {
		const isThere = await access(join(folder, program), constants.X_OK).then(
			() => true,
			() => false,
		);
		if (isThere) return folder;
	}
	return undefined;
}

/** The folders of the PATH, then those of PostgreSQL, newest version first. */
async function programFolders(): Promise<readonly string[]> {
	const versions = await readdir(POSTGRES_FOLDER).catch(() => []);
	const newestFirst = versions.toSorted((one, other) => Number(other) - Number(one));
	const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
	return [...path, ...newestFirst.map((version) => join(POSTGRES_FOLDER, version, 'bin'))];
}
