import { createServer } from 'node:net';

const HOST = '127.0.0.1';

/** Whether nobody listens on a port of 127.0.0.1 at this moment. Port 0 is always free. */
export async function isPortFree(port: number): Promise<boolean> {
	return await listenBriefly(port).then(
		() => true,
		() => false,
	);
}

/**
 * A port of 127.0.0.1 that nobody listens on. Another process may take it before it is used: whoever starts a
 * server there tries again with another one.
 */
export async function findFreePort(): Promise<number> {
	return await listenBriefly(0);
}

function listenBriefly(port: number): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(port, HOST, () => {
			const address = server.address();
			server.close(() => {
				if (typeof address === 'object' && address !== null) resolve(address.port);
				else reject(new Error('A TCP server without a port'));
			});
		});
	});
}
