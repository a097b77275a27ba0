import { adviceFor } from './advice';
import type { ApiAnswer, ApiCall } from './api';
import { ApiFailure, RateLimitReached } from './failures';
import { Fields, isRecord } from './fields';
import { BROKEN_OFF, isUnclear } from './retry';

/** The error body of the Platform API (`ErrorBody`), as far as it is read here. */
export interface ErrorPayload {
	readonly message?: string | null;
	readonly code?: string | null;
	readonly contextId?: string | null;
}

/** A permission: domain:entity:action. A 403 names those that are missing in its message. */
const PERMISSION = /\b[a-z]\w*:[a-z]\w*:[a-z*]\w*/gi;

/**
 * Tells a refused call for people: what happened, what to do, the correlation ID.
 *
 * @param answer an answer with a status of 300 or more
 */
export function explainRefusal(answer: ApiAnswer, call: ApiCall): ApiFailure {
	const body = new Fields<ErrorPayload>(answer.body);
	const advice = adviceFor(body.text('code'), answer.status, call.advice);
	const said = body.text('message');
	const permissions = answer.status === 403 ? (said?.match(PERMISSION) ?? []) : [];
	const which = permissions.length === 1 ? 'this permission' : 'one of these permissions';
	const correlationId = correlationIdOf(answer);
	return new ApiFailure(
		`${advice.whatHappened} (${call.doing})`,
		sentences([
			permissions.length === 0
				? advice.whatToDo
				: `Give the role of the OAuth client in Genesys Cloud ${which}: ${permissions.join(', ')}.`,
			said ? `Genesys Cloud says: "${said}"` : undefined,
			correlationId ? `Correlation ID: ${correlationId}.` : undefined,
		]),
		{ status: answer.status, correlationId, isUnclear: isUnclear(answer) },
	);
}

/** Whether a refusal means that the thing may be there, but in a division that the client cannot see. */
export function isUnseenDivision(answer: ApiAnswer): boolean {
	return (
		answer.status === 403 &&
		new Fields<ErrorPayload>(answer.body).text('code') === 'missing.division.permission'
	);
}

/** Tells that a success could not be read: a proxy's page, say, or an answer that broke off. */
export function explainUnreadable(answer: ApiAnswer, call: ApiCall): ApiFailure {
	const correlationId = correlationIdOf(answer);
	return new ApiFailure(
		`The answer is not one of Genesys Cloud (${call.doing})`,
		sentences([
			'Check that no proxy or firewall answers in its place, and that the region of the credential is right.',
			correlationId ? `Correlation ID: ${correlationId}.` : undefined,
		]),
		{ status: answer.status, correlationId, isUnclear: true },
	);
}

/**
 * Tells that the rate limit asks for more than this run may spend.
 *
 * @param seconds how long Genesys asks to wait, where it said so
 * @param limit which limit of the run came first, as it stands in sentences
 * @param refusal the answer, and whether an earlier try may have been carried out; absent when the call was not even sent
 */
export function explainRateLimit(
	call: ApiCall,
	seconds: number | undefined,
	limit: string,
	refusal?: { readonly answer: ApiAnswer; readonly earlierTryUnclear: boolean },
): RateLimitReached {
	const correlationId = refusal && correlationIdOf(refusal.answer);
	const wait = seconds === undefined ? undefined : Math.ceil(seconds);
	return new RateLimitReached(
		`Genesys Cloud is limiting the request rate (${call.doing})`,
		sentences([
			wait === undefined
				? `Try again in a few minutes; ${limit}.`
				: `Try again in ${wait} seconds; ${limit}.`,
			correlationId ? `Correlation ID: ${correlationId}.` : undefined,
		]),
		{
			status: 429,
			correlationId,
			retryAfterSeconds: wait,
			earlierTryUnclear: refusal?.earlierTryUnclear ?? false,
		},
	);
}

/** Tells that no answer came. `cause` is the code of the network layer. */
export function explainDropped(cause: string, call: ApiCall): ApiFailure {
	const unreachable = cause === 'ENOTFOUND' || cause === 'ECONNREFUSED';
	return new ApiFailure(
		unreachable
			? `Genesys Cloud could not be reached (${call.doing})`
			: `The connection to Genesys Cloud broke (${call.doing})`,
		sentences([
			unreachable
				? 'Check the region of the credential, and that this machine may reach the internet.'
				: 'Check the network between here and Genesys Cloud, then try again.',
			cause === BROKEN_OFF ? 'The answer broke off.' : `The network says: ${cause}.`,
		]),
		{ isUnclear: true },
	);
}

function correlationIdOf(answer: ApiAnswer): string | undefined {
	return (
		answer.headers['genesys-correlation-id'] ??
		answer.headers['inin-correlation-id'] ??
		(isRecord(answer.body) ? new Fields<ErrorPayload>(answer.body).text('contextId') : undefined)
	);
}

function sentences(parts: ReadonlyArray<string | undefined>): string {
	return parts.filter((part) => part !== undefined).join(' ');
}
