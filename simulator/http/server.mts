import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fastify } from 'fastify';
import type { Simulation } from '../simulation.mts';
import { ApiError, usualError } from './errors.mts';
import type { Answer, Operation } from './operation.mts';
import { checkPathIds, checkPermissions, checkUserContext } from './operation.mts';
import type { Caller, Exchange } from './pipeline.mts';
import { admit, cannedAnswer, cutConnection, destroySocket, jsonBody, openExchange } from './pipeline.mts';

const MAX_BODY_BYTES = 512_000;
const RATE_LIMIT_HEADERS = ['inin-ratelimit-count', 'inin-ratelimit-allowed', 'inin-ratelimit-reset'];

/**
 * The server without any route: bodies stay text, errors become ErrorBodies, and closing leaves nothing open.
 */
export function createServer(): FastifyInstance {
	const server = fastify({
		bodyLimit: MAX_BODY_BYTES,
		forceCloseConnections: true,
		routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
	});
	server.removeAllContentTypeParsers();
	server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
		done(null, body);
	});
	return server;
}

/**
 * The part of the server that imitates Genesys Cloud: everything under /oauth and /api goes through here, is
 * recorded, runs into faults and, for the API, is authenticated, counted and checked before its operation
 * sees it.
 */
export class PlatformApi {
	readonly #simulation: Simulation;
	readonly #exchanges = new WeakMap<FastifyRequest, Exchange>();
	readonly #callers = new WeakMap<FastifyRequest, Caller>();
	readonly #closing = unlimitedAbort();

	constructor(simulation: Simulation) {
		this.#simulation = simulation;
	}

	/** Adds hooks that every call runs through; for an encapsulated part of the server. */
	guard(scope: FastifyInstance): void {
		scope.addHook('preHandler', async (request, reply) => this.#enter(request, reply));
		scope.addHook('onSend', async (request, reply, payload) => this.#send(request, reply, payload));
		scope.addHook('onResponse', (request, reply, done) => {
			const exchange = this.#exchanges.get(request);
			if (exchange !== undefined && !exchange.cut) exchange.record.status = reply.statusCode;
			done();
		});
		scope.setErrorHandler((error, request, reply) => this.#refuse(error, request, reply));
		scope.addHook('onClose', (_server, done) => {
			this.#closing.abort();
			done();
		});
	}

	/** Adds an operation. */
	add(scope: FastifyInstance, operation: Operation): void {
		scope.route({
			method: operation.method,
			url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
			exposeHeadRoute: false,
			handler: (request, reply) => answerWith(reply, this.#carryOut(operation, request)),
		});
	}

	/** What is known of this call; for routes of their own such as the token's. */
	exchangeOf(request: FastifyRequest): Exchange {
		const exchange = this.#exchanges.get(request);
		if (exchange === undefined) throw new Error('The call did not come through the guard');
		return exchange;
	}

	async #enter(request: FastifyRequest, reply: FastifyReply): Promise<void> {
		const exchange = openExchange(this.#simulation, request);
		this.#exchanges.set(request, exchange);
		const now = this.#simulation.world.now();
		void reply.headers({
			'ININ-Correlation-Id': exchange.correlationId,
			Date: new Date(now).toUTCString(),
		});
		exchange.record.body = recordedBody(request);
		const { fault } = exchange;
		await this.#pause(this.#simulation.settings.latencyMs + (fault?.kind === 'slow' ? fault.ms : 0));
		if (fault?.kind === 'resetBefore') {
			cutConnection(exchange, reply);
			return;
		}
		if (request.url.startsWith('/api/')) this.#admit(exchange, request, reply);
		const canned = cannedAnswer(fault, exchange, now);
		if (canned?.status === 429 && !this.#simulation.settings.assumptions.rateLimitHeadersOn429) {
			for (const name of RATE_LIMIT_HEADERS) reply.removeHeader(name);
		}
		if (canned !== undefined) await reply.code(canned.status).headers(canned.headers).send(canned.payload);
	}

	#admit(exchange: Exchange, request: FastifyRequest, reply: FastifyReply): void {
		this.#callers.set(request, admit(this.#simulation, exchange, request, reply));
	}

	async #pause(millis: number): Promise<void> {
		if (millis <= 0) return;
		await sleep(millis, undefined, { signal: this.#closing.signal }).catch(() => undefined);
		// What came due meanwhile has happened before the call is carried out.
		this.#simulation.world.catchUp();
	}

	#carryOut(operation: Operation, request: FastifyRequest): Answer {
		const caller = this.#callers.get(request);
		if (caller === undefined) throw usualError(401);
		const { settings, world } = this.#simulation;
		const params = pathParams(request);
		checkUserContext(caller.token, operation);
		checkPermissions(caller.client, operation.needs);
		checkPathIds(params, settings.assumptions.malformedId);
		return operation.answer({
			simulation: this.#simulation,
			world,
			assumptions: settings.assumptions,
			...caller,
			query: new URL(request.url, 'http://simulator').searchParams,
			body: jsonBody(request),
			param: (name) => params.get(name) ?? '',
		});
	}

	async #send(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
		const exchange = this.#exchanges.get(request);
		const kind = exchange?.fault?.kind;
		if (exchange !== undefined && kind === 'resetAfter') {
			exchange.cut = true;
			destroySocket(reply.raw);
		}
		if (kind !== 'emptyBody' && kind !== 'truncatedJson') return Promise.resolve(payload);
		reply.removeHeader('content-length');
		const whole = typeof payload === 'string' && kind === 'truncatedJson' ? payload : '';
		return Promise.resolve(whole.slice(0, Math.floor(whole.length / 2)));
	}

	#refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
		const refusal = error instanceof ApiError ? error : fromFastify(error);
		const correlationId = this.#exchanges.get(request)?.correlationId ?? '';
		return reply
			.code(refusal.status)
			.headers(refusal.headers)
			.type('application/json')
			.send(JSON.stringify(refusal.body(correlationId)));
	}
}

function fromFastify(error: unknown): ApiError {
	const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
	if (typeof status === 'number' && status >= 400 && status < 500) return usualError(status);
	// A mistake of the simulator's own must be seen by whoever runs it, not only by the client under test.
	process.stderr.write(
		`Simulator: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
	);
	return usualError(500);
}

function answerWith(reply: FastifyReply, { status, body }: Answer): FastifyReply {
	void reply.code(status);
	return body === undefined ? reply.send() : reply.type('application/json').send(JSON.stringify(body));
}

/** The parameters in the path of a call, decoded. */
export function pathParams(request: FastifyRequest): Map<string, string> {
	const { params } = request;
	const entries = typeof params === 'object' && params !== null ? Object.entries(params) : [];
	return new Map(entries.map(([name, value]) => [name, String(value)]));
}

function recordedBody(request: FastifyRequest): unknown {
	const { body } = request;
	if (typeof body !== 'string' || body === '' || request.url.startsWith('/oauth/')) return undefined;
	try {
		return JSON.parse(body) as unknown;
	} catch {
		return body;
	}
}

/** As many answers as there are callers may be held back at the same time, each of them listening for the end. */
function unlimitedAbort(): AbortController {
	const controller = new AbortController();
	setMaxListeners(0, controller.signal);
	return controller;
}
