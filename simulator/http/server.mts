import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fastify } from 'fastify';
import type { Simulation } from '../simulation.mts';
import { CORRELATION, answerBeforeTheDoor, answerInstead } from './canned-answers.mts';
import type { CannedAnswer } from './canned-answers.mts';
import { ApiError, usualError } from './errors.mts';
import type { Answer, Operation } from './operation.mts';
import { askedInstead, pageInstead } from './odd-pages.mts';
import { checkPathIds, checkPermissions, checkUserContext, withheldBy } from './operation.mts';
import type { Caller, Exchange } from './pipeline.mts';
import {
	admit,
	cutConnection,
	destroySocket,
	fallSilent,
	jsonBody,
	openExchange,
	saysJson,
} from './pipeline.mts';
import { spoiled } from './spoiled-answers.mts';

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
		scope.addHook('onRequest', (_request, reply, done) => {
			// Also for what is refused before it was read through.
			setDate(reply, this.#simulation.world.now());
			done();
		});
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
		// One and the same moment for all that an answer says of the time.
		const { at: now } = exchange.record;
		setDate(reply, now);
		exchange.record.body = recordedBody(request);
		this.#simulation.onCall(exchange.record);
		const { fault } = exchange;
		await this.#pause(this.#simulation.settings.latencyMs + (fault?.kind === 'slow' ? fault.ms : 0));
		if (fault?.kind === 'resetBefore') {
			cutConnection(exchange, reply);
			return;
		}
		if (fault?.kind === 'silence' && !fault.done) {
			fallSilent(this.#simulation, exchange, reply);
			return;
		}
		const { url, headers, body } = request;
		const outside = answerBeforeTheDoor(fault, { url, authorization: headers.authorization, body });
		if (outside !== undefined) {
			await sendCanned(reply, outside);
			return;
		}
		if (fault?.kind !== 'status' || fault.correlated) void reply.header(CORRELATION, exchange.correlationId);
		if (url.startsWith('/api/')) this.#admit(exchange, request, reply);
		const canned = answerInstead(fault, exchange.correlationId, now);
		if (canned?.status === 429 && !this.#simulation.settings.assumptions.rateLimitHeadersOn429) {
			for (const name of RATE_LIMIT_HEADERS) reply.removeHeader(name);
		}
		if (canned !== undefined) await sendCanned(reply, canned);
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
		const { fault } = this.exchangeOf(request);
		checkUserContext(caller.token, operation);
		checkPermissions(caller.client, operation.needs, withheldBy(fault));
		checkPathIds(params, settings.assumptions.malformedId);
		const { searchParams } = new URL(request.url, 'http://simulator');
		const answer = operation.answer({
			simulation: this.#simulation,
			world,
			assumptions: settings.assumptions,
			...caller,
			...askedInstead(fault, { query: searchParams, body: jsonBody(request) }),
			isJson: saysJson(request),
			param: (name) => params.get(name) ?? '',
		});
		return { ...answer, body: pageInstead(fault, answer.body) };
	}

	async #send(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
		const exchange = this.#exchanges.get(request);
		if (exchange === undefined) return payload;
		const { method, path } = exchange.record;
		const isTold = typeof payload === 'string' && reply.statusCode === 200;
		const earlier = isTold ? this.#simulation.earlierAnswers.note(method, path, payload) : payload;
		const sent = await this.#spoil(exchange, reply, exchange.fault?.kind === 'stale' ? earlier : payload);
		if (typeof sent === 'string') this.#simulation.onAnswer(exchange.record, sent);
		return sent;
	}

	async #spoil(exchange: Exchange, reply: FastifyReply, payload: unknown): Promise<unknown> {
		const { fault } = exchange;
		if (fault === undefined) return payload;
		if (fault.kind === 'silence' || fault.kind === 'resetAfter') {
			exchange.cut = true;
			if (fault.kind === 'resetAfter') destroySocket(reply.raw);
			else {
				this.#simulation.endless.add(reply.raw);
				// What never comes keeps nothing alive: it is gone with the connection.
				await new Promise(() => undefined);
			}
		}
		if (fault.kind === 'drip') {
			this.#simulation.endless.add(reply.raw);
			// A drip may never come to its end, and yet its status is known.
			exchange.record.status = reply.statusCode;
		}
		return spoiled(fault, reply, payload);
	}

	#refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
		const refusal = error instanceof ApiError ? error : fromFastify(error);
		// What is refused before it was read through, such as a body too large, has none yet.
		const correlationId = this.#exchanges.get(request)?.correlationId ?? randomUUID();
		return reply
			.code(refusal.status)
			.headers({ [CORRELATION]: correlationId, ...refusal.headers })
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

function setDate(reply: FastifyReply, now: number): void {
	void reply.header('Date', new Date(now).toUTCString());
}

async function sendCanned(reply: FastifyReply, { status, headers, payload }: CannedAnswer): Promise<void> {
	await reply.code(status).headers(headers).send(payload);
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
