import { NodeApiError } from 'n8n-workflow';

import type { ApiAnswer } from '../platform/api';
import { isRecord } from '../platform/fields';
import { quote } from '../platform/quote';
import { NOT_READ, type Dropped } from '../platform/retry';
import { answerFrom } from './answer';
import { explainBlocked, explainToken, explainUnsent, type TokenProblem } from './explain';
import { withoutSecrets } from './secrets';

/** How n8n begins to say that its protection of the network held a request back, be it for a token or for the API. */
const BLOCKED_BY_N8N = 'The request was blocked because';
const NO_TOKEN = 'access token:';

/** The codes of Node.js for a connection that could not be made, was not trusted or broke. */
const NETWORK_CODE =
	/\b(ECONN[A-Z]+|ETIMEDOUT|EPIPE|EPROTO|EAI_AGAIN|ENOTFOUND|ENETUNREACH|EHOSTUNREACH|ERR_NETWORK|HPE_[A-Z_]+|ERR_TLS_[A-Z_]+|ERR_SSL_[A-Z_]+|[A-Z_]*SELF_SIGNED_CERT[A-Z_]*|UNABLE_TO_(?:GET|VERIFY)_[A-Z_]+|CERT_[A-Z_]+)\b/;
/** What n8n and Node.js say where they leave the code out, and the code that it stands for. */
const WITHOUT_CODE: ReadonlyArray<readonly [said: RegExp, code: string]> = [
	[
		/self[- ]signed certificate|issuer certificate|verify the first certificate|certificate has expired|certificate's altnames|SSL issue/i,
		'CERT_NOT_TRUSTED',
	],
	[/socket hang up|connection to the server was closed unexpectedly/i, 'ECONNRESET'],
	[/connection was aborted/i, 'ECONNABORTED'],
	[/connection timed out/i, 'ETIMEDOUT'],
	[/service refused the connection/i, 'ECONNREFUSED'],
	[/connection cannot be established/i, 'ENOTFOUND'],
	[/host is unreachable/i, 'EHOSTUNREACH'],
	[/DNS server returned an error/i, 'EAI_AGAIN'],
	[/^Parse Error\b/im, 'HPE_UNKNOWN'],
];

/** How a sign-in refuses a client, in the words of OAuth 2. A gateway's "Not Found" or "Unauthorized" is none of them. */
const REFUSED_CLIENT =
	/"error"\s*:\s*"(?:invalid_[a-z]+|unauthorized_client|unsupported_[a-z_]+|access_denied)"/;

/**
 * Reads what n8n throws instead of an answer. The error itself is never passed on: the request in it carries the token.
 *
 * @param hasToken there was a token, so that the call may have been sent
 * @throws Failure for what is neither an answer nor trouble with the network
 */
export function fromThrown(
	error: unknown,
	secrets: ReadonlySet<string>,
	hasToken: boolean,
): ApiAnswer | Dropped {
	const causes = [...chain(error)];
	const texts = causes.flatMap(textsOf).join('\n');
	if (texts.includes(BLOCKED_BY_N8N)) throw explainBlocked();
	if (isAboutToken(causes, texts)) return withoutSecrets(withoutToken(causes, texts), secrets);

	const answer = causes.map(answerIn).find((found) => found !== undefined) ?? answerOf(error);
	if (answer) return withoutSecrets(answer, secrets);
	const networkCode = networkCodeIn(causes, texts);
	if (networkCode !== undefined)
		return { dropped: networkCode, ...(wasInUse(causes, texts) && { wasConnected: true }) };
	const said = quote(withoutSecrets(texts.split('\n')[0] ?? '', secrets));
	if (hasToken) return { dropped: NOT_READ, said };
	throw explainUnsent(said);
}

/** What became of a call for which there was no token. @throws Failure when the credential was refused */
function withoutToken(causes: readonly Error[], texts: string): ApiAnswer | Dropped {
	const networkCode = networkCodeIn(causes, texts);
	if (networkCode !== undefined) return { dropped: networkCode, atToken: true };
	const body = causes.map((cause) => ('body' in cause ? cause.body : undefined)).find(Boolean);
	const status = statusOfToken(causes, texts);
	const mayBeRefused = status === undefined || status === 400 || status === 401;
	// Older versions of n8n do not hand on what the sign-in says.
	const isRefused = mayBeRefused && (body === undefined || REFUSED_CLIENT.test(textOf(body)));
	if (isRefused) throw explainToken(tokenProblem(body));
	return { status: status ?? 400, headers: {}, body, atToken: true };
}

function isAboutToken(causes: readonly Error[], texts: string): boolean {
	return (
		texts.includes(NO_TOKEN) ||
		causes.some(
			(cause) =>
				('code' in cause && cause.code === 'EAUTH') ||
				('config' in cause &&
					isRecord(cause.config) &&
					String(cause.config['url']).includes('/oauth/token')) ||
				cause.constructor.name === 'ResponseError',
		)
	);
}

function statusOfToken(causes: readonly Error[], texts: string): number | undefined {
	const told = causes
		.map((cause) => answerIn(cause)?.status ?? ('status' in cause ? Number(cause.status) : NaN))
		.find((status) => status >= 100);
	const written = /(?:HTTP status|Request failed with status code) (\d{3})/.exec(texts)?.[1];
	return told ?? (written === undefined ? undefined : Number(written));
}

function networkCodeIn(causes: readonly Error[], texts: string): string | undefined {
	const codes = causes.map((cause) => ('code' in cause ? String(cause.code) : '')).join(' ');
	const written = NETWORK_CODE.exec(`${codes} ${texts}`)?.[0];
	return written ?? WITHOUT_CODE.find(([said]) => said.test(texts))?.[1];
}

/** Whether it was to read or write on a connection that something failed; the same codes are used for one that cannot be made. */
function wasInUse(causes: readonly Error[], texts: string): boolean {
	return (
		/\b(?:read|write) E[A-Z]/.test(texts) ||
		causes.some((cause) => 'syscall' in cause && IN_USE.has(cause.syscall))
	);
}

const IN_USE: ReadonlySet<unknown> = new Set(['read', 'write']);

/** An error and its causes, the outermost first. */
function* chain(error: unknown): Generator<Error> {
	const seen = new Set<unknown>();
	for (let cause = error; cause instanceof Error && !seen.has(cause); cause = cause.cause) {
		seen.add(cause);
		yield cause;
	}
}

function textsOf(error: Error): string[] {
	return error instanceof NodeApiError
		? [error.message, ...error.messages, error.description ?? '']
		: [error.message];
}

/** The answer that an error of the network library carries. */
function answerIn(error: Error): ApiAnswer | undefined {
	const response = 'response' in error ? error.response : undefined;
	return isRecord(response)
		? answerFrom(response['status'], response['headers'], response['data'])
		: undefined;
}

/** What n8n itself has taken out of it. */
function answerOf(error: unknown): ApiAnswer | undefined {
	const status = error instanceof NodeApiError ? Number(error.httpCode) : NaN;
	return error instanceof NodeApiError && status >= 100
		? { status, headers: {}, body: error.context['data'] }
		: undefined;
}

/** What the sign-in of Genesys Cloud says when it refuses a client. */
function tokenProblem(body: unknown): TokenProblem {
	const text = textOf(body);
	if (text.includes('not found')) return 'unknownClient';
	if (text.includes('authentication failed')) return 'wrongSecret';
	return 'refused';
}

function textOf(body: unknown): string {
	return typeof body === 'string' ? body : JSON.stringify(body ?? '');
}
