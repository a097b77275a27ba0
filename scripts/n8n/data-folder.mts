import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OWNER, type Owner } from './client.mts';
import { parseJson, shaped } from './json.mts';
import { newOwner } from './owner.mts';

/** Somebody else uses the folder at this moment. */
export class FolderInUseError extends Error {
	override readonly name = 'FolderInUseError';
}

/**
 * Takes a folder that is kept between runs for this process alone: two n8n on one database would damage it. The
 * mark of a process that is gone does not count.
 * @returns gives the folder free again.
 * @throws {FolderInUseError}
 */
export async function claimFolder(folder: string): Promise<() => Promise<void>> {
	const mark = join(folder, 'in-use-by');
	await mkdir(folder, { recursive: true, mode: 0o700 });
	const claim = (): Promise<void> => writeFile(mark, String(process.pid), { flag: 'wx' });
	try {
		await claim();
	} catch (error) {
		if (!isAlreadyThere(error)) throw error;
		const holder = Number.parseInt(await readFile(mark, 'utf8'), 10);
		if (isRunning(holder)) {
			throw new FolderInUseError(`${folder} is in use by process ${holder}. End that one first.`);
		}
		await rm(mark);
		await claim();
	}
	return () => rm(mark, { force: true });
}

/** The owner of the n8n in a folder; made, and kept there, on first use. */
export async function keptOwner(folder: string): Promise<Owner> {
	const path = join(folder, 'owner.json');
	const text = await readFile(path, 'utf8').catch(() => undefined);
	if (text === undefined) {
		const owner = newOwner();
		await writeFile(path, JSON.stringify(owner), { mode: 0o600 });
		return owner;
	}
	return shaped(OWNER, parseJson(text, path), path);
}

function isAlreadyThere(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

function isRunning(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}
