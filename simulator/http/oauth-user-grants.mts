import { createHash } from 'node:crypto';
import type { Simulation } from '../simulation.mts';
import type { TokenAnswer, TokenRequest } from './oauth-answers.mts';
import { oauthError } from './oauth-answers.mts';

/**
 * grant_type=authorization_code: the code from the consent page, with the client's secret or the PKCE
 * verifier.
 */
export function grantAuthorizationCode(
	simulation: Simulation,
	{ form, client, isConfidential }: TokenRequest,
): TokenAnswer {
	const grant = simulation.tokens.redeemCode(form.get('code') ?? '');
	if (grant === undefined || grant.clientId !== client.id || grant.redirectUri !== form.get('redirect_uri')) {
		return oauthError(400, 'invalid_grant', 'the authorization code is not valid');
	}
	const verifier = form.get('code_verifier');
	if (grant.codeChallenge !== undefined && challengeOf(verifier ?? '') !== grant.codeChallenge) {
		return oauthError(400, 'invalid_grant', 'the code verifier does not fit the challenge');
	}
	if (grant.codeChallenge === undefined && !isConfidential) {
		return oauthError(401, 'invalid_client', 'authentication failed');
	}
	return userToken(simulation, client.id, grant.userId, grant.scopes);
}

/** grant_type=refresh_token: a new access token for the same user; the refresh token is used up. */
export function grantRefresh(simulation: Simulation, { form, client }: TokenRequest): TokenAnswer {
	const grant = simulation.tokens.redeemRefreshToken(form.get('refresh_token') ?? '');
	if (grant?.clientId !== client.id)
		return oauthError(400, 'invalid_grant', 'the refresh token is not valid');
	return userToken(simulation, client.id, grant.userId, grant.scopes);
}

function challengeOf(verifier: string): string {
	return createHash('sha256').update(verifier).digest('base64url');
}

function userToken(
	simulation: Simulation,
	clientId: string,
	userId: string,
	scopes: readonly string[],
): TokenAnswer {
	const { tokenLifeSeconds } = simulation.settings;
	const token = simulation.tokens.issue({ clientId, userId, scopes }, tokenLifeSeconds);
	return {
		status: 200,
		body: {
			access_token: token.value,
			token_type: 'bearer',
			expires_in: tokenLifeSeconds,
			refresh_token: simulation.tokens.issueRefreshToken({ clientId, userId, scopes }),
		},
		token: token.label,
	};
}
