// npm run provide-n8n: installs the n8n that the tests run, unless it is there already.
//   npm run provide-n8n -- 1.123   that line of n8n
import { provisionRuntime } from './n8n/runtime.mts';

await provisionRuntime(console.log, undefined, process.argv[2]);
