import type { CredentialData } from './client.mts';

/** n8n's name of this package's credential type. */
export const GENESYS_CREDENTIAL_TYPE = 'genesysCloudOAuth2Api';

/** An OAuth client of a Genesys Cloud organization. */
export interface OAuthClient {
	readonly id: string;
	readonly secret: string;
}

/** What the credential holds for a client of a stand-in for Genesys Cloud, whose API and login have the same base URL. */
export function genesysCredentialData(baseUrl: string, client: OAuthClient): CredentialData {
	return {
		grantType: 'clientCredentials',
		region: 'custom',
		customApiUrl: baseUrl,
		customLoginUrl: baseUrl,
		clientId: client.id,
		clientSecret: client.secret,
	};
}
