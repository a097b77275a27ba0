import type { ApiCall } from '../../nodes/shared/platform/api.ts';
import { jsonOrText } from '../n8n/json.mts';
import type { Place } from './arguments.mts';
import { Json } from './json.mts';
import { CannotStart, Stopped, Unanswered } from './trouble.mts';

/** A call of the Platform API. */
export interface Request extends Pick<ApiCall, 'body' | 'path' | 'query'> {
	readonly method: ApiCall['method'] | 'DELETE';
	/** What the client's role needs for it, as the report names it. */
	readonly permission?: string;
	/** Says that it brings JSON, though it has no body. */
	readonly saysJson?: boolean;
}

/** An answer, as much of it as anybody here looks at. */
export interface Answer {
	readonly status: number;
	readonly body: Json;
	/** What the body is, in words that are fit for the report. */
	readonly shape: 'empty' | 'jsonString' | 'other';
	header(name: string): string | undefined;
}

/** An access token. */
export interface Token {
	readonly value: string;
	readonly lifeSeconds: number;
}

/** What the program has around it; tests bring their own. */
export interface Surroundings {
	readonly now: () => number;
	readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
	/** Given when the person stops everything. */
	readonly signal: AbortSignal;
	/** How long one request may take, its answer included. */
	readonly requestTimeoutMs: number;
}

/** Between two requests. */
const PACE_MS = 300;
/** How long a refusal because of the rate limit is sat out. */
const LONGEST_RETRY_SECONDS = 120;

/** Genesys Cloud over HTTP. Paced; every request has an end; no error repeats what a server has said. */
export class Platform {
	readonly #place: Place;
	readonly #around: Surroundings;

	constructor(place: Place, around: Surroundings) {
		this.#place = place;
		this.#around = around;
	}

	/** Waits, unless everything is stopped. */
	async wait(ms: number): Promise<void> {
		this.#mayGoOn();
		try {
			await this.#around.sleep(ms, this.#around.signal);
		} catch (error) {
			this.#mayGoOn();
			throw error;
		}
		this.#mayGoOn();
	}

	/**
	 * Gets a token by client credentials.
	 * @throws CannotStart which says what to check
	 */
	async logIn(client: { readonly id: string; readonly secret: string }): Promise<Token> {
		const basic = Buffer.from(`${client.id}:${client.secret}`).toString('base64');
		const answer = await this.#fetch(`${this.#place.login}/oauth/token`, {
			method: 'POST',
			headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
			body: 'grant_type=client_credentials',
		});
		const value = answer.body.at('access_token').text;
		if (answer.status !== 200 || value === undefined) throw new CannotStart(refusedLogin(answer.status));
		return { value, lifeSeconds: answer.body.at('expires_in').number ?? 0 };
	}

	/** Sends a call once. @param atOnce without the usual pause before it */
	async send(request: Request, token: Token, atOnce = false): Promise<Answer> {
		if (!atOnce) await this.wait(PACE_MS);
		const { method, path, query = {}, body, saysJson = body !== undefined } = request;
		const url = new URL(`${this.#place.api}${path}`);
		for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
		return await this.#fetch(url.href, {
			method,
			headers: {
				authorization: `Bearer ${token.value}`,
				...(saysJson && { 'content-type': 'application/json' }),
			},
			...(body !== undefined && { body: JSON.stringify(body) }),
		});
	}

	/** Sends a call that changes nothing; a refusal because of the rate limit is sat out once. */
	async sendPatiently(request: Request, token: Token): Promise<Answer> {
		const answer = await this.send(request, token);
		const seconds = Number(answer.header('retry-after') ?? '60');
		if (answer.status !== 429 || !(seconds <= LONGEST_RETRY_SECONDS)) return answer;
		await this.wait((seconds + 1) * 1000);
		return await this.send(request, token);
	}

	async #fetch(url: string, init: RequestInit): Promise<Answer> {
		this.#mayGoOn();
		const { signal, requestTimeoutMs } = this.#around;
		const patience = AbortSignal.timeout(requestTimeoutMs);
		try {
			// A redirect would carry the token to another place.
			const response = await fetch(url, {
				...init,
				redirect: 'manual',
				signal: AbortSignal.any([signal, patience]),
			});
			const text = await response.text();
			const body = new Json(text === '' ? undefined : jsonOrText(text));
			return {
				status: response.status,
				body,
				shape: shapeOf(text, body),
				header: (name) => response.headers.get(name) ?? undefined,
			};
		} catch (error) {
			this.#mayGoOn();
			if (patience.aborted)
				throw new Unanswered(`there was no answer within ${Math.ceil(requestTimeoutMs / 1000)} seconds`, {
					cause: error,
				});
			throw new Unanswered(explainBrokenConnection(error), { cause: error });
		}
	}

	#mayGoOn(): void {
		if (this.#around.signal.aborted) throw new Stopped('Stopped.');
	}
}

function shapeOf(text: string, { value }: Json): Answer['shape'] {
	if (text === '') return 'empty';
	// What is no JSON stays the text that it was, and that is not what is meant by a JSON string.
	return typeof value === 'string' && value !== text ? 'jsonString' : 'other';
}

function refusedLogin(status: number): string {
	if (status === 401)
		return 'The login was refused (status 401). Check GENESYS_CLIENT_SECRET, and that the client is active.';
	if (status === 400)
		return 'The login was refused (status 400). This region does not know GENESYS_CLIENT_ID, or the client has not the grant Client Credentials. Check the ID, and --region.';
	if (status === 429)
		return 'The login was refused because of its rate limit (status 429). Try again in a few minutes.';
	return `The login gave no token (status ${status}). Check --region, and whether a proxy stands in between.`;
}

function explainBrokenConnection(error: unknown): string {
	const cause = error instanceof Error ? error.cause : undefined;
	const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
	if (/^(ENOTFOUND|EAI_AGAIN)$/.test(code))
		return 'the address of the region was not found: check the network of this machine';
	if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/.test(code))
		return 'nothing answered at the address: check the network, or a proxy in between';
	if (/CERT|SELF_SIGNED|TLS/.test(code))
		return 'the certificate was not accepted: a proxy in between may need NODE_EXTRA_CA_CERTS';
	return 'the connection broke';
}
