import { fileURLToPath } from 'node:url';

import { packOnTrial } from '../../scripts/n8n/package.mts';
import type { Figure } from './measure.mts';

/** How large the package is that npm would publish. */
export async function packageSize(): Promise<Figure[]> {
	const { size, unpackedSize, files } = await packOnTrial(fileURLToPath(new URL('../..', import.meta.url)));
	const detail = `${files.length} files, ${(unpackedSize / 1000).toFixed(0)} kB unpacked`;
	return [{ name: 'packed size', value: size / 1000, unit: 'kB', detail }];
}
