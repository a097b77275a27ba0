import { createServer, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { listenOnLoopback } from '../support/loopback.mts';

/** One attempt to reach another machine. */
export interface ProxiedRequest {
	/** `CONNECT` for https. */
	readonly method: string;
	/** Host and port, as in `192.0.2.1:8080`. */
	readonly target: string;
	/** The `Authorization` header; undefined if there was none or the request was encrypted. */
	readonly authorization: string | undefined;
}

/** An HTTP proxy that passes nothing on. */
export interface ProxyRecorder {
	/** Such as `http://127.0.0.1:34567`. */
	readonly url: string;
	/** What was attempted through it, in order. */
	readonly requests: readonly ProxiedRequest[];
	close(): Promise<void>;
}

/**
 * Starts a proxy on 127.0.0.1 that records every request and answers it with 502. Whoever is told to use it shows
 * what it would have sent to other machines, and nothing leaves this one.
 */
export async function startProxyRecorder(): Promise<ProxyRecorder> {
	const requests: ProxiedRequest[] = [];
	const record = (request: IncomingMessage, target: string): void => {
		requests.push({
			method: request.method ?? '',
			target,
			authorization: request.headers.authorization,
		});
	};
	const server = createServer((request, response) => {
		record(request, new URL(request.url ?? '', 'http://no-host.invalid').host);
		response.writeHead(502).end('This proxy passes nothing on');
	});
	server.on('connect', (request: IncomingMessage, socket: Socket) => {
		record(request, request.url ?? '');
		socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
	});
	const loopback = await listenOnLoopback(server);
	return {
		url: `http://127.0.0.1:${loopback.port}`,
		requests,
		close: () => loopback.close(),
	};
}
