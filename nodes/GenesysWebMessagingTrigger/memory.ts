import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import type { Kept, Watch } from '../shared/conversations/watch/event';
import { Tries } from '../shared/conversations/watch/tries';
import { DAY_MS } from '../shared/conversations/time';
import { Failure } from '../shared/platform/failures';
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
	/** Grows with each write (the time, or one more than the last), so that processes which know nothing of each other can tell what is newer. */
	readonly order: number;
	readonly state: Kept;
}

/** What this process remembers of a trigger. */
interface Remembered {
	/** The name under which n8n was to keep the last. */
	readonly name: string;
	readonly last: Entry;
	/** The last that n8n cannot have discarded. */
	readonly sure: Entry | undefined;
	/** When it was kept, on a clock that only goes forward. */
	readonly at: number;
	/** n8n has shown that it discarded the last events, or may have ({@link noteHandedOut}). */
	readonly isDoubtful: boolean;
}

/** So long after it has read what is kept, n8n has begun a poll, however busy the machine is. */
const READ_AHEAD_MS = 30_000;

/**
 * What this process remembers, by workflow and node. n8n keeps the data under the *name* of the node, so that a new name would begin
 * anew and an old one bring back old data; it keeps nothing at all where the first poll of a durable trigger gives nothing; and it
 * puts back older data where a run that began before writes static data of its own.
 */
const remembered = new Map<string, Remembered>();
/** The data that n8n handed out when it last began a poll, by workflow and node. Each version that is published has its own. */
const handedOutLast = new Map<string, IDataObject>();
/** What triggers have tried in vain, by workflow and node: a poll that fails keeps nothing else. */
const triedInVain = new Map<string, { readonly watched: string; readonly tries: Tries }>();
/** The names that a trigger has had within a week, and since when, by workflow and node; each unlike the one before it. */
const names = new Map<string, ReadonlyArray<{ readonly name: string; readonly since: number }>>();
/** More names are not needed to see that they take turns. */
const MOST_NAMES = 8;

/**
 * Makes sure that one trigger is polled, and not two with the same node ID, as n8n's editor never makes them, but a workflow that was
 * written by hand or sent to n8n's API may have them: what one keeps, the other would take for its own, and events would be lost.
 *
 * @throws Failure where names come back again and again; a node that is renamed and renamed back does so once
 */
export function assertOneNode(context: IPollFunctions): void {
	const key = keyOf(context);
	const { name } = context.getNode();
	const since = performance.now();
	const before = names.get(key) ?? [];
	if (before.at(-1)?.name === name) return;
	const all = [...before.filter((one) => since - one.since < 7 * DAY_MS), { name, since }].slice(-MOST_NAMES);
	names.set(key, all);
	const comebacks = all.filter((one, i) => all.findIndex((other) => other.name === one.name) < i);
	if (comebacks.length > 1 && before.some((one) => one.name === name))
		throw new Failure(
			'Two triggers of this workflow have the same node ID',
			'Delete one of them, add it again from the panel of nodes, and publish the workflow. If there is only one, and its name was changed back and forth, the next poll goes on.',
		);
}

/**
 * Notes what n8n shows when it begins a poll, whatever becomes of that poll. What it hands out, it has not discarded. Where that is
 * older than the last events, it has discarded those, or has read it ahead ({@link Memory.isReadAhead}). And of a poll that is under
 * way with other data, it may discard what comes.
 */
export function noteHandedOut(context: IPollFunctions): void {
	const key = keyOf(context);
	handedOutLast.set(key, dataOf(context));
	const known = remembered.get(key);
	const kept = keptIn(context);
	if (kept && kept.order >= (known?.last.order ?? 0)) {
		const { name } = context.getNode();
		remembered.set(key, { name, last: kept, sure: kept, at: performance.now(), isDoubtful: false });
	} else if (known && known.last !== known.sure && !isRenamed(context))
		remembered.set(key, { ...known, isDoubtful: true });
}

/** What a trigger has kept from its last poll. */
export class Memory {
	/** What is watched, and by whose credential: equal texts mean the same events. */
	readonly watched: string;
	/** The name of the node. */
	readonly name: string;
	private readonly key: string;
	private readonly isRenamed: boolean;
	/** What this poll goes on from. */
	private readonly began: Entry | undefined;

	/** @param oauthClient by which it is watched */
	constructor(
		private readonly context: IPollFunctions,
		watch: Watch,
		oauthClient: string,
	) {
		const { event, queueIds, divisionId, idleForMinutes, idleSide } = watch;
		const queues = [...queueIds].sort();
		this.watched = JSON.stringify([event, queues, divisionId, idleForMinutes, idleSide, oauthClient]);
		this.name = context.getNode().name;
		this.key = keyOf(context);
		this.isRenamed = isRenamed(context);
		this.began = this.newest();
	}

	/** Whether both are of the same trigger: the same events, under the same name. */
	isLike(other: Memory | undefined): boolean {
		return other?.watched === this.watched && other.name === this.name;
	}

	/**
	 * Whether n8n hands out what it had kept before it took the last events: where two times to poll come close together, it reads
	 * that for the second one while the first is still under way. Later, it means that n8n has discarded those events.
	 */
	isReadAhead(): boolean {
		const known = remembered.get(this.key);
		const isBehind = known?.isDoubtful === true && !this.isRenamed && this.own(known.last) !== undefined;
		return isBehind && performance.now() - known.at < READ_AHEAD_MS;
	}

	/** What was kept; undefined where nothing was, or for something else than what is watched now. */
	read(): Kept | undefined {
		return this.began?.state;
	}

	/**
	 * Replaces what was kept, all at once.
	 *
	 * @param isEmpty no event was given. Events are discarded where the workflow was published again or unpublished during the poll, or
	 * cannot be started; that they were not shows when n8n hands this out at the next poll.
	 */
	write(state: Kept, isEmpty: boolean): void {
		// Later than all that n8n may still hand out, also of what was watched before.
		const order = Math.max(Date.now(), (remembered.get(this.key)?.last.order ?? 0) + 1);
		const { id: node } = this.context.getNode();
		const data = dataOf(this.context);
		const entry = { version: VERSION, node, watched: this.watched, order, state };
		const sure = isEmpty ? entry : this.began;
		data[PLACE] = entry;
		remembered.set(this.key, {
			name: this.name,
			last: entry,
			sure,
			at: performance.now(),
			isDoubtful: !isEmpty && handedOutLast.get(this.key) !== data,
		});
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
		if (known && this.isRenamed && !known.isDoubtful) return known.last;
		return newer(this.own(keptIn(this.context)), this.own(known?.sure));
	}

	private own(entry: Entry | undefined): Entry | undefined {
		return entry?.watched === this.watched ? entry : undefined;
	}
}

/**
 * Whether the node has another name than before, so that n8n cannot show what it has kept: it keeps data of the workflow, which it
 * watches for changes by this mark, by the names of nodes. Durable cursors are kept by the node's ID.
 */
function isRenamed(context: IPollFunctions): boolean {
	const isNamedElse = remembered.get(keyOf(context))?.name !== context.getNode().name;
	return isNamedElse && '__dataChanged' in dataOf(context);
}

function newer(one: Entry | undefined, other: Entry | undefined): Entry | undefined {
	return one && other ? (one.order >= other.order ? one : other) : (one ?? other);
}

/** Which trigger it is, whatever its name. */
export function keyOf(context: IPollFunctions): string {
	return `${context.getWorkflow().id}:${context.getNode().id}`;
}

/** What n8n hands out of what this node has kept. */
function keptIn(context: IPollFunctions): Entry | undefined {
	const kept: unknown = dataOf(context)[PLACE];
	return isEntry(kept) && kept.node === context.getNode().id ? kept : undefined;
}

function dataOf(context: IPollFunctions): IDataObject {
	return context.getWorkflowStaticData('node');
}

function isEntry(kept: unknown): kept is Entry {
	return (
		isRecord(kept) &&
		kept['version'] === VERSION &&
		typeof kept['node'] === 'string' &&
		typeof kept['watched'] === 'string' &&
		typeof kept['order'] === 'number' &&
		isRecord(kept['state'])
	);
}
