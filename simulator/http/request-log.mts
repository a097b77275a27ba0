import type { WholeFault } from './fault-kinds.mts';
import { SECRET_FIELDS } from './secrets.mts';

/** One call that the simulator received on /oauth/* or /api/*. */
export interface RecordedRequest {
	/** Epoch milliseconds by the simulator's clock. */
	readonly at: number;
	readonly method: string;
	/** Without the query. */
	readonly path: string;
	readonly query: Readonly<Record<string, unknown>>;
	/** As received; the value of Authorization is masked. */
	readonly headers: Readonly<Record<string, unknown>>;
	/** Parsed if it was JSON or a form (secrets masked), otherwise as text; undefined if there was none. */
	body?: unknown;
	/** Status of the answer; 0 while there is none, or if the connection was cut. */
	status: number;
	/** The kind of the fault that it ran into; absent where there was none. */
	readonly fault?: WholeFault['kind'];
	/** Label of the token, such as `token-1`; empty without a valid one. */
	token: string;
}

const LONGEST = 100_000;

/** The calls received, oldest first; the oldest are dropped beyond a hundred thousand. */
export class RequestLog {
	readonly entries: RecordedRequest[] = [];

	/** Adds a call; its status and body are filled in as they become known. */
	add(entry: RecordedRequest): RecordedRequest {
		if (this.entries.length >= LONGEST) this.entries.splice(0, LONGEST / 10);
		this.entries.push(entry);
		return entry;
	}

	/** Forgets every call. */
	clear(): void {
		this.entries.length = 0;
	}
}

/** Headers fit to be kept: an Authorization is reduced to its scheme. */
export function maskedHeaders(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
	const { authorization, ...rest } = headers;
	if (typeof authorization !== 'string') return rest;
	return { ...rest, authorization: `${authorization.split(' ', 1)[0] ?? ''} ***` };
}

/** A token request's form fit to be kept. */
export function maskedForm(form: ReadonlyMap<string, string>): Record<string, string> {
	return Object.fromEntries(
		[...form].map(([name, value]) => [name, SECRET_FIELDS.includes(name) ? '***' : value]),
	);
}
