import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ClientSettings } from '../settings.mts';
import type { Simulation } from '../simulation.mts';
import { ApiError, badRequest, tooManyRequests, usualError } from './errors.mts';
import type { WholeFault } from './fault-kinds.mts';
import type { RecordedRequest } from './request-log.mts';
import { maskedHeaders } from './request-log.mts';
import type { Token } from './tokens.mts';

/** What is known of a call while it is under way. */
export interface Exchange {
	readonly correlationId: string;
	readonly record: RecordedRequest;
	readonly fault: WholeFault | undefined;
	/** The connection was cut on purpose: there is no answer. */
	cut: boolean;
}

/** Somebody who may call the API. */
export interface Caller {
	readonly token: Token;
	readonly client: ClientSettings;
}

/** Opens the exchange: records the call, and finds the fault that it runs into. */
export function openExchange(simulation: Simulation, request: FastifyRequest): Exchange {
	simulation.world.catchUp();
	const { pathname, searchParams } = new URL(request.url, 'http://simulator');
	const fault = simulation.faults.strike(request.method, pathname);
	return {
		correlationId: randomUUID(),
		fault,
		cut: false,
		record: simulation.requests.add({
			at: simulation.world.now(),
			method: request.method,
			path: pathname,
			query: queryRecord(searchParams),
			headers: maskedHeaders(request.headers),
			status: 0,
			...(fault && { fault: fault.kind }),
			token: '',
		}),
	};
}

function queryRecord(params: URLSearchParams): Record<string, string | string[]> {
	return Object.fromEntries(
		[...new Set(params.keys())].map((name) => {
			const values = params.getAll(name);
			return [name, values.length === 1 ? (values[0] ?? '') : values];
		}),
	);
}

/** Cuts the connection. */
export function cutConnection(exchange: Exchange, reply: FastifyReply): void {
	exchange.cut = true;
	exchange.record.status = 0;
	reply.hijack();
	destroySocket(reply.raw);
}

/** Leaves the caller without an answer, on a connection that stays until it is cut. */
export function fallSilent(simulation: Simulation, exchange: Exchange, reply: FastifyReply): void {
	exchange.cut = true;
	simulation.endless.add(reply.raw);
	reply.hijack();
}

/** Destroys the socket under an answer; what is written to it afterwards goes nowhere. */
export function destroySocket(response: ServerResponse): void {
	response.socket?.destroy();
}

/**
 * Finds out who calls, and counts the call against the token's limit; sets the rate-limit headers.
 * @throws ApiError 401 without a valid token, 429 beyond the limit
 */
export function admit(
	simulation: Simulation,
	exchange: Exchange,
	request: FastifyRequest,
	reply: FastifyReply,
): Caller {
	const token = presentedToken(simulation, request);
	if (token !== undefined) applyTokenFault(simulation, exchange.fault, token);
	const caller = callerOf(simulation, request);
	exchange.record.token = caller.token.label;
	const { headers, refused } = simulation.rateLimits.count(caller.token);
	if (refused === undefined || simulation.settings.assumptions.rateLimitHeadersOn429)
		void reply.headers(headers);
	if (refused !== undefined) throw tooManyRequests(refused.retryAfterSeconds);
	return caller;
}

function bearer(request: FastifyRequest): string | undefined {
	return /^Bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1];
}

function presentedToken(simulation: Simulation, request: FastifyRequest): Token | undefined {
	return simulation.tokens.find(bearer(request) ?? '');
}

function applyTokenFault(simulation: Simulation, fault: WholeFault | undefined, token: Token): void {
	if (fault?.kind === 'expireToken') simulation.tokens.expire(token);
	if (fault?.kind === 'revokeToken') simulation.tokens.revoke(token);
}

function callerOf(simulation: Simulation, request: FastifyRequest): Caller {
	if (bearer(request) === undefined) {
		throw new ApiError(
			401,
			'authentication.required',
			'No authentication bearer token specified in authorization header.',
		);
	}
	const token = presentedToken(simulation, request);
	const client = simulation.settings.clients.find(({ id }) => id === token?.clientId);
	if (token === undefined || client === undefined) throw usualError(401);
	if (simulation.tokens.isExpired(token)) {
		const code = simulation.settings.assumptions.expiredTokenCode;
		if (code === 'bad.credentials') throw usualError(401);
		throw new ApiError(401, code, 'The supplied credentials are expired and cannot be used.');
	}
	return { token, client };
}

/** Whether the content type of a call is JSON. */
export function saysJson({ headers }: FastifyRequest): boolean {
	return /^application\/([\w.+-]+\+)?json\b/i.test(headers['content-type'] ?? '');
}

/**
 * Parses a JSON body.
 * @throws ApiError 400 for malformed JSON, 415 for another content type
 */
export function jsonBody(request: FastifyRequest): unknown {
	const { body } = request;
	if (typeof body !== 'string' || body === '') return undefined;
	if (!saysJson(request)) throw usualError(415);
	try {
		return JSON.parse(body) as unknown;
	} catch {
		throw badRequest();
	}
}
