import { adviceFor, UNAVAILABLE } from './advice';
import type { ApiAnswer, ApiCall } from './api';
import { ApiFailure, RateLimitReached } from './failures';
import { Fields } from './fields';
import { correlationIdOf, isOwnWord, type ErrorPayload } from './own-word';
import { quote } from './quote';
import { inNumber } from './words';
import {
	BROKEN_OFF,
	hasGivenUp,
	isNoHttp,
	isNotTrusted,
	isUnclear,
	NO_ANSWER,
	NOT_READ,
	type Dropped,
} from './retry';

/** A permission: domain:entity:action. A 403 names those that are missing in its message. */
const PERMISSION = /\b[a-z]\w*:[a-z]\w*:[a-z*]\w*/gi;
/** More of somebody else's text is not looked through, and more permissions help nobody. */
const LONGEST_READ = 2_000;
const MOST_PERMISSIONS = 10;

/**
 * Tells a refused call for people: what happened, what to do, the correlation ID.
 *
 * @param answer an answer with a status of 300 or more
 */
export function explainRefusal(answer: ApiAnswer, call: ApiCall): ApiFailure {
	const body = new Fields<ErrorPayload>(answer.body);
	const advice = adviceFor(body.text('code'), answer.status, call.advice);
	const said = body.text('message');
	const permissions = permissionsMissing(answer);
	const correlationId = correlationIdOf(answer);
	return new ApiFailure(
		`${advice.whatHappened} (${call.doing})`,
		sentences([
			permissions.length === 0
				? advice.whatToDo
				: `In Genesys Cloud, give the OAuth client's role ${whichOf(permissions, body)}: ${permissions.map(asAdminsReadIt).join(', ')}.`,
			said ? `Genesys Cloud says: "${quote(said)}"` : undefined,
			correlation(correlationId),
		]),
		{ status: answer.status, correlationId, isUnclear: isUnclear(answer, call) },
	);
}

/** The role has them where only the division is missing. */
function permissionsMissing(answer: ApiAnswer): string[] {
	if (answer.status !== 403 || isUnseenDivision(answer)) return [];
	const said = new Fields<ErrorPayload>(answer.body).text('message') ?? '';
	return (said.slice(0, LONGEST_READ).match(PERMISSION) ?? []).slice(0, MOST_PERMISSIONS);
}

/** Whether one of several permissions is enough, Genesys Cloud tells by the code, and in words. */
function whichOf(permissions: readonly string[], body: Fields<ErrorPayload>): string {
	if (permissions.length === 1) return 'this permission';
	const isOneEnough =
		body.text('code') === 'missing.any.permissions' || /at least one of/i.test(body.text('message') ?? '');
	return isOneEnough ? 'one of these permissions' : 'these permissions';
}

/** Whether a refusal means that the thing may be there, but in a division that the client cannot see. */
export function isUnseenDivision(answer: ApiAnswer): boolean {
	return (
		answer.status === 403 &&
		isOwnWord(answer) &&
		new Fields<ErrorPayload>(answer.body).text('code') === 'missing.division.permission'
	);
}

/**
 * Tells that an answer is none of Genesys Cloud, or none to what was asked: a proxy's page, say, something that broke off, or
 * something about another object.
 *
 * @param why what is wrong with it, as a sentence, where that can be told
 */
export function explainForeign(answer: ApiAnswer, call: ApiCall, why?: string): ApiFailure {
	const correlationId = correlationIdOf(answer);
	return new ApiFailure(
		`The answer does not seem to come from Genesys Cloud (${call.doing})`,
		sentences([
			why,
			`It has status ${answer.status} and probably comes from a proxy, firewall, gateway, or sign-in page. Check the network connection to Genesys Cloud, and the region or the custom URLs of the credential.`,
			correlation(correlationId),
		]),
		// Where no token could be had, the call itself was not sent.
		{
			status: answer.status,
			correlationId,
			isUnclear: call.changes && !answer.atToken && (answer.status < 300 || hasGivenUp(answer)),
			isForeign: true,
		},
	);
}

/** Tells that there is no token because the server that gives them did not work; a refused credential is told elsewhere. */
export function explainNoToken(answer: ApiAnswer, call: ApiCall): ApiFailure {
	if (answer.status < 500) return explainForeign(answer, call, 'No access token was issued.');
	return new ApiFailure(
		`Genesys Cloud did not issue an access token (${call.doing})`,
		`The sign-in answered with status ${answer.status}. ${UNAVAILABLE.whatToDo}`,
		{ status: answer.status },
	);
}

/** A permission as the admin pages of Genesys Cloud write it, such as "External Contacts > Contact > View", and as the API does. */
function asAdminsReadIt(permission: string): string {
	const words = permission.split(':').map((part) =>
		part
			.replace(/([a-z])([A-Z])/g, '$1 $2')
			.replace(/(?<=[a-z])(view|edit|add|delete)$/, ' $1')
			.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
	);
	return `${words.join(' > ')} (${permission})`;
}

/** A limit that the run has set itself, and which of the two it is. */
export interface RunLimit {
	readonly reached: 'maxRetries' | 'maxWaitSeconds';
	readonly value: number;
}

/**
 * Tells that the rate limit asks for more than this run may spend.
 *
 * @param seconds how long Genesys asks to wait, where it said so
 * @param limit which limit of the run came first
 * @param refusal the answer; absent when the call was not even sent
 */
export function explainRateLimit(
	call: ApiCall,
	seconds: number | undefined,
	limit: RunLimit,
	refusal?: ApiAnswer,
): RateLimitReached {
	const correlationId = refusal && correlationIdOf(refusal);
	const wait = seconds === undefined ? undefined : Math.ceil(seconds);
	return new RateLimitReached(
		`Genesys Cloud is limiting the request rate (${call.doing})`,
		sentences([
			wait === undefined ? 'Try again in a few minutes.' : `Try again in ${inNumber(wait, 'second')}.`,
			limit.reached === 'maxRetries'
				? retried(limit.value)
				: `This step may wait up to ${inNumber(limit.value, 'second')}.`,
			correlation(correlationId),
		]),
		{ status: 429, correlationId, retryAfterSeconds: wait, limit: limit.reached },
	);
}

function retried(times: number): string {
	return times === 0 ? 'It was not retried.' : `It was already retried ${inNumber(times, 'time')}.`;
}

/** Tells that no answer came. */
export function explainDropped(outcome: Dropped, call: ApiCall): ApiFailure {
	const { dropped, said = dropped } = outcome;
	const [what, whatToDo] = adviceForDropped(dropped);
	const during = outcome.atToken ? `${call.doing}, getting a token` : call.doing;
	return new ApiFailure(
		`${what} (${during})`,
		sentences([whatToDo, NETWORK_SENTENCES.get(dropped) ?? `Network error: ${quote(said)}.`]),
		{ isUnclear: isUnclear(outcome, call), ...(isNotTrusted(dropped) && { cause: 'configuration' }) },
	);
}

const NETWORK_SENTENCES: ReadonlyMap<string, string> = new Map([
	[BROKEN_OFF, 'The answer was cut off.'],
	[NO_ANSWER, 'No complete answer came within a minute.'],
]);

function adviceForDropped(dropped: string): readonly [what: string, whatToDo: string] {
	if (isNotTrusted(dropped)) {
		return [
			'The secure connection to Genesys Cloud is not trusted',
			'A proxy or firewall in between probably uses its own certificate, or the custom URLs of the credential point to a server with a private one. Whoever runs this server can add the certificate authority with NODE_EXTRA_CA_CERTS.',
		];
	}
	if (dropped === 'ENOTFOUND' || dropped === 'ECONNREFUSED') {
		return [
			'Genesys Cloud could not be reached',
			'Check the region of the credential, and that this server can reach the internet.',
		];
	}
	if (isNoHttp(dropped) || dropped === NOT_READ) {
		return [
			'The answer could not be read',
			'Try again. If it keeps happening, a proxy or firewall in between may be changing the answers.',
		];
	}
	return [
		'The connection to Genesys Cloud was lost',
		'Check the network connection to Genesys Cloud, then try again.',
	];
}

/** How an error refers to what Genesys support asks for; undefined where it is not known. */
export function correlation(id: string | undefined): string | undefined {
	return id === undefined ? undefined : `Correlation ID: ${id}.`;
}

/** Those of some sentences that there are. */
export function sentences(parts: ReadonlyArray<string | undefined>): string {
	return parts.filter((part) => part !== undefined).join(' ');
}
