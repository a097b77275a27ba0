import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import type { Kept, Watch } from '../shared/conversations/watch/event';
import { isRecord } from '../shared/platform/fields';

/** Changed whenever what is kept changes its form: what was kept in another one is not read. */
const VERSION = 1;
/** The one place in n8n's static data of the node. */
const PLACE = 'watching';

interface Entry {
	readonly version: number;
	/** What is watched; for anything else it means nothing. */
	readonly watched: string;
	readonly state: Kept;
}

/**
 * What this process remembers, by workflow and node: n8n keeps the data under the *name* of the node, so that a new name would
 * begin anew, and not at all where the first poll of a durable trigger gives nothing.
 */
const remembered = new Map<string, Entry>();

/** What a trigger has kept from its last poll. */
export class Memory {
	private readonly watched: string;
	private readonly key: string;

	/**
	 * @param account whose data are watched
	 * @param isLeased n8n discards what a poll has kept where it cannot start the workflow
	 */
	constructor(
		private readonly context: IPollFunctions,
		watch: Watch,
		account: string,
		private readonly isLeased: boolean,
	) {
		const { event, queueIds, divisionId, idleForMinutes, idleSide } = watch;
		const queues = [...queueIds].sort();
		this.watched = JSON.stringify([event, queues, divisionId, idleForMinutes, idleSide, account]);
		this.key = keyOf(context);
	}

	/** What was kept; undefined where nothing was, or for something else than what is watched now. */
	read(): Kept | undefined {
		const kept: unknown = this.context.getWorkflowStaticData('node')[PLACE];
		const entry = isEntry(kept) ? kept : remembered.get(this.key);
		return entry?.version === VERSION && entry.watched === this.watched ? entry.state : undefined;
	}

	/** Replaces what was kept, all at once. @param isEmpty no event was given */
	write(state: Kept, isEmpty: boolean): void {
		const entry = { version: VERSION, watched: this.watched, state };
		const data: IDataObject = this.context.getWorkflowStaticData('node');
		data[PLACE] = entry;
		if (isEmpty || !this.isLeased) remembered.set(this.key, entry);
	}
}

/** Which trigger it is, whatever its name. */
export function keyOf(context: IPollFunctions): string {
	return `${context.getWorkflow().id}:${context.getNode().id}`;
}

function isEntry(kept: unknown): kept is Entry {
	return (
		isRecord(kept) &&
		typeof kept['version'] === 'number' &&
		typeof kept['watched'] === 'string' &&
		isRecord(kept['state'])
	);
}
