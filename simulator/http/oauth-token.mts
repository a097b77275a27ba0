import { timingSafeEqual } from 'node:crypto';
import type { Simulation } from '../simulation.mts';
import type { TokenAnswer, TokenRequest } from './oauth-answers.mts';
import { oauthError } from './oauth-answers.mts';
import { grantAuthorizationCode, grantRefresh } from './oauth-user-grants.mts';
import { basicCredentials } from './secrets.mts';

/**
 * POST /oauth/token: client credentials, authorization code with or without PKCE, and refresh.
 * @param authorization value of the header; HTTP Basic, as every Genesys Cloud SDK sends it
 */
export function answerTokenRequest(
	simulation: Simulation,
	form: ReadonlyMap<string, string>,
	authorization: string | undefined,
): TokenAnswer {
	const basic = basicCredentials(authorization);
	const id = basic?.id ?? form.get('client_id');
	const secret = basic?.secret ?? form.get('client_secret');
	const client = simulation.settings.clients.find((candidate) => candidate.id === id);
	if (client === undefined) return oauthError(400, 'invalid_client', 'client not found');
	if (secret !== undefined && !isSame(secret, client.secret)) {
		return oauthError(401, 'invalid_client', 'authentication failed');
	}
	const request = { form, client, isConfidential: secret !== undefined };
	switch (form.get('grant_type')) {
		case 'client_credentials':
			return grantClientCredentials(simulation, request);
		case 'authorization_code':
			return grantAuthorizationCode(simulation, request);
		case 'refresh_token':
			return grantRefresh(simulation, request);
		case undefined:
			return oauthError(400, 'invalid_request', 'grant_type is missing');
		default:
			return oauthError(400, 'unsupported_grant_type', 'the grant type is not supported');
	}
}

function grantClientCredentials(
	simulation: Simulation,
	{ client, isConfidential }: TokenRequest,
): TokenAnswer {
	if (!isConfidential) return oauthError(401, 'invalid_client', 'authentication failed');
	const { tokenLifeSeconds } = simulation.settings;
	const token = simulation.tokens.issue({ clientId: client.id }, tokenLifeSeconds);
	return {
		status: 200,
		body: { access_token: token.value, token_type: 'bearer', expires_in: tokenLifeSeconds },
		token: token.label,
	};
}

function isSame(given: string, expected: string): boolean {
	const [one, other] = [Buffer.from(given), Buffer.from(expected)];
	return one.length === other.length && timingSafeEqual(one, other);
}
