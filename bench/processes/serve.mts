import type { Serializable } from 'node:child_process';

import { createBirpc } from 'birpc';

/** Lets the process that started this one call functions, and ends when that one does. */
export function serve(functions: object): void {
	createBirpc(functions, {
		post: (message: Serializable) => process.send?.(message),
		on: (receive) => process.on('message', receive),
	});
	process.on('disconnect', () => process.exit());
}
