import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { listenOnLoopback } from '../support/loopback.mts';

/** One request that came to a proxy. */
export interface ForwardedRequest {
	/** `CONNECT` for a tunnel, whose contents the proxy does not see. */
	readonly method: string;
	/** Host and port, as in `127.0.0.1:8080`. */
	readonly target: string;
	/** Without the query; empty for a tunnel. */
	readonly path: string;
	/** The `Authorization` header for the target; undefined if there was none, or in a tunnel. */
	readonly authorization: string | undefined;
}

/** An HTTP proxy that asks who one is, and passes requests on. */
export interface ForwardingProxy {
	/** With user and password in it, as in `http://user:password@127.0.0.1:34567`. */
	readonly url: string;
	readonly password: string;
	/** What was passed on, in order. */
	readonly requests: readonly ForwardedRequest[];
	close(): Promise<void>;
}

const USER = 'n8n';
const PASSWORD = 'password-of-the-proxy';
const CREDENTIALS = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;

/** Starts a proxy on 127.0.0.1. It answers with 407 to who does not show user and password. */
export async function startForwardingProxy(): Promise<ForwardingProxy> {
	const requests: ForwardedRequest[] = [];
	const server = createServer((incoming, response) => {
		if (!isKnown(incoming)) {
			response.writeHead(407, { 'proxy-authenticate': 'Basic' }).end();
			return;
		}
		const url = new URL(incoming.url ?? '', 'http://no-host.invalid');
		const { authorization } = incoming.headers;
		requests.push({ method: incoming.method ?? '', target: url.host, path: url.pathname, authorization });
		passOn(incoming, response, url);
	});
	server.on('connect', (incoming: IncomingMessage, socket: Socket) => {
		const target = incoming.url ?? '';
		if (!isKnown(incoming)) {
			socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
			return;
		}
		requests.push({ method: 'CONNECT', target, path: '', authorization: undefined });
		tunnel(socket, target);
	});
	// n8n 2.8's own proxy agent writes each request twice on a connection. The first is whole, and other proxies let the rest go.
	server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
		if (error.code !== 'HPE_CLOSED_CONNECTION') socket.destroy();
	});
	const loopback = await listenOnLoopback(server);
	return {
		url: `http://${USER}:${PASSWORD}@127.0.0.1:${loopback.port}`,
		password: PASSWORD,
		requests,
		close: () => loopback.close(),
	};
}

function isKnown({ headers }: IncomingMessage): boolean {
	return headers['proxy-authorization'] === CREDENTIALS;
}

function passOn(incoming: IncomingMessage, response: ServerResponse, url: URL): void {
	const headers = { ...incoming.headers };
	delete headers['proxy-authorization'];
	const onward = send(url, { method: incoming.method, headers }, (answer) => {
		response.writeHead(answer.statusCode ?? 502, answer.headers);
		answer.pipe(response);
	});
	onward.once('error', () => response.writeHead(502).end());
	incoming.pipe(onward);
}

function tunnel(socket: Socket, target: string): void {
	const { hostname, port } = new URL(`http://${target}`);
	const onward = connect(Number(port), hostname, () => {
		socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
		onward.pipe(socket).pipe(onward);
	});
	onward.once('error', () => socket.destroy());
	socket.once('error', () => onward.destroy());
}
