import { open, unlink, writeFile } from 'node:fs/promises';
import { CannotStart } from './trouble.mts';

const REASONS: Readonly<Record<string, string>> = {
	EACCES: 'it may not be written',
	EISDIR: 'it is a folder',
	ENOENT: 'its folder does not exist',
	ENOSPC: 'the disk is full',
	ENOTDIR: 'its folder is a file',
	EPERM: 'it may not be written',
	EROFS: 'its disk takes no writing',
};

/**
 * Tries whether a file can be written, and leaves all as it was: whoever has answered questions for half an hour wants the report.
 * @throws CannotStart which says why not
 */
export async function checkWritable(path: string): Promise<void> {
	try {
		if (!(await createsNew(path))) await (await open(path, 'a')).close();
	} catch (error) {
		throw new CannotStart(`The file of --output cannot be written: ${reasonOf(error)}.`);
	}
}

/** @returns why the file could not be written, if it could not */
export async function write(path: string, text: string): Promise<string | undefined> {
	try {
		await writeFile(path, text);
		return undefined;
	} catch (error) {
		return `The report is not in the file of --output, which could not be written: ${reasonOf(error)}.`;
	}
}

/** @returns false where there is something of this name */
async function createsNew(path: string): Promise<boolean> {
	try {
		await (await open(path, 'ax')).close();
	} catch (error) {
		if (codeOf(error) === 'EEXIST') return false;
		throw error;
	}
	await unlink(path);
	return true;
}

function reasonOf(error: unknown): string {
	const code = codeOf(error);
	return REASONS[code] ?? `the system says ${code === '' ? 'nothing of why' : code}`;
}

function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
