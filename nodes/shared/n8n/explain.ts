import { ApiFailure } from '../platform/failures';

/** How the token could not be had, as far as n8n tells. */
export type TokenProblem = 'unknownClient' | 'wrongSecret' | 'refused';

const TOKEN_ADVICE: Readonly<Record<TokenProblem, string>> = {
	unknownClient:
		'Check the region of the credential first: an OAuth client exists only in its own region. Then check the client ID.',
	wrongSecret: 'Check the region of the credential first, then the client secret.',
	refused:
		'Check the region of the credential first, then the client ID and the client secret. The OAuth client in Genesys Cloud also needs the same grant type as the credential.',
};

/** Tells that Genesys gave no token, the usual cause first. */
export function explainToken(problem: TokenProblem): ApiFailure {
	return new ApiFailure('Could not sign in to Genesys Cloud with this credential', TOKEN_ADVICE[problem], {
		status: 401,
	});
}

/** Tells that n8n did not send the call at all; `reason` is n8n's own sentence. */
export function explainUnsent(reason: string): ApiFailure {
	return new ApiFailure(
		'n8n could not send the request to Genesys Cloud',
		`Open the credential, connect it if n8n asks you to, and test it. n8n says: "${reason}"`,
		{ cause: 'credential' },
	);
}

/** Tells that n8n's own protection of the network (`N8N_SSRF_PROTECTION_ENABLED`) held the request back. */
export function explainBlocked(): ApiFailure {
	return new ApiFailure(
		'n8n is not allowed to call the address in this credential',
		'Check the region or the custom URLs of the credential. If they are right, ask the person who runs n8n to allow the address with N8N_SSRF_ALLOWED_HOSTNAMES or N8N_SSRF_ALLOWED_IP_RANGES.',
		{ cause: 'configuration' },
	);
}
