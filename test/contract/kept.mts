import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const FOLDER = resolve(__dirname, '../../node_modules/.cache');

/**
 * What takes long to make, from the last time it was made.
 *
 * @param name what it is, for the name of its file
 * @param madeFrom all that it depends on: where one of these has changed, it is made again
 */
export function kept(name: string, madeFrom: readonly string[], make: () => object): object {
	const key = createHash('sha256').update(JSON.stringify(madeFrom)).digest('hex').slice(0, 16);
	const file = join(FOLDER, `${name}-${key}.json`);
	const before = read(file);
	if (before !== undefined) return before;
	const made = make();
	mkdirSync(FOLDER, { recursive: true });
	// Renamed when it is whole: another process may be reading.
	const partial = `${file}.${randomUUID()}`;
	writeFileSync(partial, JSON.stringify(made));
	renameSync(partial, file);
	return made;
}

function read(file: string): object | undefined {
	try {
		const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
		return typeof value === 'object' && value !== null ? value : undefined;
	} catch {
		return undefined;
	}
}
