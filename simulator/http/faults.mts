/** Which calls a fault hits; what is absent matches everything. */
export interface FaultMatch {
	/** Upper or lower case. */
	readonly method?: string;
	/** A regular expression, or its source, searched in the path (without the query). */
	readonly path?: RegExp | string;
}

/** How a 429 tells (or does not tell) when to come back. */
export type RateLimitSpelling = 'bodyOnly' | 'noHint' | 'oldCode' | 'retryAfterDate' | 'retryAfterSeconds';

/** What goes wrong. */
export type FaultKind =
	/** Answers at once with this status; the body is Genesys Cloud's own for it unless one is given. */
	| {
			readonly kind: 'status';
			readonly status: number;
			readonly code?: string;
			readonly body?: unknown;
			readonly headers?: Readonly<Record<string, string>>;
	  }
	/** 429; default 42 seconds. */
	| { readonly kind: 'rateLimit'; readonly spelling?: RateLimitSpelling; readonly seconds?: number }
	/** A page of HTML, as a proxy in between would send; default status 502. */
	| { readonly kind: 'html'; readonly status?: number }
	/** The call is carried out, and its JSON answer breaks off in the middle. */
	| { readonly kind: 'truncatedJson' }
	/** The connection is cut before anything was done. */
	| { readonly kind: 'resetBefore' }
	/** The call is carried out, then the connection is cut. */
	| { readonly kind: 'resetAfter' }
	/** The call is carried out after so many milliseconds. */
	| { readonly kind: 'slow'; readonly ms: number }
	/** The token of this call is past its life from this call on. */
	| { readonly kind: 'expireToken' }
	/** The token of this call is unknown from this call on. */
	| { readonly kind: 'revokeToken' }
	/** The call is carried out, and answered with its status but no body. */
	| { readonly kind: 'emptyBody' };

/** A fault: what goes wrong, where, and how often (default: until it is removed). */
export type Fault = FaultKind & { readonly match?: FaultMatch; readonly times?: number };

/** A fault in force. */
export interface ActiveFault {
	readonly id: string;
	readonly fault: Fault;
	/** How many calls it has hit. */
	readonly hits: number;
	remove(): void;
}

interface Entry {
	readonly id: string;
	readonly fault: Fault;
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
	add(fault: Fault): ActiveFault {
		this.#count += 1;
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
	strike(method: string, path: string): Fault | undefined {
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
