// What loading modules costs: node [--expose-gc] load-probe.mjs BASE MODULE…
// Plain JavaScript, because a loader that translates TypeScript would be measured along. BASE is loaded before the clock starts.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const [base, ...modules] = process.argv.slice(2);
if (base) require(base);
globalThis.gc?.();
const before = process.memoryUsage();
const start = performance.now();
for (const module of modules) require(module);
const milliseconds = performance.now() - start;
globalThis.gc?.();
const after = process.memoryUsage();
const cost = {
	milliseconds,
	heapBytes: after.heapUsed - before.heapUsed,
	residentBytes: after.rss - before.rss,
};
process.stdout.write(JSON.stringify(cost));
