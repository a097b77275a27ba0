import { STATUS_CODES } from 'node:http';
import { tooManyRequests, usualError } from './errors.mts';
import type { FaultOf, WholeFault } from './fault-kinds.mts';
import { formOf, secretsOf } from './secrets.mts';

/** An answer made by a fault in place of the operation's. */
export interface CannedAnswer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly payload: string;
}

/** What an echo repeats: a call's Authorization header, and its body as it came. */
interface CallText {
	readonly url: string;
	readonly authorization: string | undefined;
	readonly body: unknown;
}

/** The header by which a call can be found in Genesys Cloud's records. */
export const CORRELATION = 'ININ-Correlation-Id';

/** The answer of something in between that Genesys Cloud never hears of, or that repeats what it was told. */
export function answerBeforeTheDoor(
	fault: WholeFault | undefined,
	{ url, authorization, body }: CallText,
): CannedAnswer | undefined {
	if (fault?.kind === 'html') {
		return { status: fault.status, headers: { 'content-type': 'text/html' }, payload: page(fault.status) };
	}
	if (fault?.kind === 'gateway') return json(fault.status, { message: fault.message });
	return fault?.kind === 'echo' ? echo(fault, url, secretsOf(authorization, formOf(url, body))) : undefined;
}

/** Genesys Cloud's own answer that a fault puts in place of the operation's, if it is of that kind. */
export function answerInstead(
	fault: WholeFault | undefined,
	correlationId: string,
	now: number,
): CannedAnswer | undefined {
	if (fault?.kind === 'status') return refusal(fault, correlationId);
	return fault?.kind === 'rateLimit' ? rateLimitAnswer(fault, correlationId, now) : undefined;
}

function page(status: number): string {
	const title = `${String(status)} ${STATUS_CODES[status] ?? 'Error'}`;
	return `<!DOCTYPE html>
<html><head><title>${title}</title></head>
<body><center><h1>${title}</h1></center><hr><center>proxy</center></body></html>
`;
}

function refusal(fault: FaultOf<'status'>, correlationId: string): CannedAnswer {
	const { contextId, ...uncorrelated } = usualError(fault.status, fault.code).body(correlationId);
	const usual = fault.correlated ? { ...uncorrelated, contextId } : uncorrelated;
	return json(fault.status, fault.body ?? usual, fault.headers);
}

function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): CannedAnswer {
	const payload = body === '' ? '' : JSON.stringify(body);
	return { status, headers: { 'content-type': 'application/json', ...headers }, payload };
}

function rateLimitAnswer(
	{ spelling, seconds }: FaultOf<'rateLimit'>,
	correlationId: string,
	now: number,
): CannedAnswer {
	const error = tooManyRequests(seconds, spelling === 'oldCode' ? 'too.many.requests' : undefined);
	const body = error.body(correlationId);
	switch (spelling) {
		case 'retryAfterSeconds':
		case 'oldCode':
			return json(429, body, error.headers);
		case 'retryAfterDate':
			return json(429, body, { 'Retry-After': new Date(now + seconds * 1000).toUTCString() });
		case 'bodyOnly':
			return json(429, body);
		case 'noHint':
			return json(429, { ...body, message: 'Rate limit exceeded the maximum.' });
	}
}

/** The secrets over and over, so that wherever a client cuts the text, it cuts through one of them. */
function echo(
	{ status, length }: FaultOf<'echo'>,
	url: string,
	secrets: readonly [string, ...string[]],
): CannedAnswer {
	const [first] = secrets;
	const line = `Cannot serve ${secrets.join(' ')} `;
	const message = line.repeat(Math.ceil(length / line.length)).slice(0, length);
	const body = url.startsWith('/oauth/')
		? { error: first, description: message, error_description: message }
		: { message, code: first, status, contextId: first, details: [], errors: [] };
	// The value alone: a client that shows the ID of an answer believes one that looks like an ID.
	const bare = first.replace(/^(Bearer|Basic)\s+/i, '').replaceAll(/[^\x20-\x7e]/g, '?');
	return json(status, body, { [CORRELATION]: bare });
}
