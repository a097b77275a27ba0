import getPort from 'get-port';

const HOST = '127.0.0.1';
const ATTEMPTS = 3;

/** A port of 127.0.0.1 that nobody listens on: the usual one, or any other where that is taken. */
export async function freePort(usual?: number): Promise<number> {
	return await getPort({ host: HOST, ...(usual === undefined ? {} : { port: usual }) });
}

/**
 * Starts something on a free port of 127.0.0.1. Where another process takes that port before it is used, it is tried again
 * with another one.
 * @param start fails with a message that says "already in use" then.
 */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
	for (let attempt = 1; ; attempt += 1) {
		try {
			return await start(await freePort());
		} catch (error) {
			if (attempt === ATTEMPTS || !/already in use/i.test(String(error))) throw error;
		}
	}
}
