import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { Fields } from '../processes/fields.mts';
import type { Figure } from './measure.mts';

/** How large the package is that npm would publish. */
export async function packageSize(): Promise<Figure[]> {
	const cwd = fileURLToPath(new URL('../..', import.meta.url));
	const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json'], { cwd });
	const packed: unknown = JSON.parse(stdout);
	const { size, unpacked, files } = readPacked(packed);
	const detail = `${files} files, ${(unpacked / 1000).toFixed(0)} kB unpacked`;
	return [{ name: 'packed size', value: size / 1000, unit: 'kB', detail }];
}

function readPacked(packed: unknown): { size: number; unpacked: number; files: number } {
	const first = new Fields(Array.isArray(packed) ? packed[0] : packed);
	return {
		size: first.number('size'),
		unpacked: first.number('unpackedSize'),
		files: first.number('entryCount'),
	};
}
