// Every suite in n8n's editor, in one process, so that they share one n8n: node --import tsx test/editor/main.mts
// PICTURES names a folder for the pictures, such as docs/images; without it they are taken, looked at and thrown away.
import { readdir } from 'node:fs/promises';
import { announceUse, endUse } from './host.mts';

// Suites begin while later ones are still being loaded: n8n must not end between them.
announceUse();
try {
	const files = await readdir(new URL('.', import.meta.url));
	for (const file of files.filter((name) => name.endsWith('.test.mts')).toSorted()) {
		await import(new URL(file, import.meta.url).href);
	}
} finally {
	await endUse();
}
