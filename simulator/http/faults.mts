import * as v from 'valibot';
import { integer, object, oneOf, text, textMap } from './fields.mts';

/** What every fault says besides what goes wrong. */
const WHERE = {
	/** Which calls it hits; what is absent matches everything. */
	match: v.exactOptional(
		object({
			/** Upper or lower case. */
			method: v.exactOptional(text()),
			/** A regular expression, or its source, searched in the path (without the query). */
			path: v.exactOptional(v.union([text(), v.instance(RegExp)])),
		}),
	),
	/** How often; default: until it is removed. */
	times: v.exactOptional(integer(1, 1_000_000)),
};

/** How a 429 tells (or does not tell) when to come back. */
const SPELLINGS = ['bodyOnly', 'noHint', 'oldCode', 'retryAfterDate', 'retryAfterSeconds'] as const;

/** What goes wrong, where, and how often. */
export const FAULT = v.variant('kind', [
	/** Answers at once with this status; the body is Genesys Cloud's own for it unless one is given. */
	object({
		kind: v.literal('status'),
		status: v.exactOptional(integer(200, 599), 500),
		code: v.exactOptional(text()),
		body: v.exactOptional(v.unknown()),
		headers: v.exactOptional(textMap),
		...WHERE,
	}),
	/** 429. */
	object({
		kind: v.literal('rateLimit'),
		spelling: v.exactOptional(oneOf(SPELLINGS), 'retryAfterSeconds'),
		seconds: v.exactOptional(integer(0, 1_000_000), 42),
		...WHERE,
	}),
	/** A page of HTML, as a proxy in between would send. */
	object({ kind: v.literal('html'), status: v.exactOptional(integer(200, 599), 502), ...WHERE }),
	/** The call is carried out after so many milliseconds. */
	object({ kind: v.literal('slow'), ms: v.exactOptional(integer(0, 3_600_000), 1000), ...WHERE }),
	object({
		kind: oneOf([
			/** The call is carried out, and its JSON answer breaks off in the middle. */
			'truncatedJson',
			/** The call is carried out, and answered with its status but no body. */
			'emptyBody',
			/** The connection is cut before anything was done. */
			'resetBefore',
			/** The call is carried out, then the connection is cut. */
			'resetAfter',
			/** The token of this call is past its life from this call on. */
			'expireToken',
			/** The token of this call is unknown from this call on. */
			'revokeToken',
		]),
		...WHERE,
	}),
]);

/** A fault as it is asked for: what it does not say has a default. */
export type Fault = v.InferInput<typeof FAULT>;

/** A fault with all that it does. */
export type WholeFault = v.InferOutput<typeof FAULT>;

/** How a 429 tells (or does not tell) when to come back. */
export type RateLimitSpelling = (typeof SPELLINGS)[number];

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
