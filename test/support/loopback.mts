import type { Server } from 'node:http';

/** A server that only this machine can reach. */
export interface LoopbackServer {
	/** On 127.0.0.1. */
	readonly port: number;
	/** Ends the server and every connection to it. */
	close(): Promise<void>;
}

/** Has a server listen on a free port of 127.0.0.1. */
export async function listenOnLoopback(server: Server): Promise<LoopbackServer> {
	const port = await new Promise<number>((resolve, reject) => {
		server.once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			if (typeof address === 'object' && address !== null) resolve(address.port);
		});
	});
	return {
		port,
		async close(): Promise<void> {
			await new Promise((resolve) => {
				server.close(resolve);
				server.closeAllConnections();
			});
		},
	};
}
