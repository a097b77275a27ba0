import * as v from 'valibot';
import type { Fault, WholeFault } from './fault-kinds.mts';
import { FAULT } from './fault-kinds.mts';

/** A fault in force. */
export interface ActiveFault {
	readonly id: string;
	readonly fault: WholeFault;
	/** How many calls it has hit. */
	readonly hits: number;
	remove(): void;
}

interface Entry {
	readonly id: string;
	readonly fault: WholeFault;
	readonly path: RegExp | undefined;
	hits: number;
}

/** The faults in force. The first that matches a call is the one that happens. */
export class Faults {
	#entries: Entry[] = [];
	#count = 0;

	/**
	 * Puts a fault in force, behind those that are.
	 * @throws SyntaxError if its path is no regular expression
	 */
	add(asked: Fault): ActiveFault {
		this.#count += 1;
		const fault = v.parse(FAULT, asked);
		const path = fault.match?.path;
		const entry: Entry = {
			id: `fault-${String(this.#count)}`,
			fault,
			path: path === undefined ? undefined : new RegExp(path),
			hits: 0,
		};
		this.#entries.push(entry);
		return this.#active(entry);
	}

	/** Every fault in force. */
	list(): ActiveFault[] {
		return this.#entries.map((entry) => this.#active(entry));
	}

	/** Removes one; tells whether it was in force. */
	remove(id: string): boolean {
		const before = this.#entries.length;
		this.#entries = this.#entries.filter((entry) => entry.id !== id);
		return this.#entries.length < before;
	}

	/** Removes every fault. */
	clear(): void {
		this.#entries = [];
	}

	/** The fault that this call runs into, counted as a hit. */
	strike(method: string, path: string): WholeFault | undefined {
		const entry = this.#entries.find((candidate) => matches(candidate, method, path));
		if (entry === undefined) return undefined;
		entry.hits += 1;
		if (entry.fault.times !== undefined && entry.hits >= entry.fault.times) this.remove(entry.id);
		return entry.fault;
	}

	#active(entry: Entry): ActiveFault {
		return {
			id: entry.id,
			fault: entry.fault,
			get hits() {
				return entry.hits;
			},
			remove: () => {
				this.remove(entry.id);
			},
		};
	}
}

function matches(entry: Entry, method: string, path: string): boolean {
	const wanted = entry.fault.match?.method;
	if (wanted !== undefined && wanted.toUpperCase() !== method.toUpperCase()) return false;
	if (entry.path === undefined) return true;
	entry.path.lastIndex = 0;
	return entry.path.test(path);
}
