import * as v from 'valibot';
import { flag, integer, object, oneOf, text, textMap } from './fields.mts';

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

const LONGEST_WAIT_MS = 3_600_000;
const LONGEST_ECHO = 2_000_000;
const status = integer(200, 599);

/** What may be wrong with a page besides its place. */
const ODD_PAGE = {
	/** Most rows of a page, whatever was asked for. */
	rows: v.exactOptional(integer(1, 1000)),
	/** `totalHits` or `total` of the answer, whatever there is. */
	total: v.exactOptional(integer(0, 1_000_000_000)),
};

/** Faults that answer in place of the operation, which is not carried out. */
const INSTEAD = [
	/** Answers with this status; the body is Genesys Cloud's own for it unless one is given. */
	object({
		kind: v.literal('status'),
		status: v.exactOptional(status, 500),
		code: v.exactOptional(text()),
		body: v.exactOptional(v.unknown()),
		headers: v.exactOptional(textMap),
		/** False: neither the correlation header nor, in Genesys Cloud's own body, a context id. */
		correlated: v.exactOptional(flag, true),
		...WHERE,
	}),
	/** 429. */
	object({
		kind: v.literal('rateLimit'),
		spelling: v.exactOptional(oneOf(SPELLINGS), 'retryAfterSeconds'),
		seconds: v.exactOptional(integer(0, 1_000_000), 42),
		...WHERE,
	}),
	/** A page of HTML, as a proxy in between would send: Genesys Cloud has not seen the call. */
	object({ kind: v.literal('html'), status: v.exactOptional(status, 502), ...WHERE }),
	/** The answer of a gateway that does not know where to send the call: JSON, yet no ErrorBody, and uncorrelated. */
	object({
		kind: v.literal('gateway'),
		status: v.exactOptional(status, 404),
		message: v.exactOptional(text({ blank: true }), 'no Route matched with those values'),
		...WHERE,
	}),
	/**
	 * An error whose message and code repeat the Authorization header and, at the token endpoint, the secrets of the
	 * call; so many characters of message. Its correlation header is the value of that header alone, without `Bearer`.
	 */
	object({
		kind: v.literal('echo'),
		status: v.exactOptional(integer(400, 599), 400),
		length: v.exactOptional(integer(1, LONGEST_ECHO), 2000),
		...WHERE,
	}),
] as const;

/** Faults of the connection. */
const CONNECTION = [
	/** The call is carried out after so many milliseconds. */
	object({ kind: v.literal('slow'), ms: v.exactOptional(integer(0, LONGEST_WAIT_MS), 1000), ...WHERE }),
	/** The call is accepted and never answered; `done`: it is carried out before. */
	object({ kind: v.literal('silence'), done: v.exactOptional(flag, false), ...WHERE }),
	/**
	 * The call is carried out. The head of its answer comes at once and the body byte by byte, so many milliseconds
	 * apart; unless it `ends`, blanks follow for ever.
	 */
	object({
		kind: v.literal('drip'),
		ms: v.exactOptional(integer(1, LONGEST_WAIT_MS), 100),
		ends: v.exactOptional(flag, false),
		...WHERE,
	}),
] as const;

/** Faults that change the answer of a call which was carried out. */
const SPOILED = [
	/** These headers in place of the real ones; null: the header is missing. */
	object({
		kind: v.literal('lyingHeaders'),
		headers: v.record(v.string(), v.nullable(v.string())),
		...WHERE,
	}),
	/** This body in place of its own, unless the call is refused. */
	object({ kind: v.literal('stub'), body: v.unknown(), status: v.exactOptional(status), ...WHERE }),
	/** Each of these ids is another in the answer; what else there is stays. */
	object({ kind: v.literal('foreignId'), ids: textMap, ...WHERE }),
	/**
	 * One value of the answer, and all that is in it, is another or, where none is given, is missing; which one is told by its place among
	 * all of them, counted around.
	 */
	object({
		kind: v.literal('oddValue'),
		place: integer(0, 1_000_000),
		value: v.exactOptional(v.unknown()),
		...WHERE,
	}),
	/** The first page again, whatever page is asked for. */
	object({ kind: v.literal('samePage'), ...ODD_PAGE, ...WHERE }),
	/** Every page ends with this cursor, which leads to the first page again. */
	object({ kind: v.literal('sameCursor'), cursor: v.exactOptional(text(), 'again'), ...ODD_PAGE, ...WHERE }),
	/** Pages in their order, with fewer rows than were asked for or a total that is wrong. */
	object({ kind: v.literal('pages'), ...ODD_PAGE, ...WHERE }),
] as const;

/** What goes wrong, where, and how often. */
export const FAULT = v.variant('kind', [
	...INSTEAD,
	...CONNECTION,
	...SPOILED,
	/** The roles of whoever calls lack this permission: calls that ask for it are refused as Genesys Cloud refuses them. */
	object({ kind: v.literal('missingPermission'), permission: text(), ...WHERE }),
	object({
		kind: oneOf([
			/**
			 * The answer to a read of one conversation is an earlier one to the same call: the last that was another. Where there is none,
			 * or for any other call, it is as it is.
			 */
			'stale',
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

/** A fault of one kind, with all that it does. */
export type FaultOf<Kind extends WholeFault['kind']> = Extract<WholeFault, { readonly kind: Kind }>;

/** How a 429 tells (or does not tell) when to come back. */
export type RateLimitSpelling = (typeof SPELLINGS)[number];
