// The suites in real n8n, in one process, so that they share one n8n: node --import tsx test/e2e/main.mts
//   [package examples n8n/cancel …]   only those whose place in this folder begins so
// N8N_VERSION says which line of n8n, such as 1.123.
import { theHost } from '../support/host.mts';
import { importSuites } from '../support/import-suites.mts';

const root = new URL('.', import.meta.url);
await importSuites(
	{ root, folders: ['package', 'examples', 'polled', 'n8n'], wanted: process.argv.slice(2) },
	theHost,
);
