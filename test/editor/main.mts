// The suites in n8n's editor, in one process, so that they share one n8n: node --import tsx test/editor/main.mts
//   [credential first-close …]   only those whose file begins so
// PICTURES names a folder for the pictures, such as docs/images; without it they are taken, looked at and thrown away.
import { importSuites } from '../support/import-suites.mts';
import { theHost } from './host.mts';

const root = new URL('.', import.meta.url);
await importSuites({ root, folders: ['.'], wanted: process.argv.slice(2) }, theHost);
