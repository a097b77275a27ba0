import { isPathValue } from '../platform/api';
import { showsNothing } from '../platform/words';

/** Something with a name to pick and an ID to send. */
export interface Entry {
	readonly id: string;
	readonly name: string;
}

/**
 * What of a page can be offered: each ID once. What is picked stands in the form as if somebody had typed it, where a text
 * can be an expression or an address: only what is an ID may get there, and only under a name that people see.
 */
export function offered(
	entities: ReadonlyArray<{ readonly id: string | undefined; readonly name: string | undefined }>,
): Entry[] {
	const entries = new Map<string, Entry>();
	for (const { id = '', name = '' } of entities)
		if (isPathValue(id) && !showsNothing(name) && !entries.has(id)) entries.set(id, { id, name });
	return [...entries.values()];
}
