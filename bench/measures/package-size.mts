import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import * as v from 'valibot';

import type { Figure } from './measure.mts';

const PACKED = v.object({ size: v.number(), unpackedSize: v.number(), entryCount: v.number() });

/** How large the package is that npm would publish. */
export async function packageSize(): Promise<Figure[]> {
	const cwd = fileURLToPath(new URL('../..', import.meta.url));
	const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json'], { cwd });
	const packed: unknown = JSON.parse(stdout);
	const { size, unpackedSize, entryCount } = v.parse(PACKED, Array.isArray(packed) ? packed[0] : packed);
	const detail = `${entryCount} files, ${(unpackedSize / 1000).toFixed(0)} kB unpacked`;
	return [{ name: 'packed size', value: size / 1000, unit: 'kB', detail }];
}
