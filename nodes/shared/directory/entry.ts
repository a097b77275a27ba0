import { isId } from '../platform/ids';
import { inALine } from '../platform/words';

/** Something with a name to pick and an ID to send. */
export interface Entry {
	readonly id: string;
	readonly name: string;
}

/** What could be offered, as Genesys Cloud has it. */
export interface Candidate {
	readonly id: string | undefined;
	/** What names it, the name itself first; strangers may have chosen each of them. */
	readonly words: ReadonlyArray<string | undefined>;
}

/**
 * What of a page can be offered: each ID once. What is picked stands in the form as if somebody had typed it, where a text
 * can be an expression or an address: only what is an ID may get there, and only under a name that people see.
 *
 * @param wanted what to look for in a name, both as it really is and as it is shown; empty for all
 */
export function offered(candidates: readonly Candidate[], wanted = ''): Entry[] {
	const entries = new Map<string, Entry & { readonly isWanted: boolean }>();
	for (const { id = '', words } of candidates) {
		// Each by itself: the name must not push out what tells it from others.
		const name = words.flatMap((word) => inALine(word) ?? []).join(' – ');
		if (!isId(id) || name === '' || entries.has(id)) continue;
		const isWanted = [name, ...words].some((word) => word?.toLowerCase().includes(wanted.toLowerCase()));
		entries.set(id, { id, name, isWanted });
	}
	return [...entries.values()].filter(({ isWanted }) => isWanted).map(({ id, name }) => ({ id, name }));
}
