import { setTimeout as sleep } from 'node:timers/promises';
import { isObject, optionalTextField } from './json.mts';
import { redact } from './redact.mts';

const REQUEST_WITHIN_MS = 60_000;
/** On a busy machine n8n now and then takes its database for lost; a request is not carried out then. */
const NO_DATABASE = 'Database is not ready';
const NO_DATABASE_PAUSE_MS = 500;
const DATABASE_BACK_WITHIN_MS = 60_000;
const SESSION_COOKIE = 'n8n-auth';

/** n8n's REST interface refused a request; the message holds what n8n said, without secrets. */
export class RestError extends Error {
	override readonly name = 'RestError';

	constructor(
		readonly method: string,
		readonly path: string,
		/** HTTP status of the answer. */
		readonly status: number,
		body: string,
	) {
		super(`n8n answered ${method} ${path} with ${status}: ${redact(messageOf(body), [])}`);
	}
}

/**
 * A browser's session with n8n: keeps the cookie that log-in or owner set-up gives. It sends no `browser-id`
 * header: n8n binds a session to the one that was sent at log-in, and a session that began without goes on without.
 */
export class RestSession {
	#cookie: string | undefined;

	/** @param baseUrl such as `http://127.0.0.1:5678`, without a trailing slash. */
	constructor(readonly baseUrl: string) {}

	/**
	 * One request; gives the JSON of the answer, out of n8n's `{ data: … }` envelope where it has one.
	 * @throws {RestError} for every status outside 200 to 299.
	 */
	async json(method: string, path: string, body?: unknown): Promise<unknown> {
		const end = performance.now() + DATABASE_BACK_WITHIN_MS;
		let [response, text] = await this.#answer(method, path, body);
		while (response.status === 503 && text.includes(NO_DATABASE) && performance.now() < end) {
			await sleep(NO_DATABASE_PAUSE_MS);
			[response, text] = await this.#answer(method, path, body);
		}
		if (!response.ok) throw new RestError(method, path, response.status, text);
		const answer: unknown = JSON.parse(text);
		return typeof answer === 'object' && answer !== null && 'data' in answer ? answer.data : answer;
	}

	async #answer(method: string, path: string, body: unknown): Promise<[response: Response, text: string]> {
		const response = await this.send(method, path, body);
		return [response, await response.text()];
	}

	/**
	 * One request; gives the answer as it came, whatever its status.
	 * @param withinMs how long the answer may take, in milliseconds; default a minute.
	 */
	async send(method: string, path: string, body?: unknown, withinMs = REQUEST_WITHIN_MS): Promise<Response> {
		const response = await fetch(this.baseUrl + path, {
			method,
			headers: {
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
				...(this.#cookie === undefined ? {} : { cookie: this.#cookie }),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
			signal: AbortSignal.timeout(withinMs),
		});
		for (const cookie of response.headers.getSetCookie()) {
			if (cookie.startsWith(`${SESSION_COOKIE}=`)) this.#cookie = cookie.split(';')[0];
		}
		return response;
	}
}

/** n8n's own message out of an error's body, which may hold a stack trace besides; else the beginning of the body. */
function messageOf(body: string): string {
	const start = body.slice(0, 500);
	if (!body.startsWith('{')) return start;
	const error: unknown = JSON.parse(body);
	return isObject(error) ? (optionalTextField(error, 'message') ?? start) : start;
}
