import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Outgoing } from './outgoing.mts';

/*
 * What the node may do and say, whatever comes in.
 */

const ID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
/** All that the node may ask for, as the Platform API documents it. */
const SHAPES = [
	`POST /oauth/token`,
	`GET /api/v2/conversations/${ID}`,
	`GET /api/v2/conversations/messages/[0-9a-zA-Z-]{1,100}/details`,
	`GET /api/v2/externalcontacts/contacts/${ID}`,
	`POST /api/v2/analytics/conversations/details/query`,
	`POST /api/v2/conversations/participants/attributes/search`,
	`POST /api/v2/externalcontacts/identifierlookup/contacts`,
	`POST /api/v2/conversations/messages/${ID}/messages/bulk`,
	`POST /api/v2/conversations/messages/agentless`,
	`PUT /api/v2/conversations/${ID}/tags`,
	`PATCH /api/v2/conversations/messages/${ID}`,
	`PATCH /api/v2/conversations/messages/${ID}/participants/${ID}`,
	`PATCH /api/v2/conversations/messages/${ID}/participants/${ID}/communications/${ID}`,
	`POST /api/v2/conversations/messages/${ID}/participants/${ID}/communications/${ID}/wrapup`,
	`POST /api/v2/conversations/${ID}/disconnect`,
].map((shape) => new RegExp(`^${shape}$`));
const HEADERS = [
	'accept',
	'accept-encoding',
	'authorization',
	'connection',
	'content-length',
	'content-type',
	'host',
	'user-agent',
];
/** What changes something. */
const WRITE = /^(?:PUT|PATCH|DELETE) |\/disconnect$|\/agentless$|\/wrapup$/;
/** What only the author of the code can read. */
const NOT_FOR_PEOPLE =
	/\bundefined\b|\[object|\bNaN\b|\bCannot (?:read|set|convert)|is not (?:a function|iterable|defined|an object)|TypeError|RangeError|SyntaxError|\n\s+at |JSON at position|Unexpected token|Invalid array length|Maximum call stack|stopped unexpectedly/;

/** Whether a request changes something. */
export function isWrite({ method, path }: { readonly method: string; readonly path: string }): boolean {
	return WRITE.test(`${method} ${path}`);
}

/** Whether a text is for people; what Genesys Cloud says itself is quoted, with the value that it is about. */
export function isForPeople(text: string): boolean {
	return !NOT_FOR_PEOPLE.test(text.replace(/Genesys Cloud says: ".*"/s, ''));
}

const LONGEST_MESSAGE = 600;
/** The titles of the errors that users are told about. */
const TITLES = [
	...readFileSync(join(__dirname, '../../docs/errors.md'), 'utf8').matchAll(
		/^\| ((?:[A-Z]|n8n )[^|]+?) \|/gm,
	),
].map(([, title = '']) => title);

/** An error as a user reads it. */
export interface ToldError {
	readonly title: string;
	readonly text: string;
}

/**
 * What is wrong with how an error is told; in sentences.
 *
 * @param refusals titles that are right where a value was refused
 */
export function toldBadly({ title, text }: ToldError, refusals: readonly string[]): string[] {
	const found: string[] = [];
	if (!isForPeople(`${title} ${text}`)) found.push(`an error is not for people: ${title}. ${text}`);
	if (text.trim() === '' || title.length + text.length > LONGEST_MESSAGE)
		found.push(`an error is not told well: ${title}. ${text.slice(0, 300)}`);
	// Behind it, in brackets, stands what the step was doing.
	if (!refusals.includes(title) && !TITLES.includes(title.replace(/ \([a-z -]+\)$/, '')))
		found.push(`no page tells of the error ${title}`);
	return found;
}

const WORD = '[0-9A-Za-z-]{1,100}';
/** What Genesys Cloud itself calls an ID is taken for one as long as it cannot leave its place, whatever it looks like. */
const BY_ITS_WORD = [
	`GET /api/v2/conversations/${WORD}`,
	`GET /api/v2/externalcontacts/contacts/${WORD}`,
	`PATCH /api/v2/conversations/messages/${ID}/participants/${WORD}(?:/communications/${WORD})?`,
	`POST /api/v2/conversations/messages/${ID}/participants/${WORD}/communications/${WORD}/wrapup`,
].map((shape) => new RegExp(`^${shape}$`));

/**
 * Requests to somebody else, or for what nobody may ask for; in sentences.
 *
 * @param byItsWord IDs come from Genesys Cloud, and not from the workflow
 */
export function outOfBounds(outgoing: readonly Outgoing[], url: string, byItsWord = false): string[] {
	const shapes = byItsWord ? [...SHAPES, ...BY_ITS_WORD] : SHAPES;
	return outgoing.flatMap(({ method, origin, path, headers }) => {
		const call = `${method} ${path}`;
		const odd = headers.filter((name) => !HEADERS.includes(name));
		return [
			...(origin === url ? [] : [`A request went to ${origin}`]),
			...(shapes.some((shape) => shape.test(call))
				? []
				: [`A request of no known shape: ${call.slice(0, 200)}`]),
			...(odd.length > 0 ? [`A request with headers of its own: ${odd.join()}`] : []),
		];
	});
}
