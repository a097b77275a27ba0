import { randomBytes } from 'node:crypto';

/** An access token that was given out. */
export interface Token {
	readonly value: string;
	/** Short name for logs, in place of the value. */
	readonly label: string;
	readonly clientId: string;
	/** The user who consented; none for client credentials. */
	readonly userId?: string;
	readonly scopes: readonly string[];
	readonly issuedAt: number;
	/** Epoch milliseconds. */
	expiresAt: number;
}

interface AuthorizationCode {
	readonly clientId: string;
	readonly userId: string;
	readonly redirectUri: string;
	readonly scopes: readonly string[];
	readonly codeChallenge?: string;
	readonly expiresAt: number;
}

interface RefreshToken {
	readonly clientId: string;
	readonly userId: string;
	readonly scopes: readonly string[];
}

const CODE_LIFE_MS = 5 * 60_000;

/** Access tokens, authorization codes and refresh tokens that are in force. */
export class Tokens {
	readonly #tokens = new Map<string, Token>();
	readonly #codes = new Map<string, AuthorizationCode>();
	readonly #refreshTokens = new Map<string, RefreshToken>();
	readonly #now: () => number;
	#count = 0;

	constructor(now: () => number) {
		this.#now = now;
	}

	/** Gives out an access token that lives so many seconds. */
	issue(
		holder: { clientId: string; userId?: string; scopes?: readonly string[] },
		lifeSeconds: number,
	): Token {
		this.#count += 1;
		const token: Token = {
			value: randomBytes(48).toString('base64url'),
			label: `token-${String(this.#count)}`,
			issuedAt: this.#now(),
			expiresAt: this.#now() + lifeSeconds * 1000,
			...holder,
			scopes: holder.scopes ?? [],
		};
		this.#tokens.set(token.value, token);
		return token;
	}

	/** The token with that value, expired or not; nothing if it was never given out or was revoked. */
	find(value: string): Token | undefined {
		return this.#tokens.get(value);
	}

	/** Whether the token is past its life. */
	isExpired(token: Token): boolean {
		return token.expiresAt <= this.#now();
	}

	/** The token is past its life from now on. */
	expire(token: Token): void {
		token.expiresAt = this.#now();
	}

	/** The token is unknown from now on. */
	revoke(token: Token): void {
		this.#tokens.delete(token.value);
	}

	/** Gives out a code that can be exchanged once. */
	issueCode(grant: Omit<AuthorizationCode, 'expiresAt'>): string {
		const code = randomBytes(24).toString('base64url');
		this.#codes.set(code, { ...grant, expiresAt: this.#now() + CODE_LIFE_MS });
		return code;
	}

	/** Takes a code back; nothing if it is unknown, used or stale. */
	redeemCode(code: string): AuthorizationCode | undefined {
		const grant = this.#codes.get(code);
		this.#codes.delete(code);
		return grant !== undefined && grant.expiresAt > this.#now() ? grant : undefined;
	}

	/** Gives out a refresh token that can be exchanged once. */
	issueRefreshToken(grant: RefreshToken): string {
		const value = randomBytes(48).toString('base64url');
		this.#refreshTokens.set(value, grant);
		return value;
	}

	/** Takes a refresh token back; the answer to it brings a new one. */
	redeemRefreshToken(value: string): RefreshToken | undefined {
		const grant = this.#refreshTokens.get(value);
		this.#refreshTokens.delete(value);
		return grant;
	}

	/** Forgets every token and code. */
	clear(): void {
		this.#tokens.clear();
		this.#codes.clear();
		this.#refreshTokens.clear();
		this.#count = 0;
	}
}
