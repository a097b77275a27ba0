/** The heap in use, in bytes, once what nobody needs is cleared. @throws where Node.js was started without `--expose-gc` */
export function heapUsed(): number {
	if (!globalThis.gc) throw new Error('Needs --expose-gc');
	globalThis.gc();
	return process.memoryUsage().heapUsed;
}
