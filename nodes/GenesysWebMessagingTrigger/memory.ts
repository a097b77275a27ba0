import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import type { Kept, Watch } from '../shared/conversations/watch/event';
import { Tries } from '../shared/conversations/watch/looks';
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
	/** Its name at the last poll. */
	readonly name: string;
	readonly last: Entry;
	/** The last that n8n cannot have discarded. */
	readonly sure: Entry | undefined;
	/** When it was kept, on a clock that only goes forward. */
	readonly at: number;
	/** Older data were handed out since: n8n may have discarded the last events. */
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

/** What a trigger has kept from its last poll. */
export class Memory {
	/** What is watched, and by whose credential: equal texts mean the same events. */
	readonly watched: string;
	/** The name of the node. */
	readonly name: string;
	private readonly key: string;
	/** Whether it has another name than before, so that n8n cannot show what it has kept. */
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
		const isNamedElse = remembered.get(this.key)?.name !== this.name;
		this.noteHandedOut();
		this.isRenamed = isNamedElse && (!this.kept() || isKeptByName(this.data()));
		this.began = this.newest();
	}

	/** What n8n hands out, it has not discarded. */
	private noteHandedOut(): void {
		const known = remembered.get(this.key);
		const last = this.own(known?.last);
		if (known && last && (this.kept()?.order ?? 0) >= last.order)
			remembered.set(this.key, { ...known, sure: last, isDoubtful: false });
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
		const last = this.own(known?.last);
		// Of a first poll that gave nothing, n8n has kept nothing.
		const isUnsure = known !== undefined && last !== undefined && last !== known.sure;
		const isBehind = isUnsure && !this.isRenamed && (this.began?.order ?? 0) < last.order;
		return isBehind && performance.now() - known.at < READ_AHEAD_MS;
	}

	/** Notes that {@link isReadAhead}: should n8n have discarded the last events, it may not show that again under another name. */
	doubtLast(): void {
		const known = remembered.get(this.key);
		if (known) remembered.set(this.key, { ...known, isDoubtful: true });
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
		const known = remembered.get(this.key);
		// Later than all that n8n may still hand out, also of what was watched before.
		const seen = [this.handedOut(), known?.last, known?.sure].map((one) => (one?.order ?? 0) + 1);
		const order = Math.max(Date.now(), ...seen);
		const { id: node } = this.context.getNode();
		const entry = { version: VERSION, node, watched: this.watched, order, state };
		const sure = isEmpty ? entry : this.began;
		this.data()[PLACE] = entry;
		remembered.set(this.key, {
			name: this.name,
			last: entry,
			sure,
			at: performance.now(),
			isDoubtful: false,
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
		const kept = this.kept();
		// What was kept before something else was watched is over, unless another process has gone on with it since.
		if (known && known.last.watched !== this.watched && (kept?.order ?? 0) <= known.last.order)
			return undefined;
		// Under another name n8n cannot show whether it has discarded something, and it hardly ever does.
		const last = this.isRenamed && known?.isDoubtful === false ? this.own(known.last) : undefined;
		return newer(this.sure(), last);
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
