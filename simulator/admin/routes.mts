import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../http/errors.mts';
import { pathParams } from '../http/server.mts';
import type { Simulation } from '../simulation.mts';
import type { AdminCall } from './resources.mts';
import { ADMIN_RESOURCES } from './resources.mts';

/**
 * The simulator's own interface under /_simulator: JSON in, JSON out, no authentication (it listens on
 * loopback only), not recorded and not counted.
 */
export function addAdminRoutes(server: FastifyInstance, simulation: Simulation): void {
	for (const { method, path, answer } of ADMIN_RESOURCES) {
		server.route({
			method,
			url: `/_simulator${path}`,
			handler: async (request, reply) => {
				simulation.world.catchUp();
				try {
					const result = answer(adminCall(simulation, request));
					return await send(reply, result === undefined ? 204 : 200, result);
				} catch (error) {
					return await refuse(reply, error);
				}
			},
		});
	}
}

function adminCall(simulation: Simulation, request: FastifyRequest): AdminCall {
	const { body } = request;
	const found = pathParams(request);
	return {
		simulation,
		query: new URL(request.url, 'http://simulator').searchParams,
		param: (name) => found.get(name) ?? '',
		body: typeof body === 'string' && body !== '' ? (JSON.parse(body) as unknown) : {},
	};
}

async function send(reply: FastifyReply, status: number, body: unknown): Promise<FastifyReply> {
	void reply.code(status);
	await (body === undefined ? reply.send() : reply.type('application/json').send(JSON.stringify(body)));
	return reply;
}

/** Whatever is wrong with a request here is the caller's mistake, and the message says what. */
async function refuse(reply: FastifyReply, error: unknown): Promise<FastifyReply> {
	const status = error instanceof ApiError ? error.status : 400;
	return send(reply, status, { error: error instanceof Error ? error.message : String(error) });
}
