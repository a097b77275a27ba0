// Every suite in real n8n, in one process, so that they share one n8n: node --import tsx test/e2e/main.mts
// N8N_VERSION says which line of n8n, such as 1.123.
import { readdir } from 'node:fs/promises';
import { announceUse, endUse } from './host.mts';

const FOLDERS = ['./package/', './examples/', './n8n/'] as const;

// Suites begin while later ones are still being loaded: n8n must not end between them.
announceUse();
try {
	for (const folder of FOLDERS) {
		const files = await readdir(new URL(folder, import.meta.url));
		for (const file of files.filter((name) => name.endsWith('.test.mts')).toSorted()) {
			await import(new URL(folder + file, import.meta.url).href);
		}
	}
} finally {
	await endUse();
}
