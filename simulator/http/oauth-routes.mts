import type { FastifyInstance } from 'fastify';
import type { Simulation } from '../simulation.mts';
import { oauthError } from './oauth-answers.mts';
import { answerTokenRequest } from './oauth-token.mts';
import { maskedForm } from './request-log.mts';
import type { PlatformApi } from './server.mts';

/** The token resource of the login host. */
export function addTokenRoute(scope: FastifyInstance, api: PlatformApi, simulation: Simulation): void {
	scope.post('/oauth/token', async (request, reply) => {
		const { record } = api.exchangeOf(request);
		const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '');
		const form = new Map(new URLSearchParams(typeof request.body === 'string' && isForm ? request.body : ''));
		record.body = maskedForm(form);
		const answer = isForm
			? answerTokenRequest(simulation, form, request.headers.authorization)
			: oauthError(400, 'invalid_request', 'the request must be a form');
		record.token = answer.token ?? '';
		return reply
			.code(answer.status)
			.headers({ 'Cache-Control': 'no-store', 'Content-Type': 'application/json' })
			.send(JSON.stringify(answer.body));
	});
}
