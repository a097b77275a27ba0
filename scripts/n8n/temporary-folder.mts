import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is gone when it is no longer wanted. */
export interface TemporaryFolder {
	readonly path: string;
	/** Deletes the folder with all that is in it; a second call does nothing. */
	remove(): Promise<void>;
}

/** Makes a folder in the system's place for temporary files; it goes with this process if nobody removes it before. */
export async function createTemporaryFolder(): Promise<TemporaryFolder> {
	const path = await mkdtemp(join(tmpdir(), 'n8n-genesys-'));
	const removeNow = (): void => {
		rmSync(path, { recursive: true, force: true, maxRetries: 3 });
	};
	process.once('exit', removeNow);
	return {
		path,
		async remove(): Promise<void> {
			process.removeListener('exit', removeNow);
			await rm(path, { recursive: true, force: true, maxRetries: 3 });
		},
	};
}
