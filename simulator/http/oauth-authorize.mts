import type { FastifyInstance } from 'fastify';
import type { ClientSettings } from '../settings.mts';
import type { Simulation } from '../simulation.mts';
import { consentPage, refusalPage } from '../pages/consent.mts';

interface AuthorizationRequest {
	readonly client: ClientSettings;
	/** As the client wrote it: the exchange of the code must repeat it to the letter. */
	readonly redirectUri: string;
	readonly state: string | null;
	readonly scopes: readonly string[];
	readonly codeChallenge: string | null;
}

/**
 * Refusals that may not be sent to the redirect URI, because the client or the URI itself is not to be
 * trusted.
 */
class Untrusted extends Error {}

function isAllowedRedirect(redirectUri: string, { redirectUris }: ClientSettings): boolean {
	if (redirectUris !== undefined) return redirectUris.includes(redirectUri);
	if (!URL.canParse(redirectUri)) return false;
	const uri = new URL(redirectUri);
	const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(uri.hostname);
	return uri.protocol === 'https:' || (uri.protocol === 'http:' && isLoopback);
}

function readRequest(simulation: Simulation, query: URLSearchParams): AuthorizationRequest {
	const client = simulation.settings.clients.find(({ id }) => id === query.get('client_id'));
	if (client === undefined) throw new Untrusted('client not found');
	const redirectUri = query.get('redirect_uri') ?? '';
	if (!isAllowedRedirect(redirectUri, client)) {
		throw new Untrusted('redirect_uri is not allowed for this client');
	}
	return {
		client,
		redirectUri,
		state: query.get('state'),
		scopes: (query.get('scope') ?? '').split(/[\s+]+/).filter((scope) => scope !== ''),
		codeChallenge: query.get('code_challenge'),
	};
}

/** Where the browser goes with the outcome. */
function redirectWith(request: AuthorizationRequest, outcome: Readonly<Record<string, string>>): string {
	const url = new URL(request.redirectUri);
	for (const [name, value] of Object.entries(outcome)) url.searchParams.set(name, value);
	if (request.state !== null) url.searchParams.set('state', request.state);
	return url.href;
}

function protocolError(query: URLSearchParams): string | undefined {
	if (query.get('response_type') !== 'code') return 'unsupported_response_type';
	const method = query.get('code_challenge_method') ?? 'S256';
	return query.has('code_challenge') && method !== 'S256' ? 'invalid_request' : undefined;
}

function decide(simulation: Simulation, request: AuthorizationRequest, form: URLSearchParams): string {
	const user = simulation.world.directory.users.get(form.get('user') ?? '');
	if (form.get('decision') !== 'allow' || user === undefined)
		return redirectWith(request, { error: 'access_denied' });
	const code = simulation.tokens.issueCode({
		clientId: request.client.id,
		userId: user.id,
		redirectUri: request.redirectUri,
		scopes: request.scopes,
		...(request.codeChallenge === null ? {} : { codeChallenge: request.codeChallenge }),
	});
	return redirectWith(request, { code });
}

/** The login host's pages for the authorization code grant: who signs in is chosen, not proved. */
export function addAuthorizeRoutes(scope: FastifyInstance, simulation: Simulation): void {
	scope.route({
		method: ['GET', 'POST'],
		url: '/oauth/authorize',
		handler: async (request, reply) => {
			const query = new URL(request.url, 'http://simulator').searchParams;
			try {
				const asked = readRequest(simulation, query);
				const error = protocolError(query);
				if (error !== undefined) return await reply.redirect(redirectWith(asked, { error }));
				if (request.method === 'POST') {
					const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
					return await reply.redirect(decide(simulation, asked, form));
				}
				return await reply
					.type('text/html')
					.send(consentPage(asked.client.name, asked.scopes, simulation.world));
			} catch (error) {
				if (!(error instanceof Untrusted)) throw error;
				return reply.code(400).type('text/html').send(refusalPage(error.message));
			}
		},
	});
	scope.get('/logout', async (_request, reply) => reply.redirect('/'));
}
