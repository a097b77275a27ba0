import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { jsonOrText } from '../../scripts/n8n/json.mts';
import { listenOnLoopback } from './loopback.mts';

/** A request that came in. */
export interface StubRequest {
	readonly method: string;
	/** With the query, as in `/contacts?limit=1`. */
	readonly path: string;
	readonly headers: IncomingHttpHeaders;
	/** The body as JSON; its text where it is none. */
	readonly body: unknown;
}

/** What is answered. */
export interface StubAnswer {
	/** Default 200. */
	readonly status?: number;
	readonly headers?: Readonly<Record<string, string>>;
	/** Sent as JSON; a text is sent as it is. Default `{}`. */
	readonly body?: unknown;
}

/** Stands in for somebody else's server. */
export interface HttpStub {
	/** Such as `http://127.0.0.1:34567`, without a trailing slash. */
	readonly url: string;
	/** What came in, in order. */
	readonly requests: readonly StubRequest[];
	close(): Promise<void>;
}

/**
 * Starts a server on 127.0.0.1 that records every request and answers as it is told.
 * @param answer what to answer; an error in it is answered with 500 and its message.
 */
export async function startHttpStub(
	answer: (request: StubRequest) => StubAnswer | Promise<StubAnswer> = () => ({}),
): Promise<HttpStub> {
	const requests: StubRequest[] = [];
	const handle = async (incoming: IncomingMessage): Promise<StubAnswer> => {
		const request = await read(incoming);
		requests.push(request);
		return await answer(request);
	};
	const server = createServer((incoming, response) => {
		handle(incoming)
			.catch((error: unknown): StubAnswer => ({ status: 500, body: String(error) }))
			.then(({ status = 200, headers = {}, body = {} }) => {
				const isText = typeof body === 'string';
				const type = isText ? 'text/plain; charset=utf-8' : 'application/json';
				response.writeHead(status, { 'content-type': type, ...headers });
				response.end(isText ? body : JSON.stringify(body));
			})
			.catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
	});
	const loopback = await listenOnLoopback(server);
	return {
		url: `http://127.0.0.1:${loopback.port}`,
		requests,
		close: () => loopback.close(),
	};
}

async function read(incoming: IncomingMessage): Promise<StubRequest> {
	const body = await text(incoming);
	return {
		method: incoming.method ?? '',
		path: incoming.url ?? '',
		headers: incoming.headers,
		body: jsonOrText(body),
	};
}
