import type { ClientSettings } from '../settings.mts';

/** The answer of the token resource; errors have the shape of OAuth, not of an ErrorBody. */
export interface TokenAnswer {
	readonly status: number;
	readonly body: Readonly<Record<string, number | string>>;
	/** Label of the token given out. */
	readonly token?: string;
}

/** An OAuth error, with its description under both names that Genesys Cloud uses. */
export function oauthError(status: number, error: string, description: string): TokenAnswer {
	return { status, body: { error, description, error_description: description } };
}

/** What a token request brings. */
export interface TokenRequest {
	readonly form: ReadonlyMap<string, string>;
	readonly client: ClientSettings;
	/** The client proved itself with its secret. */
	readonly isConfidential: boolean;
}
