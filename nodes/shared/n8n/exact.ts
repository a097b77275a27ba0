import { tryToParseDateTime } from 'n8n-workflow';

import { isUuid, UUID_PATTERN } from '../platform/ids';

// Turns values as workflows give them into exact ones, or into undefined: nothing is guessed.

const ID_PATTERN = `${UUID_PATTERN}(?![0-9a-z_-])`;
/** In an address each stands alone: of a longer text, a part would be somebody else's. */
const UUIDS = new RegExp(`(?<![0-9a-z_-])${ID_PATTERN}`, 'gi');
/** Where addresses of Genesys Cloud name a conversation, the ID last. What is read below `messages` is a message. */
const CONVERSATIONS = new RegExp(
	[
		`/(?:interactions?|conversations?)/${ID_PATTERN}`,
		`/conversations/(?:callbacks|calls|chats|emails)/${ID_PATTERN}`,
		`/conversations/messages/${ID_PATTERN}(?!/details)`,
		`[?&](?:conversation|interaction)Id=${ID_PATTERN}`,
	].join('|'),
	'gi',
);
const ID_LENGTH = 36;
const DATE_LENGTH = 'YYYY-MM-DD'.length;
/** Such as `?tabId=…`: what else has an ID there is not what the address is about. */
const QUERY_PARAMETERS = /[?&][^?&#=/]+=[^&#]*/g;
/** ISO 8601 as people and n8n write it; `Date.parse` would take `5` and `01/02/2026` as well. */
const ISO_TIME =
	/^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?: ?(?:Z|[+-](?:0\d|1[0-4]):?[0-5]\d))?)?$/;
/** Before this, nothing has begun. Systems write such a date (0001-01-01, 1970-01-01) where they have none. */
const EARLIEST = Date.UTC(2000, 0);

/** A text, or a whole number as one. A number beyond 2^53 has been rounded on the way, and names somebody else. */
export function exactText(value: unknown): string | undefined {
	if (typeof value === 'string') return value;
	return Number.isSafeInteger(value) ? String(value) : undefined;
}

/** A whole number, also as a text. */
export function wholeNumber(value: unknown): number | undefined {
	const number = typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : value;
	return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/** The ID of a conversation, given as itself or by an address; in lower case. */
export function conversationIdOf(text: string): string | undefined {
	return isUuid(text) ? text.toLowerCase() : conversationIdIn(text);
}

/**
 * The conversation that an address of Genesys Cloud is about: …/engage/admin/interactions/{conversationId},
 * …/analytics/interactions/{conversationId}/admin, …?conversationId={conversationId} and the like.
 */
export function conversationIdIn(address: string): string | undefined {
	const decoded = /^https:\/\/\S+$/i.test(address) ? decode(address) : '';
	const named = decoded.match(CONVERSATIONS) ?? [];
	const inPath = decoded.replace(QUERY_PARAMETERS, '').match(UUIDS) ?? [];
	const ids = new Set(
		[...named.map((text) => text.slice(-ID_LENGTH)), ...inPath].map((id) => id.toLowerCase()),
	);
	const [only] = ids;
	return named.length > 0 && ids.size === 1 ? only : undefined;
}

function decode(address: string): string {
	try {
		return decodeURIComponent(address);
	} catch {
		return '';
	}
}

/**
 * A phone number in the form of E.164: `+`, country code, number. Blanks, hyphens, dots and brackets go, a leading `00` is a
 * `+`. A zero in brackets is not dialed from abroad, and without country code nobody knows whose number it is.
 */
export function phoneNumber(text: string): string | undefined {
	const bracketed = text
		.replace(/^tel:/i, '')
		.replace(/[\s\u00ad\u200b\u2010-\u2015.\u002d\u00a0\u202f]/gu, '');
	const bare = bracketed.replace(/[()]/g, '').replace(/^00/, '+');
	return /.\(0/.test(bracketed) || !/^\+[1-9]\d{6,14}$/.test(bare) ? undefined : bare;
}

/**
 * A time in milliseconds since 1970: a text of ISO 8601, a `Date`, or a `DateTime` of n8n's expressions.
 *
 * @param zone the zone of a text that names none, such as "America/New_York"
 */
export function timeIn(value: unknown, zone: string): number | undefined {
	const time =
		value instanceof Date ? value.getTime() : isDateTime(value) ? value.toMillis() : fromText(value, zone);
	return time !== undefined && time >= EARLIEST ? time : undefined;
}

function fromText(value: unknown, zone: string): number | undefined {
	const text = typeof value === 'string' ? value.trim().toUpperCase() : '';
	if (!ISO_TIME.test(text)) return undefined;
	try {
		const time = tryToParseDateTime(text.replace(/^(.{10}) /, '$1T').replace(' ', ''), zone);
		// The 30th of February is no date, and would be taken for the 2nd of March; so would an hour that a change of clocks leaves out.
		// Of one that is repeated, nobody knows which is meant.
		const isThere = time.toFormat("yyyy-MM-dd'T'HH:mm").startsWith(text.slice(0, 16).replace(' ', 'T'));
		const moments = time.getPossibleOffsets().map((one) => one.toMillis());
		// A date alone means all of it, from its first moment.
		const isMeant = text.length === DATE_LENGTH || moments.length === 1;
		return isThere && isMeant ? Math.min(...moments) : undefined;
	} catch {
		return undefined;
	}
}

/** A duration of n8n's expressions knows milliseconds, too. */
function isDateTime(value: unknown): value is { toMillis(): number } {
	return (
		typeof value === 'object' &&
		value !== null &&
		'isLuxonDateTime' in value &&
		'toMillis' in value &&
		typeof value.toMillis === 'function'
	);
}
