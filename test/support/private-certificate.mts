import { request as plainRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';

import { listenOnLoopback, type LoopbackServer } from './loopback.mts';

/** Made for these tests: nobody trusts it, and it protects nothing. Valid from 2020 to 2120, for localhost. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg0/qoH+VJvFZvjxwT
P4q2a+252ZdbxuonbC8kY55n6gahRANCAAS4VzDXfJdysnVjCBV/rxI9SuXj/z2C
nYI3OuHxhdDTLpnClpgCMNRUzZAGa6qghI1BzqYMD/ol2iza4eWINHsH
-----END PRIVATE KEY-----`;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBajCCAQ+gAwIBAgIUAkohOwBm0hl6IaIUy8rvb8F37kEwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAx
MDAwMDAwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAS4VzDXfJdysnVjCBV/rxI9SuXj/z2CnYI3OuHxhdDTLpnClpgCMNRU
zZAGa6qghI1BzqYMD/ol2iza4eWINHsHoz0wOzAaBgNVHREEEzARgglsb2NhbGhv
c3SHBH8AAAEwHQYDVR0OBBYEFJCIG+cSjQQ6ArFsMUrvyr+hhHNVMAoGCCqGSM49
BAMCA0kAMEYCIQCgs5QSEtZkp33n7zU75Xept98pivVXIkR8nEsPr6FI5gIhAN1N
n5Qxv30PVKZWwis0BiD+zSAi64XaVrL1IlccqkXg
-----END CERTIFICATE-----`;

/**
 * Puts a server with a private certificate in front of another one, as a company's proxy or a test system does.
 * @param url the base URL of what stands behind
 */
export async function behindPrivateCertificate(
	url: string,
): Promise<LoopbackServer & { readonly url: string }> {
	const pass = ({ headers, method, url: path = '' }: IncomingMessage) =>
		plainRequest(new URL(path, url), { headers, ...(method !== undefined && { method }) });
	const server = createServer(
		{ key: KEY, cert: CERTIFICATE },
		(incoming: IncomingMessage, outgoing: ServerResponse) => {
			const passed = pass(incoming);
			passed.on('response', (answer) => {
				outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
				answer.pipe(outgoing);
			});
			passed.on('error', () => outgoing.destroy());
			incoming.pipe(passed);
		},
	);
	const loopback = await listenOnLoopback(server);
	return { ...loopback, url: `https://localhost:${loopback.port}` };
}
