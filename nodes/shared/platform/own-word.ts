import type { ApiAnswer, ApiCall } from './api';
import { Fields, isRecord } from './fields';

/** The error body of the Platform API (`ErrorBody`), as far as it is read here. */
export interface ErrorPayload {
	readonly message?: string | null;
	readonly code?: string | null;
	readonly contextId?: string | null;
	readonly status?: number | null;
}

/** Codes of the error body are words in lower case with dots between, such as `not.found`; gateways have `NOT_FOUND` and the like. */
const CODE = /^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)+$/;
const CORRELATION_ID = /^[\w-]{1,100}$/;

/**
 * Whether a refusal is Genesys Cloud's own word, so that it says something about what was asked for. Proxies, gateways and
 * sign-in pages answer with the same statuses; only an error body or a correlation ID tells who spoke.
 *
 * @param answer an answer with a status of 300 or more
 */
export function isOwnWord(answer: ApiAnswer): boolean {
	const { body, status } = answer;
	// These say nothing about what was asked for, whoever said them.
	if (status === 429 || status >= 500) return true;
	if (isSigned(answer)) return true;
	// Of a 401 the host hands on no headers, and not always a body.
	return status === 401 && ((body ?? undefined) === undefined || isEmpty(body));
}

/** Whether an answer shows that Genesys Cloud itself gives it, by an error body or a correlation ID. */
export function isSigned(answer: ApiAnswer): boolean {
	return isErrorBody(answer.body) || headerId(answer) !== undefined;
}

/**
 * Whether Genesys Cloud itself says that a call was accepted. Of a change the answer says nothing more, so at least it must show who
 * gives it.
 *
 * @param answer an answer with a status below 300
 */
export function isOwnAcceptance(answer: ApiAnswer, { changes }: Pick<ApiCall, 'changes'>): boolean {
	return !isUnreadable(answer) && (!changes || correlationIdOf(answer) !== undefined);
}

/** Only a 202 may answer with a text; all else is JSON or empty, and no success carries an error. */
export function isUnreadable({ body, status }: ApiAnswer): boolean {
	return isErrorBody(body) || (status === 200 && typeof body === 'string' && body.trim() !== '');
}

/** Whether it is the error body of Genesys Cloud. */
function isErrorBody(body: unknown): boolean {
	const error = new Fields<ErrorPayload>(body);
	const hasCode = CODE.test(error.text('code') ?? '') && error.text('message') !== undefined;
	const hasContext = error.text('contextId') !== undefined && error.number('status') !== undefined;
	return hasCode || hasContext;
}

function isEmpty(body: unknown): boolean {
	return isRecord(body) && Object.keys(body).length === 0;
}

/** What Genesys support asks for: the correlation header, or the `contextId` of the error body. */
export function correlationIdOf(answer: ApiAnswer): string | undefined {
	return headerId(answer) ?? credibleId(new Fields<ErrorPayload>(answer.body).text('contextId'));
}

/** Whether an answer has the header that Genesys Cloud marks its own with. */
export function hasMark(answer: Pick<ApiAnswer, 'headers'>): boolean {
	return headerId(answer) !== undefined;
}

function headerId({ headers }: Pick<ApiAnswer, 'headers'>): string | undefined {
	return credibleId(headers['genesys-correlation-id']) ?? credibleId(headers['inin-correlation-id']);
}

function credibleId(text: string | undefined): string | undefined {
	return text !== undefined && CORRELATION_ID.test(text) ? text : undefined;
}
