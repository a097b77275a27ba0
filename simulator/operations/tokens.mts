import type { Models } from 'purecloud-platform-client-v2';
import type { Call, Operation } from '../http/operation.mts';
import { ok } from '../http/operation.mts';

/** TokenInfo for the token of the call. */
function tokenInfo({ world, client, token }: Call): Models.TokenInfo {
	const { organization } = world.directory;
	return {
		organization,
		homeOrganization: organization,
		authorizedScope: [...token.scopes],
		OAuthClient: {
			id: client.id,
			name: client.name,
			authorizedGrantType: token.userId === undefined ? 'CLIENT-CREDENTIALS' : 'CODE',
			scope: [...token.scopes],
			state: 'active',
			organization,
		},
	};
}

/** The token in hand; needs no permission. */
export const tokenOperations: readonly Operation[] = [
	{ method: 'GET', path: '/api/v2/tokens/me', answer: (call) => ok(tokenInfo(call)) },
	{ method: 'HEAD', path: '/api/v2/tokens/me', answer: () => ({ status: 200 }) },
	{
		method: 'DELETE',
		path: '/api/v2/tokens/me',
		answer({ simulation, token }) {
			simulation.tokens.revoke(token);
			return { status: 200 };
		},
	},
];
