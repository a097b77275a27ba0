import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import type { Kept, Watch } from '../shared/conversations/watch/event';
import { Tries } from '../shared/conversations/watch/looks';
import { isRecord } from '../shared/platform/fields';

/** Changed whenever what is kept changes its form: what was kept in another one is not read. */
const VERSION = 1;
/** The one place in n8n's static data of the node. */
const PLACE = 'watching';

interface Entry {
	readonly version: number;
	/** The node that has kept it: another one may have had the same name before. */
	readonly node: string;
	/** What is watched; for anything else it means nothing. */
	readonly watched: string;
	/** Later ones have more: a time, or one more than the last. Processes that know nothing of each other agree on it. */
	readonly order: number;
	readonly state: Kept;
}

/** What this process remembers of a trigger. */
interface Remembered {
	/** Its name at the last poll. */
	readonly name: string;
	readonly last: Entry;
	/** The last that n8n cannot have discarded. */
	readonly sure: Entry | undefined;
	/** When it was kept, on a clock that only goes forward. */
	readonly at: number;
}

/** So long after it has read what is kept, n8n has begun a poll, however busy the machine is. */
const READ_AHEAD_MS = 30_000;

/**
 * What this process remembers, by workflow and node. n8n keeps the data under the *name* of the node, so that a new name would begin
 * anew and an old one bring back old data; it keeps nothing at all where the first poll of a durable trigger gives nothing; and it
 * puts back older data where a run that began before writes static data of its own.
 */
const remembered = new Map<string, Remembered>();
/** What triggers have tried in vain, by workflow and node: a poll that fails keeps nothing else. */
const triedInVain = new Map<string, { readonly watched: string; readonly tries: Tries }>();

/** What a trigger has kept from its last poll. */
export class Memory {
	/** What is watched, and by whose credential: equal texts mean the same events. */
	readonly watched: string;
	private readonly key: string;

	/** @param account whose data are watched */
	constructor(
		private readonly context: IPollFunctions,
		watch: Watch,
		account: string,
	) {
		const { event, queueIds, divisionId, idleForMinutes, idleSide } = watch;
		const queues = [...queueIds].sort();
		this.watched = JSON.stringify([event, queues, divisionId, idleForMinutes, idleSide, account]);
		this.key = keyOf(context);
	}

	/**
	 * Whether n8n hands out what it had kept before it took the last events: where two times to poll come close together, it reads
	 * that for the second one while the first is still under way. Later, it means that n8n has discarded those events.
	 */
	isReadAhead(): boolean {
		const known = remembered.get(this.key);
		const kept = this.kept();
		const last = this.own(known?.last);
		const isUnsure = known !== undefined && last !== undefined && last !== known.sure;
		// Of a first poll that gave nothing, n8n has kept nothing.
		return isUnsure && (kept?.order ?? 0) < last.order && performance.now() - known.at < READ_AHEAD_MS;
	}

	/** What was kept; undefined where nothing was, or for something else than what is watched now. */
	read(): Kept | undefined {
		return this.newest()?.state;
	}

	/**
	 * Replaces what was kept, all at once.
	 *
	 * @param isEmpty no event was given. Events are discarded where the workflow was published again or unpublished during the poll, or
	 * cannot be started; that they were not shows when n8n hands this out at the next poll.
	 */
	write(state: Kept, isEmpty: boolean): void {
		const known = remembered.get(this.key);
		// Later than all that n8n may still hand out, also of what was watched before.
		const seen = [this.handedOut(), known?.last, known?.sure].map((one) => (one?.order ?? 0) + 1);
		const order = Math.max(Date.now(), ...seen);
		const { id: node, name } = this.context.getNode();
		const entry = { version: VERSION, node, watched: this.watched, order, state };
		const sure = isEmpty ? entry : this.sure();
		this.data()[PLACE] = entry;
		remembered.set(this.key, { name, last: entry, sure, at: performance.now() });
	}

	/** What this process has tried in vain so far. */
	tries(): Tries {
		const known = triedInVain.get(this.key);
		if (known?.watched === this.watched) return known.tries;
		const tries = new Tries();
		triedInVain.set(this.key, { watched: this.watched, tries });
		return tries;
	}

	private newest(): Entry | undefined {
		const known = remembered.get(this.key);
		// What was kept before something else was watched is over.
		if (known && known.last.watched !== this.watched) return undefined;
		// Under another name n8n cannot show whether it has discarded something, and it hardly ever does.
		const isRenamed =
			known?.name !== this.context.getNode().name && (!this.kept() || isKeptByName(this.data()));
		return newer(this.sure(), isRenamed ? this.own(known?.last) : undefined);
	}

	/** What n8n has kept until now, or cannot have discarded. */
	private sure(): Entry | undefined {
		return newer(this.kept(), this.own(remembered.get(this.key)?.sure));
	}

	private kept(): Entry | undefined {
		return this.own(this.handedOut());
	}

	/** What n8n hands out, whoever has kept it. */
	private handedOut(): Entry | undefined {
		const kept: unknown = this.data()[PLACE];
		return isEntry(kept) ? kept : undefined;
	}

	private data(): IDataObject {
		return this.context.getWorkflowStaticData('node');
	}

	private own(entry: Entry | undefined): Entry | undefined {
		const isOwn =
			entry?.version === VERSION &&
			entry.node === this.context.getNode().id &&
			entry.watched === this.watched;
		return isOwn ? entry : undefined;
	}
}

/**
 * Whether these are data of the workflow, which n8n watches for changes by this mark and keeps by the names of nodes: under one that
 * the node had earlier there may be older ones. Durable cursors are kept by the node's ID.
 */
function isKeptByName(data: IDataObject): boolean {
	return '__dataChanged' in data;
}

function newer(one: Entry | undefined, other: Entry | undefined): Entry | undefined {
	return one && other ? (one.order >= other.order ? one : other) : (one ?? other);
}

/** Which trigger it is, whatever its name. */
export function keyOf(context: IPollFunctions): string {
	return `${context.getWorkflow().id}:${context.getNode().id}`;
}

function isEntry(kept: unknown): kept is Entry {
	return (
		isRecord(kept) &&
		typeof kept['version'] === 'number' &&
		typeof kept['node'] === 'string' &&
		typeof kept['watched'] === 'string' &&
		typeof kept['order'] === 'number' &&
		isRecord(kept['state'])
	);
}
