import type { Platform, Token } from './platform.mts';

/** Share of a token's life after which another one is fetched. */
const WORN = 0.8;

/** Being logged in. Whoever is asked at the terminal takes time, and tokens may live for minutes only. */
export class Session {
	readonly #platform: Platform;
	readonly #client: { readonly id: string; readonly secret: string };
	readonly #now: () => number;
	#current: { readonly token: Token; readonly since: number } | undefined;

	constructor(
		platform: Platform,
		client: { readonly id: string; readonly secret: string },
		now: () => number,
	) {
		this.#platform = platform;
		this.#client = client;
		this.#now = now;
	}

	/** A token that lives on for a while. @throws CannotStart when the login is refused */
	async token(): Promise<Token> {
		if (this.#current !== undefined && !this.#isWorn(this.#current)) return this.#current.token;
		const since = this.#now();
		const token = await this.anotherToken();
		this.#current = { token, since };
		return token;
	}

	/** A token that nothing else uses. */
	async anotherToken(): Promise<Token> {
		return await this.#platform.logIn(this.#client);
	}

	#isWorn({ token, since }: { readonly token: Token; readonly since: number }): boolean {
		return token.lifeSeconds > 0 && this.#now() - since > token.lifeSeconds * 1000 * WORN;
	}
}
